"""Missing blobs of a partial clone: fetched in one batch from ordinary remotes, else KV007."""

import time
from pathlib import Path

import pytest

from kavro_lint.git.objects import ObjectContents
from kavro_lint.git.repository import open_repository
from kavro_lint.model.facts import Source, Unreadable
from tests.building import git, repository, run, write
from tests.test_counts import counted

TABLE = "| Module | Paths | May import |\n|---|---|---|\n| a | `a/` | none |\n| b | `b/` | none |\n"
FILES = {"a/x.py": "import os\n", "b/y.py": "", "docs/kavro/blueprint.md": TABLE, "big.bin": "1"}


@pytest.fixture
def partial(tmp_path: Path) -> Path:
    """Return a partial clone that lacks what the commit before had."""
    source = repository(tmp_path / "source", FILES)
    git(source, "config", "uploadpack.allowFilter", "true")
    git(source, "config", "uploadpack.allowAnySHA1InWant", "true")
    write(source, {"a/x.py": "import os\nimport b.y\n", "b/y.py": "y = 1\n", "big.bin": "2"})
    git(source, "commit", "--quiet", "--all", "--message=two")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{source}", str(clone))
    return clone


def missing(folder: Path) -> int:
    listed = git(folder, "rev-list", "--objects", "--missing=print", "HEAD", "--all")
    return sum(line.startswith("?") for line in listed.splitlines())


def test_what_is_read_is_fetched_and_nothing_else(partial: Path) -> None:
    assert missing(partial) == 3
    done = run(partial, "check", "--base", "HEAD~1")
    assert (done.returncode, "KV704" in done.stdout, done.stderr) == (1, True, "")
    # Nobody reads `big.bin`.
    assert missing(partial) == 1


def test_moved_files_of_a_partial_clone_are_found(partial: Path) -> None:
    git(partial, "mv", "b/y.py", "b/z.py")
    done = run(partial, "check", "--base", "HEAD~1")
    # The import leads nowhere now.
    assert (done.returncode, "KV710" in done.stdout, done.stderr) == (0, True, "")


@pytest.fixture
def moving(tmp_path: Path) -> Path:
    """Return a partial clone whose file moved and changed twice, to contents it lacks."""
    lines = "".join(f"x{number} = {number}\n" for number in range(60))
    roadmap = "# Roadmap\n\n- [ ] 1.1.1 Begin\n"
    source = repository(
        tmp_path / "s", {**FILES, "a/x.py": lines, "docs/kavro/roadmap.md": roadmap}
    )
    git(source, "config", "uploadpack.allowFilter", "true")
    git(source, "config", "uploadpack.allowAnySHA1InWant", "true")
    for old, new in (("x", "y"), ("y", "z")):
        git(source, "mv", f"a/{old}.py", f"a/{new}.py")
        write(source, {f"a/{new}.py": f"{lines}name = {new!r}\n"})
        git(source, "commit", "--quiet", "--all", f"--message=To {new}")
    clone = tmp_path / "moving"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{source}", str(clone))
    return clone


def test_renames_are_found_between_commits_whose_contents_are_missing(moving: Path) -> None:
    assert missing(moving) == 2
    for line in (("check", "--base", "HEAD~2"), ("blame",), ("diff", "HEAD~2")):
        done = run(moving, *line)
        assert (done.returncode, done.stderr) == (0, ""), done


def test_renames_whose_contents_cannot_be_fetched_end_a_comparison(moving: Path) -> None:
    git(moving, "remote", "set-url", "origin", "file:///nowhere")
    assert run(moving, "blame").returncode == 0
    done = run(moving, "check", "--base", "HEAD~2")
    assert (done.returncode, "KV007" in done.stdout) == (2, True)


def test_an_object_that_is_missing_does_not_hide_the_next(moving: Path) -> None:
    gone = git(moving, "rev-parse", "HEAD~1:a/y.py").strip()
    there = git(moving, "rev-parse", "HEAD:a/z.py").strip()
    contents = ObjectContents(open_repository(moving))
    for _ in range(2):
        with pytest.raises(Unreadable, match="missing"):
            contents.read(Source("y", gone), 9_999)
        assert contents.read(Source("z", there), 9_999).endswith(b"name = 'z'\n")


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("remote.origin.url", "ext::{program}", "`remote.origin.url` names a program: ext"),
        ("remote.origin.url", "Evil::x", "`remote.origin.url` names a program: Evil"),
        ("remote.origin.url", "evil://x/y", "`remote.origin.url` names a program: evil"),
        ("remote.origin.uploadpack", "{program}", "`remote.origin.uploadpack` names a program"),
        ("remote.origin.vcs", "evil", "`remote.origin.vcs` names a program"),
        ("url.ext::{program} .insteadOf", "file://", ""),
        ("url.ssh://nowhere.invalid/.insteadOf", "file://", ""),
        ("url.git://127.0.0.1:9/.insteadOf", "file://", ""),
        ("url.http://127.0.0.1:9/.insteadOf", "file://", ""),
    ],
)
def test_nothing_is_fetched_by_a_program(
    partial: Path, tmp_path: Path, setting: str, value: str, words: str
) -> None:
    mark, program = tmp_path / "ran", tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> "{mark}"\nexit 1\n')
    program.chmod(0o755)
    (tmp_path / "git-remote-evil").write_text(program.read_text())
    (tmp_path / "git-remote-evil").chmod(0o755)
    for name in ("core.sshCommand", "core.gitProxy", "core.askPass", "credential.helper",
                 "core.alternateRefsCommand", "credential.http://127.0.0.1:9.helper"):  # fmt: skip
        git(partial, "config", name, str(program))
    git(partial, "config", "protocol.ext.allow", "always")
    git(partial, "config", setting.format(program=program), value.format(program=program))
    done = run(partial, "check", "--base", "HEAD~1")
    output = " ".join(done.stdout.split())
    assert (done.returncode, "KV007" in output) == (2, True), done
    assert words in output
    assert not mark.exists(), mark.read_text()


def test_an_answer_is_kept_as_in_any_clone(partial: Path) -> None:
    # What is younger than two seconds is looked at again.
    time.sleep(2.1)
    assert run(partial, "check").returncode == 1
    warm = counted(partial, "check", code=1)
    assert (warm.opened, warm.processes) == (0, 0)
    # What only the base has was fetched by the first run, so the second is answered, too.
    assert run(partial, "check", "--base", "HEAD~1").returncode == 1
    assert counted(partial, "check", "--base", "HEAD~1", code=1).processes == 0


def test_an_answer_that_lacked_an_object_is_not_kept(moving: Path) -> None:
    gone = git(moving, "rev-parse", "HEAD~1:a/y.py").strip()
    address = git(moving, "remote", "get-url", "origin").strip()
    git(moving, "update-index", "--add", "--cacheinfo", f"100644,{gone},docs/kavro/research.md")
    git(moving, "remote", "set-url", "origin", "file:///nowhere")
    time.sleep(2.1)
    lacking = run(moving, "check", "--staged")
    assert "is missing here" in " ".join(lacking.stdout.split())
    git(moving, "remote", "set-url", "origin", address)
    # Git itself fetches what it lacks.
    git(moving, "cat-file", "-p", gone)
    assert "is missing here" not in " ".join(run(moving, "check", "--staged").stdout.split())
