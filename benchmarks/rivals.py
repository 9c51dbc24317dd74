"""Every row of the table of targets, paired with its rival, in one run.

    python benchmarks/rivals.py [--runs 7] [--row PART…] [--cpu] [--json FILE]

Prepares everything below `.work/` (see `corpora.py` and `npm.py`), then runs each row's two
commands in turn, A B A B …, so that a machine that slows down slows both. Prints medians of seconds
or of peak memory, and the median and the spread of the ratio to the rival, pair by pair. A file is
changed before each run of a row that says so, the same for both. The second table says what both
found, so that nobody is fast who read nothing: exit codes and last lines.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

# As a script, the folder of the project is not where Python looks.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import npm
from benchmarks.corpora import WORK, commit, git, prepare


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall-clock and CPU seconds, peak memory in MiB, exit code.

    The peak is that of the largest process, as the operating system counts.
    """

    wall: float
    cpu: float
    peak: float
    code: int


@dataclass(frozen=True, slots=True)
class Row:
    """What is compared: our command and a rival's, in a repository, and what is done before.

    `target` is None where none was set; `counting` says that the rival's exit code is how many
    findings it has.
    """

    name: str
    folder: Path
    ours: list[str]
    rival: list[str]
    target: float | None
    figure: str = "wall"
    before: Callable[[], None] = lambda: None
    counting: bool = False

    def has_run(self, command: list[str], code: int) -> bool:
        """Whether a command has done its work, found something or not."""
        return code in (0, 1) or (self.counting and command == self.rival and 0 < code < 256)


def rows(django: tuple[Path, Path], homeassistant: tuple[Path, Path]) -> list[Row]:
    """Return the rows of the table."""
    tools, small = django
    shipped = prepare("django", shipped=True)[1]
    large = homeassistant[1]
    check = [str(tools / "kavro-lint"), "check"]
    cold = [*check, "--no-cache"]
    grimp, tach = [str(tools / "lint-imports")], [str(tools / "tach"), "check"]
    python = [str(tools / "python"), "-c", "import subprocess, sqlite3"]
    changed = large / "homeassistant/components/sun/sensor.py"
    hook = _hook()
    return [
        Row("warm, django", small, check, grimp, 0.6),
        Row("cold, django", small, cold, [*grimp, "--no-cache"], 0.9),
        Row("cold, django as shipped", shipped, cold, [*grimp, "--no-cache"], 0.9),
        Row("cold, django as shipped, tach", shipped, cold, tach, 0.9),
        Row("warm, homeassistant", large, check, grimp, 0.4),
        Row("cold, homeassistant", large, cold, [*grimp, "--no-cache"], 0.7),
        Row("cold, homeassistant, tach", large, cold, tach, 0.7),
        Row("one change of 11,000", large, check, ["git", "status"], 3.0,
            before=lambda: _append(changed)),
        Row("hook, one file staged", hook, [*check, "--staged"], python, 4.0,
            before=lambda: _stage(hook / "shop/api/http.py")),
        Row("memory, cold, homeassistant", large, cold, [*grimp, "--no-cache"], 1.5, "peak"),
        Row("--base HEAD~1000, warm", small, [*check, "--base", "HEAD~1000"], check, 1.5),
    ]  # fmt: skip


def npm_rows(tools: Path) -> list[Row]:
    """Return the rows of JavaScript and TypeScript. Raises Missing where npm is."""
    check = [str(tools / "kavro-lint"), "check"]
    cold, rival = [*check, "--no-cache"], npm.cruiser()
    anew = [*rival, "--no-cache"]
    javascript, typescript = npm.three(), npm.generated()
    return [
        Row("warm, three (757 files of JavaScript)", javascript, check, rival, None, counting=True),
        Row("cold, three", javascript, cold, anew, None, counting=True),
        Row("cold, 1,000 files of TypeScript", typescript, cold, anew, None, counting=True),
        Row("memory, cold, the same", typescript, cold, anew, None, "peak", counting=True),
    ]


def _append(file: Path) -> None:
    with file.open("a") as opened:
        opened.write(f"# {time.time_ns()}\n")


def _stage(file: Path) -> None:
    _append(file)
    git(file.parent, "add", file.name)


