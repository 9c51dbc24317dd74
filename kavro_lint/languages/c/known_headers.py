"""Headers that are of no repository: of the standards and of systems, and of libraries."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import kavro_lint.languages.c as package


class Standard(NamedTuple):
    """Names of headers, those of C, and folders (ending in `/`) of which most are a system's."""

    headers: frozenset[str]
    of_c: frozenset[str]
    folders: frozenset[str]


def _text(name: str) -> str:
    return (Path(package.__path__[0]) / "data" / name).read_text("ascii")


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text without those of its headings."""
    for line in text.splitlines():
        if not line.startswith("#"):
            yield from line.split()


@cache
def _standard() -> Standard:
    text = _text("standard.txt")
    words = frozenset(_words(text))
    folders = frozenset(word for word in words if word.endswith("/"))
    of_c = frozenset(_words(text.partition("# C++")[0]))
    return Standard(words - folders, of_c, folders)


@cache
def _libraries() -> dict[str, str]:
    words = list(_words(_text("packages.txt")))
    return dict(zip(words[::2], words[1::2], strict=True))


def is_standard(name: str) -> bool:
    """Whether a name is that of a header of C, C++, POSIX, a compiler or a system."""
    return name in _standard().headers or name.lower() in _standard().headers


def is_of_c(name: str) -> bool:
    """Whether a name is that of a header of C itself, which no project calls its own."""
    return name in _standard().of_c


def is_of_system(name: str) -> bool:
    """Whether a name is below a folder of systems' headers (`linux/x.h`)."""
    folder, slash, _ = name.partition("/")
    return bool(slash) and f"{folder}/" in _standard().folders


def known_library(name: str) -> str | None:
    """Return the library that brings a header, None where the table does not have it."""
    libraries = _libraries()
    parts = name.split("/", 3)[:3]
    for length in range(len(parts), 0, -1):
        prefix = "/".join(parts[:length])
        library = libraries.get(f"{prefix}/") or libraries.get(prefix)
        if library is not None:
            return library
    return None


def library_of(name: str) -> str:
    """Return the library that brings a header: as known, else its first folder or its stem."""
    first, slash, _ = name.partition("/")
    return known_library(name) or (first if slash else first.rpartition(".")[0] or first)
