"""Parallel checks while files, index and commits change: every answer is of a state that was there.

    python -m benchmarks.answers_while_changing [--rounds 1000] [--runs 50] [--seconds 120]

A small repository has a handful of commits. In each round it is at one of them; then so many checks
run at once while one process changes files, index and branch to other commits and back. In between,
a tree may hold files of two commits, so every combination of the versions of the files that differ
is a state that was there. When all is quiet again, a check must say what `--no-cache` says. Prints
how many rounds and answers there were; exits 1 at the first answer that no state gives.

Each check is a process of its own that runs the whole command line. It is forked from one that has
imported the program and judged nothing, for to start Python takes longer than to answer.
"""

import argparse
import atexit
import importlib
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

VERSIONS = {
    "shop/models/m.py": ("from shop.api import m\n", "import os\n"),
    "shop/api/m.py": ("from shop.models import m\n", "import sys\n"),
}
OTHERS = {
    "shop/__init__.py": "", "shop/api/__init__.py": "", "shop/models/__init__.py": "",
    "docs/kavro/blueprint.md": (
        "| Module | Paths | May import |\n|--|--|--|\n| api | `shop/api/` | models |\n"
        "| models | `shop/models/` | none |\n| shop | `shop/*.py` | none |\n"
    ),
}  # fmt: skip
QUESTIONS = ([], ["--staged"], ["--base", "HEAD"])
MODULES = "print(*(name for name in sys.modules if name != '__main__'))"

Answer = tuple[str, int]


def git(folder: Path, *arguments: str) -> str:
    """Return what Git prints."""
    identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.invalid")
    command = ["git", "-C", str(folder), *identity, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    return done.stdout.strip()


def write(folder: Path, contents: tuple[str, ...]) -> None:
    """Replace the files that differ, each at once, as an editor does."""
    for path, text in zip(VERSIONS, contents, strict=True):
        beside = folder / ".git" / path.replace("/", "-")
        beside.write_text(text)
        beside.replace(folder / path)


class Check:
    """A check that runs in a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            _check(folder, options, writing)
        os.close(writing)
        self._output = os.fdopen(reading, "rb")
        self._status: int | None = None

    def is_running(self) -> bool:
        """Whether it has no answer yet."""
        if self._status is None:
            process, status = os.waitpid(self._process, os.WNOHANG)
            self._status = status if process else None
        return self._status is None

    def answer(self) -> Answer:
        """Return what it printed, and its exit code."""
        # A report of this repository fits into a pipe, so no check waits for its reader.
        output = self._output.read().decode()
        self._output.close()
        if self._status is None:
            self._status = os.waitpid(self._process, 0)[1]
        return output, os.waitstatus_to_exitcode(self._status)


def _check(folder: Path, options: tuple[str, ...], output: int) -> None:
    """Run the command line in this process, and end it."""
    from kavro_lint.cli import program

    # What the parent would do at its end is not this process's to do.
    atexit._clear()
    os.chdir(folder)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["kavro-lint", "check", *options]
    program()


def load_program(folder: Path) -> None:
    """Import what a check imports, without judging anything in this process."""
    code = f"import sys\nfrom kavro_lint.cli import main\ntry: main()\nexcept SystemExit: {MODULES}"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    for options in QUESTIONS:
        command = [sys.executable, "-c", code, "check", "--no-cache", *options]
        done = subprocess.run(
            command, cwd=folder, env=environment, check=True, capture_output=True, text=True
        )
        for module in done.stdout.splitlines()[-1].split():
            importlib.import_module(module)


def build(folder: Path) -> dict[tuple[str, ...], str]:
    """Make the repository, and return its commits by the contents that they have."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    commits = {}
    for path, text in {**OTHERS, **{path: texts[0] for path, texts in VERSIONS.items()}}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    for contents in itertools.product(*VERSIONS.values()):
        write(folder, contents)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", "--message=State")
        commits[contents] = git(folder, "rev-parse", "HEAD")
    return commits


def possible_answers(
    folder: Path, commits: dict[tuple[str, ...], str], options: list[str]
) -> set[Answer]:
    """Return what a check may say: of files of one state, at the commit of any other."""
    answers = set()
    for contents, tree in commits.items():
        for commit in commits.values():
            git(folder, "read-tree", "--reset", tree)
            git(folder, "update-ref", "refs/heads/main", commit)
            write(folder, contents)
            answers.add(Check(folder, "--no-cache", *options).answer())
    return answers


def main() -> None:
    """Run rounds until there were enough, or the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        commits = build(folder)
        load_program(folder)
        possible = {tuple(entry): possible_answers(folder, commits, entry) for entry in QUESTIONS}
        print(f"{sum(map(len, possible.values()))} answers are possible", flush=True)
        rounds = changes = 0
        given: Counter[Answer] = Counter()
        end = time.monotonic() + options.seconds
        while rounds < options.rounds and time.monotonic() < end:
            answers, steps = _round(folder, commits, possible, rounds, options.runs)
            given.update(answers)
            changes += steps
            rounds += 1
            if rounds % 10 == 0:
                print(f"{rounds} rounds, {given.total()} answers", flush=True)
    print(
        f"{rounds} rounds, {changes} changes, {given.total()} answers of {len(given)} kinds, "
        "each of a state that was there"
    )


def _round(
    folder: Path,
    commits: dict[tuple[str, ...], str],
    possible: dict[tuple[str, ...], set[Answer]],
    number: int,
    runs: int,
) -> tuple[list[Answer], int]:
    """Run checks while everything changes, and look at every answer.

    Return the answers, and how often everything changed meanwhile.
    """
    states = list(commits.items())
    questions = [QUESTIONS[(number + run) % len(QUESTIONS)] for run in range(runs)]
    running = [(options, Check(folder, *options)) for options in questions]
    step = 0
    while any(check.is_running() for _, check in running):
        contents, commit = states[(number + step) % len(states)]
        git(folder, "read-tree", "--reset", commit)
        git(folder, "update-ref", "refs/heads/main", commit)
        write(folder, contents)
        step += 1
    answers = [check.answer() for _, check in running]
    for options, answer in zip(questions, answers, strict=True):
        if answer not in possible[tuple(options)]:
            sys.exit(f"round {number}: {options} was answered by no state:\n{answer}")
    for options in QUESTIONS:
        remembered = Check(folder, *options).answer()
        anew = Check(folder, "--no-cache", *options).answer()
        if remembered != anew:
            sys.exit(f"round {number}: {options} is stale:\n{remembered}\n{anew}")
        answers.append(remembered)
    return answers, step


if __name__ == "__main__":
    main()
