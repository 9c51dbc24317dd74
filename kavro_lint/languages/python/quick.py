"""UTF-8 source → raw imports without a parser, where every statement is plain.

Whoever reads only imports needs no syntax tree: a plain statement begins a line, and what is
no statement stands in a comment or in a string. A file with anything else (a statement after a
colon or semicolon, a line that goes on, an import that is a call, an odd condition, brackets
that do not match) is left to the parser. `benchmarks/compare_extraction.py` compares the two
file by file.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from kavro_lint.languages.python.statements import one_line
from kavro_lint.model import ImportKind, RawImport, SourceFacts

_STATEMENT = re.compile(
    rb"\n([ \t\f]*+)(?:"
    rb"from[ \t]++(\.*+[\w.]*+)[ \t]++import[ \t]*+(?:\(([^()]*+)\)|([^\n(#\\;]++))"
    rb"|import[ \t]++([^\n(#\\;]++))"
    rb"[ \t]*+(?:#[^\n]*+)?(?=\n)"
)
_IMPORT = re.compile(rb"import(?![\w\x80-\xff])")
_STARTS = re.compile(rb"(?:lazy\b|from\b|$)")
_ALIAS = rb"[A-Za-z_]\w*+(?:\s++as\s++[A-Za-z_]\w*+)?+"
_NAMES = re.compile(rb"\s*+" + _ALIAS + rb"(?:\s*+,\s*+" + _ALIAS + rb")*+\s*+(,?+)\s*+")
_NAME = re.compile(rb"(\w++)(?:\s++as\s++\w++)?+")
_DOTTED = rb"[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)*+"
_DOTTED_ALIAS = _DOTTED + rb"(?:[ \t]++as[ \t]++[A-Za-z_]\w*+)?+"
_MODULES = re.compile(_DOTTED_ALIAS + rb"(?:[ \t]*+,[ \t]*+" + _DOTTED_ALIAS + rb")*+[ \t\f]*+")
_MODULE = re.compile(rb"\.*+(?:" + _DOTTED + rb")?+")

_TRIPLE = re.compile(rb'"""|\'\'\'')
_REST = {
    b'"""': re.compile(rb'(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""'),
    b"'''": re.compile(rb"(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''"),
}

_CHECKING = re.compile(rb"\n([ \t]*+)if[ \t]++(?:\w++\.)*+TYPE_CHECKING:[ \t]*+(?:#[^\n]*+)?(?=\n)")
# As statements begin with them, or as some grammar refuses them as a name.
_KEYWORDS = frozenset(
    b"False None True and as assert async await break class continue def del elif else except "
    b"exec finally for from global if import in is lambda nonlocal not or pass print raise return "
    b"try while with yield".split()
)
_CALLS = (b"import_module", b"__import__", b"\n<<<<<<<")
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
# Comments and strings, in which brackets are only text.
_TEXT = re.compile(
    rb"#[^\n]*+"
    rb'|"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""'
    rb"|'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''"
    rb'|"(?:[^"\\\n]++|\\[\s\S])*+"'
    rb"|'(?:[^'\\\n]++|\\[\s\S])*+'"
)

Span = tuple[int, int]


class _Doubt(Exception):
    """Something that only the parser can tell."""


def quick_facts(content: bytes, stub: bool) -> SourceFacts | None:
    """Return the imports of a file, or None where only the parser can tell."""
    if not _match(content) and not _match(_TEXT.sub(b"", content)):
        return None
    # Every line begins after a line break and ends before one.
    content = b"\n%b\n" % content
    if any(word in content for word in _CALLS):
        return None
    try:
        return SourceFacts(tuple(_imports(content, stub)))
    except _Doubt:
        return None


def _match(content: bytes) -> bool:
    """Whether as many brackets close as open: else something is broken, and the parser tells."""
    return all(content.count(opened) == content.count(closed) for opened, closed in _BRACKETS)


def _imports(content: bytes, stub: bool) -> Iterator[RawImport]:
    found = list(_STATEMENT.finditer(content))
    odd = _unexplained(content, found)
    last = max(found[-1].end() if found else 0, odd[-1] if odd else 0)
    strings = _strings(content, last)
    if any(not _is_within(place, strings) for place in odd):
        raise _Doubt
    if strings:
        found = [each for each in found if not _is_within(each.end(1), strings)]
    checked = _type_checked(content, found, strings) if b"TYPE_CHECKING" in content else ()
    line, at = 0, 0
    for each in found:
        start = each.start()
        if content[start - 1 : start] == b"\\":
            raise _Doubt
        line, at = line + content.count(b"\n", at, start + 1), start + 1
        kind: ImportKind = "type-only" if stub or _is_within(start, checked) else "import"
        yield from _statement(content, each, kind, line)


