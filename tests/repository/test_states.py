"""Every state of a repository that a snapshot can be taken of."""

from pathlib import Path

import pytest

from kavro_lint.errors import CannotJudge
from kavro_lint.model import Snapshot
from kavro_lint.repository import (
    commit_snapshot,
    index_snapshot,
    open_repository,
    worktree_snapshot,
)
from tests.building import git, repository, write


def tree(folder: Path) -> Snapshot:
    return worktree_snapshot(open_repository(folder))


def texts(snapshot: Snapshot) -> dict[str, str]:
    return {path: snapshot.read(path).decode() for path in snapshot.sources}


def test_the_working_tree_as_it_is(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1", "gone": "2", ".gitignore": "ignored\n"})
    write(tmp_path, {"a": "dirty", "new": "3", "ignored": "4", "deep/er": "5"})
    (tmp_path / "gone").unlink()
    snapshot = tree(tmp_path)
    expected = {"a": "dirty", "new": "3", "deep/er": "5", ".gitignore": "ignored\n"}
    assert texts(snapshot) == expected
    assert list(snapshot.sources) == sorted(snapshot.sources)
    assert (snapshot.kind, len(snapshot.commit or "")) == ("worktree", 40)


def test_the_index_as_it_would_be_committed(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1", "b": "2"})
    write(tmp_path, {"a": "staged", "new": "3"})
    git(tmp_path, "add", "a", "new")
    write(tmp_path, {"a": "dirty", "other": "4"})
    git(tmp_path, "rm", "--quiet", "--cached", "b")
    snapshot = index_snapshot(open_repository(tmp_path))
    assert texts(snapshot) == {"a": "staged", "new": "3"}


def test_the_index_that_a_hook_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git commit -a` and `git commit PATH` make an index of their own, named relatively."""
    repository(tmp_path, {"a": "1"})
    write(tmp_path, {"a": "2"})
    with monkeypatch.context() as inside:
        inside.setenv("GIT_INDEX_FILE", ".git/next-index")
        git(tmp_path, "add", "a")
        inside.chdir(tmp_path)
        assert texts(index_snapshot(open_repository(Path()))) == {"a": "2"}
    assert texts(index_snapshot(open_repository(tmp_path))) == {"a": "1"}


def test_a_commit_from_its_objects(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1"})
    write(tmp_path, {"a": "2", "b": "3"})
    snapshot = commit_snapshot(open_repository(tmp_path), "HEAD")
    assert texts(snapshot) == {"a": "1"}
    assert snapshot.commit == git(tmp_path, "rev-parse", "HEAD").strip()


def test_a_bare_repository(tmp_path: Path) -> None:
    repository(tmp_path / "full", {"a": "1"})
    git(tmp_path, "clone", "--quiet", "--bare", "full", "bare")
    assert texts(commit_snapshot(open_repository(tmp_path / "bare"), "main")) == {"a": "1"}
    with pytest.raises(CannotJudge):
        tree(tmp_path / "bare")


def test_from_a_subfolder(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1", "deep/b": "2"})
    found = open_repository(tmp_path / "deep")
    assert found.prefix == "deep/"
    assert texts(worktree_snapshot(found)) == {"a": "1", "deep/b": "2"}


def test_a_linked_worktree(tmp_path: Path) -> None:
    repository(tmp_path / "full", {"a": "1"})
    git(tmp_path / "full", "worktree", "add", "--quiet", "--detach", "../linked")
    write(tmp_path / "linked", {"a": "2"})
    assert texts(tree(tmp_path / "linked")) == {"a": "2"}
    assert texts(index_snapshot(open_repository(tmp_path / "linked"))) == {"a": "1"}


def test_no_commits_yet(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1"}, commit=False)
    snapshot = tree(tmp_path)
    assert texts(snapshot) == {"a": "1"}
    assert snapshot.commit is None
    assert texts(index_snapshot(open_repository(tmp_path))) == {}


def test_a_detached_head(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1"})
    git(tmp_path, "checkout", "--quiet", "--detach")
    assert texts(tree(tmp_path)) == {"a": "1"}


def test_a_submodule_is_named_and_not_entered(tmp_path: Path) -> None:
    repository(tmp_path / "inner", {"secret": "1"})
    repository(tmp_path / "outer", {"a": "1"})
    git(tmp_path / "outer", "submodule", "--quiet", "add", str(tmp_path / "inner"), "sub")
    git(tmp_path / "outer", "commit", "--quiet", "--message=Add it")
    for snapshot in (
        tree(tmp_path / "outer"),
        index_snapshot(open_repository(tmp_path / "outer")),
        commit_snapshot(open_repository(tmp_path / "outer"), "HEAD"),
    ):
        assert set(snapshot.sources) == {"a", ".gitmodules"}
        assert snapshot.submodules == ("sub",)


def test_links_are_followed_by_name_and_never_out_of_the_repository(tmp_path: Path) -> None:
    folder = repository(tmp_path / "full", {"real/a": "1"}, commit=False)
    write(tmp_path, {"outside": "secret"})
    for name, target in {
        "to-file": "real/a",
        "to-folder": "real",
        "out": "../outside",
        "absolute": str(tmp_path / "outside"),
        "loop": "loop",
        "round": "about",
        "about": "round",
        "nowhere": "missing",
        "real/up": "..",
    }.items():
        (folder / name).symlink_to(target)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Link")
    for snapshot in (tree(folder), commit_snapshot(open_repository(folder), "HEAD")):
        assert set(snapshot.sources) == {"real/a"}
        assert snapshot.links["to-file"] == "real/a"
        assert snapshot.links["to-folder"].rstrip("/") == "real"
        assert not {"out", "absolute", "loop", "round", "about", "nowhere"} & set(snapshot.links)


def test_a_link_that_replaced_a_folder_leads_nowhere(tmp_path: Path) -> None:
    folder = repository(tmp_path / "full", {"real/a": "1"})
    write(tmp_path, {"outside/a": "secret"})
    (folder / "real/a").unlink()
    (folder / "real").rmdir()
    (folder / "real").symlink_to(tmp_path / "outside")
    assert "secret" not in texts(tree(folder)).values()


def test_a_sparse_checkout_is_read_whole(tmp_path: Path) -> None:
    repository(tmp_path, {"in/a": "1", "out/b": "2"})
    git(tmp_path, "sparse-checkout", "set", "in")
    assert not (tmp_path / "out").exists()
    assert texts(tree(tmp_path)) == {"in/a": "1", "out/b": "2"}


@pytest.mark.parametrize("name", ["with space", "-dash", "umlaut-ü", "new\nline", "tab\t", '"q"'])
def test_names(tmp_path: Path, name: str) -> None:
    repository(tmp_path, {name: "1"})
    assert texts(tree(tmp_path)) == {name: "1"}
    assert texts(commit_snapshot(open_repository(tmp_path), "HEAD")) == {name: "1"}


@pytest.mark.parametrize("revision", ["nonsense", "-x", "--all", "", "HEAD^{tree}", "a\nb"])
def test_a_revision_that_is_none(tmp_path: Path, revision: str) -> None:
    repository(tmp_path, {"a": "1"})
    with pytest.raises(CannotJudge):
        commit_snapshot(open_repository(tmp_path), revision)
