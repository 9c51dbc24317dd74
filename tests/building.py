"""Small repositories for tests, and the command line as a whole process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

TABLE = "| Module | Paths | Layer | May import |\n|---|---|---|---|\n"
BLUEPRINT = TABLE + "| a | `a.py` | | b |\n| b | `b.py` | | none |\n"
GOOD = {"a.py": "import b\n", "b.py": "", "docs/kavro/blueprint.md": BLUEPRINT}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "protocol.file.allow=always", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())


def repository(folder: Path, files: Mapping[str, str | bytes] = GOOD, commit: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder, files)
    if commit:
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message=Build it")
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kavro_lint", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        errors="surrogateescape",
    )