def _statement(
    content: bytes, found: re.Match[bytes], kind: ImportKind, line: int
) -> Iterator[RawImport]:
    indent, module, listed, plain, modules = found.groups()
    column = len(indent) + 1
    end = found.end(3) + 1 if listed is not None else found.end(found.lastindex or 0)
    text = one_line(content[found.end(1) : end].rstrip())
    if modules is not None:
        if not _MODULES.fullmatch(modules):
            raise _Doubt
        for name in modules.split(b","):
            yield RawImport(_dotted(name.split()[0]), None, kind, line, column, text)
        return
    specifier = _dotted(module)
    if specifier == "__future__":
        yield RawImport(specifier, None, kind, line, column, text)
        return
    for name in _names(listed, plain):
        yield RawImport(specifier, name, kind, line, column, text)


@lru_cache(maxsize=50_000)
def _dotted(name: bytes) -> str:
    """Return a module as it is written. Raises _Doubt for what is none."""
    if not name or not _MODULE.fullmatch(name) or not _KEYWORDS.isdisjoint(name.split(b".")):
        raise _Doubt
    return name.decode("ascii")


def _names(listed: bytes | None, plain: bytes | None) -> list[str]:
    """Return the names that a statement takes, in brackets (`listed`) or without."""
    text = listed if listed is not None else plain or b""
    if listed is None and text.strip() == b"*":
        return ["*"]
    if b"#" in text:
        text = re.sub(rb"#[^\n]*+", b"", text)
    match = _NAMES.fullmatch(text)
    if match is None or (match[1] and listed is None):
        raise _Doubt
    names = _NAME.findall(text) if b" as" in text or b"as\n" in text else _words(text)
    if not _KEYWORDS.isdisjoint(names):
        raise _Doubt
    return [name.decode("ascii") for name in names]


def _words(text: bytes) -> list[bytes]:
    return text.replace(b",", b" ").split()


def _unexplained(content: bytes, found: list[re.Match[bytes]]) -> list[int]:
    """Return where the word `import` may begin or belong to a statement that is not plain."""
    if len(_IMPORT.findall(content)) == len(found):
        return []
    places: list[int] = []
    waiting = iter(found)
    known = next(waiting, None)
    for each in _IMPORT.finditer(content):
        place = each.start()
        while known is not None and known.end() <= place:
            known = next(waiting, None)
        if known is not None and known.start() <= place:
            continue
        head = content[content.rfind(b"\n", 0, place) + 1 : place]
        if head[-1:].isalnum() or head.endswith(b"_") or head.lstrip()[:1] == b"#":
            continue
        if _STARTS.match(re.split(rb"[;:\\]", head)[-1].strip()):
            places.append(place)
    return places


def _strings(content: bytes, last: int) -> list[Span]:
    """Return where strings in triple quotes begin and end, as far as `last`."""
    spans: list[Span] = []
    at = 0
    while (opened := _TRIPLE.search(content, at, last)) is not None:
        start = content.rfind(b"\n", 0, opened.start()) + 1
        head = content[max(start, at) : opened.start()]
        before, comment, _ = head.partition(b"#")
        if b'"' in before or b"'" in before or content[start - 2 : start] == b"\\\n":
            raise _Doubt
        if comment:
            at = content.find(b"\n", opened.end())
            continue
        closed = _REST[opened[0]].match(content, opened.end())
        if closed is None:
            raise _Doubt
        at = closed.end()
        spans.append((opened.start(), at))
    return spans


def _is_within(place: int, spans: list[Span] | tuple[Span, ...]) -> bool:
    return any(start <= place < end for start, end in spans)


def _type_checked(content: bytes, found: list[re.Match[bytes]], strings: list[Span]) -> list[Span]:
    """Return the blocks below `if TYPE_CHECKING:`."""
    blocks: list[Span] = []
    explained = sum(each[0].count(b"TYPE_CHECKING") for each in found)
    for condition in _CHECKING.finditer(content):
        explained += 1
        after = _after(condition[1]).search(content, condition.end())
        end = after.start() if after is not None else len(content)
        spans = [*strings, *(each.span() for each in found)]
        if _is_within(condition.end(1), strings) or _is_within(end + 1, spans):
            raise _Doubt
        if content.startswith((b"elif", b"\f"), end + 1 + len(condition[1])):
            raise _Doubt
        blocks.append((condition.end(), end))
    if explained != content.count(b"TYPE_CHECKING"):
        raise _Doubt
    if any(re.search(rb"TYPE_CHECKING\s+as\b", each[0]) for each in found):
        raise _Doubt
    return blocks


@lru_cache(maxsize=1_000)
def _after(indent: bytes) -> re.Pattern[bytes]:
    """Return what finds the line break before the first line that is no further indented."""
    return re.compile(rb"\n(?!" + indent + rb"[ \t]|[ \t\f]*+(?:#[^\n]*+)?\n)")
