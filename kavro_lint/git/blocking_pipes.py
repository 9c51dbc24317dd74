"""Pipes in place of files that Git opens: it waits for somebody to write, for ever.

Git reads ignore files wherever it lists, and its own folder, without looking at what they are. No
clone holds pipes; an archive and a program do. Whether one is there is asked only once Git has been
silent, so that other runs do not pay for it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from kavro_lint.errors import CannotJudge

_READ_ANYWHERE = (".gitignore", ".gitattributes", ".gitmodules")
# Folders of Git in which it opens nothing that it was not asked for.
_SKIPPED = ("pack", "hooks", "kavro-lint", "lfs")


def pipe_in_the_way(top: str) -> str | None:
    """Return a pipe of a working tree, or of its Git folder, that Git opens; None for none."""
    places = (place for place in _opened_by_git(top) if _is_pipe(place))
    return next(places, None)


def see_that_no_pipe_waits(top: str) -> None:
    """Raise CannotJudge where a pipe keeps Git waiting."""
    pipe = pipe_in_the_way(top)
    if pipe is not None:
        said = f"{pipe} is a pipe, and Git waits for somebody to write to it"
        raise CannotJudge(said, "remove it")


def _opened_by_git(top: str) -> Iterator[str]:
    waiting = [(top, False)]
    while waiting:
        folder, is_git = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not (is_git and entry.name in _SKIPPED):
                    waiting.append((entry.path, is_git or entry.name == ".git"))
            elif is_git or entry.name in _READ_ANYWHERE:
                yield entry.path


def _is_pipe(place: str) -> bool:
    try:
        return Path(place).is_fifo()
    except OSError:
        return False
