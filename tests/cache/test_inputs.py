"""An answer is kept for what it was computed from, and for nothing else."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kavro_lint.cache import inputs
from kavro_lint.cache.inputs import find, read_inputs
from tests.building import git, repository, run, write

POSIX = pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for Git")
FILES = {
    "shop/api/m.py": "from shop.models import m\n", "shop/models/m.py": "from shop.api import m\n",
    "shop/__init__.py": "", "shop/api/__init__.py": "", "shop/models/__init__.py": "",
    "docs/kavro/blueprint.md": (
        "| Module | Paths | May import |\n|--|--|--|\n| api | `shop/api/` | models |\n"
        "| models | `shop/models/` | none |\n| shop | `shop/*.py` | none |\n"
    ),
}  # fmt: skip
# Older than this, stat data are believed.
OLD = 2.1


def same(folder: Path, *arguments: str, **environment: str) -> str:
    """Check with memory and without it; both must say the same."""
    kept = run(folder, *arguments, **environment)
    anew = run(folder, *arguments, "--no-cache")
    assert (kept.stdout, kept.returncode) == (anew.stdout, anew.returncode)
    return kept.stdout


def test_the_same_words_in_another_folder_are_another_question(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    for _ in range(2):
        assert "KV704" in same(folder, "-C", "shop/models", "check", "m.py")
        assert "KV704" not in same(folder, "-C", "shop/api", "check", "m.py")


@pytest.mark.parametrize("staged", [[], ["--staged"]])
def test_a_file_that_only_grows_over_the_limit_is_another_answer(
    tmp_path: Path, staged: list[str]
) -> None:
    folder = repository(tmp_path, FILES | {"kavro-lint.toml": "max-file-size = 200\n"})
    time.sleep(OLD)
    for _ in range(2):
        run(folder, "check", *staged)
    write(folder, {"shop/api/m.py": FILES["shop/api/m.py"] + "#" * 500 + "\n"})
    git(folder, "add", "--all")
    assert "KV002" in same(folder, "check", *staged)


@pytest.mark.parametrize("wrong", [
    {}, {"HEAD": "nothing\n"}, {"HEAD": "ref: refs/heads/main\n"},
    {"HEAD": "ref: refs/heads/main\n", "refs/x": ""},
])  # fmt: skip
def test_a_folder_named_git_that_is_no_repository_has_no_answers(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    folder = repository(tmp_path, FILES)
    (folder / "shop/api/.git").mkdir()
    write(folder / "shop/api/.git", wrong)
    assert find(str(folder / "shop/api")) is None
    for _ in range(2):
        same(folder, "-C", "shop/api", "check")


def test_a_bare_repository_has_no_answers(tmp_path: Path) -> None:
    folder = repository(tmp_path / "one", FILES)
    git(tmp_path, "clone", "--quiet", "--bare", str(folder), str(tmp_path / "bare"))
    assert find(str(tmp_path / "bare/refs")) is None


def at_the_first_question(tmp_path: Path, command: str) -> str:
    """Return a PATH with a Git that first runs a command, once, when it is asked where it is."""
    real = shutil.which("git")
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin/git"
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *absolute-git-dir*)\n'
        f"if [ ! -e {tmp_path}/done ]; then touch {tmp_path}/done; {command}; fi;; esac\n"
        f'exec {real} "$@"\n'
    )
    script.chmod(0o755)
    return f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}"


@POSIX
def test_a_file_that_is_away_for_a_moment_leaves_no_answer(tmp_path: Path) -> None:
    folder = repository(tmp_path / "one", FILES)
    place = folder / "shop/models/m.py"
    time.sleep(OLD)
    run(folder, "check", PATH=at_the_first_question(tmp_path, f"mv {place} {tmp_path}/away"))
    (tmp_path / "away").rename(place)
    time.sleep(OLD)
    assert "KV704" in same(folder, "check")


@POSIX
@pytest.mark.parametrize("command", [
    "{git} update-ref refs/heads/more HEAD",
    "{git} rm -q --cached shop/api/m.py", "{git} config user.name Somebody",
    "{git} update-ref refs/heads/more HEAD && {git} update-ref -d refs/heads/more",
])  # fmt: skip
def test_a_run_that_sees_its_inputs_change_leaves_no_answer(tmp_path: Path, command: str) -> None:
    folder = repository(tmp_path / "one", FILES)
    other = git(folder, "commit-tree", "HEAD^{tree}", "-m", "Other").strip()
    git(folder, "update-ref", "refs/heads/more", other)
    time.sleep(OLD)
    command = command.format(git=f"{shutil.which('git')} -C {folder}")
    run(folder, "check", "--base", "HEAD", PATH=at_the_first_question(tmp_path, command))
    assert not list((folder / ".git/kavro-lint").glob("answer-*"))
    same(folder, "check", "--base", "HEAD")


def test_the_day_and_every_stamp_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path, FILES)
    place = find(str(folder))
    assert place is not None
    before = read_inputs(place, b"", b"")
    assert before is not None
    assert before == read_inputs(place, b"", b"")
    assert before != read_inputs(place, b"more", b"")
    assert before != read_inputs(place, b"", b"another kavro-lint")
    os.utime(folder / ".git/refs/heads/main", (1, 1))
    stamped = read_inputs(place, b"", b"")
    assert stamped is not None
    assert stamped != before
    assert stamped.history == before.history
    monkeypatch.setattr(inputs.time, "time", lambda: time.monotonic() + 10 * 86_400)
    tomorrow = read_inputs(place, b"", b"")
    assert tomorrow is not None
    assert tomorrow.always != before.always


STATES = 4
CHANGER = """
import os, subprocess, sys, time
states, end = sys.argv[1:5], time.monotonic() + float(sys.argv[5])
number = 0
while time.monotonic() < end:
    number += 1
    state = states[number % len(states)]
    subprocess.run(["git", "read-tree", "-u", "--reset", state], check=True)
    subprocess.run(["git", "update-ref", "refs/heads/main", state], check=True)
    time.sleep(0.03)
"""


def test_parallel_runs_while_everything_changes_give_states_that_were_there(
    tmp_path: Path,
) -> None:
    """The answers are those of one commit, or of files of two of them, and never stale after."""
    folder = repository(tmp_path, FILES)
    commits = []
    possible = set()
    for number in range(STATES):
        imported = "models" if number % 2 else "api"
        write(folder, {"shop/models/m.py": f"from shop.{imported} import m\n" + "\n" * number})
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", f"--message={number}")
        commits.append(git(folder, "rev-parse", "HEAD").strip())
        possible.add(run(folder, "check", "--no-cache").stdout)
    changer = subprocess.Popen(
        [sys.executable, "-c", CHANGER, *commits, "6"], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    outputs: set[str] = set()
    while changer.poll() is None:
        command = [sys.executable, "-m", "kavro_lint", "check"]
        running = [
            subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        outputs |= {process.communicate()[0] for process in running}
    # While Git replaces a file it is away, and a run says so; that is an answer of its own.
    assert {output for output in outputs if "KV002" not in output and "3 python" not in output}
    for _ in range(2):
        for commit in commits:
            git(folder, "read-tree", "-u", "--reset", commit)
            git(folder, "update-ref", "refs/heads/main", commit)
            assert same(folder, "check") in possible
