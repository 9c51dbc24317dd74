"""Time and memory of `history` over the number of commits: a first run, and a day's commits.

    python -m benchmarks.history [--commits 1000 10000 50000] [--files 400] [--plot FILE]

Generates bare repositories below `.work/history/` by `git fast-import`: most commits edit a file,
some add or take out an import, some add, move or delete a file, a few change the contract. A first
`history` judges all commits, a second one those of a day (20 more), a third none. `check --rev` is
run on some of the commits, as whoever has no `history` would. Seconds are of CPU, Git included.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import WORK
from benchmarks.plot import slope, svg
from benchmarks.rivals import measure

MODULES = 20
DAY = 20
HEAD = "| Module | Paths | May import |\n|---|---|---|\n"


class Line:
    """A generated repository: `files` has what the tip holds, by path."""

    def __init__(self, files: int) -> None:
        self._random = random.Random(files)
        self.files = {
            f"app/m{number % MODULES}/f{number}.py": self._source([]) for number in range(files)
        }
        self._imports: dict[str, list[str]] = {path: [] for path in self.files}
        self._made = files

    def _source(self, imports: list[str]) -> str:
        names = "".join(f"import {name}\n" for name in imports)
        body = "".join(f"def work_{n}(x):\n    return x + {n}\n\n\n" for n in range(12))
        return f"{names}\n\n{body}seed = {self._random.random()}\n"

    def contract(self, number: int) -> str:
        """Return the blueprint: each module may import those below it, some a few more."""
        rows = [
            f"| m{module} | `app/m{module}/` | "
            + (", ".join(f"m{below}" for below in range(module) if (below + number) % 7) or "none")
            + " |\n"
            for module in range(MODULES)
        ]
        return HEAD + "".join(rows)

    def first(self) -> dict[str, str | None]:
        """Return the files of the first commit."""
        return {**self.files, "docs/kavro/blueprint.md": self.contract(1)}

    def change(self, number: int) -> dict[str, str | None]:
        """Return what a commit changes: a text for a path, None where a file goes."""
        what, path = self._random.random(), self._random.choice(sorted(self.files))
        if number % 500 == 499:
            return {"docs/kavro/blueprint.md": self.contract(number)}
        if what < 0.03:
            self._made += 1
            new = f"app/m{self._made % MODULES}/f{self._made}.py"
            return {new: self._write(new, [])}
        if what < 0.05:
            del self.files[path]
            self._made += 1
            new = f"app/m{self._made % MODULES}/f{self._made}.py"
            return {path: None, new: self._write(new, self._imports.pop(path))}
        imports = self._imports[path]
        if what < 0.15:
            other = self._random.choice(sorted(self.files))
            imports = [*imports, other.removesuffix(".py").replace("/", ".")][-8:]
        elif what < 0.22:
            imports = imports[1:]
        return {path: self._write(path, imports)}

    def _write(self, path: str, imports: list[str]) -> str:
        self._imports[path] = imports
        self.files[path] = self._source(imports)
        return self.files[path]


def stream(line: Line, commits: int) -> Iterator[bytes]:
    """Yield a stream for `git fast-import`: a commit every ten minutes."""
    for number in range(commits):
        moment = 1_500_000_000 + number * 600
        yield b"commit refs/heads/main\nmark :%d\n" % (number + 1)
        yield b"committer Ada <ada@example.invalid> %d +0000\ndata 2\ngo\n" % moment
        if number:
            yield b"from :%d\n" % number
        for path, text in (line.change(number) if number else line.first()).items():
            if text is None:
                yield b"D %s\n" % path.encode()
            else:
                content = text.encode()
                yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content)


def generate(commits: int, files: int) -> Path:
    """Return a bare repository of so many commits, made where it is missing."""
    folder = WORK / f"history/{commits}-{files}.git"
    if (folder / "done").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    git = ["git", "-C", str(folder)]
    importing = subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    with importing.stdin or sys.stdin.buffer as given:
        given.writelines(stream(Line(files), commits + DAY))
    if importing.wait():
        sys.exit("git fast-import failed")
    subprocess.run([*git, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    (folder / "done").touch()
    return folder


@dataclass(frozen=True, slots=True)
class Grown:
    """What was measured of one history: seconds of CPU, and the peak of memory in MiB."""

    commits: int
    first: float
    peak: float
    day: float
    nothing: float
    check: float

    def row(self) -> str:
        """Return the figures as a row of a table."""
        return (
            f"| {self.commits:,} | {self.first:.1f} s | {self.commits / self.first:.0f} "
            f"| {self.peak:.0f} MiB | {self.day:.2f} s | {self.nothing:.2f} s "
            f"| {self.check:.2f} s |"
        )


def grown(tool: str, commits: int, files: int) -> Grown:
    """Measure a first run, a day's commits, a run with nothing new, and `check --rev`."""
    folder = generate(commits, files)
    git = ["git", "-C", str(folder)]
    tip = _output([*git, "rev-parse", "main"])
    shutil.rmtree(folder / "kavro-lint", ignore_errors=True)
    command = [tool, "history", "--format", "csv"]
    subprocess.run([*git, "update-ref", "refs/heads/main", f"{tip}~{DAY}"], check=True)
    try:
        first = measure(command, folder)
    finally:
        subprocess.run([*git, "update-ref", "refs/heads/main", tip], check=True)
    day, nothing = measure(command, folder), measure(command, folder)
    checks = [
        measure([tool, "check", "--no-cache", "--rev", f"{tip}~{back}"], folder).cpu
        for back in range(0, commits, max(commits // 5, 1))
    ]
    return Grown(commits, first.cpu, first.peak, day.cpu, nothing.cpu, statistics.median(checks))


def _output(command: list[str]) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--commits", type=int, nargs="*", default=[1_000, 10_000, 50_000])
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--plot", type=Path, help="write the picture there, as SVG")
    given = parser.parse_args()
    tool = os.fspath(Path(sys.executable).parent / "kavro-lint")
    print("| commits | first run | a second | peak | a day | nothing new | `check --rev` |")
    print("|---|---|---|---|---|---|---|", flush=True)
    result = []
    for commits in given.commits:
        result.append(grown(tool, commits, given.files))
        print(result[-1].row(), flush=True)
    series = {
        "first run": [(float(entry.commits), entry.first) for entry in result],
        "a day's commits": [(float(entry.commits), entry.day) for entry in result],
        "`check --rev` each": [
            (float(entry.commits), entry.check * entry.commits) for entry in result
        ],
    }
    if len(result) > 1:
        print(f"\nexponent of the first run: {slope(series['first run']):.2f}")
    if given.plot is not None:
        given.plot.write_text(
            svg("Time of history over the number of commits", "commits", "seconds of CPU", series)
        )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted")
