"""How names are written in C#: dotted, with `::`, and with type arguments."""

import re
from functools import lru_cache

# Ranges alone are one look-up for a byte, with `\w` they are three.
IDENTIFIER = rb"@?[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*+"
identifier = re.compile(IDENTIFIER).match
_GAP = rb"(?:\s++|//[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)*+"
_GAPS = re.compile(_GAP)
_DOT = re.compile(rb"%s(\.|::)%s(?=@?[A-Za-z_\x80-\xff])" % (_GAP, _GAP))
_OPEN = re.compile(rb"%s<" % _GAP)
# What may stand between the angle brackets of type arguments.
_ARGUMENT = re.compile(rb"[\w\x80-\xff@.:?*\s\[\]]++")
# What follows type arguments where a value may stand: elsewhere `<` is less-than (ECMA-334, 6.2.5).
_AFTER_VALUE = re.compile(rb"%s[.()\]}:;,?\[]" % _GAP)
# Most names are plain, and what follows them is none of theirs.
_plain = re.compile(
    rb"[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)*+(?=[^\w\x80-\xff.<:\s/]|[ \t]++[^.<:\s/])"
).match
PREDEFINED = frozenset(
    "bool byte sbyte char decimal double float int uint nint nuint long ulong short ushort object "
    "string void dynamic var null true false default this base ref scoped not nameof".split()
)
DEEPEST_ARGUMENTS = 50
MOST_PARTS = 50


def name_at(content: bytes, start: int, is_value: bool) -> str:
    """Return the dotted name that begins at a byte, without white space and type arguments.

    The number of type arguments follows a part after a backtick; `global::` stays.
    """
    plain = _plain(content, start)
    if plain is not None:
        return plain_name(plain[0])
    parts: list[str] = []
    place = start
    while len(parts) < MOST_PARTS:
        match = identifier(content, place)
        if match is None:
            break
        part = match[0].decode("utf-8", "replace").removeprefix("@")
        place = match.end()
        if _OPEN.match(content, place):
            count, end = _arguments(content, place)
            if count and not (is_value and not _AFTER_VALUE.match(content, end)):
                part, place = f"{part}`{count}", end
        parts.append(part)
        dot = _DOT.match(content, place)
        if dot is None:
            break
        if dot[1] == b"::":
            parts[-1] += "::"
        place = dot.end()
    if parts and parts[0] in PREDEFINED:
        return ""
    return ".".join(parts).replace("::.", "::")


def is_dotted(content: bytes, start: int) -> bool:
    """Whether the name that begins at a byte has parts."""
    name = name_at(content, start, is_value=False)
    return "." in name or "::" in name


@lru_cache(maxsize=4096)
def plain_name(written: bytes) -> str:
    """Return a name without type arguments as text, nothing for a word that names no type."""
    name = written.decode("utf-8", "replace").replace("@", "")
    return "" if name.partition(".")[0] in PREDEFINED else name


def plain_text(written: bytes) -> str:
    """Return a name as it is written without blanks and the marks of names like keywords."""
    return b"".join(written.split()).decode("utf-8", "replace").replace("@", "")


def _arguments(content: bytes, place: int) -> tuple[int, int]:
    """Return the number of type arguments that begin with `<`, and where they end; 0 for none."""
    gap = _GAPS.match(content, place)
    at = (gap.end() if gap is not None else place) + 1
    depth, count = 1, 1
    while depth:
        match = _ARGUMENT.match(content, at)
        at = match.end() if match is not None else at
        mark = content[at : at + 1]
        if mark in (b"<", b"(") and depth < DEEPEST_ARGUMENTS:
            depth += 1
        elif mark in (b">", b")"):
            depth -= 1
        elif mark == b"," and depth == 1:
            count += 1
        elif mark != b",":
            return 0, place
        at += 1
    return count, at
