"""Half of many files is read in a second process, and nobody can tell."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kavro_lint.git.repository import open_repository
from kavro_lint.git.snapshot import worktree_snapshot
from kavro_lint.languages import reading, sharing
from kavro_lint.languages.sharing import MOST_BLOCKS, Shared
from kavro_lint.pipeline.survey import Request, read
from tests.building import repository, run, write

COUNT = 320


def many(folder: Path) -> Path:
    """Return a repository with so many files that two processes read them."""
    files = {f"m/f{number:03}.py": f"from m import f{number // 2:03}\n" for number in range(COUNT)}
    table = "| Module | Paths |\n|---|---|\n| m | `m/` |\n"
    odd = {"m/f001.py": "import importlib\nimportlib.import_module(x)\n", "m/f319.py": "def (:\n"}
    return repository(folder, {**files, **odd, "docs/kavro/blueprint.md": table}, commit=False)


@pytest.mark.skipif(not sharing.is_worth_it(COUNT), reason="no second process on this system")
def test_two_processes_read_what_one_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = worktree_snapshot(open_repository(many(tmp_path)))
    both = reading.read_facts(snapshot)
    monkeypatch.setattr(reading, "is_worth_it", lambda files: False)
    assert both == reading.read_facts(snapshot)
    assert both.unanalysable == {"m/f001.py": 1}
    assert len(both.imports) == COUNT - 1


def test_facts_without_the_trees_that_they_belong_to(tmp_path: Path) -> None:
    folder = many(tmp_path)
    first = run(folder, "check")
    for path in (folder / ".git/kavro-lint").glob("seen-*"):
        path.unlink()
    again = run(folder, "check")
    assert (again.stdout, again.stderr) == (first.stdout, "")
    write(folder, {f"m/g{number:03}.py": "import m\n" for number in range(COUNT)})
    kept, anew = run(folder, "check"), run(folder, "check", "--no-cache")
    assert kept.stdout == anew.stdout
    assert read(Request(folder)).architecture.facts == read(Request(folder)).architecture.facts


@pytest.mark.skipif(not sharing.is_worth_it(COUNT), reason="no second process on this system")
@pytest.mark.parametrize("blocks", [0, 1, 7, MOST_BLOCKS])
def test_each_block_is_taken_once(blocks: int) -> None:
    shared = Shared(blocks, list)
    mine = list(shared.blocks())
    theirs = shared.answer()
    assert isinstance(theirs, list)
    assert sorted([*mine, *theirs]) == list(range(blocks))


def test_more_blocks_than_a_pipe_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Shared(MOST_BLOCKS + 1, list)


@pytest.mark.skipif(not sharing.is_worth_it(COUNT), reason="no second process on this system")
def test_a_second_process_that_fails_is_done_without() -> None:
    def failing(blocks: Iterator[int]) -> object:
        raise MemoryError

    for theirs in (failing, lambda blocks: {object()}):
        shared = Shared(3, theirs)
        assert shared.answer() is None


@pytest.mark.skipif(not sharing.is_worth_it(COUNT), reason="no second process on this system")
def test_a_second_process_ends_with_the_first() -> None:
    """What the first process wrote to is closed at once, though there are blocks left."""
    program = (
        "import os, sys, time\n"
        "from kavro_lint.languages.sharing import Shared\n"
        "Shared(1000, lambda blocks: [time.sleep(0.05) for _ in blocks])\n"
        "os._exit(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=20)
    assert done.returncode == 3
