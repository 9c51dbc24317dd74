"""Time and memory over the size of a repository: cold, warm, one change, one import more.

    python -m benchmarks.growth [--files 1000 10000 100000] [--modules 10 100 1000]
                                [--runs 3] [--plot growth.svg] [--json FILE]

Generates repositories below `.work/growth/`: each file imports four files of its own module and
of the modules below, so that the contract holds. Prints a table, and how time grows with files
(1 is linear); the plot is that of a hundred modules.
"""

import argparse
import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.corpora import WORK, commit, prepare
from benchmarks.plot import slope, svg
from benchmarks.rivals import Run, measure

# The number of modules of which the plot is.
MIDDLE = 100


def generate(files: int, modules: int, work: Path = WORK) -> Path:
    """Return a repository of so many files in so many modules, made where it is missing."""
    folder = work / f"growth/{files}-{modules}"
    if (folder / ".git").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    each = max(files // modules, 1)
    rows = []
    for module in range(modules):
        place = folder / f"app/{_module(module)}"
        place.mkdir(parents=True)
        (place / "__init__.py").write_text(_package(module))
        below = _module(module - 1) if module else "none"
        rows.append(f"| {_module(module)} | `app/{_module(module)}/` | {below} |")
        for number in range(each - 1):
            (place / f"{_file(number)}.py").write_text(_source(module, number, each - 1))
    (folder / "app/__init__.py").write_text("")
    (folder / "docs/kavro").mkdir(parents=True)
    table = "\n".join(
        ["| Module | Paths | May import |", "|---|---|---|", "| app | `app/*` | none |"]
    )
    (folder / "docs/kavro/blueprint.md").write_text(table + "\n" + "\n".join(rows) + "\n")
    commit(folder)
    return folder


def _module(number: int) -> str:
    return f"m{number:04}"


def _file(number: int) -> str:
    return f"f{number:05}"


def _package(module: int) -> str:
    """Return what makes a folder a package; it imports the package below."""
    return f"import app.{_module(module - 1)}\n" if module else "import os\n"


def _source(module: int, number: int, count: int) -> str:
    """Return a file that imports of its own module, and of the one below, what comes before it."""
    lines = ["import os", "import json"]
    mine = f"app.{_module(module)}"
    if number:
        lines += [f"from {mine} import {_file(number - 1)}"]
        lines += [f"from {mine}.{_file(number // 2)} import name"]
    if module:
        lines += [f"from app.{_module(module - 1)}.{_file(number % count)} import name as other"]
    body = [f"def work_{n}(value: int) -> int:\n    return value + {n}\n" for n in range(40)]
    return "\n".join((*lines, "", "name = 1", "", *body))


@dataclass(frozen=True, slots=True)
class Grown:
    """What was measured of one repository: medians of runs, by what was done."""

    files: int
    modules: int
    runs: dict[str, Run]

    def line(self) -> str:
        """Return the figures as a row of a Markdown table."""
        shown = (f"{run.wall:.2f} s, {run.peak:.0f} MiB" for run in self.runs.values())
        return f"| {self.files:,} | {self.modules:,} | {' | '.join(shown)} |"


WORK_DONE = ("cold", "warm", "one change", "one import more")


def grown(tool: str, files: int, modules: int, runs: int) -> Grown:
    """Generate a repository, and measure what `WORK_DONE` names."""
    folder = generate(files, modules)
    changed = folder / f"app/{_module(0)}/{_file(1)}.py" if files > modules * 2 else None
    changed = changed or folder / f"app/{_module(0)}/__init__.py"

    def add(line: str) -> Callable[[], None]:
        return lambda: _append(changed, line)

    check = [tool, "check"]
    # What changed within two seconds before it was looked at is looked at again.
    time.sleep(2.1)
    cold = _median(runs, [*check, "--no-cache"], folder)
    for _ in range(2):
        measure(check, folder)
    warm = _median(runs, check, folder)
    result = _median(runs, check, folder, add("# more"))
    other = _median(runs, check, folder, add("import re"))
    return Grown(files, modules, dict(zip(WORK_DONE, (cold, warm, result, other), strict=True)))


def _append(file: Path, line: str) -> None:
    with file.open("a") as opened:
        opened.write(f"{line}\n")


def _median(
    runs: int, command: list[str], folder: Path, before: Callable[[], None] = lambda: None
) -> Run:
    result = []
    for _ in range(runs):
        before()
        result.append(measure(command, folder))
        if result[-1].code:
            sys.exit(f"exit code {result[-1].code}: {' '.join(command)} in {folder}")
    middle = statistics.median_low(run.wall for run in result)
    return next(run for run in result if run.wall == middle)


def picture(entries: list[Grown]) -> str:
    """Return the plot: seconds over files, one line for what was done, of a hundred modules."""
    chosen = [entry for entry in entries if entry.modules == MIDDLE] or entries
    series = {
        name: [(entry.files, entry.runs[name].wall) for entry in chosen] for name in WORK_DONE
    }
    return svg("Time of a check over the number of files", "files", "seconds", series)


def exponents(entries: list[Grown]) -> str:
    """Say how time grows with files, from the middle size to the largest: 1 is linear."""
    chosen = [entry for entry in entries if entry.modules == MIDDLE][-2:]
    if len(chosen) < 2:
        return "one size only: nothing is said of growth"
    shown = (
        f"{name} {slope([(entry.files, entry.runs[name].wall) for entry in chosen]):.2f}"
        for name in WORK_DONE
    )
    return f"exponent from {chosen[0].files:,} to {chosen[1].files:,} files: {', '.join(shown)}"


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--files", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--modules", type=int, nargs="*", default=[10, 100, 1_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--plot", type=Path, help="write the picture there, as SVG")
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args()
    tool = str(prepare("django")[0] / "kavro-lint")
    print(f"| files | modules | {' | '.join(WORK_DONE)} |")
    print("|---|---|---|---|---|---|", flush=True)
    result = []
    for files in given.files:
        for modules in given.modules:
            result.append(grown(tool, files, modules, given.runs))
            print(result[-1].line(), flush=True)
    print(f"\n{exponents(result)}")
    if given.plot is not None:
        given.plot.write_text(picture(result))
    if given.json is not None:
        given.json.write_text(json.dumps([asdict(entry) for entry in result], indent=1) + "\n")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted")
