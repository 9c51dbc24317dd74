"""Settings files of others: read without following links, replaced whole or not at all."""

import os
from collections.abc import Sequence
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen

# No settings file that a person keeps is larger.
LARGEST = 1_000_000
# Folders that may hold nothing but what was installed.
_OWN_NAMES = frozenset({"references", "kavro-lint", "skills", "hooks", ".agents"})


@frozen
class Change:
    """A file and its text before and after; None for a file that does not exist."""

    place: Path
    before: str | None
    after: str | None


def text_of(place: Path) -> str | None:
    """Return the text of a file, None where there is none. Raises CannotJudge, also for a link."""
    for above in (place, place.parent, place.parent.parent):
        if above.is_symlink():
            raise CannotJudge(f"{above} is a link", "replace the link with a file or folder")
    try:
        if not place.exists():
            return None
        if not place.is_file() or place.stat().st_size > LARGEST:
            raise CannotJudge(f"{place} is not a settings file", "move it away")
        return place.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise CannotJudge(f"{place} is not UTF-8", "correct the file") from None
    except OSError as error:
        raise CannotJudge(f"cannot read {place}: {error.strerror}", "allow it to be read") from None


def apply(changes: Sequence[Change]) -> None:
    """Write what changes. Raises CannotJudge where a file cannot be written."""
    for change in changes:
        try:
            if change.after is None:
                change.place.unlink()
                _remove_empty(change.place.parent)
            else:
                change.place.parent.mkdir(parents=True, exist_ok=True)
                _replace(change.place, change.after)
        except OSError as error:
            why = error.strerror or error
            raise CannotJudge(
                f"cannot write {change.place}: {why}", "allow it to be written"
            ) from None


def _replace(place: Path, text: str) -> None:
    mode = 0o666
    if place.exists():
        mode = place.stat().st_mode & 0o777
        if not os.access(place, os.W_OK):
            raise PermissionError(13, "it is read-only")
    new_file = place.with_name(f".{place.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with open(os.open(new_file, flags, mode), "wb") as file:
            file.write(text.encode())
        new_file.replace(place)
    except BaseException:
        new_file.unlink(missing_ok=True)
        raise


def _remove_empty(folder: Path) -> None:
    for place in (folder, *folder.parents[:3]):
        if place.name not in _OWN_NAMES or any(place.iterdir()):
            return
        place.rmdir()
