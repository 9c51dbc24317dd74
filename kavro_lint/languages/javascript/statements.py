"""How an import is written: one regular expression for each form, read at a known place.

Whether the place is code, and not a string or a comment, is for the caller to know. The forms
are those of ECMAScript (https://tc39.es/ecma262/#sec-imports), TypeScript and Flow. Every
repetition is possessive, so that time grows with the length of what is read and no faster.
"""

import json
import re

from kavro_lint.model import ImportKind
from kavro_lint.model.frozen import frozen

_COMMENT = r"/\*[^*]*\*++(?:[^/*][^*]*\*++)*+/|//[^\n]*+"
_WS = rf"(?:\s++|{_COMMENT})*+"
_NAME = r"[\w$\\\x80-\xff]++"
_LITERAL = r"(?:\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')"
_TEMPLATE = r"`(?:[^`\\$]|\\.|\$(?!\{))*+`"
_NAMES = rf"\{{(?:[^{{}}/\"'`;=()]++|{_COMMENT}|{_LITERAL})*+\}}"
_STAR = rf"\*{_WS}as\b{_WS}{_NAME}"
_WITH = rf"(?:{_WS}(?:with|assert)\b{_WS}\{{[^{{}}]*+\}})?"
_FROM = rf"from\b{_WS}(?P<literal>{_LITERAL}){_WITH}"
_MODIFIER = rf"(?P<modifier>type|typeof|defer|source)\b{_WS}"
_CLAUSE = (
    rf"(?:(?P<default>{_NAME}){_WS},{_WS})?+"
    rf"(?:(?P<names>{_NAMES})|{_STAR}|(?P<only>(?!from\b{_WS}[\"']){_NAME})){_WS}"
)


def _compile(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode("latin-1"), re.DOTALL)


SPACE = _compile(_WS)
_BARE = _compile(rf"import{_WS}(?P<literal>{_LITERAL}){_WITH}")
_IMPORT = _compile(rf"import\b{_WS}{_CLAUSE}{_FROM}")
_MODIFIED = _compile(rf"import\b{_WS}{_MODIFIER}{_CLAUSE}{_FROM}")
_EXPORT = _compile(
    rf"export\b{_WS}(?:(?P<modifier>type)\b{_WS})?+"
    rf"(?:\*{_WS}(?:as\b{_WS}(?:{_NAME}|{_LITERAL}){_WS})?+|(?P<names>{_NAMES}){_WS}|"
    rf"(?:{_NAME}{_WS}){_WS}){_FROM}"
)
_REQUIRED = _compile(
    rf"import\b{_WS}(?P<modifier>type\b{_WS}(?!=))?+{_NAME}{_WS}={_WS}require{_WS}\({_WS}"
    rf"(?P<literal>{_LITERAL}|{_TEMPLATE}){_WS}\)"
)
_ALIAS = _compile(rf"import\b{_WS}(?:type\b{_WS}(?!=))?+{_NAME}{_WS}={_WS}(?!require\b)")
_NO_STATEMENT = _compile(rf"import{_WS}(?:\.(?!{_WS}(?:defer|source)\b)|[^\s\w$\"'{{*(\x80-\xff/])")
_DEFERRED = rf"(?:\.{_WS}(?:defer|source){_WS})?+"
_CALL = _compile(rf"import{_WS}{_DEFERRED}\({_WS}(?P<literal>{_LITERAL}|{_TEMPLATE}){_WS}[,)]")
_CALLS = _compile(rf"import{_WS}{_DEFERRED}(?:<[^()]{{0,200}}>{_WS})?\(")
_GLOB = _compile(
    rf"import{_WS}\.{_WS}meta{_WS}\.{_WS}(?:glob|globEager){_WS}(?:<[^()]{{0,200}}>{_WS})?\({_WS}"
)
_LITERALS = _compile(rf"\[?{_WS}(?P<literal>{_LITERAL}|{_TEMPLATE})")
_NEXT = _compile(rf"{_WS},{_WS}(?P<literal>{_LITERAL}|{_TEMPLATE})")
_META = _compile(
    rf"import{_WS}\.{_WS}meta{_WS}\.{_WS}resolve{_WS}\({_WS}"
    rf"(?P<literal>{_LITERAL}|{_TEMPLATE}){_WS}[,)]"
)
_URL = _compile(rf"import{_WS}\.{_WS}meta{_WS}\.{_WS}url\b")
_BEFORE_URL = _compile(
    rf"new\s{{1,50}}URL\s{{0,50}}\(\s{{0,50}}(?P<literal>{_LITERAL}|{_TEMPLATE})\s{{0,50}},\s{{0,50}}$"
)
_REQUIRE = _compile(
    rf"require{_WS}(?:\?\.{_WS})?(?P<resolve>\.{_WS}resolve{_WS})?\({_WS}"
    rf"(?P<literal>{_LITERAL}|{_TEMPLATE}){_WS}[,)]"
)
_REQUIRES = _compile(rf"require{_WS}(?:\?\.{_WS})?(?:\.{_WS}resolve{_WS})?\({_WS}(?P<empty>\))?")
_MOCK = _compile(
    rf"(?:jest|vi|vitest){_WS}\.{_WS}\w++{_WS}(?:<[^()]{{0,200}}>{_WS})?\({_WS}"
    rf"(?:(?P<literal>{_LITERAL}|{_TEMPLATE})|import{_WS}\(){_WS}"
)
_TYPED = _compile(rf"{_WS}\.{_WS}(?!then\b|catch\b|finally\b)[\w$]")
_TYPE_NAME = _compile(rf"{_WS}type\b(?!{_WS}(?:,|\}}|as{_WS}[\w$]++{_WS}[,}}]))")

