"""Parallel checks while files, index and commits change: every answer is of a state that was there.

    python -m benchmarks.answers_while_changing [--rounds 1000] [--runs 50] [--seconds 120]

A small repository has a handful of commits. In each round it is at one of them; then so many checks
run at once while one process changes files, index and branch to other commits and back. In between,
a tree may hold files of two commits, so every combination of the versions of the files that differ
is a state that was there. When all is quiet again, a check must say what `--no-cache` says. Prints
how many rounds and answers there were; exits 1 at the first answer that no state gives.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
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
CHECK = [sys.executable, "-m", "kavro_lint", "check"]
QUESTIONS = ([], ["--staged"], ["--base", "HEAD"])


def git(folder: Path, *arguments: str) -> str:
    """Return what Git prints."""
    identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.invalid")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def write(folder: Path, contents: tuple[str, ...]) -> None:
    """Replace the files that differ, each at once, as an editor does."""
    for path, text in zip(VERSIONS, contents, strict=True):
        beside = folder / ".git" / path.replace("/", "-")
        beside.write_text(text)
        beside.replace(folder / path)


def check(folder: Path, *options: str) -> "subprocess.Popen[str]":
    """Start a check."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.Popen(
        [*CHECK, *options], cwd=folder, stdout=subprocess.PIPE, text=True, env=environment
    )


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
) -> set[str]:
    """Return what a check may say: of files of one state, at the commit of any other."""
    answers = set()
    for contents, tree in commits.items():
        for commit in commits.values():
            git(folder, "read-tree", "--reset", tree)
            git(folder, "update-ref", "refs/heads/main", commit)
            write(folder, contents)
            answers.add(check(folder, "--no-cache", *options).communicate()[0])
    return answers


def main() -> None:
    """Run rounds until there were enough, or the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        commits = build(folder)
        possible = {
            tuple(options): possible_answers(folder, commits, options) for options in QUESTIONS
        }
        rounds = answers = 0
        end = time.monotonic() + given.seconds
        while rounds < given.rounds and time.monotonic() < end:
            answers += _round(folder, commits, possible, rounds, given.runs)
            rounds += 1
    print(f"{rounds} rounds, {answers} answers, each of a state that was there")


def _round(
    folder: Path,
    commits: dict[tuple[str, ...], str],
    possible: dict[tuple[str, ...], set[str]],
    number: int,
    runs: int,
) -> int:
    """Run checks while everything changes, and look at every answer; return how many there were."""
    states = list(commits.items())
    questions = [QUESTIONS[(number + run) % len(QUESTIONS)] for run in range(runs)]
    running = [(options, check(folder, *options)) for options in questions]
    step = 0
    while any(process.poll() is None for _, process in running) and step < 200:
        contents, commit = states[(number + step) % len(states)]
        git(folder, "read-tree", "--reset", commit)
        git(folder, "update-ref", "refs/heads/main", commit)
        write(folder, contents)
        step += 1
    for options, process in running:
        output = process.communicate()[0]
        if output not in possible[tuple(options)]:
            sys.exit(f"round {number}: {options} was answered by no state:\n{output}")
    for options in QUESTIONS:
        kept = check(folder, *options).communicate()[0]
        anew = check(folder, "--no-cache", *options).communicate()[0]
        if kept != anew:
            sys.exit(f"round {number}: {options} is stale:\n{kept}\n{anew}")
    return runs + len(QUESTIONS)


if __name__ == "__main__":
    main()
