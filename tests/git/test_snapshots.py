"""The three states of a repository, each read from a real one."""

import os
from pathlib import Path

import pytest

from kavro_lint.errors import CannotJudge
from kavro_lint.git.repository import open_repository
from kavro_lint.git.snapshot import commit_snapshot, index_snapshot
from kavro_lint.git.worktree_snapshot import worktree_snapshot
from kavro_lint.model.facts import Snapshot, Unreadable
from tests.git.building import build, clean_environment, commit, git, write

STRANGE_NAMES = (
    "with space.py",
    "new\nline.py",
    'tab\tquote".py',
    "grün/日本.py",
    "-rf.py",
    "--help/-x.py",
    ":(top)magic.py",
    "star*[a].py",
    os.fsdecode(b"latin-\xe9.py"),
)


@pytest.fixture(autouse=True)
def _own_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(key)
    for key, value in clean_environment().items():
        if key.startswith("GIT_"):
            monkeypatch.setenv(key, value)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "repository"


def worktree(folder: Path) -> Snapshot:
    return worktree_snapshot(open_repository(folder))


def staged(folder: Path) -> Snapshot:
    return index_snapshot(open_repository(folder))


def at(folder: Path, revision: str = "HEAD") -> Snapshot:
    return commit_snapshot(open_repository(folder), revision)


def contents(snapshot: Snapshot) -> dict[str, bytes]:
    return {path: snapshot.read(path) for path in snapshot.sources}


# The working tree.


def test_working_tree_holds_tracked_and_new_files(place: Path) -> None:
    build(place, {"a.py": "a", "pkg/b.py": "b"})
    write(place, {"pkg/new.py": "n"})
    snapshot = worktree(place)
    assert contents(snapshot) == {"a.py": b"a", "pkg/b.py": b"b", "pkg/new.py": b"n"}
    assert snapshot.kind == "worktree"
    assert snapshot.commit == git(place, "rev-parse", "HEAD")


def test_working_tree_leaves_out_what_is_ignored(place: Path) -> None:
    build(place, {".gitignore": "*.tmp\n/out/\n", "a.py": ""})
    write(place, {"x.tmp": "", "out/b.py": "", "pkg/.gitignore": "c.py\n", "pkg/c.py": ""})
    write(place, {".git/info/exclude": "private.py\n", "private.py": ""})
    assert set(worktree(place).sources) == {".gitignore", "a.py", "pkg/.gitignore"}


def test_tracked_file_stays_although_it_is_ignored(place: Path) -> None:
    build(place, {"a.py": ""})
    write(place, {".gitignore": "a.py\n"})
    assert set(worktree(place).sources) == {".gitignore", "a.py"}


def test_deleted_file_is_not_in_the_working_tree(place: Path) -> None:
    build(place, {"a.py": "", "pkg/b.py": "", "c.py": ""})
    (place / "a.py").unlink()
    (place / "pkg/b.py").unlink()
    (place / "pkg").rmdir()
    assert set(worktree(place).sources) == {"c.py"}
    assert set(staged(place).sources) == {"a.py", "c.py", "pkg/b.py"}


def test_working_tree_reads_what_is_on_disk(place: Path) -> None:
    build(place, {"a.py": "old"})
    write(place, {"a.py": "staged"})
    git(place, "add", "a.py")
    write(place, {"a.py": "dirty"})
    assert contents(worktree(place)) == {"a.py": b"dirty"}


def test_a_file_that_became_a_folder_is_read(place: Path) -> None:
    build(place, {"a": "", "b/c.py": ""})
    (place / "a").unlink()
    write(place, {"a/d.py": "d"})
    (place / "b/c.py").unlink()
    (place / "b").rmdir()
    write(place, {"b": "b"})
    assert contents(worktree(place)) == {"a/d.py": b"d", "b": b"b"}


def test_a_pipe_is_left_out(place: Path) -> None:
    build(place, {"a.py": ""})
    os.mkfifo(place / "pipe.py")
    (place / "a.py").unlink()
    os.mkfifo(place / "a.py")
    assert dict(worktree(place).sources) == {}


def test_snapshot_leaves_the_repository_as_it_was(place: Path) -> None:
    build(place, {"a.py": "1"})
    write(place, {"a.py": "2", "b.py": ""})
    os.utime(place / "a.py", (1, 1))
    before = {path: path.lstat().st_mtime_ns for path in place.rglob("*")}
    for snapshot in (worktree(place), staged(place), at(place)):
        contents(snapshot)
    assert {path: path.lstat().st_mtime_ns for path in place.rglob("*")} == before


