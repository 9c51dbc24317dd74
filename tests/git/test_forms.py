"""Every form a repository can have is judged as any other: the same report, or a clear message."""

import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.building import run
from tests.git.building import build, commit, git, write

TABLE = "| Module | Paths | May import |\n|---|---|---|\n| a | `a/` | none |\n| b | `b/` | none |\n"
FILES = {
    "a/x.py": "import os\n",
    "b/y.py": "y = 1\n",
    "docs/kavro/blueprint.md": TABLE,
    "docs/kavro/roadmap.md": "# Roadmap\n\n- [ ] 1.1.1 Begin\n",
    "docs/kavro/approvals/2026-01-01-blueprint-abcdef.md": (
        "---\nby: Ada\non: 2026-01-01\nsubject: blueprint\n---\n\n"
        "| Covers | Fingerprint |\n|---|---|\n| x | abcdef |\n"
    ),
}
STATES = (
    ("check",), ("check", "--staged"), ("check", "--rev", "HEAD"), ("check", "--base", "HEAD~1"),
    ("blame",), ("diff", "HEAD~1"),
)  # fmt: skip


def drift(folder: Path) -> Path:
    """Add a commit that brings KV704."""
    write(folder, {"a/x.py": "import os\nimport b.y\n"})
    git(folder, "mv", "b/y.py", "b/z.py")
    write(folder, {"b/y.py": "import re\n"})
    commit(folder, "Import b\n\nKavro-Task: 1.1.1")
    return folder


def plain(folder: Path) -> Path:
    return drift(build(folder, FILES))


def made_by(*arguments: str) -> Callable[[Path], Path]:
    """Return what makes the repository by `git init` with options."""

    def make(folder: Path) -> Path:
        folder.mkdir()
        try:
            git(folder, "init", "--quiet", "--initial-branch=main", *arguments)
        except AssertionError as error:
            pytest.skip(f"this Git has no {arguments}: {str(error)[:60]}")
        write(folder, FILES)
        commit(folder)
        return drift(folder)

    return make


def with_alternates(folder: Path) -> Path:
    other = plain(folder.parent / "other")
    git(folder.parent, "clone", "--quiet", "--shared", str(other), folder.name)
    return folder


def with_replaced_objects(folder: Path) -> Path:
    plain(folder)
    git(folder, "replace", git(folder, "rev-parse", "HEAD"), git(folder, "rev-parse", "HEAD~1"))
    other = git(folder, "hash-object", "-w", "b/z.py")
    git(folder, "replace", git(folder, "rev-parse", "HEAD:a/x.py"), other)
    return folder


def packed(folder: Path) -> Path:
    plain(folder)
    git(folder, "repack", "-a", "-d", "--write-bitmap-index")
    git(folder, "pack-refs", "--all")
    git(folder, "commit-graph", "write", "--reachable", "--changed-paths")
    git(folder, "multi-pack-index", "write")
    return folder


def linked_worktree(folder: Path) -> Path:
    main = plain(folder.parent / "main")
    git(main, "worktree", "add", "--quiet", "--detach", str(folder))
    return folder


def separate_git_folder(folder: Path) -> Path:
    plain(folder)
    git(folder, "init", "--quiet", f"--separate-git-dir={folder.parent / 'elsewhere'}")
    return folder


def sparse(folder: Path) -> Path:
    plain(folder)
    git(folder, "sparse-checkout", "set", "--cone", "--sparse-index", "docs")
    assert not (folder / "a").exists()
    return folder


def split_index(folder: Path) -> Path:
    plain(folder)
    git(folder, "update-index", "--split-index")
    return folder


def detached(folder: Path) -> Path:
    plain(folder)
    git(folder, "checkout", "--quiet", "--detach")
    return folder


def with_pipes_and_sockets(folder: Path) -> Path:
    plain(folder)
    os.mkfifo(folder / "a/pipe.py")
    os.mkfifo(folder / "docs/kavro/research.md")
    sockets = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # a socket's path is short
    try:
        sockets.bind("a/s.py")
    finally:
        os.chdir(here)
        sockets.close()
    return folder