# What a URL loads as a module; `.` alone is a folder.
_SCRIPT = re.compile(r"^\.{1,2}/.*\.(?:[cm]?[jt]sx?|wasm|vue|svelte|astro)(?:\?.*)?$", re.DOTALL)

# Bytes before `import.meta.url` in which `new URL("…",` may stand.
_BACK = 600


@frozen
class Read:
    """What stands at a place: the modules it imports, and where its text begins and ends.

    `specifiers` is empty for what imports nothing. `opaque` says that it does import, and
    what is no literal; `broken` that it begins like an import and cannot be read.
    """

    start: int
    end: int
    specifiers: tuple[str, ...] = ()
    kind: ImportKind = "import"
    opaque: bool = False
    broken: bool = False


def read_statement(content: bytes, at: int) -> Read | None:
    """Return the whole `import` or `export … from` statement that begins at a place."""
    if content.startswith(b"export", at):
        found = _EXPORT.match(content, at)
        if found is None:
            return None
        type_only = found["modifier"] or _only_types(found["names"])
        return _read(found, "type-only" if type_only else "re-export")
    for pattern in (_BARE, _IMPORT, _MODIFIED, _REQUIRED):
        found = pattern.match(content, at)
        if found is not None:
            groups = found.groupdict()
            modifier = (groups.get("modifier") or b"").split()[:1]
            only = not groups.get("default") and _only_types(groups.get("names"))
            type_only = modifier in ([b"type"], [b"typeof"]) or only
            return _read(found, "type-only" if type_only else "import")
    return None


def read_import(content: bytes, at: int) -> Read:
    """Return what the word `import` at a place begins."""
    found = read_statement(content, at)
    if found is not None:
        return found
    call = _CALL.match(content, at)
    if call is not None:
        end = call.end()
        typed = content[end - 1 : end] == b")" and _TYPED.match(content, end)
        return _read(call, "type-only" if typed else "dynamic")
    if match := _CALLS.match(content, at):
        return Read(at, match.end(), opaque=True)
    if match := _GLOB.match(content, at):
        return _read_glob(content, at, match.end())
    if match := _META.match(content, at):
        return _read(match, "dynamic")
    if match := _URL.match(content, at):
        before = _BEFORE_URL.search(content, max(0, at - _BACK), at)
        if before is None or not _SCRIPT.search(_text(before["literal"])):
            # The place of some other file, or of a folder.
            return Read(at, match.end())
        return Read(before.start(), match.end(), (_text(before["literal"]),), "dynamic")
    if _ALIAS.match(content, at) or _NO_STATEMENT.match(content, at):
        return Read(at, at + 6)
    return Read(at, at + 6, broken=True)


def read_require(content: bytes, at: int) -> Read:
    """Return what the word `require` at a place begins."""
    found = _REQUIRE.match(content, at)
    if found is not None:
        return _read(found, "dynamic" if found["resolve"] else "import")
    called = _REQUIRES.match(content, at)
    return Read(at, at + 7, opaque=called is not None and not called["empty"])


def read_mock(content: bytes, at: int) -> Read:
    """Return what `jest.mock(…)`, `vi.mock(…)` and the like at a place name."""
    found = _MOCK.match(content, at)
    if found is None or found["literal"] is None:
        return Read(at, at + 2)
    return _read(found, "dynamic")


def _read_glob(content: bytes, at: int, end: int) -> Read:
    specifiers = list[str]()
    found = _LITERALS.match(content, end)
    while found is not None:
        specifiers.append(_text(found["literal"]))
        end = found.end()
        found = _NEXT.match(content, end)
    globs = tuple(f"glob:{each}" for each in specifiers if not each.startswith("!"))
    return Read(at, end, globs, "dynamic", opaque=not specifiers)


def _read(found: re.Match[bytes], kind: ImportKind) -> Read:
    return Read(found.start(), found.end(), (_text(found["literal"]),), kind)


def _only_types(names: bytes | None) -> bool:
    """Whether every name in braces is marked `type`, and there is one."""
    if names is None or b"type" not in names:
        return False
    inside = re.sub(_COMMENT.encode(), b" ", names)[1:-1]
    each = [name for name in inside.split(b",") if name.strip()]
    return bool(each) and all(_TYPE_NAME.match(name + b",") for name in each)


def _text(literal: bytes) -> str:
    """Return the text of a literal, its escapes read."""
    text = literal[1:-1].decode("utf-8", "replace")
    if "\\" not in text:
        return text
    plain = re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", text)
    plain = re.sub(r"\\u\{([0-9a-fA-F]{1,4})\}", lambda m: f"\\u{m[1]:0>4}", plain)
    plain = re.sub(r"\\([^\"\\/bfnrtu])", r"\1", plain)
    try:
        read = json.loads('"' + re.sub(r'(?<!\\)"', r"\"", plain) + '"', strict=False)
    except ValueError:
        return text
    return read if isinstance(read, str) else text