# The index.


def test_staged_reads_the_index_and_not_the_disk(place: Path) -> None:
    build(place, {"a.py": "old", "b.py": "b", "c.py": "c"})
    write(place, {"a.py": "staged", "new.py": "n"})
    git(place, "add", "a.py", "new.py")
    git(place, "rm", "--quiet", "--cached", "b.py")
    write(place, {"a.py": "dirty", "untracked.py": ""})
    (place / "c.py").unlink()
    snapshot = staged(place)
    assert contents(snapshot) == {"a.py": b"staged", "c.py": b"c", "new.py": b"n"}
    assert snapshot.kind == "index"
    assert snapshot.commit == git(place, "rev-parse", "HEAD")


def test_staged_reads_the_index_that_git_names(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # `git commit -a` runs the hook in the top folder with GIT_INDEX_FILE=.git/index.lock.
    build(place, {"a.py": "old", "pkg/b.py": "b"})
    other = ".git/index.lock"
    (place / other).write_bytes((place / ".git/index").read_bytes())
    write(place, {"a.py": "new"})
    git(place, "add", "--all", GIT_INDEX_FILE=str(place / ".git/other"))
    (place / ".git/other").replace(place / other)
    monkeypatch.setenv("GIT_INDEX_FILE", other)
    monkeypatch.chdir(place)
    assert contents(staged(Path())) == {"a.py": b"new", "pkg/b.py": b"b"}
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert contents(staged(Path())) == {"a.py": b"old", "pkg/b.py": b"b"}


@pytest.mark.parametrize("arguments", [("-a",), ("pkg/b.py",), ()])
def test_staged_in_a_hook_sees_what_is_committed(place: Path, arguments: tuple[str, ...]) -> None:
    import sys

    build(place, {"a.py": "a1", "pkg/b.py": "b1"})
    write(place, {"a.py": "a2", "pkg/b.py": "b2"})
    if not arguments:
        git(place, "add", "a.py")
    hook = place / ".git/hooks/pre-commit"
    result = place.parent / "said"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!{sys.executable}\n"
        f"import sys; sys.path.insert(0, {os.getcwd()!r})\n"  # noqa: PTH109
        "from pathlib import Path\n"
        "from kavro_lint.git.repository import open_repository\n"
        "from kavro_lint.git.snapshot import index_snapshot\n"
        "found = index_snapshot(open_repository(Path()))\n"
        "text = ''.join(f'{p}={found.read(p).decode()};' for p in found.sources)\n"
        f"Path({str(result)!r}).write_text(text)\n"
    )
    hook.chmod(0o755)
    git(place, "commit", "--quiet", "--message", "x", *arguments)
    tree = at(place)
    assert result.read_text() == "".join(
        f"{path}={tree.read(path).decode()};" for path in tree.sources
    )


def test_unmerged_path_is_read_once(place: Path) -> None:
    build(place, {"a.py": "base"})
    git(place, "checkout", "--quiet", "-b", "other")
    write(place, {"a.py": "theirs"})
    commit(place)
    git(place, "checkout", "--quiet", "main")
    write(place, {"a.py": "ours"})
    commit(place)
    with pytest.raises(AssertionError):
        git(place, "merge", "--quiet", "other")
    assert list(worktree(place).sources) == ["a.py"]
    assert b"<<<<<<<" in worktree(place).read("a.py")


def test_intent_to_add_is_in_the_working_tree(place: Path) -> None:
    build(place, {"a.py": ""})
    write(place, {"b.py": "b"})
    git(place, "add", "--intent-to-add", "b.py")
    assert contents(worktree(place)) == {"a.py": b"", "b.py": b"b"}


# A commit.


def test_rev_reads_objects_only(place: Path) -> None:
    build(place, {"a.py": "one", "gone.py": "g"})
    first = git(place, "rev-parse", "HEAD")
    write(place, {"a.py": "two"})
    (place / "gone.py").unlink()
    commit(place)
    write(place, {"a.py": "dirty", "untracked.py": ""})
    git(place, "add", "a.py")
    snapshot = at(place, "HEAD~1")
    assert contents(snapshot) == {"a.py": b"one", "gone.py": b"g"}
    assert (snapshot.kind, snapshot.commit) == ("commit", first)
    assert contents(at(place, "main")) == {"a.py": b"two"}


