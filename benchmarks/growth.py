"""Time and memory over the size of a repository: cold, warm, one change.

    python -m benchmarks.growth [--files 1000 10000 100000] [--modules 10 100 1000]

Generates repositories below `.work/growth/`: each file imports four files of its own module and
of the modules below, so that the contract holds. Prints a table and a plot in text. Near linear
means that the time for a file stays the same.
"""

import argparse
import shutil
import statistics
from pathlib import Path

from benchmarks.corpora import WORK, commit, prepare
from benchmarks.rivals import Run, measure

WIDTH = 60


def generate(files: int, modules: int) -> Path:
    """Return a repository of so many files in so many modules, made where it is missing."""
    folder = WORK / f"growth/{files}-{modules}"
    if (folder / ".git").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    each = max(files // modules, 1)
    rows = []
    for module in range(modules):
        place = folder / f"app/m{module:04}"
        place.mkdir(parents=True)
        (place / "__init__.py").write_text("")
        below = f"m{module - 1:04}" if module else "none"
        rows.append(f"| m{module:04} | `app/m{module:04}/` | {below} |")
        for number in range(each - 1):
            (place / f"f{number:04}.py").write_text(_source(module, number, each - 1))
    (folder / "app/__init__.py").write_text("")
    (folder / "docs/kavro").mkdir(parents=True)
    table = "\n".join(
        ["| Module | Paths | May import |", "|---|---|---|", "| app | `app/*` | none |"]
    )
    (folder / "docs/kavro/blueprint.md").write_text(table + "\n" + "\n".join(rows) + "\n")
    commit(folder)
    return folder


def _source(module: int, number: int, count: int) -> str:
    lines = ["import os", "import json"]
    if number:
        lines += [f"from app.m{module:04} import f{number - 1:04}"]
        lines += [f"from app.m{module:04}.f{number // 2:04} import name"]
    if module:
        lines += [f"from app.m{module - 1:04}.f{number % count:04} import name as other"]
    body = [f"def work_{n}(value: int) -> int:\n    return value + {n}\n" for n in range(40)]
    return "\n".join((*lines, "", "name = 1", "", *body))


def row(tool: str, files: int, modules: int, runs: int) -> tuple[str, float, float]:
    """Return a row of the table, and the seconds of a cold and of a warm run."""
    folder = generate(files, modules)
    changed = folder / "app/m0000/f0001.py"

    def change() -> None:
        changed.write_text(changed.read_text() + "# more\n")

    def imports() -> None:
        changed.write_text(changed.read_text() + "import re\n")

    cold = _median(runs, [tool, "check", "--no-cache"], folder)
    _median(1, [tool, "check"], folder)
    _median(1, [tool, "check"], folder)
    warm = _median(runs, [tool, "check"], folder)
    one = _median(runs, [tool, "check"], folder, change)
    other = _median(runs, [tool, "check"], folder, imports)
    figures = " | ".join(
        f"{each.wall:.2f} s, {each.peak:.0f} MiB" for each in (cold, warm, one, other)
    )
    return f"| {files:,} | {modules:,} | {figures} |", cold.wall, warm.wall


def _median(runs: int, command: list[str], folder: Path, before=lambda: None) -> Run:  # noqa: ANN001
    found = []
    for _ in range(runs):
        before()
        found.append(measure(command, folder))
    middle = statistics.median_low(run.wall for run in found)
    return next(run for run in found if run.wall == middle)


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--modules", type=int, nargs="*", default=[10, 100, 1_000])
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    tool = str(prepare("django")[0] / "kavro-lint")
    print("| files | modules | cold | warm | one change | one import more |")
    print("|---|---|---|---|---|---|", flush=True)
    pairs = [(files, 100) for files in given.files]
    pairs += [(10_000, modules) for modules in given.modules if modules != 100]
    bars = []
    for files, modules in pairs:
        text, cold, warm = row(tool, files, modules, given.runs)
        print(text, flush=True)
        bars.append((f"{files:,}/{modules:,}", cold * 1e6 / files, warm * 1e6 / files))
    most = max(max(cold, warm) for _, cold, warm in bars)
    print("\nmicroseconds a file: = cold, - warm")
    for name, cold, warm in bars:
        for sign, value in (("=", cold), ("-", warm)):
            print(f"{name:>14} {sign * max(round(value / most * WIDTH), 1)} {value:.0f}")


if __name__ == "__main__":
    main()
