"""The includes of the comment before `import "C"`: code in C (https://pkg.go.dev/cmd/cgo)."""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import PlacedStatement, Statement

# A comment group of more lines is data.
MOST_LINES = 10_000

_FOLDERS = re.compile(rb"^[ \t]*#cgo\b[^:\n]*:(?P<flags>[^\n]*)$", re.MULTILINE)
_FOLDER = re.compile(rb"(?:^|\s)-(?:I|iquote|isystem)[ \t]*(?P<folder>[^\s]+)")
_OWN_FOLDER = b"${SRCDIR}"


def included(content: bytes, lines: Sequence[int]) -> SourceFacts:
    """Return what is included by the comments that end before some lines of a Go file.

    The name of each statement holds the folders of includes that the comment states, by lines.
    """
    statements: list[PlacedStatement] = []
    lost: list[tuple[int, int]] = []
    unanalysable = 0
    rows = content.split(b"\n")
    for line in lines:
        first, text = _preamble(rows, line - 1)
        if b"#" not in text:
            continue
        from kavro_lint.languages.c.extraction import facts

        read = facts(text, has_modules=False)
        folders = "\n".join(_folders(text)) or None
        unanalysable += read.unanalysable
        lost += [(place[0] + first, place[1]) for place in read.lost]
        for row, column, kind, statement in read.statements:
            names = tuple((specifier, folders) for specifier, _ in statement.names)
            placed_statement = PlacedStatement(
                row + first, column, kind, Statement(names, statement.text)
            )
            statements.append(placed_statement)
    return SourceFacts(tuple(statements), unanalysable, tuple(lost))


def _preamble(rows: Sequence[bytes], end: int) -> tuple[int, bytes]:
    """Return the comments that end before a line without a blank line: their first line and text.

    The marks of comments become blanks, so that columns stay.
    """
    texts: list[bytes] = []
    row = end
    while row > 0 and len(texts) < MOST_LINES:
        line = rows[row - 1]
        bare = line.strip()
        if bare.startswith(b"//"):
            texts.append(line.replace(b"//", b"  ", 1))
            row -= 1
        elif bare.endswith(b"*/"):
            block = _block(rows, row - 1)
            texts += reversed(block)
            row -= len(block)
            if not block:
                break
        else:
            break
    return row, b"\n".join(reversed(texts))


def _block(rows: Sequence[bytes], last: int) -> list[bytes]:
    """Return the lines of a block comment that ends on a line, without its marks."""
    lines = [rows[last].rstrip()[:-2]]
    row = last
    while b"/*" not in lines[0]:
        row -= 1
        if row < 0 or len(lines) > MOST_LINES or b"*/" in rows[row]:
            return []
        lines.insert(0, rows[row])
    before, _, after = lines[0].rpartition(b"/*") if row == last else lines[0].partition(b"/*")
    if before.strip():
        return []
    return [before + b"  " + after, *lines[1:]]


def _folders(text: bytes) -> Iterator[str]:
    """Yield the folders of includes that `#cgo` lines state, from the file's own folder."""
    for line in _FOLDERS.finditer(text):
        for flag in _FOLDER.finditer(line["flags"]):
            folder = (
                flag["folder"].replace(_OWN_FOLDER, b".").strip(b"\"'").decode("utf-8", "replace")
            )
            if not folder.startswith("/"):
                yield folder
