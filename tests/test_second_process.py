"""Half of many files is read in a second process, and nobody can tell."""

from pathlib import Path

import pytest

from kavro_lint.languages import reading, second
from kavro_lint.languages.second import at_once
from kavro_lint.repository import open_repository, worktree_snapshot
from kavro_lint.survey import Request, read
from tests.building import repository, run, write

COUNT = 320


def many(folder: Path) -> Path:
    """Return a repository with so many files that two processes read them."""
    files = {f"m/f{number:03}.py": f"from m import f{number // 2:03}\n" for number in range(COUNT)}
    table = "| Module | Paths |\n|---|---|\n| m | `m/` |\n"
    odd = {"m/f001.py": "import importlib\nimportlib.import_module(x)\n", "m/f319.py": "def (:\n"}
    return repository(folder, {**files, **odd, "docs/kavro/blueprint.md": table}, commit=False)


@pytest.mark.skipif(not second.is_worth_it(COUNT), reason="no second process on this system")
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


@pytest.mark.skipif(not second.is_worth_it(COUNT), reason="no second process on this system")
def test_a_second_process_that_fails_is_done_without() -> None:
    assert at_once(lambda: 1, lambda: (2, "x")) == (1, (2, "x"))

    def failing() -> object:
        raise MemoryError

    assert at_once(lambda: 1, failing) == (1, None)
    assert at_once(lambda: 1, lambda: {object()}) == (1, None)
