"""Artifacts that kavro-lint writes: one new file each, in the repository, over no other."""

from dataclasses import dataclass
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.repository import open_repository
from kavro_lint.survey import Request


@dataclass(frozen=True, slots=True)
class Record:
    """An artifact that is not written yet: its path in the repository and its text."""

    path: str
    text: str


def write_record(top: Path, record: Record) -> bool:
    """Write a record below the working tree's root; False where the very same one is there.

    Raises CannotJudge for a place that cannot be written, lies outside, or holds something
    else: nothing is ever overwritten.
    """
    place = top.joinpath(*record.path.split("/"))
    content = record.text.encode("utf-8", "surrogateescape")
    try:
        if not _existing(place.parent).resolve().is_relative_to(top.resolve()):
            raise CannotJudge(
                f"{record.path} lies outside the repository: a folder above it is a link",
                "make it a folder of the repository",
            )
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            file.write(content)
    except FileExistsError:
        if place.is_file() and place.read_bytes() == content:
            return False
        raise CannotJudge(
            f"{record.path} exists already, and says something else",
            "read it, and delete or rename one of them: nothing is overwritten",
        ) from None
    except OSError as error:
        raise CannotJudge(
            f"cannot write {record.path}: {error.strerror}", "allow it to be written"
        ) from None
    return True


def top_of(request: Request) -> Path:
    """Return the root of the working tree. Raises CannotJudge in a bare repository."""
    top = open_repository(request.directory).top
    if top is None:
        raise CannotJudge("a bare repository has no working tree", "work in a clone of it")
    return top


def _existing(folder: Path) -> Path:
    """Return the nearest folder that is there."""
    return next(each for each in (folder, *folder.parents) if each.exists())
