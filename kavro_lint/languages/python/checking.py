"""Blocks that run for a type checker only, found without a parser (`conditions` uses the tree)."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from kavro_lint.expressions import expression
from kavro_lint.languages.python.strings import Bounds, Unclear, is_within
from kavro_lint.model.places import Statement

# The modules whose TYPE_CHECKING is the type checkers'.
TYPING = frozenset(("typing", "typing_extensions"))
# What stands for a module: a value False of the file's own, one that may be true, and that of
# another module, which the file sets.
OWN, DOUBTFUL, OF_OTHERS = "", "!", "!!"

_CHECKING = expression(
    rb"\n([ \t]*+)if[ \t]++(not[ \t]++)?+(?:(\w++)\.)?+TYPE_CHECKING:[ \t]*+(?:#[^\n]*+)?(?=\n)"
)
_NAME = b"TYPE_CHECKING"
_COMMENT_LINE = expression(rb"\n[ \t]*+#[^\n]*+")
_RENAMED = expression(rb"TYPE_CHECKING\s++as\b")
_RENAMING = expression(rb"(?:^|\W)as\s++$")
# So many bytes before the name are looked at for `as`.
_BEFORE = 80


def type_checked(content: bytes, extents: Sequence[tuple[int, int]], strings: Bounds) -> Bounds:
    """Return where blocks below `if TYPE_CHECKING:` begin and end. Raises Unclear.

    `extents` are where the plain import statements begin and end.
    """
    blocks: Bounds = []
    statements = [place for extent in extents for place in extent]
    starts = frozenset(statements[::2])
    accounted = sum(content.count(_NAME, *extent) for extent in extents)
    places = list(_places(content))
    for condition in _conditions(content, places):
        accounted += 1
        block_end = block_end_pattern(condition[1]).search(content, condition.end())
        end = block_end.start() if block_end is not None else len(content)
        if is_within(condition.end(1), strings):
            raise Unclear
        if is_within(end + 1, strings) or (end not in starts and is_within(end, statements)):
            raise Unclear
        # What follows `if not` runs for a type checker only; that is rare.
        unsupported = (b"elif", b"\f", b"else") if condition[2] else (b"elif", b"\f")
        if content.startswith(unsupported, end + 1 + len(condition[1])):
            raise Unclear
        # One inside of another adds nothing.
        if not condition[2] and (not blocks or condition.end() >= blocks[-1]):
            blocks += (condition.end(), end)
    if accounted != len(places):
        comments = _COMMENT_LINE.findall(content)
        if accounted + sum(comment.count(_NAME) for comment in comments) != len(places):
            raise Unclear
    return blocks


def _places(content: bytes) -> Iterator[int]:
    """Yield where the name stands. Raises Unclear where another name is given to it."""
    at = content.find(_NAME)
    while at >= 0:
        before = content[max(at - _BEFORE, 0) : at]
        if _RENAMED.match(content, at) or _RENAMING.search(before) or before.isspace():
            raise Unclear
        yield at
        at = content.find(_NAME, at + len(_NAME))


def _conditions(content: bytes, places: Iterable[int]) -> Iterator[re.Match[bytes]]:
    """Yield the lines that are such a condition, in the order of the text."""
    last = 0
    for at in places:
        start = content.rfind(b"\n", last, at)
        last = at
        condition = _CHECKING.match(content, start) if start >= 0 else None
        if condition is not None:
            yield condition


def checking_sources(
    content: bytes, texts: Collection[bytes], statements: Iterable[Statement]
) -> tuple[str, ...]:
    """Return the modules that TYPE_CHECKING comes from. Raises Unclear.

    `texts` and `statements` are the plain import statements.
    """
    sources: set[str] = set()
    is_bound = False
    for statement in statements:
        for module, name in statement.names:
            if name == "TYPE_CHECKING":
                is_bound = True
                sources.add(module)
            elif module == "TYPE_CHECKING":
                raise Unclear
    for condition in _conditions(content, _places(content)):
        owner = condition[3]
        if owner is None:
            if not is_bound:
                raise Unclear
        else:
            sources.add(_module_of(owner, content, texts))
    return tuple(sorted(sources))


def _module_of(owner: bytes, content: bytes, texts: Collection[bytes]) -> str:
    """Return the module that a name stands for, and never anything else. Raises Unclear."""
    for module in TYPING:
        text = b"import %b" % module.encode()
        if owner != module.encode():
            text += b" as %b" % owner
        mention = rb"\b%b\b(?!\.\w)" % owner
        mentions = len(re.findall(mention, content))
        if text in texts and mentions == content.count(b"\n%b\n" % text):
            return module
    raise Unclear


@lru_cache(maxsize=1_000)
def block_end_pattern(indent: bytes) -> re.Pattern[bytes]:
    """Return the pattern of the line break before the first line that is no further indented."""
    return re.compile(rb"\n(?!" + indent + rb"[ \t]|[ \t\f]*+(?:#[^\n]*+)?\n)")
