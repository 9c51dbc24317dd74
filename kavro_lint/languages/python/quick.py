"""UTF-8 source → raw imports without a parser, where every statement is plain.

Whoever reads only imports needs no syntax tree: a plain statement begins a line, and what is
no statement stands in a comment or in a string. A file with anything else (a statement after a
colon or semicolon, a line that goes on, an import that is a call, an odd condition, brackets
that do not match) is left to the parser. `benchmarks/compare_extraction.py` compares the two
file by file.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import repeat

from kavro_lint.languages.python.calls import FUNCTIONS, read_calls
from kavro_lint.languages.python.checking import Found, type_checked
from kavro_lint.languages.python.statements import one_line
from kavro_lint.languages.python.strings import (
    Bounds,
    Unclear,
    is_in_string,
    is_within,
    triple_quoted,
)
from kavro_lint.model import ImportKind, PlacedStatement, SourceFacts, Statement

_STATEMENT = re.compile(
    rb"\n([ \t\f]*+)(?:"
    rb"from[ \t]++(\.*+[\w.]*+)[ \t]++import[ \t]*+(?:\(([^()]*+)\)|([^\n(#\\;]++))"
    rb"|import[ \t]++([^\n(#\\;]++))"
    rb"[ \t]*+(?:#[^\n]*+)?(?=\n)"
)
_WORD_GOES_ON = re.compile(rb"[\w\x80-\xff]")
_STARTS = re.compile(rb"(?:lazy\b|from\b|$)")
_ALIAS = rb"[A-Za-z_]\w*+(?:\s++as\s++[A-Za-z_]\w*+)?+"
_NAMES = re.compile(rb"\s*+" + _ALIAS + rb"(?:\s*+,\s*+" + _ALIAS + rb")*+\s*+(,?+)\s*+")
_NAME = re.compile(rb"(\w++)(?:\s++as\s++\w++)?+")
_DOTTED = rb"[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)*+"
_DOTTED_ALIAS = _DOTTED + rb"(?:[ \t]++as[ \t]++[A-Za-z_]\w*+)?+"
_MODULES = re.compile(_DOTTED_ALIAS + rb"(?:[ \t]*+,[ \t]*+" + _DOTTED_ALIAS + rb")*+[ \t\f]*+")
_MODULE = re.compile(rb"\.*+(?:" + _DOTTED + rb")?+")

# As statements begin with them, or as some grammar refuses them as a name.
_KEYWORDS = frozenset(
    b"False None True and as assert async await break class continue def del elif else except "
    b"exec finally for from global if import in is lambda nonlocal not or pass print raise return "
    b"try while with yield".split()
)
_NAMED_SO = frozenset(word.decode("ascii") for word in _KEYWORDS)
_COMMENT = re.compile(rb"#[^\n]*+")
_MODULE_FUNCTION, _PLAIN_FUNCTION = FUNCTIONS
_RENAMED = re.compile(rb"\bimport_module\s+as\b")
_CONFLICT = b"\n<<<<<<<"
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_NO_BRACKETS = bytes(set(range(256)).difference(b"()[]{}"))
# A longer line is data, and the parser's.
LONGEST_LINE = 5_000
# So many statements are remembered: most of them are in more than one file.
MOST_STATEMENTS = 50_000
# Comments and strings, in which brackets are only text.
_TEXT = re.compile(
    rb"#[^\n]*+"
    rb'|"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""'
    rb"|'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''"
    rb'|"(?:[^"\\\n]++|\\[\s\S])*+"'
    rb"|'(?:[^'\\\n]++|\\[\s\S])*+'"
)

_BACKSLASH = ord("\\")


def quick_facts(content: bytes, stub: bool) -> SourceFacts | None:
    """Return the imports of a file, or None where only the parser can tell."""
    if not _match(content) and not _match(_TEXT.sub(b"", content)):
        return None
    # Every line begins after a line break and ends before one.
    content = b"\n%b\n" % content
    if _CONFLICT in content:
        return None
    try:
        return _facts(content, stub)
    except Unclear:
        return None


def _match(content: bytes) -> bool:
    """Whether as many brackets close as open: else something is broken, and the parser tells."""
    brackets = content.translate(None, _NO_BRACKETS)
    return all(brackets.count(opened) == brackets.count(closed) for opened, closed in _BRACKETS)


def _facts(content: bytes, stub: bool) -> SourceFacts:
    found, odd, calls = _looked_up(content)
    last = max(found[-1][1] if found else 0, *odd[-1:], *calls[-1:], 0)
    strings = triple_quoted(content, last)
    if not all(is_within(place, strings) for place in odd):
        raise Unclear
    unanalysable = 0
    statements = _statements(content, stub, found, strings)
    if calls:
        dynamic, unanalysable = read_calls(content, _outside(content, calls, strings))
        statements = sorted([*statements, *dynamic], key=lambda each: each[:2])
    return SourceFacts(tuple(statements), unanalysable)


def _outside(content: bytes, calls: list[int], strings: Bounds) -> Iterator[int]:
    """Yield the places that are in no string. Raises Unclear in one that may hold expressions."""
    for place in calls:
        number = bisect_right(strings, place)
        if number % 2 == 0:
            yield place
        elif not {*b"fFtT"}.isdisjoint(content[strings[number - 1] - 2 : strings[number - 1]]):
            raise Unclear


def _statements(
    content: bytes, stub: bool, found: list[Found], strings: Bounds
) -> list[PlacedStatement]:
    # Mostly the only string is at the top, and all statements are below it.
    if strings and found and found[0][0] < strings[-1]:
        found = [each for each in found if not is_within(each[0] + each[3], strings)]
    checked = type_checked(content, found, strings) if b"TYPE_CHECKING" in content else []
    kind: ImportKind = "type-only" if stub else "import"
    new = tuple.__new__
    statements: list[PlacedStatement] = []
    for start, _, line, column, statement in found:
        if statement is None or content[start - 1] == _BACKSLASH:
            raise Unclear
        if checked and not stub:
            kind = "type-only" if is_within(start, checked) else "import"
        statements.append(new(PlacedStatement, (line, column, kind, statement)))
    return statements


# Statements by their bytes, with the column that they begin in.
_KNOWN: dict[bytes, tuple[int, Statement | None]] = {}


def _learn(found: re.Match[bytes]) -> tuple[int, Statement | None]:
    """Read a statement that was not seen before."""
    if len(_KNOWN) >= MOST_STATEMENTS:
        _KNOWN.clear()
    try:
        statement = _statement(found)
    except Unclear:
        # If it stands in a string, nobody need know.
        statement = None
    read = _KNOWN[found[0]] = len(found[1]) + 1, statement
    return read


def _statement(found: re.Match[bytes]) -> Statement:
    if b"import_module" in found[0] and _RENAMED.search(found[0]):
        raise Unclear
    _, module, listed, plain, modules = found.groups()
    end = found.end(3) + 1 if listed is not None else found.end(found.lastindex or 0)
    text = one_line(found.string[found.end(1) : end].rstrip())
    if modules is not None:
        if not _MODULES.fullmatch(modules):
            raise Unclear
        named = modules.split(b",")
        return Statement(tuple((_dotted(each.split()[0]), None) for each in named), text)
    specifier = _dotted(module)
    if specifier == "__future__":
        return Statement(((specifier, None),), text)
    return Statement(tuple(zip(repeat(specifier), _names(listed, plain), strict=False)), text)


@lru_cache(maxsize=50_000)
def _dotted(name: bytes) -> str:
    """Return a module as it is written. Raises Unclear for what is none."""
    if not name or not _MODULE.fullmatch(name) or not _KEYWORDS.isdisjoint(name.split(b".")):
        raise Unclear
    return name.decode("ascii")


def _names(listed: bytes | None, plain: bytes | None) -> list[str]:
    """Return the names that a statement takes, in brackets (`listed`) or without."""
    text = listed if listed is not None else plain or b""
    if listed is None and text.strip() == b"*":
        return ["*"]
    if b"#" in text:
        text = _COMMENT.sub(b"", text)
    match = _NAMES.fullmatch(text)
    if match is None or (match[1] and listed is None):
        raise Unclear
    if b" as" in text or b"as\n" in text:
        text = b",".join(_NAME.findall(text))
    names = text.decode("ascii").replace(",", " ").split()
    if not _NAMED_SO.isdisjoint(names):
        raise Unclear
    return names


def _looked_up(content: bytes) -> tuple[list[Found], list[int], list[int]]:
    """Return the plain statements, and where the word is in what may be something else.

    First where it may belong to a statement that is not plain, then where to a call.
    """
    found: list[Found] = []
    odd: list[int] = []
    calls: list[int] = []
    find, last_break, count = content.find, content.rfind, content.count
    match, known = _STATEMENT.match, _KNOWN.get
    line = end = counted = 0
    at = find(b"import")
    while at >= 0:
        # A statement ends before a line break; most are on one line, and were seen before.
        start, stop = last_break(b"\n", end, at), find(b"\n", at, at + LONGEST_LINE)
        if stop < 0 or at - start > LONGEST_LINE:
            # Each word of a line is looked at with all that stands before it.
            raise Unclear
        read = known(content[start:stop])
        if read is None and (each := match(content, start)) is not None:
            read, stop = known(each[0]) or _learn(each), each.end()
        if read is not None:
            line, counted = line + count(b"\n", counted, start + 1), start + 1
            found.append((start, stop, line, *read))
            at = find(b"import", end := stop)
            continue
        if content.startswith(_MODULE_FUNCTION, at):
            calls.append(at)
        elif content.startswith(_PLAIN_FUNCTION, at - 2):
            calls.append(at - 2)
        elif _is_odd(content, start, at):
            odd.append(at)
        at = find(b"import", at + len(b"import"))
    return found, odd, calls


def _is_odd(content: bytes, start: int, at: int) -> bool:
    """Whether `import` on the line that begins at `start` may begin or belong to a statement."""
    if _WORD_GOES_ON.match(content, at + len(b"import")):
        return False
    head = content[start + 1 : at]
    if head[-1:].isalnum() or head.endswith(b"_") or head.lstrip()[:1] == b"#":
        return False
    if _STARTS.match(re.split(rb"[;:\\]", head)[-1].strip()) is None:
        return False
    return content[start - 1] == _BACKSLASH or not is_in_string(head)
