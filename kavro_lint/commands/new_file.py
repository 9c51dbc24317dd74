"""Artifacts that kavro-lint writes: one new file each, in the repository, over no other."""

import os
from collections.abc import Sequence
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git.repository import open_repository
from kavro_lint.git.worktree import link_on_the_way
from kavro_lint.model.frozen import frozen
from kavro_lint.pipeline.request import Request


@frozen
class Record:
    """An artifact that is not written yet: its path in the repository and its text.

    `notice` is what somebody must know before it is written.
    """

    path: str
    text: str
    notice: str = ""


def write_record(top: Path, record: Record) -> bool:
    """Write a record below the working tree's root; False where the very same one is there.

    Raises CannotJudge for a place that cannot be written, lies outside, or holds something
    else: nothing is ever overwritten.
    """
    place = top.joinpath(*record.path.split("/"))
    content = record.text.encode("utf-8", "surrogateescape")
    try:
        _refuse_links(place, record.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            file.write(content)
    except FileExistsError:
        if place.is_file() and place.read_bytes() == content:
            return False
        raise CannotJudge(
            f"{record.path} exists already with other content",
            "read it, and delete or rename one of them: nothing is overwritten",
        ) from None
    except OSError as error:
        raise CannotJudge(
            f"cannot write {record.path}: {error.strerror}", "allow it to be written"
        ) from None
    return True


def write_records(top: Path, records: Sequence[Record]) -> None:
    """Write several records, or none where one of them has no place. Raises CannotJudge."""
    for record in records:
        place = top.joinpath(*record.path.split("/"))
        _refuse_links(place, record.path)
        if place.exists() or place.is_symlink():
            raise CannotJudge(
                f"{record.path} exists already, so nothing was written",
                "move it away, or let Git track it: commit it, or do not ignore it",
            )
    for record in records:
        write_record(top, record)


def rewrite(top: Path, path: str, text: str) -> None:
    """Overwrite a file. Raises CannotJudge for a place that lies outside."""
    place = top.joinpath(*path.split("/"))
    _refuse_links(place, path)
    if place.is_symlink():
        raise CannotJudge(f"{path} is a link", "make it a file of the repository")
    try:
        place.write_bytes(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise CannotJudge(
            f"cannot write {path}: {error.strerror}", "allow it to be written"
        ) from None


def _refuse_links(place: Path, shown: str) -> None:
    """Raise CannotJudge where a folder between the root and a place is a symbolic link."""
    link = link_on_the_way(os.fspath(place.parent))
    if link is not None:
        raise CannotJudge(
            f"{shown} may lie outside the repository: the folder {link} above it is a link",
            "make it a folder of the repository",
        )


def top_of(request: Request) -> Path:
    """Return the root of the working tree. Raises CannotJudge in a bare repository."""
    top = open_repository(Path(request.directory)).top
    if top is None:
        raise CannotJudge("a bare repository has no working tree", "work in a clone of it")
    return top
