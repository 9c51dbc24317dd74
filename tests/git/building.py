"""Real repositories, built from a dict of files, that hear nothing of the user's configuration."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, str | bytes]


def clean_environment() -> dict[str, str]:
    """Return the environment without Git's variables and without the user's configuration."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return {
        **kept,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Test",
        "GIT_AUTHOR_EMAIL": "test@example.invalid",
        "GIT_COMMITTER_NAME": "Test",
        "GIT_COMMITTER_EMAIL": "test@example.invalid",
    }


def git(folder: Path, *arguments: str, **environment: str) -> str:
    """Run git in a folder and return what it said, without the last line's end."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**clean_environment(), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, os.fsdecode(done.stderr)
    return os.fsdecode(done.stdout).removesuffix("\n")


def write(folder: Path, files: Files) -> None:
    """Write files (path to text or bytes) below a folder."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)


def build(folder: Path, files: Files | None = None) -> Path:
    """Make a repository on branch `main`; with files, they are its first commit."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    if files is not None:
        write(folder, files)
        commit(folder)
    return folder


def commit(folder: Path, message: str = "change") -> str:
    """Commit all that is there and return the commit's id."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")
