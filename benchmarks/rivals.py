"""Whole-process time and peak memory of `kavro-lint check` beside its rivals, in one run.

    python benchmarks/rivals.py [--package django] [--runs 7]

Prepares everything below `.work/` (a virtual environment with the rivals and the package
from the package index, a Git repository of the package's source, the same layers written
for each tool), then runs the commands in turn, A B C A B C …, so that a machine that slows
down slows all of them. Prints each one's median seconds and peak memory, and the median
and spread of the ratio to kavro-lint, pair by pair.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".work"

# Five layers, highest first, of the packages that Django's source is made of.
LAYERS: dict[str, list[list[str]]] = {
    "django": [
        ["contrib"],
        ["views", "forms", "test", "shortcuts"],
        ["template", "urls", "http", "middleware"],
        ["db", "core"],
        ["utils", "conf", "dispatch", "apps"],
    ]
}
NAMES = ("application", "interface", "delivery", "storage", "foundation")


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall-clock seconds, CPU seconds, peak memory in MiB, exit code."""

    wall: float
    cpu: float
    peak: float
    code: int


def prepare(package: str) -> tuple[Path, Path]:
    """Return the tools' folder and the repository, both made where they are missing."""
    environment, repository = WORK / "venv", WORK / package
    bin_folder = environment / "bin"
    if not (bin_folder / "tach").exists():
        venv.create(environment, with_pip=True)
        pip = [str(bin_folder / "python"), "-m", "pip", "install", "-q"]
        subprocess.run([*pip, "-e", str(ROOT), "import-linter", "tach", package], check=True)
    if not (repository / ".git").exists():
        _build_repository(bin_folder, repository, package)
    return bin_folder, repository


def _build_repository(bin_folder: Path, repository: Path, package: str) -> None:
    code = f"import {package}, os; print(os.path.dirname({package}.__file__))"
    source = subprocess.run(
        [str(bin_folder / "python"), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(source, repository / package, ignore=ignore, dirs_exist_ok=True)
    layers = LAYERS[package]
    (repository / "docs/kavro").mkdir(parents=True, exist_ok=True)
    (repository / "docs/kavro/blueprint.md").write_text(_blueprint(package, layers))
    (repository / ".importlinter").write_text(_import_linter(package, layers))
    (repository / "tach.toml").write_text(_tach(package, layers))
    (repository / ".gitignore").write_text("__pycache__/\n.import_linter_cache/\n.tach/\n")
    git = [
        "git",
        "-C",
        str(repository),
        "-c",
        "user.name=bench",
        "-c",
        "user.email=b@example.invalid",
    ]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Import"]):
        subprocess.run([*git, *command], check=True)


def _blueprint(package: str, layers: list[list[str]]) -> str:
    rows = [f"| rest | `{package}/` | |"]
    rows += [
        f"| {name} | `{package}/{name}/`, `{package}/{name}.py` | {layer} |"
        for layer, names in zip(NAMES, layers, strict=True)
        for name in names
    ]
    table = "\n".join(["| Module | Paths | Layer |", "|---|---|---|", *rows])
    order = "\n".join(f"{n}. {name}" for n, name in enumerate(NAMES, 1))
    return f"# {package}\n\n{table}\n\n## Layers\n\n{order}\n"


def _import_linter(package: str, layers: list[list[str]]) -> str:
    order = "\n".join("    " + " : ".join(f"{package}.{name}" for name in row) for row in layers)
    return (
        f"[importlinter]\nroot_package = {package}\n\n[importlinter:contract:layers]\n"
        f"name = layers\ntype = layers\nlayers =\n{order}\n"
    )


def _tach(package: str, layers: list[list[str]]) -> str:
    order = ", ".join(f'"{name}"' for name in NAMES)
    modules = "".join(
        f'[[modules]]\npath = "{package}.{name}"\nlayer = "{layer}"\n\n'
        for layer, names in zip(NAMES, layers, strict=True)
        for name in names
    )
    return f'source_roots = ["."]\nlayers = [{order}]\n\n{modules}'


def measure(command: list[str], folder: Path) -> Run:
    """Run a command to its end and return what the operating system counted."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "0", "PYTHONPATH": str(folder)}
    begun = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen(
            command, cwd=folder, stdout=nowhere, stderr=nowhere, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        time.perf_counter() - begun,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        process.returncode,
    )


def compare(commands: dict[str, list[str]], folder: Path, runs: int) -> dict[str, list[Run]]:
    """Run all commands in turn, after one round that is not counted."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for round_number in range(runs + 1):
        for name, command in commands.items():
            run = measure(command, folder)
            if run.code > 1:
                sys.exit(f"{name} could not run: exit code {run.code}: {' '.join(command)}")
            if round_number:
                found[name].append(run)
    return found


def table(found: dict[str, list[Run]], first: str) -> str:
    """Return the figures as a Markdown table; ratios are kavro-lint's time to the rival's."""
    lines = [
        "| command | wall s | cpu s | peak MiB | kavro-lint / it (min to max) |",
        "|---|---|---|---|---|",
    ]
    for name, runs in found.items():
        ratios = sorted(a.wall / b.wall for a, b in zip(found[first], runs, strict=True))
        ratio = (
            ""
            if name == first
            else f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )
        wall, cpu, peak = (
            statistics.median(getattr(run, key) for run in runs) for key in ("wall", "cpu", "peak")
        )
        lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {ratio} |")
    return "\n".join(lines)


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--package", default="django", choices=sorted(LAYERS))
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    tools, repository = prepare(given.package)
    commands = {
        "kavro-lint check": [str(tools / "kavro-lint"), "check"],
        "lint-imports --no-cache": [str(tools / "lint-imports"), "--no-cache"],
        "lint-imports (warm cache)": [str(tools / "lint-imports")],
        "tach check": [str(tools / "tach"), "check"],
    }
    print(table(compare(commands, repository, given.runs), "kavro-lint check"))


if __name__ == "__main__":
    main()
