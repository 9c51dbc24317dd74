"""Run `init`, then `check`, on repositories that nobody here wrote.

    python -m benchmarks.init_repositories REPOSITORY...

Each repository is a clone on this machine; it is cloned again into a temporary folder, so that
nothing is written into it. Prints a Markdown table, and the names of the modules. Exits 1 where
a first check fails, or has findings that the draft itself made.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

BLUEPRINT = "docs/kavro/blueprint.md"


@dataclass(frozen=True, slots=True)
class Result:
    """What one repository came to. `known` are findings by rule."""

    name: str
    files: int
    modules: tuple[str, ...]
    layers: int
    verdict: str
    findings: int
    known: Counter[str]


def kavro(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run kavro-lint as a user does."""
    command = [sys.executable, "-m", "kavro_lint", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def begin(repository: Path, folder: Path) -> Result:
    """Clone a repository, let it begin, and check it. Raises SystemExit where init fails."""
    subprocess.run(
        ["git", "clone", "--quiet", "--shared", str(repository), str(folder)],
        check=True, capture_output=True,
    )  # fmt: skip
    done = kavro(folder, "init")
    if done.returncode != 0:
        raise SystemExit(f"{repository}: init exits {done.returncode}\n{done.stderr}")
    first = json.loads(kavro(folder, "check", "--format", "json").stdout)
    everything = json.loads(kavro(folder, "check", "--all", "--format", "json").stdout)
    text = (folder / BLUEPRINT).read_text()
    rows = [line.split("|")[1].strip(" `") for line in text.splitlines() if line.startswith("| ")]
    layers = [line for line in text.splitlines() if line[:1].isdigit()]
    return Result(
        name=repository.name,
        files=first["coverage"]["governed"],
        modules=tuple(rows[1:]),
        layers=len(layers),
        verdict=first["verdict"],
        findings=len(first["findings"]),
        known=Counter(each["id"] for each in everything["findings"]),
    )


def main() -> None:
    """Print the table for the repositories that are named."""
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, name in enumerate(sys.argv[1:]):
            results.append(begin(Path(name).resolve(), Path(scratch, str(number), Path(name).name)))
            print(results[-1].name, results[-1].verdict, file=sys.stderr, flush=True)
    print("| Repository | Files | Modules | Layers | First check | Findings | Known debt |")
    print("|---|---|---|---|---|---|---|")
    for each in results:
        known = ", ".join(f"{rule} {count}" for rule, count in sorted(each.known.items()))
        print(
            f"| {each.name} | {each.files} | {len(each.modules)} | {each.layers} "
            f"| {each.verdict} | {each.findings} | {known or 'none'} |"
        )
    print()
    for each in results:
        print(f"- {each.name}: {', '.join(each.modules)}")
    sys.exit(any(each.findings for each in results))


if __name__ == "__main__":
    main()
