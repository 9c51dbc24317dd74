"""The index as it would be committed: intents, conflicts, and every form that Git keeps it in."""

from pathlib import Path

import pytest

from kavro_lint.errors import CannotJudge
from kavro_lint.git.repository import open_repository
from kavro_lint.git.snapshot import index_snapshot
from kavro_lint.git.worktree_snapshot import worktree_snapshot
from tests.building import GOOD, repository, run
from tests.building import git as shell_git
from tests.git.building import build, commit, git, write


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return build(tmp_path / "repository", {"a.py": "a", "pkg/b.py": "b", "empty.py": ""})


def staged(folder: Path) -> list[str]:
    return list(index_snapshot(open_repository(folder)).sources)


def conflict(folder: Path, command: str) -> None:
    git(folder, "checkout", "--quiet", "-b", "topic")
    write(folder, {"a.py": "theirs", "new\nline.py": "n"})
    commit(folder)
    git(folder, "checkout", "--quiet", "main")
    write(folder, {"a.py": "ours"})
    commit(folder)
    with pytest.raises(AssertionError):
        git(folder, command, "topic")


def test_what_is_only_intended_to_be_added_is_not_staged(place: Path) -> None:
    write(place, {"new.py": "n", "other\nname.py": "o", "staged.py": ""})
    git(place, "add", "--intent-to-add", "new.py", "other\nname.py")
    git(place, "add", "staged.py")
    assert staged(place) == ["a.py", "empty.py", "pkg/b.py", "staged.py"]
    assert "new.py" in worktree_snapshot(open_repository(place)).sources


def test_an_intent_does_not_hide_behind_a_remembered_answer(tmp_path: Path) -> None:
    # `ls-files` lists an intent as it lists an empty file.
    folder = repository(tmp_path / "r")
    write(folder, {"other/new.py": ""})
    shell_git(folder, "add", "other/new.py")
    assert "KV701" in run(folder, "check", "--staged").stdout
    shell_git(folder, "rm", "--quiet", "--cached", "other/new.py")
    shell_git(folder, "add", "--intent-to-add", "other/new.py")
    for _ in range(2):
        assert "KV701" not in run(folder, "check", "--staged").stdout
    shell_git(folder, "add", "other/new.py")
    assert "KV701" in run(folder, "check", "--staged").stdout


@pytest.mark.parametrize("command", ["merge", "rebase", "cherry-pick"])
def test_an_index_in_conflict_is_not_judged(place: Path, command: str) -> None:
    conflict(place, command)
    with pytest.raises(CannotJudge, match=r"the index is not merged: a\.py in conflict"):
        staged(place)
    assert "a.py" in worktree_snapshot(open_repository(place)).sources


def test_an_index_in_conflict_is_exit_code_2_and_the_working_tree_is_judged(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", GOOD)
    conflict(folder, "merge")
    done = run(folder, "check", "--staged")
    assert (done.returncode, done.stdout) == (2, "")
    assert "git add" in done.stderr
    assert "KV708" in run(folder, "check").stdout


@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize("form", ["plain", "split", "skip-worktree", "assume-unchanged"])
def test_every_form_of_the_index_is_read(place: Path, version: str, form: str) -> None:
    git(place, "update-index", "--index-version", version)
    if form == "split":
        git(place, "update-index", "--split-index")
    elif form != "plain":
        git(place, "update-index", f"--{form}", "a.py")
    write(place, {"new.py": "n", "intent.py": "i"})
    git(place, "add", "new.py")
    git(place, "add", "--intent-to-add", "intent.py")
    assert staged(place) == ["a.py", "empty.py", "new.py", "pkg/b.py"]
    write(place, {"a.py": "dirty"})
    snapshot = worktree_snapshot(open_repository(place))
    # What is on disk is judged, whatever Git was told to assume of it.
    assert snapshot.read("a.py") == b"dirty"
    assert set(snapshot.sources) == {"a.py", "empty.py", "intent.py", "new.py", "pkg/b.py"}
