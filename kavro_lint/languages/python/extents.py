"""The extents of plain import statements in a source, found by the word `import`."""

from collections.abc import Iterator
from typing import NamedTuple

from kavro_lint.expressions import expression
from kavro_lint.languages.python.strings import Unclear

_STATEMENT = expression(
    rb"\n([ \t\f]*+)(?:"
    rb"from[ \t]++\.*+[\w.\x80-\xff]*+[ \t]++import[ \t]*+(?:\([^()]*+\)|[^\n(#\\;]++)"
    rb"|import[ \t]++[^\n(#\\;]++)"
    rb"(?=[ \t]*+(?:#[^\n]*+)?\n)"
)
_WORD_GOES_ON = expression(rb"[\w\x80-\xff]")
_STARTS = expression(rb"(?:lazy\b|from\b|$)")
_CLAUSE_END = expression(rb"[;:\\]")
_BACKSLASH = ord("\\")
# A longer line is data; it is left to the full parse.
LONGEST_LINE = 5_000
# So many bytes before `import` in a text are looked at for a call that runs it.
RUN_BEFORE = 500
# So many lines are remembered: most of them are in more than one file.
MOST_LINES = 50_000


class Extent(NamedTuple):
    """Where a plain statement stands: in bytes, and its line and column."""

    start: int
    end: int
    line: int
    column: int


class Extents(NamedTuple):
    """The plain statements of a file: where they stand, and beside that their texts.

    `odd` are the places where `import` may belong to a statement that is not plain; `is_calling`
    says that there is `__import__`, `may_evaluate` that `eval` or `compile` stands before an
    `import`.
    """

    places: list[Extent]
    texts: list[bytes]
    odd: list[int]
    is_calling: bool
    may_evaluate: bool


# Column and text of statements, by the line that they stand on with its first line break.
_lines: dict[bytes, tuple[int, bytes]] = {}


def find_extents(content: bytes) -> Extents:
    """Return where plain statements stand.

    `content` begins and ends with a line break. Raises Unclear for lines that are too long.
    """
    places: list[Extent] = []
    texts: list[bytes] = []
    odd: list[int] = []
    find, last_break, count = content.find, content.rfind, content.count
    new, lines = tuple.__new__, _lines
    if len(lines) > MOST_LINES:
        lines.clear()
    is_calling = may_evaluate = False
    line = end = counted = 0
    at = find(b"import")
    while at >= 0:
        start, stop = last_break(b"\n", end, at), find(b"\n", at, at + LONGEST_LINE)
        if stop < 0 or at - start > LONGEST_LINE:
            # Each word of a line is looked at with all that stands before it.
            raise Unclear
        # Most statements are on one line, and were seen before.
        known = lines.get(content[start:stop])
        if known is not None:
            end = stop
        elif (statement := _STATEMENT.match(content, start)) is not None:
            begin, stop = statement.end(1), statement.end()
            known = lines[content[start:stop]] = begin - start, content[begin:stop].rstrip()
            # What follows on the line is a comment.
            end = find(b"\n", stop)
        else:
            before = content[max(at - RUN_BEFORE, 0) : at]
            may_evaluate = may_evaluate or b"eval" in before or b"compile" in before
            if content.startswith(b"__import__", at - 2):
                is_calling = True
            elif _may_be_statement(content, start, at):
                odd.append(at)
            at = find(b"import", at + len(b"import"))
            continue
        column, text = known
        line, counted = line + count(b"\n", counted, start + 1), start + 1
        places.append(new(Extent, (start, stop, line, column)))
        texts.append(text)
        at = find(b"import", end)
    return Extents(places, texts, odd, is_calling, may_evaluate)


def find_lines(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield line, column and text of all lines that look like plain statements, in strings too."""
    line = counted = 0
    for match in _STATEMENT.finditer(content):
        line += content.count(b"\n", counted, match.start() + 1)
        counted = match.start() + 1
        column = len(match[1]) + 1
        yield line, column, match[0][column:].rstrip()


def _may_be_statement(content: bytes, start: int, at: int) -> bool:
    """Whether `import` on the line that begins at `start` may begin or belong to a statement."""
    if _WORD_GOES_ON.match(content, at + len(b"import")):
        return False
    head = content[start + 1 : at]
    if _WORD_GOES_ON.match(head[-1:]) or head.lstrip()[:1] == b"#":
        return False
    if content[start - 1] == _BACKSLASH:
        # The line before goes on here: whatever it begins with is unknown.
        return True
    return _STARTS.match(_CLAUSE_END.split(head)[-1].strip()) is not None