def test_rev_may_be_a_tag_or_a_short_id(place: Path) -> None:
    build(place, {"a.py": "one"})
    git(place, "tag", "--annotate", "v1", "--message", "one")
    first = git(place, "rev-parse", "HEAD")
    for name in ("v1", first, first[:8], "HEAD@{0}", "@"):
        assert at(place, name).commit == first


@pytest.mark.parametrize(
    "revision",
    ["mian", "", "-1", "--all", "HEAD~9", "HEAD:a.py", "HEAD^{tree}", "a\nb", "a\0b", "main..HEAD"],
)
def test_a_revision_that_names_no_commit_is_an_error(place: Path, revision: str) -> None:
    build(place, {"a.py": "one"})
    with pytest.raises(CannotJudge, match="no commit is named"):
        at(place, revision)


def test_a_misspelt_revision_is_answered_with_the_nearest(place: Path) -> None:
    build(place, {"a.py": "one"})
    with pytest.raises(CannotJudge) as caught:
        at(place, "mian")
    assert "did you mean main?" in caught.value.remedy


# Where one stands.


@pytest.mark.parametrize("state", [worktree, staged, at])
def test_subfolder_reads_the_whole_repository(place: Path, state) -> None:
    build(place, {"a.py": "a", "pkg/b.py": "b", "pkg/deep/c.py": "c"})
    repository = open_repository(place / "pkg/deep")
    assert (repository.top, repository.prefix) == (place, "pkg/deep/")
    assert contents(state(place / "pkg")) == {"a.py": b"a", "pkg/b.py": b"b", "pkg/deep/c.py": b"c"}


def test_subfolder_finds_new_files_of_the_whole_tree(place: Path) -> None:
    build(place, {"a.py": "a", "pkg/b.py": "b"})
    write(place, {"new.py": "", "pkg/new.py": ""})
    assert set(worktree(place / "pkg").sources) == {"a.py", "new.py", "pkg/b.py", "pkg/new.py"}


def test_a_linked_worktree_is_read(place: Path) -> None:
    build(place, {"a.py": "a"})
    linked = place.parent / "linked"
    git(place, "worktree", "add", "--quiet", "-b", "other", str(linked))
    write(linked, {"b.py": "b"})
    git(linked, "add", "b.py")
    write(linked, {"c.py": "c"})
    repository = open_repository(linked)
    assert repository.top == linked
    assert repository.common_dir == place / ".git"
    assert set(worktree(linked).sources) == {"a.py", "b.py", "c.py"}
    assert contents(staged(linked)) == {"a.py": b"a", "b.py": b"b"}
    assert contents(at(linked)) == {"a.py": b"a"}
    assert set(worktree(place).sources) == {"a.py"}


def test_linked_worktree_inside_is_not_entered(place: Path) -> None:
    build(place, {"a.py": "a"})
    git(place, "worktree", "add", "--quiet", "-b", "other", "inside")
    snapshot = worktree(place)
    assert set(snapshot.sources) == {"a.py"}
    assert snapshot.submodules == ("inside",)


def test_the_common_folder_is_found_from_a_subfolder(place: Path) -> None:
    build(place, {"pkg/b.py": "b"})
    assert open_repository(place / "pkg").common_dir == place / ".git"


def test_a_repository_without_commits_is_read(place: Path) -> None:
    build(place)
    write(place, {"a.py": "a", "b.py": "b"})
    git(place, "add", "a.py")
    assert worktree(place).commit is None
    assert set(worktree(place).sources) == {"a.py", "b.py"}
    assert contents(staged(place)) == {"a.py": b"a"}
    with pytest.raises(CannotJudge, match="no commit is named 'HEAD'"):
        at(place)


def test_an_empty_repository_is_read(place: Path) -> None:
    build(place)
    assert dict(worktree(place).sources) == {}
    assert dict(staged(place).sources) == {}


def test_a_detached_head_is_read(place: Path) -> None:
    build(place, {"a.py": "one"})
    first = git(place, "rev-parse", "HEAD")
    write(place, {"a.py": "two"})
    commit(place)
    git(place, "checkout", "--quiet", "--detach", first)
    assert worktree(place).commit == first
    assert contents(at(place)) == contents(worktree(place)) == {"a.py": b"one"}


def test_a_bare_repository_needs_a_revision(place: Path) -> None:
    build(place, {"a.py": "one", "pkg/b.py": "b"})
    bare = place.parent / "bare.git"
    git(place, "clone", "--quiet", "--bare", str(place), str(bare))
    assert open_repository(bare).top is None
    assert contents(at(bare, "main")) == {"a.py": b"one", "pkg/b.py": b"b"}
    with pytest.raises(CannotJudge, match="bare repository has no working tree"):
        worktree(bare)


