"""The `#load` directives of C# scripts (`.csx`): they name files.

They stand before all code (https://github.com/dotnet/roslyn/blob/main/docs/wiki/Interactive-Window.md).
"""

import posixpath
import re
from collections.abc import Collection, Iterator

SUFFIX = ".csx"
_HEAD = re.compile(
    rb"\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
    rb"|#[ \t]*+load[ \t]++\"(?P<path>[^\"\n]++)\"[^\n]*+|#[^\n]*+"
)
_ELSEWHERE = re.compile(r"nuget:\s*+(?P<package>[^\s,]++)|[A-Za-z][A-Za-z+.-]++:", re.IGNORECASE)


def loads(content: bytes) -> Iterator[tuple[int, str, str]]:
    """Yield where a directive begins, the path that it names, and its text."""
    place = 0
    while (match := _HEAD.match(content, place)) is not None:
        place = match.end()
        if match["path"] is not None:
            text = " ".join(match[0].decode("utf-8", "replace").split())
            yield match.start(), match["path"].decode("utf-8", "replace"), text


def is_load(text: str) -> bool:
    """Whether a statement is a `#load`."""
    return text.startswith("#")


def package_of(name: str) -> str | None:
    """Return what brings a script that is not here (`nuget: X, 1.0`, `https://…`), else None."""
    match = _ELSEWHERE.match(name)
    if match is None:
        return None
    return match["package"] or name


def loaded(importer: str, name: str, files: Collection[str]) -> str | None:
    """Return the file that a script loads, from its own folder; None where it is not there."""
    path = posixpath.normpath(importer[: importer.rfind("/") + 1] + name.replace("\\", "/"))
    return path if path in files else None