FORMS = {
    "SHA-256": made_by("--object-format=sha256"),
    "reftable": made_by("--ref-format=reftable"),
    "alternates": with_alternates,
    "replaced objects": with_replaced_objects,
    "packed": packed,
    "linked worktree": linked_worktree,
    "separate Git folder": separate_git_folder,
    "sparse": sparse,
    "split index": split_index,
    "detached": detached,
    "pipes and sockets": with_pipes_and_sockets,
}


def verdict(folder: Path, line: tuple[str, ...]) -> tuple[int, list[str], str]:
    done = run(folder, *line)
    result = [part for part in done.stdout.split() if part.startswith("KV") and part[2:5].isdigit()]
    return done.returncode, sorted(set(result)), done.stderr


@pytest.mark.skipif(os.name == "nt", reason="forms of POSIX")
@pytest.mark.parametrize("form", FORMS)
def test_a_form_changes_no_report(tmp_path: Path, form: str) -> None:
    expected = plain(tmp_path / "plain")
    folder = FORMS[form](tmp_path / "r")
    for line in STATES:
        assert verdict(folder, line) == verdict(expected, line), line
    # Once more, from memory.
    assert verdict(folder, ("check",)) == verdict(expected, ("check",))


def test_the_first_commit_is_about_to_be_made(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    for options in ((), ("--object-format=sha256",)):
        shutil.rmtree(folder)
        folder.mkdir()
        git(folder, "init", "--quiet", *options)
        write(folder, FILES)
        git(folder, "add", "--all")
        (folder / "message").write_text("Begin\n\nKavro-Task: 9.9.9\n")
        done = run(folder, "check", "--message", "message")
        assert (done.returncode, "KV736" in done.stdout) == (1, True), done


@pytest.mark.parametrize("command", ["merge", "rebase", "cherry-pick", "revert"])
def test_a_merge_a_revert_or_a_rebase_in_progress_is_judged(tmp_path: Path, command: str) -> None:
    folder = plain(tmp_path / "r")
    git(folder, "checkout", "--quiet", "-b", "topic", "HEAD~1")
    write(folder, {"a/x.py": "import sys\n"})
    commit(folder, "Other")
    target = "main~1" if command == "revert" else "main"
    if command == "revert":
        git(folder, "checkout", "--quiet", "main")
        write(folder, {"a/x.py": "import re\n"})
        commit(folder, "Yet another")
    with pytest.raises(AssertionError):
        git(folder, command, *(["--no-edit"] if command == "revert" else []), target)
    assert verdict(folder, ("check", "--staged"))[0] == 2
    assert run(folder, "check").returncode in {0, 1}
    assert run(folder, "check", "--rev", "HEAD").returncode in {0, 1}


@pytest.mark.skipif(sys.platform != "linux", reason="names of Linux")
def test_names_that_other_systems_cannot_have_are_judged(tmp_path: Path) -> None:
    strange = {
        "a/Case.py": "import b.y\n",
        "a/case.py": "import os\n",
        os.fsdecode(b"a/latin-\xe9.py"): "import b.y\n",
        "a/line\nbreak.py": "import b.y\n",
        "a/nfc-\u00e9.py": "import b.y\n",
        "a/nfd-e\u0301.py": "import b.y\n",
        ":(top)a.py": "import b.y\n",
    }
    folder = build(tmp_path / "r", {**FILES, **strange})
    for line in STATES[:3]:
        done = run(folder, *line, "--format", "json")
        assert done.stderr == ""
        assert done.stdout.count('"id": "KV704"') == 5


def test_two_names_for_one_file_on_other_systems_in_the_index(tmp_path: Path) -> None:
    folder = build(tmp_path / "r", FILES)
    blob = git(folder, "rev-parse", "HEAD:a/x.py")
    for name in ("A/x.py", "a/X.py"):
        git(folder, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
    done = run(folder, "check", "--staged", "--format", "concise")
    assert (done.returncode, "A/x.py" in done.stdout, done.stderr) == (1, True, "")
