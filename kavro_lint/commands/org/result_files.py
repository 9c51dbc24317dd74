"""The files of a scan's results, written whole or not at all."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git.worktree import link_on_the_way

ROWS, STORES, PAGES, MIRRORS, EXPORTS = "rows", "stores", "pages", "mirrors", "export"


def begin(into: Path) -> None:
    """Make the folders of a scan. Raises CannotJudge where that is not possible."""
    for name in (ROWS, STORES, PAGES, MIRRORS):
        refuse_links(into / name)
    try:
        for name in (ROWS, STORES, PAGES):
            (into / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotJudge(
            f"cannot write to {into}: {error.strerror}", "name a folder that can be written"
        ) from None


def refuse_links(place: Path) -> None:
    """Raise CannotJudge where a link of a working tree leads to a place: it may lead anywhere."""
    link = link_on_the_way(os.fspath(place))
    if link is not None:
        raise CannotJudge(
            f"cannot write to {place}: {link} is a link in a repository",
            "name another folder, or delete the link: it may lead anywhere",
        )


def write_whole(place: Path, text: str) -> None:
    """Write a file beside its place, and move it there. Raises CannotJudge for a link's."""
    refuse_links(place.parent)
    new_file = place.with_name(f"{place.name}.{os.getpid()}.new")
    # A link in its place is deleted, not written through.
    new_file.unlink(missing_ok=True)
    with new_file.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    new_file.replace(place)


def read_row(into: Path, name: str) -> Mapping[str, object] | None:
    """Return the row of a repository as it was last written, None for none that can be read."""
    try:
        row = json.loads((into / ROWS / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return row if isinstance(row, dict) else None


def rows_of(into: Path) -> Iterator[Mapping[str, object]]:
    """Yield the rows of all repositories by name. Raises CannotJudge for no scan."""
    folder = into / ROWS
    if not folder.is_dir():
        raise CannotJudge(f"{into} holds no scan", "make one: kavro-lint org scan FILE --into DIR")
    for place in sorted(folder.glob("*.json")):
        row = read_row(into, place.stem)
        if row is not None:
            yield row
