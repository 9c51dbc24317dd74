"""What a change costs: whole processes, in turn with `git status` and a Python that starts.

    python -m benchmarks.changes [django homeassistant 100000] [--rounds 7] [--explain]

A name is a package (see `corpora`), a number a generated repository of so many files (see
`growth`). Each round runs every row once, so that a machine that slows down slows all; printed are
medians of CPU time and of the ratios, pair by pair. `--explain` asks questions of a state that a
`check` has judged instead, each as if for the first time, beside that `check`.
"""

import argparse
import os
import re
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.corpora import ROOT, WORK, git, prepare
from benchmarks.growth import generate

TOOL = [sys.executable, "-m", "kavro_lint", "check"]
BARE, STATUS = [sys.executable, "-c", "pass"], ["git", "status"]
# A source that nothing is reported of, and a module that is in each package.
SOURCES = {
    "django": "django/contrib/admin/checks.py",
    "homeassistant": "homeassistant/components/zwave_js/sensor.py",
}
STANDARD = "sqlite3 zipfile wave string cmd bdb dbm pdb tty pty csv ast dis glob cgi".split()
BLUEPRINT = "docs/kavro/blueprint.md"
# What standard input holds for a proposal.
PROPOSED = WORK / "proposed.py"


def cpu_seconds(command: list[str], folder: Path) -> float:
    """Return the CPU time of a process and all that it waits for."""
    null = os.open(os.devnull, os.O_RDWR)
    given = os.open(PROPOSED if "--stdin-filename" in command else os.devnull, os.O_RDONLY)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = os.posix_spawnp(
        "env", ["env", "-C", str(folder), *command], environment,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, opened, to) for opened, to in ((given, 0), (null, 1), (null, 2))
        ],
    )  # fmt: skip
    _, _, usage = os.wait4(process, 0)
    os.close(null)
    os.close(given)
    return usage.ru_utime + usage.ru_stime


def rows(folder: Path, source: Path) -> dict[str, tuple[Callable[[int], object], list[str]]]:
    """Return the rows of the table: what is changed before, and what is run."""
    blueprint, contract = folder / BLUEPRINT, (folder / BLUEPRINT).read_text()

    def more(line: str) -> Callable[[int], object]:
        return lambda number: _append(source, line.format(number, STANDARD[number % len(STANDARD)]))

    def other_row(number: int) -> object:
        return blueprint.write_text(
            f"{contract}\n| Ungoverned | Reason |\n|--|--|\n| `x{number}/` | no |\n"
        )

    def unchanged(number: int) -> object:
        # A file that is written again is read again, whatever is in it.
        return blueprint.read_text() == contract or blueprint.write_text(contract)

    def forget(number: int) -> object:
        return unchanged(number), shutil.rmtree(folder / ".git/kavro-lint", ignore_errors=True)

    first = source.relative_to(folder).parts[0]
    proposal = [*TOOL, "--stdin-filename", os.fspath(source.relative_to(folder))]

    def proposed(line: str) -> Callable[[int], object]:
        def write(number: int) -> None:
            text = line.format(number, STANDARD[number % len(STANDARD)])
            PROPOSED.write_text(f"{source.read_text()}\n{text}\n")

        return write

    return {
        "Python that starts": (unchanged, BARE),
        "`git status`": (unchanged, STATUS),
        "nothing changed": (unchanged, TOOL),
        "a proposal that adds nothing": (proposed("import {1}  # {0}"), proposal),
        "a proposal that adds a finding": (
            proposed(f"from {first}.nope{{0}} import x"),
            proposal,
        ),
        "a comment": (more("# {0}"), TOOL),
        "an import that is nothing to report": (more("import {1}  # {0}"), TOOL),
        "an import of a dependency on a cycle": (more(f"from {first} import nowhere{{0}}"), TOOL),
        "an import that is reported": (more(f"from {first}.nowhere{{0}} import x"), TOOL),
        "a row of the blueprint": (other_row, TOOL),
        "cold, `--no-cache`": (unchanged, [*TOOL, "--no-cache"]),
        "filling the store": (forget, TOOL),
    }


def _append(file: Path, line: str) -> None:
    with file.open("a") as opened:
        opened.write(f"{line}\n")


