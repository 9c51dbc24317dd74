"""The argument of a call that names a module: a literal, or a path from the file's own folder."""

import posixpath

from kavro_lint.languages.javascript.lexical import LITERAL, SPACES, TEXT, pattern, text_of
from kavro_lint.model.frozen import frozen

_TEXT = pattern(rf"{SPACES}(?P<literal>{TEXT}){SPACES}[,)]")
_OWN_FOLDER = r"(?:__dirname|import\.meta\.dirname)"
_ADDED = pattern(rf"{SPACES}{_OWN_FOLDER}{SPACES}\+{SPACES}(?P<literal>{TEXT}){SPACES}[,)]")
_WITHIN = pattern(rf"{SPACES}`\$\{{{_OWN_FOLDER}\}}(?P<rest>/(?:[^`\\$]|\$(?!\{{))*+)`{SPACES}[,)]")
_JOINED = pattern(
    rf"{SPACES}(?:[\w$]+\.)?(?:join|resolve){SPACES}\({SPACES}{_OWN_FOLDER}"
    rf"(?P<parts>(?:{SPACES},{SPACES}{LITERAL})++){SPACES},?{SPACES}\){SPACES}[,)]"
)
_PART = pattern(LITERAL)
_ITEM = pattern(rf"{SPACES}(?P<literal>{TEXT}){SPACES}(?P<next>[,\])])")
_LAST = pattern(rf"{SPACES}[\])]")


@frozen
class Texts:
    """Literals in a list, and where it ends; `whole` says that there is nothing else in it."""

    texts: tuple[str, ...]
    end: int
    is_complete: bool


def read_argument(content: bytes, code: bytes, at: int) -> tuple[str, int] | None:
    """Return the first argument that begins at a place, and where the comma or `)` after it ends.

    `code` is the view of `content`. None for anything but a literal.
    """
    match = _TEXT.match(code, at)
    if match is not None:
        return text_of(content[match.start("literal") : match.end("literal")]), match.end()
    match = _WITHIN.match(code, at)
    if match is not None:
        return f".{match['rest'].decode('utf-8', 'replace')}", match.end()
    match = _ADDED.match(code, at)
    if match is not None:
        text = text_of(match["literal"])
        return (f".{text}", match.end()) if text.startswith("/") else None
    match = _JOINED.match(code, at)
    if match is not None:
        parts = [text_of(part[0]) for part in _PART.finditer(match["parts"])]
        path = posixpath.normpath("/".join(part.strip("/") for part in parts))
        return path if path.startswith("..") else f"./{path}", match.end()
    return None


def read_list(content: bytes, code: bytes, at: int) -> Texts:
    """Return the literals of a list, or of arguments, whose first item begins at a place."""
    texts: list[str] = []
    while True:
        last = _LAST.match(code, at)
        if last is not None:
            return Texts(tuple(texts), last.end(), True)
        match = _ITEM.match(code, at)
        if match is None:
            return Texts(tuple(texts), at, False)
        texts.append(text_of(content[match.start("literal") : match.end("literal")]))
        at = match.end()
        if match["next"] != b",":
            return Texts(tuple(texts), at, True)
