"""Which lines run for a type checker only, told without a parser (`conditions` has the tree)."""

import re
from collections.abc import Sequence
from functools import lru_cache

from kavro_lint.languages.python.strings import Bounds, Unclear, is_within

_CHECKING = re.compile(
    rb"\n([ \t]*+)if[ \t]++(not[ \t]++)?+(?:\w++\.)*+TYPE_CHECKING:[ \t]*+(?:#[^\n]*+)?(?=\n)"
)
_COMMENT_LINE = re.compile(rb"\n[ \t]*+#[^\n]*+")
_CHECKING_RENAMED = re.compile(rb"TYPE_CHECKING\s+as\b|\bas\s+TYPE_CHECKING\b")


def type_checked(content: bytes, extents: Sequence[tuple[int, int]], strings: Bounds) -> Bounds:
    """Return where blocks below `if TYPE_CHECKING:` begin and end. Raises Unclear.

    `extents` are where the plain import statements begin and end.
    """
    blocks: Bounds = []
    statements = [place for extent in extents for place in extent]
    begun = frozenset(statements[::2])
    explained = sum(content.count(b"TYPE_CHECKING", *extent) for extent in extents)
    for condition in _CHECKING.finditer(content):
        explained += 1
        after = _after(condition[1]).search(content, condition.end())
        end = after.start() if after is not None else len(content)
        if is_within(condition.end(1), strings):
            raise Unclear
        if is_within(end + 1, strings) or (end not in begun and is_within(end, statements)):
            raise Unclear
        # What follows `if not` runs for a type checker only; that is rare.
        refused = (b"elif", b"\f", b"else") if condition[2] else (b"elif", b"\f")
        if content.startswith(refused, end + 1 + len(condition[1])):
            raise Unclear
        # One inside of another adds nothing.
        if not condition[2] and (not blocks or condition.end() >= blocks[-1]):
            blocks += (condition.end(), end)
    if explained != (count := content.count(b"TYPE_CHECKING")):
        comments = _COMMENT_LINE.findall(content)
        if explained + sum(each.count(b"TYPE_CHECKING") for each in comments) != count:
            raise Unclear
    if _CHECKING_RENAMED.search(content):
        raise Unclear
    return blocks


@lru_cache(maxsize=1_000)
def _after(indent: bytes) -> re.Pattern[bytes]:
    """Return what finds the line break before the first line that is no further indented."""
    return re.compile(rb"\n(?!" + indent + rb"[ \t]|[ \t\f]*+(?:#[^\n]*+)?\n)")
