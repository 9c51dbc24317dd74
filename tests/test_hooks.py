"""The hooks, run by Git itself: what a commit and its message are refused for."""

import os
import sys
from pathlib import Path

import pytest
import yaml

from tests.building import git, repository, run, write

ROOT = Path(__file__).parents[1]
BLUEPRINT = (
    "---\nstatus: approved\n---\n| Module | Paths | May import |\n|---|---|---|\n"
    "| a | `a/` | b |\n| b | `b/` | none |\n"
)
ROADMAP = (
    "# Roadmap\n\n- ⬜ 1.1.1 - Take orders\n\n### Task 1.1.1 - Take orders\n\n"
    "**Scope - In:** `a/`\n"
)
FILES = {
    "a/x.py": "from b import y\n", "b/y.py": "", "old/z.py": "",
    "docs/kavro/blueprint.md": BLUEPRINT, "docs/kavro/roadmap.md": ROADMAP,
}  # fmt: skip


def install(folder: Path, hook: str) -> None:
    """Install a hook of the manifest as Git runs it."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    result = next(entry for entry in hooks if entry["id"] == hook)
    arguments = result["entry"].removeprefix("kavro-lint ")
    name = result["stages"][0]
    place = folder / ".git/hooks" / name
    place.write_text(f"#!/bin/sh\nexec {sys.executable} -m kavro_lint {arguments}\n")
    place.chmod(0o755)


def commit(folder: Path, message: str, *options: str) -> tuple[int, str]:
    import subprocess

    command = ["git", "-C", str(folder), "commit", "--quiet", *options, "--message", message]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path, FILES)


def test_only_what_the_staged_change_brings_is_refused(folder: Path) -> None:
    install(folder, "kavro-lint-new")
    write(folder, {"README.md": "hello\n"})
    git(folder, "add", "--all")
    assert commit(folder, "Write")[0] == 0
    write(folder, {"new/w.py": ""})
    git(folder, "add", "--all")
    code, result = commit(folder, "Add")
    assert code == 1
    assert "1 file in new/ belongs to no module" in result
    assert "old/" not in result


def test_deletions_and_renames_are_judged(folder: Path) -> None:
    install(folder, "kavro-lint-new")
    git(folder, "rm", "--quiet", "old/z.py")
    assert commit(folder, "Delete")[0] == 0
    git(folder, "mv", "a/x.py", "b/x.py")
    assert commit(folder, "Move into another module")[0] == 0
    write(folder, {"a/w.py": "from b import y\nfrom b import x\n"})
    git(folder, "add", "--all")
    assert commit(folder, "Use")[0] == 0
    git(folder, "mv", "a/w.py", "b/w.py")
    git(folder, "mv", "b/y.py", "a/y.py")
    code, result = commit(folder, "Move", "--no-edit")
    assert code == 0, result


def test_the_hook_judges_the_first_commit(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES, commit=False)
    install(folder, "kavro-lint-new")
    git(folder, "add", "--all")
    code, result = commit(folder, "Begin")
    assert code == 1
    assert "old/" in result


@pytest.mark.parametrize(
    ("message", "path", "code", "words"),
    [
        ("Take\n\nKavro-Task: 1.1.1", "a/new.py", 0, ""),
        ("Take\n\nKavro-Task: 1.1.9", "a/new.py", 1, "names task 1.1.9, which does not"),
        ("Take\n\nKavro-Task: 1.1.1", "b/new.py", 1, "outside its scope: a/"),
        ("[1.1.1] Take", "b/new.py", 1, "changes b/new.py"),
        ("Take", "b/new.py", 0, ""),
        ("Take\n\nKavro-Task: 1.1.1", "docs/x.md", 0, ""),
    ],
)
def test_the_message_hook_judges_task_and_scope(
    folder: Path, message: str, path: str, code: int, words: str
) -> None:
    install(folder, "kavro-lint-message")
    write(folder, {path: "x = 1\n"})
    git(folder, "add", "--all")
    done, result = commit(folder, message)
    assert done == code, result
    assert words in result


def test_a_missing_message_file_is_an_error(folder: Path) -> None:
    (folder / ".git/COMMIT_EDITMSG").unlink()
    done = run(folder, "check", "--staged", "--message", "auto")
    assert done.returncode == 2
    assert "there is no commit message to judge" in done.stderr
    done = run(folder, "check", "--message", "nowhere")
    assert (done.returncode, "nowhere" in done.stderr) == (2, True)


def test_the_push_hook_judges_what_the_branch_adds(tmp_path: Path) -> None:
    origin = repository(tmp_path / "origin", FILES)
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    clone = tmp_path / "clone"
    git(clone, "checkout", "--quiet", "-b", "more")
    write(clone, {"b/y.py": "from a import x\n"})
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message=Turn round\n\nKavro-Task: 1.1.1")
    done = run(clone, "check", "--base", "auto")
    assert done.returncode == 1
    assert "KV704" in done.stdout
    assert "KV734" in done.stdout
    assert "KV701" not in done.stdout
