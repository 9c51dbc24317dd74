"""Records of a document's parts, all in the order of their lines, which count from 1."""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import islice

from kavro_lint.artifacts.markdown.words import plain, split_values
from kavro_lint.model.frozen import field, frozen


@frozen
class Heading:
    """`text` is plain; `key` is normalised: no case, numbering or decoration (`key_of`)."""

    level: int
    text: str
    key: str
    line: int


@frozen
class Cell:
    """A table cell: `text` is plain (backticks, links, emphasis stripped), `raw` as written."""

    text: str
    raw: str

    @property
    def values(self) -> tuple[str, ...]:
        """The values between commas or `<br>`; commas inside backticks or `{}` do not separate."""
        return tuple(plain(value) for value in split_values(self.raw))


@frozen
class Row:
    """A body row; `short` is true where it has fewer cells than the header."""

    cells: tuple[Cell, ...]
    line: int
    short: bool = False


@frozen
class Table:
    """`header` holds normalised header cells; `under` is the heading above it, if any."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int
    under: Heading | None = None


@frozen
class Fence:
    """A fenced code block: `line` is that of the fence, `body` begins on the next."""

    info: str
    body: str
    line: int
    under: Heading | None = None


@frozen
class Item:
    """A list item: its own first paragraph. `number` for ordered lists; `depth` from 0.

    `text` is plain, `raw` as written; a task box (`[x]`, `[ ]`, `[~]`, `[!]`) stays in both.
    """

    text: str
    raw: str
    line: int
    depth: int = 0
    number: int | None = None
    under: Heading | None = None


@frozen
class Field:
    """`**Name:** value`, or a heading of that name with text: `value` is the raw text.

    `name` is normalised; `line` is where the name stands, `end` the line after its last; the
    value runs to the next field or heading.
    """

    name: str
    value: str
    line: int
    end: int
    under: Heading | None = None


@frozen
class Document:
    """One artifact.

    `problems` are (line, message) pairs for KV001: front matter that is open or no mapping.
    `lines` are the source's lines with comments blanked out and fenced code kept.
    """

    path: str
    lines: tuple[str, ...]
    front_matter: Mapping[str, object] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    fences: tuple[Fence, ...] = ()
    items: tuple[Item, ...] = ()
    fields: tuple[Field, ...] = ()
    problems: tuple[tuple[int, str], ...] = ()

    def span(self, heading: Heading) -> tuple[int, int]:
        """Return the lines [first, end) below `heading`, down to the next of its level or above."""
        after = bisect_right(self.headings, heading.line, key=lambda start: start.line)
        ends = (
            later.line
            for later in islice(self.headings, after, None)
            if later.level <= heading.level
        )
        return heading.line + 1, next(ends, len(self.lines) + 1)