def test_the_git_folder_itself_is_not_judged(place: Path) -> None:
    build(place, {"a.py": "one"})
    with pytest.raises(CannotJudge, match=r"inside a \.git folder"):
        open_repository(place / ".git")


def test_a_folder_that_is_not_a_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="not in a Git repository"):
        open_repository(tmp_path)
    with pytest.raises(CannotJudge, match="there is no folder"):
        open_repository(tmp_path / "none")
    write(tmp_path, {"file": ""})
    with pytest.raises(CannotJudge, match="is not a folder"):
        open_repository(tmp_path / "file")


# Submodules and links.


@pytest.mark.parametrize("state", [worktree, staged, at])
def test_submodule_is_listed_and_not_entered(place: Path, state) -> None:
    other = build(place.parent / "other", {"lib.py": "lib"})
    build(place, {"a.py": "a"})
    git(place, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    commit(place)
    write(place, {"sub/new.py": ""})
    snapshot = state(place)
    assert set(snapshot.sources) == {".gitmodules", "a.py"}
    assert snapshot.submodules == ("sub",)


def test_nested_repository_is_not_entered(place: Path) -> None:
    build(place, {"a.py": "a"})
    build(place / "vendor/inner", {"lib.py": "lib"})
    snapshot = worktree(place)
    assert set(snapshot.sources) == {"a.py"}
    assert snapshot.submodules == ("vendor/inner",)


@pytest.mark.parametrize("state", [worktree, staged, at])
def test_symbolic_links_are_followed_inside_the_repository_only(place: Path, state) -> None:
    build(place, {"pkg/a.py": "a", "pkg/deep/b.py": "b"})
    write(place.parent, {"outside/secret.py": "secret", "outside.py": "secret"})
    links = {
        "to_file.py": "pkg/a.py",
        "to_folder": "pkg/deep",
        "pkg/deep/up.py": "../a.py",
        "twice.py": "to_file.py",
        "through.py": "to_folder/b.py",
        "out.py": "../outside.py",
        "out_folder": "../outside",
        "absolute.py": str(place / "pkg/a.py"),
        "there_and_back.py": f"../{place.name}/pkg/a.py",
        "into_git": ".git/config",
        "missing.py": "none.py",
        "loop_a.py": "loop_b.py",
        "loop_b.py": "loop_a.py",
        "self.py": "self.py",
        "self_folder": "self_folder/x",
    }
    for link, target in links.items():
        (place / link).symlink_to(target)
    commit(place)
    snapshot = state(place)
    assert contents(snapshot) == {"pkg/a.py": b"a", "pkg/deep/b.py": b"b"}
    assert dict(snapshot.links) == {
        "to_file.py": "pkg/a.py",
        "to_folder": "pkg/deep",
        "pkg/deep/up.py": "pkg/a.py",
        "twice.py": "pkg/a.py",
        "through.py": "pkg/deep/b.py",
    }


def test_new_symlinks_are_links_too(place: Path) -> None:
    build(place, {"a.py": "a"})
    (place / "b.py").symlink_to("a.py")
    (place / "out.py").symlink_to("/etc/passwd")
    snapshot = worktree(place)
    assert set(snapshot.sources) == {"a.py"}
    assert dict(snapshot.links) == {"b.py": "a.py"}


def test_folder_that_became_a_link_out_is_not_read(place: Path) -> None:
    build(place, {"a.py": "a", "pkg/b.py": "b"})
    write(place.parent, {"outside/b.py": "secret"})
    (place / "pkg/b.py").unlink()
    (place / "pkg").rmdir()
    (place / "pkg").symlink_to("../outside")
    snapshot = worktree(place)
    assert contents(snapshot) == {"a.py": b"a"}
    assert dict(snapshot.links) == {}


def test_file_that_becomes_a_link_after_listing_is_not_followed(place: Path) -> None:
    build(place, {"a.py": "a"})
    write(place.parent, {"secret.py": "secret"})
    snapshot = worktree(place)
    (place / "a.py").unlink()
    (place / "a.py").symlink_to("../secret.py")
    with pytest.raises(Unreadable, match="cannot be opened"):
        snapshot.read("a.py")


# Sparse, large, missing, and strangely named.


def test_sparse_checkout_reads_the_rest_from_objects(place: Path) -> None:
    build(place, {"a.py": "a", "in/b.py": "b", "out/c.py": "c"})
    git(place, "sparse-checkout", "set", "in")
    assert not (place / "out").exists()
    write(place, {"in/b.py": "dirty"})
    assert contents(worktree(place)) == {"a.py": b"a", "in/b.py": b"dirty", "out/c.py": b"c"}
    assert contents(staged(place)) == {"a.py": b"a", "in/b.py": b"b", "out/c.py": b"c"}


def test_sparse_checkout_deleted_file_stays_deleted(place: Path) -> None:
    build(place, {"in/a.py": "a", "in/b.py": "b", "out/c.py": "c"})
    git(place, "sparse-checkout", "set", "in")
    (place / "in/a.py").unlink()
    assert set(worktree(place).sources) == {"in/b.py", "out/c.py"}


def test_a_sparse_index_is_read(place: Path) -> None:
    build(place, {"in/a.py": "a", "out/c.py": "c", "out/deep/d.py": "d"})
    git(place, "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    expected = {"in/a.py": b"a", "out/c.py": b"c", "out/deep/d.py": b"d"}
    assert contents(worktree(place)) == contents(staged(place)) == expected


def test_sparse_link_leads_to_the_same_place(place: Path) -> None:
    build(place, {"in/a.py": "a"})
    (place / "out").mkdir()
    (place / "out/l.py").symlink_to("../in/a.py")
    commit(place)
    git(place, "sparse-checkout", "set", "in")
    snapshot = worktree(place)
    assert set(snapshot.sources) == {"in/a.py"}
    assert dict(snapshot.links) == {"out/l.py": "in/a.py"}


@pytest.mark.parametrize("state", [worktree, staged, at])
@pytest.mark.parametrize("name", STRANGE_NAMES, ids=ascii)
def test_strange_file_names_are_read(place: Path, name: str, state) -> None:
    build(place, {name: "x = 1\n", "a.py": ""})
    assert contents(state(place)) == {name: b"x = 1\n", "a.py": b""}


@pytest.mark.parametrize("name", STRANGE_NAMES, ids=ascii)
def test_new_files_with_strange_names_are_read(place: Path, name: str) -> None:
    build(place, {"a.py": ""})
    write(place, {name: "x = 1\n"})
    assert contents(worktree(place)) == {name: b"x = 1\n", "a.py": b""}


@pytest.mark.parametrize("name", ["with space", "new\nline", "grün", "-C", "trailing\n"], ids=ascii)
def test_a_repository_with_a_strange_name_is_read(tmp_path: Path, name: str) -> None:
    build(tmp_path / name, {"pkg/a.py": "a"})
    repository = open_repository(tmp_path / name / "pkg")
    assert (repository.top, repository.prefix) == (tmp_path / name, "pkg/")
    assert contents(worktree(tmp_path / name / "pkg")) == {"pkg/a.py": b"a"}


@pytest.mark.parametrize("state", [worktree, staged, at])
def test_a_read_stops_at_its_limit(place: Path, state) -> None:
    build(place, {"a.py": "x" * 1000, "b.py": "b"})
    snapshot = state(place)
    assert snapshot.read("a.py", 1000) == b"x" * 1000
    with pytest.raises(Unreadable, match="max-file-size"):
        snapshot.read("a.py", 999)
    assert snapshot.read("b.py", 999) == b"b"


def test_missing_object_is_unreadable_and_the_next_one_is_read(place: Path) -> None:
    build(place, {"a.py": "a", "b.py": "b"})
    blob = git(place, "rev-parse", "HEAD:a.py")
    (place / ".git/objects" / blob[:2] / blob[2:]).unlink()
    snapshot = at(place)
    with pytest.raises(Unreadable, match="missing"):
        snapshot.read("a.py")
    assert snapshot.read("b.py") == b"b"


def test_replaced_objects_are_read_as_committed(place: Path) -> None:
    build(place, {"a.py": "true"})
    write(place, {"other": "false"})
    other = git(place, "hash-object", "-w", "other")
    git(place, "replace", git(place, "rev-parse", "HEAD:a.py"), other)
    assert contents(at(place)) == {"a.py": b"true"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_folder_without_permission_is_named(place: Path) -> None:
    build(place, {"a.py": "a"})
    write(place, {"closed/b.py": "b"})
    (place / "closed").chmod(0)
    try:
        snapshot = worktree(place)
    finally:
        (place / "closed").chmod(0o755)
    assert set(snapshot.sources) == {"a.py"}
    assert [path.rstrip("/") for path in snapshot.unreadable] == ["closed"]
