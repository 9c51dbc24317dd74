"""Repositories that are compared: a directory, or the last commit of a Git directory, exported."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kavro_lint.git.repository import open_repository
from kavro_lint.git.worktree_snapshot import worktree_snapshot
from kavro_lint.languages.reading import read_facts
from kavro_lint.model.imports import Import

_IDENTITY = ("-c", "user.name=bench", "-c", "user.email=bench@example.invalid")


@contextmanager
def exported(source: Path) -> Iterator[Path]:
    """Yield a folder with a repository of its own that holds what a directory or commit holds."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        if (source / "HEAD").exists() and (source / "objects").exists():
            _write_head(source, folder)
        else:
            subprocess.run(["cp", "-a", f"{source}/.", str(folder)], check=True)
            subprocess.run(["rm", "-rf", str(folder / ".git")], check=True)
        for command in (["init", "-q"], ["add", "-A"]):
            subprocess.run(["git", "-C", str(folder), *_IDENTITY, *command], check=True)
        yield folder


def _write_head(repository: Path, folder: Path) -> None:
    """Write the files of the last commit; those that a snapshot lacks are left out."""
    git = ["git", "--git-dir", str(repository)]
    listing = subprocess.run([*git, "ls-tree", "-rz", "HEAD"], check=True, capture_output=True)
    entries = [line.partition(b"\t") for line in listing.stdout.split(b"\0") if line]
    blobs = [
        (head.split()[2], path) for head, _, path in entries if head.startswith((b"1006", b"1007"))
    ]
    wanted = b"".join(blob + b"\n" for blob, _ in blobs)
    batch = subprocess.run(
        [*git, "cat-file", "--batch"], input=wanted, capture_output=True, check=True
    )
    output, at = batch.stdout, 0
    for _, path in blobs:
        end = output.index(b"\n", at)
        answer = output[at:end].split()
        at = end + 1
        if answer[-1] != b"missing":
            size = int(answer[2])
            place = folder / path.decode("utf-8", "surrogateescape")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(output[at : at + size])
            at += size + 1


def name_of(source: Path) -> str:
    """Return what a repository is called in the output."""
    return source.parent.name.rpartition("+")[2] if source.name == "repo" else source.name


def externals(folder: Path) -> tuple[list[Import], list[Import]]:
    """Return the external imports of a repository, and all of its imports."""
    imports = list(read_facts(worktree_snapshot(open_repository(folder))).imports)
    return [import_ for import_ in imports if import_.outcome == "external"], imports


def read_json(path: Path) -> object:
    """Return what a JSON file holds. Ends the program where it is none."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{path}: {error}")
