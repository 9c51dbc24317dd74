"""What stands in code that the grammar of Kotlin does not know, read by scanning.

The grammar of 2025 knows no `fun interface`, guards of `when` and context parameters in all places.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node

# Ranges alone are one look-up for a byte, with `\w` they are three.
PLAIN_PART = rb"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*+"
QUOTED_PART = rb"`[^`\r\n]++`"
PART = rb"(?:%s|%s)" % (PLAIN_PART, QUOTED_PART)
# Comments nest; deeper ones than this are no part of a name that people write.
_INNER = rb"/\*(?:[^*]|\*(?!/))*+\*/"
_COMMENT = rb"/\*(?:[^*/]|\*(?!/)|/(?!\*)|%s)*+\*/|//[^\n]*+" % _INNER
_GAP = rb"(?:\s++|%s)*+" % _COMMENT
DOTTED = re.compile(rb"%s(?:%s\.%s%s)*+" % (PART, _GAP, _GAP, PART))
part = re.compile(PART).match
_COMMENTS = re.compile(_COMMENT)
_SPACE = re.compile(rb"[\s`]++")
_BLANKED = re.compile(
    rb'"""(?:[^"]|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+'
)
_TYPE = re.compile(rb"\b(?:class|interface|object|typealias)\s++(%s)" % PART)
# A call of a function: not of a member, and no declaration.
_CALL = re.compile(rb"(?<![\w.`$@])(?<!fun )([a-z_][\w\x80-\xff]*+)\s?+[({]")
# A name that looks like a type's, or ends in one.
_CAPITAL = re.compile(rb"(?:^|\.)\s*+[A-Z]")


# Templates and brackets that may be open in a source at once: those of tables that people write
# are a few hundred, and what is asked of the grammar takes quadratic time in their number.
MOST_OPEN = 4_000

# A name in a template (`"$name"`), which the grammar takes for text in most strings.
# It begins with a plain character: to look behind at every byte takes ten times as long.
TEMPLATE = re.compile(rb"\$([A-Za-z_]\w*+)")


class Scanned(NamedTuple):
    """Where names like those of types, and of what is called, begin, and names in templates.

    `declared` are the names that the source itself declares: they lead nowhere else.
    """

    types: Sequence[int]
    calls: Sequence[int]
    values: Mapping[int, bytes]
    declared: Collection[bytes]


def nests_too_deeply(content: bytes) -> bool:
    """Whether more templates, or more type arguments, may be open at once than people write."""
    return len(content) > MOST_OPEN and (
        content.count(b'"${') > MOST_OPEN
        or content.count(b"<") - content.count(b">") > MOST_OPEN
        or content.count(b"(") - content.count(b")") > MOST_OPEN
        or content.count(b"{") - content.count(b"}") > MOST_OPEN
    )


def without_comments(code: bytes) -> bytes:
    """Return code that has no strings without its comments."""
    return _COMMENTS.sub(b" ", code)


@lru_cache(10_000)
def plain(name: bytes) -> str:
    """Return a dotted name without white space, comments and back-ticks."""
    if b"/" in name:
        name = without_comments(name)
    return _SPACE.sub(b"", name).decode("utf-8", "replace")


def scanned_names(
    content: bytes, stretches: Sequence[tuple[int, int]]
) -> tuple[list[int], list[int]]:
    """Return where names begin in stretches of code: those like types', and those called."""
    names: list[int] = []
    calls: list[int] = []
    end_of_last = 0
    for first, end in sorted(stretches):
        start = max(first, end_of_last)
        if start < end:
            code = _BLANKED.sub(lambda match: b" " * len(match[0]), content[start:end])
            names += (start + place for place in _like_types(code))
            calls += (start + match.start(1) for match in _CALL.finditer(code))
            end_of_last = end
    return names, calls


def template_names(content: bytes, root: "Node", declared: Collection[bytes]) -> dict[int, bytes]:
    """Return the names that stand in templates which are text to the grammar, by their places.

    Names that are declared in the source are left out.
    """
    names: dict[int, bytes] = {}
    for match in TEMPLATE.finditer(content):
        is_escaped = content[match.start() - 1 : match.start()] in (b"\\", b"$")
        if is_escaped or match[1] in declared:
            continue
        node = root.descendant_for_byte_range(match.start(), match.start() + 1)
        if node is not None and node.type == "string_content":
            names[match.start(1)] = match[1]
    return names


def _like_types(code: bytes) -> Iterator[int]:
    declared = {match.start(1) for match in _TYPE.finditer(code)}
    for match in DOTTED.finditer(code):
        start = match.start()
        if not _CAPITAL.search(match[0]) or start in declared:
            continue
        if not code[max(0, start - 200) : start].rstrip().endswith(b"."):
            yield start
