"""The door to Git: with and without `subprocess`, the same answer."""

import os
from pathlib import Path

import pytest

from kavro_lint.git import command
from kavro_lint.git.command import command_line, run, spawn
from kavro_lint.git.safety import environment
from tests.building import git, repository

WAYS = ["_spawn_with_subprocess", *(["_spawn"] if hasattr(os, "posix_spawn") else [])]


@pytest.mark.parametrize("way", WAYS)
def test_output_and_errors_of_git_are_read(tmp_path: Path, way: str) -> None:
    files = {f"folder/{number:05}{'x' * 80}.txt": "" for number in range(3_000)}
    folder = repository(tmp_path, files, commit=False)
    git(folder, "add", "--all")
    begin = getattr(command, way)
    # More than a pipe holds.
    code, output, result = begin(command_line(("ls-files", "-z")), str(folder), environment())()
    assert (code, output.count(b"\0"), result) == (0, 3_000, b"")
    question = command_line(("rev-parse", "--verify", "no-such-thing"))
    code, output, result = begin(question, str(folder), environment())()
    assert (code, output) == (128, b"")
    assert result.startswith(b"fatal: ")


def open_files() -> list[str]:
    place = Path("/dev/fd")
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


def test_nothing_is_left_open_where_git_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    before = open_files()
    with pytest.raises(OSError, match="git"):
        spawn(("rev-parse",), str(tmp_path))
    assert open_files() == before


def test_git_is_waited_for_whatever_happens_meanwhile(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    before = open_files()

    def fail() -> None:
        raise ValueError("meanwhile")

    with pytest.raises(ValueError, match="meanwhile"):
        run(folder, environment(), ("rev-parse", "HEAD"), meanwhile=fail)
    assert open_files() == before
