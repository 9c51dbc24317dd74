"""Run `init`, then `check`, on repositories that nobody here wrote.

    python -m benchmarks.init_repositories [--days N]... [--drafts FOLDER] REPOSITORY...

Each repository is a Git directory on this machine, with or without a work tree. Its tip, and for
each `--days` what was at the tip so many days before, becomes the first commit of a repository in a
temporary folder; there `init` runs. Then today's tip is laid over it as a second commit, and
`check` says what a draft of that day makes of it. Prints a Markdown table, and each finding on a
line, to be read by hand. `--drafts` keeps the drafts.

Exits 1 where `init` fails, or where the first check of a draft on its own commit has a finding.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

BLUEPRINT = "docs/kavro/blueprint.md"
KEPT = (BLUEPRINT, "kavro-lint.toml")
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Result:
    """What a draft of `days` days ago comes to on today's tip. `known` are findings by rule."""

    name: str
    days: int
    files: int
    modules: int
    layers: int
    verdict: str
    findings: tuple[str, ...]
    rules: Counter[str]
    known: int


def git(directory: Path, *arguments: str) -> str:
    """Ask Git about a Git directory."""
    command = ["git", "--git-dir", str(directory), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def kavro(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run kavro-lint as a user does."""
    command = [sys.executable, "-m", "kavro_lint", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def lay(directory: Path, revision: str, folder: Path, message: str) -> None:
    """Make a commit's tree the next commit of a repository; what `init` wrote is kept."""
    kept = {path: (folder / path).read_bytes() for path in KEPT if (folder / path).is_file()}
    for place in folder.iterdir():
        if place.name != ".git":
            shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
    with tempfile.TemporaryDirectory() as index:
        # Without large files: a mirror may lack them, and no finding is about them.
        subprocess.run(
            ["git", "--git-dir", str(directory), "--work-tree", str(folder),
             "-c", "core.bare=false", "checkout", "--force", revision, "--", "."],
            env={"PATH": "/usr/bin:/bin", "GIT_INDEX_FILE": f"{index}/index"},
            capture_output=True, check=False,
        )  # fmt: skip
    for path, content in kept.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    own = folder / ".git"
    user = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.org")
    tree = ("--work-tree", str(folder))
    git(own, *tree, "add", "--all", "--force")
    git(own, *tree, *user, "commit", "--quiet", "--no-verify", f"--message={message}")


def replay(directory: Path, name: str, days: int, folder: Path, drafts: Path | None) -> Result:
    """Draft from an old commit, and check today's. Raises SystemExit where `init` fails."""
    when = int(git(directory, "log", "-1", "--format=%ct")) - days * DAY
    before = git(directory, "rev-list", "-1", "--first-parent", f"--before={when}", "HEAD")
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    lay(directory, before, folder, "Then")
    done = kavro(folder, "init")
    if done.returncode != 0:
        raise SystemExit(f"{name}: init exits {done.returncode}\n{done.stderr}")
    if drafts is not None:
        drafts.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / BLUEPRINT, drafts / f"{name}-{days}.md")
    if days:
        lay(directory, "HEAD", folder, "Now")
    report = json.loads(kavro(folder, "check", "--format", "json").stdout)
    lines = (folder / BLUEPRINT).read_text().splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    shown = (f"{f['id']} {f['path']}:{f['line']} {f['message']}" for f in report["findings"])
    return Result(
        name=name,
        days=days,
        files=report["coverage"]["governed"],
        modules=len(rows) - 1,
        layers=sum(line[:1].isdigit() for line in lines),
        verdict=report["verdict"],
        findings=tuple(shown),
        rules=Counter(finding["id"] for finding in report["findings"]),
        known=report["summary"]["known"],
    )


def git_directory(path: Path) -> Path:
    """Return the Git directory of a clone or a mirror."""
    return path / ".git" if (path / ".git").is_dir() else path


def main() -> None:
    """Print the table for the repositories that are named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, action="append", default=[])
    parser.add_argument("--drafts", type=Path)
    parser.add_argument("repositories", nargs="+", type=Path)
    options = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        for path in options.repositories:
            directory = git_directory(path.resolve())
            name = path.resolve().parent.name if path.name == "repo" else path.name
            for days in (0, *options.days):
                folder = Path(scratch, str(days), name.rpartition("+")[2])
                results.append(replay(directory, name, days, folder, options.drafts))
                print(name, days, results[-1].verdict, file=sys.stderr, flush=True)
    print("| Repository | Days ago | Files | Modules | Layers | Check | Findings | Known |")
    print("|---|---|---|---|---|---|---|---|")
    for result in results:
        rules = ", ".join(f"{rule} {count}" for rule, count in sorted(result.rules.items()))
        print(
            f"| {result.name} | {result.days} | {result.files} | {result.modules} "
            f"| {result.layers} | {result.verdict} | {rules or 'none'} | {result.known} |"
        )
    for result in results:
        for finding in result.findings:
            print(f"- {result.name}, {result.days} days: {finding}")
    sys.exit(any(result.findings for result in results if not result.days))


if __name__ == "__main__":
    main()
