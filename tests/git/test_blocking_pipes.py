"""A pipe in place of a file that Git opens ends a run with exit code 2, and never hangs it."""

import os
from pathlib import Path

import pytest

from kavro_lint.git.blocking_pipes import pipe_in_the_way
from tests.building import repository, run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")


@pytest.mark.parametrize("arguments", [("check",), ("check", "--no-cache")], ids=str)
def test_an_ignore_file_that_is_a_pipe(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    folder = repository(tmp_path / "r")
    (folder / "src").mkdir()
    os.mkfifo(folder / "src/.gitignore")
    done = run(folder, *arguments)
    assert done.returncode == 2
    assert "src/.gitignore is a pipe" in done.stderr


def test_a_part_of_the_git_folder_that_is_a_pipe(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r")
    os.mkfifo(folder / ".git/objects/info/alternates")
    done = run(folder, "check", "--no-cache")
    assert done.returncode == 2
    assert "alternates is a pipe" in done.stderr


def test_only_what_git_opens_is_in_the_way(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r")
    os.mkfifo(folder / "data.py")
    os.mkfifo(folder / ".git/hooks/pipe")
    assert pipe_in_the_way(str(folder)) is None
    os.mkfifo(folder / ".git/info/attributes")
    assert pipe_in_the_way(str(folder)) == str(folder / ".git/info/attributes")