def _hook() -> Path:
    """Return a small repository with a contract of three modules and twelve files."""
    folder = WORK / "hook"
    if (folder / ".git").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for name, imported in (("api", "services"), ("services", "models"), ("models", None)):
        (folder / "shop" / name).mkdir(parents=True)
        for part in ("__init__", "http", "orders", "people"):
            line = (
                f"from shop.{imported} import {part}\n" if imported and part != "__init__" else ""
            )
            (folder / "shop" / name / f"{part}.py").write_text(line)
    (folder / "shop/__init__.py").write_text("")
    (folder / "docs/kavro").mkdir(parents=True)
    (folder / "docs/kavro/blueprint.md").write_text(
        "# Shop\n\n| Module | Paths | May import |\n|---|---|---|\n| shop | `shop/` | none |\n"
        "| api | `shop/api/` | services |\n| services | `shop/services/` | models |\n"
        "| models | `shop/models/` | none |\n"
    )
    commit(folder)
    return folder


def measure(command: list[str], folder: Path) -> Run:
    """Run a command to its end and return what the operating system counted."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": str(folder)}
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


def compare(row: Row, runs: int) -> tuple[list[Run], list[Run]]:
    """Run both commands in turn, after two rounds that are not counted."""
    result: tuple[list[Run], list[Run]] = ([], [])
    for number in range(runs + 2):
        for place, command in zip(result, (row.ours, row.rival), strict=True):
            row.before()
            run = measure(command, row.folder)
            if not row.has_run(command, run.code):
                sys.exit(f"could not run: exit code {run.code}: {' '.join(command)}")
            if number > 1:
                place.append(run)
    return result


def line(row: Row, ours: list[Run], rival: list[Run]) -> str:
    """Return the figures as a row of a Markdown table."""
    pairs = [
        (getattr(a, row.figure), getattr(b, row.figure)) for a, b in zip(ours, rival, strict=True)
    ]
    ratios = sorted(a / b for a, b in pairs)
    ratio = statistics.median(ratios)
    unit = "MiB" if row.figure == "peak" else "s"
    a, b = (statistics.median(entry) for entry in zip(*pairs, strict=True))
    digits = 0 if row.figure == "peak" else 3
    met = "" if row.target is None else "yes" if ratio <= row.target else "**no**"
    return (
        f"| {row.name} | `{shown(row.rival)}` | {a:.{digits}f} {unit} | {b:.{digits}f} {unit} "
        f"| {ratio:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) | {row.target or ''} | {met} |"
    )


# How one of the tools sums up.
_VERDICT = re.compile(r"\b(?:PASS|FLAG|BLOCK|[0-9]+ (?:broken|dependency violations))\b")


def shown(command: list[str]) -> str:
    """Return a command as it is typed."""
    words = [Path(word).stem if "/" in word else word for word in command]
    return " ".join(words[1:] if words[0] == "node" else words)


def program_of(command: list[str], folder: Path) -> str:
    """Run a command once more and return its exit code, and its verdict or else its last line."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    spoken = [line for line in lines if any(map(str.isalnum, line))]
    verdicts = [line for line in spoken if _VERDICT.search(line)]
    result = (verdicts or spoken or ["nothing"])[-1]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", result).replace("|", "/")[:100]
    return f"exit {done.returncode}: {plain}"


def chosen(parts: list[str]) -> list[Row]:
    """Return the rows whose name has one of the parts, and say which cannot be run."""
    result = rows(prepare("django"), prepare("homeassistant"))
    try:
        result += npm_rows(prepare("django")[0])
    except npm.Missing as why:
        print(f"without the rows of JavaScript and TypeScript: {why}", file=sys.stderr)
    return [row for row in result if any(part in row.name for part in parts)]


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--row", nargs="*", default=[""], help="only rows whose name has this")
    parser.add_argument("--cpu", action="store_true", help="CPU time for that of the clock")
    parser.add_argument("--json", type=Path, help="write the figures of every run there")
    given = parser.parse_args()
    print("| work | against | kavro-lint | it | ratio (min to max) | target | met |")
    print("|---|---|---|---|---|---|---|", flush=True)
    measured = {}
    result = ["", "| work | kavro-lint | it |", "|---|---|---|"]
    for row in chosen(given.row):
        ours, rival = compare(row, given.runs)
        shown_row = replace(row, figure="cpu") if given.cpu and row.figure == "wall" else row
        print(line(shown_row, ours, rival), flush=True)
        measured[row.name] = [[asdict(run) for run in side] for side in (ours, rival)]
        both = (program_of(command, row.folder) for command in (row.ours, row.rival))
        result.append(f"| {row.name} | {' | '.join(both)} |")
    print("\n".join(result))
    if given.json is not None:
        given.json.write_text(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted")
