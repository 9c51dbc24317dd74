"""A line that follows the workflow: what was merged since adoption is read once a commit."""

import random
import subprocess
from pathlib import Path

import pytest

from kavro_lint.artifacts import id_pattern
from kavro_lint.commands.history import judge_line
from kavro_lint.git import log
from kavro_lint.git.history import MergedLine, read_commits
from kavro_lint.git.log.mainline_steps import first_parent_line
from kavro_lint.git.repository import open_repository
from tests.building import git
from tests.history.lines import Line
from tests.test_history import NEW, OLD, ROADMAP

WORDS = ("from", "merge", "merge", "merge")
FILES = {**OLD, "docs/kavro/roadmap.md": ROADMAP}


def workflow(folder: Path, commits: int) -> Line:
    """Return a line with merged branches, each of a task of its own."""
    line = Line(folder, FILES)
    for number in range(commits):
        git(folder, "checkout", "--quiet", "-b", f"task/1.1.{number % 2 + 1}-{number}")
        line.commit({**NEW, "a/new.py": f"from b import y\nx = {number}\n"}, "Write it")
        git(folder, "checkout", "--quiet", "main")
        line.git("merge", "--quiet", "--no-ff", f"task/1.1.{number % 2 + 1}-{number}")
    return line


def test_each_commit_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    commits = log.commits

    def counted(*arguments, **options):
        result = commits(*arguments, **options)
        read.append(len(result))
        return result

    totals: list[int] = []
    for count in (4, 8):
        line = workflow(tmp_path / str(count), count)
        monkeypatch.setattr(log, "commits", counted)
        read.clear()
        judge_line(line.folder)
        monkeypatch.setattr(log, "commits", commits)
        totals.append(sum(read))
    # Twice the commits are read twice, where all since adoption were read at each: four times.
    assert totals[1] <= 2 * totals[0] + 2


def test_what_is_merged_is_what_git_says_in_its_order(tmp_path: Path) -> None:
    """On random graphs: branches from anywhere, merges of merges, reverts."""
    for seed in range(5):
        folder = tmp_path / str(seed)
        _random_graph(folder, random.Random(seed))
        repository = open_repository(folder)
        whole = first_parent_line(repository, "main")
        ids = id_pattern(None)
        adopted, line = whole[1].sha, MergedLine(repository)

        def lookup(revision: str):
            return log.one_commit(repository, revision)  # noqa: B023

        for commit in whole[2:]:
            raws = log.commits(repository, [commit.sha], [adopted], "--ancestry-path")
            expected = read_commits(raws, ids, (), (), lookup)
            assert line.merged(commit.sha, adopted, ids, (), ()) == expected


def _random_graph(folder: Path, dice: random.Random) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    stream: list[str] = []
    made = 0

    def commit(message: str, parents: list[int]) -> int:
        nonlocal made
        made += 1
        stream.append(f"commit refs/heads/side\nmark :{made}\n")
        stream.append(f"committer Ada <ada@example.invalid> {1_700_000_000 + made} +0000\n")
        stream.append(f"data {len(message)}\n{message}\n")
        stream.extend(f"{word} :{parent}\n" for word, parent in zip(WORDS, parents, strict=False))
        return made

    line = [commit("Begin", [])]
    sides: list[int] = []
    for number in range(40):
        what = dice.random()
        if what < 0.4 or number < 2:
            line.append(commit(f"Task {dice.randint(1, 3)}.1.{dice.randint(1, 9)}", [line[-1]]))
        elif what < 0.75 or not sides:
            begin = dice.choice([*line, *sides, *sides])
            sides.append(commit("On the side", [begin]))
        else:
            chosen = dice.sample(sides, min(len(sides), dice.randint(1, 2)))
            name = f"Merge branch 'task/2.2.{number}'" if dice.random() < 0.6 else "Merge it"
            line.append(commit(name, [line[-1], *chosen]))
            sides = [side for side in sides if side not in chosen or dice.random() < 0.2]
    stream.append(f"reset refs/heads/main\nfrom :{line[-1]}\n")
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
    subprocess.run(command, input="".join(stream).encode(), check=True)
