"""Files of an older tree are found again: identical ones in any number, others by what they say."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.git import renames as module
from kavro_lint.git.pairing import MOST_PAIRS, Content, pair_alike, pair_identical, pair_namesakes
from kavro_lint.git.renames import Moves, moves
from kavro_lint.git.repository import open_repository
from kavro_lint.git.snapshot import commit_snapshot, index_snapshot
from kavro_lint.git.worktree_snapshot import worktree_snapshot
from tests.git.building import build, commit, git, write


class Nothing:
    """A memory that keeps nothing."""

    def text(self, key: str) -> str | None:
        return None

    def put_text(self, key: str, text: str) -> None:
        pass


def followed(folder: Path, state: str, base: str = "HEAD") -> Moves:
    repository = open_repository(folder)
    old = commit_snapshot(repository, base)
    new = {
        "worktree": lambda: worktree_snapshot(repository),
        "index": lambda: index_snapshot(repository),
        "commit": lambda: commit_snapshot(repository, "HEAD"),
    }[state]()
    return moves(repository, old, new, Nothing())


def files(moved: Moves) -> dict[str, str]:
    return {old: new for old, new in moved.paths.items() if not old.endswith("/")}


def many(folder: str, count: int, changed: str = "") -> dict[str, str]:
    lines = "".join(f"line {number}\n" for number in range(20))
    return {
        f"{folder}/p{number}/__init__.py": f"{lines}name = {number}\n{changed}"
        for number in range(count)
    }


STATES = ("worktree", "index", "commit")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("changed", ["", "more = 1\n"])
def test_a_folder_of_1100_packages_moves(tmp_path: Path, state: str, changed: str) -> None:
    # More than Git's limit; changed ones have no twin, only a path that ends alike.
    folder = build(tmp_path / "r", many("old", 1_100))
    (folder / "old").rename(folder / "new")
    write(folder, many("new", 1_100, changed))
    if state != "worktree":
        git(folder, "add", "--all")
    if state == "commit":
        commit(folder)
    moved = followed(folder, state, "HEAD~1" if state == "commit" else "HEAD")
    expected = {f"old/p{n}/__init__.py": f"new/p{n}/__init__.py" for n in range(1_100)}
    assert files(moved) == expected
    assert moved.remark == ""
    assert moved.paths["old/p7/"] == "new/p7/"


def test_a_limit_that_is_reached_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kavro_lint.git.pairing.MOST_PAIRS", 3)
    lines = "".join(f"line {number}\n" for number in range(20))
    folder = build(tmp_path / "r", {f"old/a{n}.py": f"{lines}a = {n}\n" for n in range(2)})
    for number in range(2):
        (folder / f"old/a{number}.py").unlink()
        write(folder, {f"new/b{number}.py": f"{lines}b = {number}\n"})
    assert "2 files are gone and 2 are new" in followed(folder, "worktree").remark
    assert MOST_PAIRS > 3


def test_line_ends_that_a_checkout_converts(tmp_path: Path) -> None:
    folder = build(tmp_path / "r", {"old/a.py": "x = 1\ny = 2\n"})
    (folder / "old/a.py").unlink()
    write(folder, {"new/b.py": "x = 1\r\ny = 2\r\n"})
    assert files(followed(folder, "worktree")) == {"old/a.py": "new/b.py"}


def test_what_is_only_copied_has_not_moved(tmp_path: Path) -> None:
    folder = build(tmp_path / "r", {"old/a.py": "x = 1\n"})
    write(folder, {"new/a.py": "x = 1\n"})
    assert followed(folder, "worktree").paths == {}


def test_a_kept_answer_that_is_damaged_is_asked_for_again(tmp_path: Path) -> None:
    class Damaged(Nothing):
        def text(self, key: str) -> str | None:
            return "[1]"

    folder = build(tmp_path / "r", {"old/a.py": "x = 1\n"})
    git(folder, "mv", "old/a.py", "b.py")
    commit(folder)
    repository = open_repository(folder)
    old, new = (commit_snapshot(repository, name) for name in ("HEAD~1", "HEAD"))
    result = module.moves(repository, old, new, Damaged())
    assert files(result) == {"old/a.py": "b.py"}


# Pure: pairs are of the same content, each file is in one, and none is left that has a twin.

PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join)
TREES = st.dictionaries(PATHS, st.sampled_from("123"), max_size=12)


@settings(max_examples=200, deadline=None)
@given(TREES, TREES)
def test_every_twin_is_found(gone: dict[str, str], new: dict[str, str]) -> None:
    pairs = pair_identical(gone, new)
    assert all(gone[old] == new[now] for old, now in pairs.items())
    assert len(set(pairs.values())) == len(pairs)
    then, now = Counter(gone.values()), Counter(new.values())
    assert len(pairs) == sum((then & now).values())


def test_twins_go_where_their_paths_end_alike() -> None:
    gone = {f"old/{name}/__init__.py": "" for name in "abc"}
    new = {f"new/{name}/__init__.py": "" for name in "cab"}
    assert pair_identical(gone, new) == {
        f"old/{name}/__init__.py": f"new/{name}/__init__.py" for name in "abc"
    }


def test_so_many_pairs_are_compared_and_no_more() -> None:
    asked: list[str] = []

    def read(path: str) -> Content:
        asked.append(path)
        return Content(Counter({path.encode(): 1}), len(path))

    gone, new = [f"o{n}.py" for n in range(400)], [f"n{n}.py" for n in range(400)]
    assert pair_alike(gone, new, read, read) is None
    assert not asked
    assert pair_namesakes(gone, new, read, read) == {}
    assert not asked