def measure(folder: Path, source: Path, rounds: int) -> None:
    """Print the table of one repository; its files are as they were afterwards."""
    seconds: dict[str, list[float]] = {}
    before = {path: path.read_text() for path in (source, folder / BLUEPRINT)}
    for number in range(rounds):
        for path, text in before.items():
            path.write_text(text)
        # What changed within two seconds before it was looked at is looked at again.
        time.sleep(2.2)
        cpu_seconds(TOOL, folder)
        rows(folder, source)["a proposal that adds nothing"][0](rounds + number)
        cpu_seconds([*TOOL, "--stdin-filename", os.fspath(source.relative_to(folder))], folder)
        for name, (change, command) in rows(folder, source).items():
            change(number)
            seconds.setdefault(name, []).append(cpu_seconds(command, folder))
    for path, text in before.items():
        path.write_text(text)
    print("| work | CPU ms | × `git status` | × Python | × cold |\n|---|---|---|---|---|")
    against = ("`git status`", "Python that starts", "cold, `--no-cache`")
    for name, taken in seconds.items():
        ratios = " | ".join(
            f"{statistics.median(map(float.__truediv__, taken, seconds[other])):.2f}"
            for other in against
        )
        print(f"| {name} | {statistics.median(taken) * 1000:.0f} | {ratios} |", flush=True)


def questions(folder: Path) -> dict[str, list[str]]:
    """Return what `explain` is asked of a repository, by the names of the rows."""
    sizes: dict[str, int] = {}
    for path in git(folder, "ls-files", "*.py").splitlines():
        sizes[path] = (folder / path).read_text().count("import ")
    by_imports = sorted(sizes, key=lambda path: (sizes[path], path))
    usual, most = by_imports[len(by_imports) // 2], by_imports[-1]
    rows = re.findall(r"^\| (\w+) \| `", (folder / BLUEPRINT).read_text(), re.MULTILINE)
    files = {name: sum(f"/{name}/" in path for path in sizes) for name in rows}
    small, large = rows[-1], max(files, key=lambda name: files[name])
    return {
        "a file": [usual],
        "`--imports` of a file": ["--imports", usual],
        "`--imports` of the file with the most": ["--imports", most],
        "a module": [small],
        "the largest module": [large],
        "two modules": [large, small],
        "two modules, the other way": [small, large],
        "two files": [most, usual],
        "a folder": [f"{Path(usual).parent}/"],
        "a rule": ["KV703"],
        "a rule's name": ["layer-violation"],
        "a name that is nowhere": ["nowhere"],
        "a name that is almost there": [f"{large[:-1]}x"],
        "a path that is nowhere": [f"{usual}x"],
        "a module and a name that is nowhere": [small, "nowhere"],
    }


def measure_questions(folder: Path, rounds: int) -> None:
    """Print what questions cost beside a `check` of which nothing has changed."""
    seconds: dict[str, list[float]] = {}
    store = folder / ".git/kavro-lint"
    time.sleep(2.2)
    cpu_seconds(TOOL, folder)
    cpu_seconds(TOOL, folder)
    kept = {path.name for path in store.iterdir()}
    for _ in range(rounds):
        seconds.setdefault("`check`", []).append(cpu_seconds(TOOL, folder))
        for name, words in questions(folder).items():
            for path in store.iterdir():
                if path.name not in kept:
                    path.unlink()
            taken = cpu_seconds([*TOOL[:-1], "explain", *words], folder)
            seconds.setdefault(name, []).append(taken)
    print("| question | CPU ms | × `check` |\n|---|---|---|")
    for name, taken in seconds.items():
        ratio = statistics.median(map(float.__truediv__, taken, seconds["`check`"]))
        print(f"| {name} | {statistics.median(taken) * 1000:.0f} | {ratio:.2f} |", flush=True)


def repository_of(name: str) -> tuple[Path, Path]:
    """Return a repository, made where it is missing, and the source that is changed in it."""
    if name.isdigit():
        folder = generate(int(name), 100)
        return folder, folder / "app/m0000/f00001.py"
    folder = WORK / name
    if not (folder / ".git").exists():
        prepare(name)
    return folder, folder / SOURCES[name]


def main() -> None:
    """Measure what is named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", default=["django", "homeassistant"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--explain", action="store_true")
    given = parser.parse_args()
    for name in given.names:
        folder, source = repository_of(name)
        print(f"\n{name}: {len(git(folder, 'ls-files').splitlines()):,} files")
        if given.explain:
            measure_questions(folder, given.rounds)
        else:
            measure(folder, source, given.rounds)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted")
