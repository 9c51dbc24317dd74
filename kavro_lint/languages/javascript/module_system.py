"""Node's module system reached by other ways than `require`: as a value, by a key, by its parts.

Where the module is a literal that Node would look for beside the file, it is an edge; every other
way is counted as not analysable (https://nodejs.org/api/modules.html, lib/internal/modules/cjs).
"""

from collections.abc import Iterable, Iterator

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.aliasing import Candidate
from kavro_lint.languages.javascript.arguments import read_argument
from kavro_lint.languages.javascript.forms import ImportText
from kavro_lint.languages.javascript.lexical import SPACES, pattern

# What loads, compiles or decides how files are loaded, in the class that Node's `module` is.
PARTS = (b"_load", b"_extensions", b"_compile", b"runMain", b"_initPaths", b"createRequireFromPath")
# Its methods that run text as code; who calls them by these names is of no interest.
RUNNERS = (b"runInThisContext", b"runInNewContext", b"runInContext", b"compileFunction")
MODULE_SYSTEM = ("module", "node:module")
# Names that another name is given as they are taken from an object: `{require: r}`.
NAMES_TAKEN = frozenset((b"require", *PARTS))
# A key in brackets that one of its functions has, and `module[…]`.
KEYED, COMPUTED, HANDED_ON = b"[", b"module", b"=module"
# `arguments[1]` of the function that Node wraps a module in is `require`.
ARGUMENTS = b"arguments"
GIVEN_BY_NODE = frozenset((COMPUTED, HANDED_ON, ARGUMENTS))
_BACK = 60

PART = expression(
    rb"(?<![\w$\x80-\xff])(?:" + b"|".join((*PARTS, *RUNNERS)) + rb")(?![\w$\x80-\xff])"
)
# The same, each by itself: what begins with a literal is searched for much faster than a choice.
_PARTS = {
    word: expression(word + rb"(?<![\w$\x80-\xff]" + word + rb")(?![\w$\x80-\xff])")
    for word in (*PARTS, *RUNNERS)
}
_EXTENSIONS = expression(rb"(?<=require\.)extensions(?=\s*\[)")
_REACHED = (
    expression(rb"module(?:(?<=[\"'`]module)|(?<=[\"'`]node:module))[\"'`]"),
    expression(rb"constructor(?<=\bconstructor)\s*(?:\?\s*)?\."),
    expression(rb"module\s*\.\s*constructor\b"),
    expression(rb"Module(?<=\bModule)\s*(?:\?\s*)?\."),
)
_OWN = expression(rb"\b(?:this|super|self)\s*(?:\?\s*)?\.$")
_KEY = expression(
    rb"\[\s*[\"'`](?:require|createRequire|" + b"|".join(PARTS) + rb")[\"'`]\s*\]"
    rb"|\[(?<=module[\"'`]\)\[)\s*(?![\"'`\s])"
)
# `module["require"]` is read as `module.require` is.
_IS_READ = expression(rb"(?<![\w$])(?:module|globalThis|global)\s*(?:\?\.\s*)?$")
# `x["require"]` and `{["require"]: r}`; else it is a list of names.
_IS_MEMBER = expression(rb"[\w$)\]\x80-\xff.]\s*$")
_IS_KEY = expression(rb"\s*:")
# `module[…]` of no literal, and `module` as a value, which others may take `require` from.
_COMPUTED = expression(
    rb"module(?<![\w$.\x80-\xff]module)(?:\s*\.\s*load\s*\(|\s*(?:\?\.\s*)?\["
    rb"(?!\s*(?:\"[^\"\n]*+\"|'[^'\n]*+'|`[^`$\n]*+`)\s*\]))"
)
_HANDED_ON = expression(
    rb"module(?:(?<![\w$.\x80-\xff]module)|(?<=\.\.\.module))"
    rb"(?=\s*+(?:[,;)\]}:?&|]|\Z|(?:as|satisfies)\b)|[^\S\n\r]*+[\n\r])"
)
# `_load("./a", module)`; a wrapper of AMD or UMD hands on all three.
_IS_KNOWN = expression(rb"(?:\b_load\s*\([^()]*|\bexports\s*),$")
_BEFORE_VALUE = (*(bytes((sign,)) for sign in b"(,=:[?&|>{."), b"return", b"yield")
_VALUE = expression(rb"=\s*module\s*(?=[;,)\n\r]|\Z)")
_NAME_BEFORE = expression(rb"(?<![\w$.\x80-\xff])([\w$\x80-\xff]++)\s*\Z")
_LOADED = pattern(rf"{SPACES}(?:\?\.{SPACES})?\(")
_FROM_HERE = pattern(rf"{SPACES}module{SPACES}[,)]")


def names_of_module(code: bytes) -> frozenset[bytes]:
    """Return the names that a script gives to its own `module`."""
    befores = (
        code[max(0, match.start() - _BACK) : match.start()] for match in _VALUE.finditer(code)
    )
    names = (_NAME_BEFORE.search(before) for before in befores)
    return frozenset(name[1] for name in names if name is not None)


def module_candidates(code: bytes, at: int) -> Iterator[Candidate]:
    """Yield where the module system may be reached from a place on.

    Most scripts hold none of its names, which is seen before an expression reads all of them.
    """
    words = [word for word in _PARTS if word in code]
    has_parts = not set(PARTS).isdisjoint(words)
    if has_parts or b"equire" in code or (b"module" in code and b")[" in code):
        yield from _keyed(code, at)
    if b"require.extensions" in code:
        for match in _EXTENSIONS.finditer(code, at):
            yield Candidate(match.start(), b"_extensions", len(match[0]), owned=True)
    if words:
        yield from _named(code, at, words)
    if b"module" in code:
        for match in _COMPUTED.finditer(code, at):
            yield Candidate(match.start(), COMPUTED, len(COMPUTED))
        for match in _HANDED_ON.finditer(code, at):
            before = code[max(0, match.start() - _BACK) : match.start()].rstrip()
            if before.endswith(_BEFORE_VALUE) and _IS_KNOWN.search(before) is None:
                yield Candidate(match.start(), HANDED_ON, len(COMPUTED))


def _keyed(code: bytes, at: int) -> Iterator[Candidate]:
    for match in _KEY.finditer(code, at):
        before = code[max(0, match.start() - _BACK) : match.start()]
        is_read = b"require" in match[0] and _IS_READ.search(before) is not None
        if not is_read and (_IS_MEMBER.search(before) or _IS_KEY.match(code, match.end())):
            yield Candidate(match.start(), KEYED, 1)


def _named(code: bytes, at: int, words: Iterable[bytes]) -> Iterator[Candidate]:
    matches = [match for word in words for match in _PARTS[word].finditer(code, at)]
    reached = bool(matches) and any(way.search(code) is not None for way in _REACHED)
    for match in matches:
        before = code[max(0, match.start() - _BACK) : match.start()].rstrip()
        is_property = before.endswith(b".")
        if (is_property if match[0] in RUNNERS else reached) and not _OWN.search(before):
            yield Candidate(match.start(), match[0], len(match[0]), owned=is_property)


def read_part(content: bytes, code: bytes, candidate: Candidate) -> ImportText:
    """Return what is loaded where the module system is reached."""
    start, end = candidate.start, candidate.start + candidate.length
    call = _LOADED.match(code, end) if candidate.word == b"_load" else None
    argument = read_argument(content, code, call.end()) if call is not None else None
    if argument is not None:
        text, after = argument
        if not text.startswith(".") or _FROM_HERE.match(code, after):
            return ImportText(start, after, (text,), "import")
    return ImportText(start, end, opaque=True)
