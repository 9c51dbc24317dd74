"""Calls that load a module: `import()`, `require()`, AMD, workers, mocks; read at a known place.

The caller checks that the place is code. `code` is the view of `content` (`lexical.view`).
"""

import re

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.arguments import read_argument, read_list
from kavro_lint.languages.javascript.forms import ImportText
from kavro_lint.languages.javascript.lexical import NAME, SPACES, TEXT, pattern, text_of
from kavro_lint.languages.javascript.statements import imported, read_statement
from kavro_lint.model.places import ImportKind

_TYPE_ARGUMENTS = rf"(?:<[^()]{{0,200}}>{SPACES})?"
_ALIAS = pattern(rf"import\b{SPACES}(?:type\b{SPACES}(?!=))?+{NAME}{SPACES}={SPACES}(?!require\b)")
_NO_STATEMENT = pattern(
    rf"import{SPACES}(?:\.(?!{SPACES}(?:defer|source)\b)|[^\s\w$\"'{{*(\x80-\xff/])"
)
_IMPORT = pattern(rf"import{SPACES}(?:\.{SPACES}(?:defer|source){SPACES})?+{_TYPE_ARGUMENTS}\(")
_META = rf"import{SPACES}\.{SPACES}meta{SPACES}\.{SPACES}"
_GLOB = pattern(rf"{_META}(?:glob|globEager){SPACES}{_TYPE_ARGUMENTS}\({SPACES}(?P<list>\[)?")
_RESOLVE = pattern(rf"{_META}(?:resolve|require){SPACES}\(")
_URL = pattern(rf"{_META}url\b")
_BEFORE_URL = pattern(
    r"(?P<worker>\b(?:Worker|SharedWorker)\s{0,50}\(\s{0,50})?new\s{1,50}URL\s{0,50}\(\s{0,50}"
    rf"(?:(?P<literal>{TEXT})|(?P<other>[^()\"';]{{1,200}}))\s{{0,50}},\s{{0,50}}$"
)
_TYPED = pattern(rf"{SPACES}\.{SPACES}(?!then\b|catch\b|finally\b)[\w$]")
_AFTER_CALL = pattern(rf"{SPACES}(?:\?\.{SPACES})?{_TYPE_ARGUMENTS}\(")
_RESOLVED = pattern(rf"{SPACES}(?:\?\.{SPACES})?(?:\.{SPACES})?resolve{SPACES}(?:\?\.{SPACES})?\(")
_LISTED = pattern(rf"{SPACES}(?:\.{SPACES}ensure{SPACES})?\({SPACES}\[")
_CONTEXT = pattern(rf"{SPACES}\.{SPACES}context{SPACES}\(")
_SHALLOW = pattern(rf"{SPACES}false\b")
_EMPTY = pattern(rf"{SPACES}\)")
_DEFINED = pattern(rf"{SPACES}\({SPACES}(?:{TEXT}{SPACES},{SPACES})?\[")
# The list has a name, so what is in it is not known.
_DEFINED_ELSEWHERE = pattern(
    rf"{SPACES}\({SPACES}(?:{TEXT}{SPACES},{SPACES})?(?!function\b|async\b){NAME}{SPACES},"
)
_SYSTEM = pattern(rf"{SPACES}\.{SPACES}(?P<name>import|register){SPACES}\({SPACES}(?P<list>\[)?")
_MOCKED = pattern(
    rf"\w+{SPACES}\.{SPACES}\w++{SPACES}{_TYPE_ARGUMENTS}\({SPACES}"
    rf"(?:(?P<literal>{TEXT})|import{SPACES}\(){SPACES}"
)
_EVALUATED = pattern(
    rf"{SPACES}(?:\?\.{SPACES})?\((?:{SPACES}{TEXT}{SPACES},)*+{SPACES}(?P<code>{TEXT})"
)
_LOADS = expression(rb"\b(?:require|import)\b")

# What a URL loads as a module; `.` alone is a folder.
_SCRIPT = expression(r"^\.{1,2}/.*\.(?:[cm]?[jt]sx?|wasm|vue|svelte|astro)(?:\?.*)?$", re.DOTALL)
# Names in AMD lists that the loader itself provides.
_LOADER_NAMES = ("require", "exports", "module")
# Bytes before `import.meta.url` in which `new URL("…",` may stand.
_BACK = 600


def read_import(content: bytes, code: bytes, at: int) -> ImportText:
    """Return what the word `import` at a place begins."""
    statement = read_statement(content, code, at)
    if statement is not None:
        return statement
    if match := _IMPORT.match(code, at):
        read = _read_call(content, code, at, match.end(), "dynamic")
        typed = code.startswith(b")", read.end - 1) and _TYPED.match(code, read.end)
        return read if not typed else ImportText(at, read.end, read.specifiers, "type-only")
    if match := _GLOB.match(code, at):
        return _read_glob(content, code, at, match)
    if match := _RESOLVE.match(code, at):
        return _read_call(content, code, at, match.end(), "dynamic")
    if match := _URL.match(code, at):
        return _read_url(content, code, at, match.end())
    if _ALIAS.match(code, at) or _NO_STATEMENT.match(code, at):
        return ImportText(at, at + 6)
    return ImportText(at, at + 6, broken=True)


def _read_call(content: bytes, code: bytes, start: int, at: int, kind: ImportKind) -> ImportText:
    """Return what the argument of a call that begins at `at` names; no argument, no import."""
    argument = read_argument(content, code, at)
    if argument is None:
        return ImportText(start, at, opaque=not _EMPTY.match(code, at))
    return ImportText(start, argument[1], (argument[0],), kind)


def _read_list_call(
    content: bytes, code: bytes, start: int, at: int, kind: ImportKind = "import"
) -> ImportText:
    literals = read_list(content, code, at)
    texts = tuple(text for text in literals.texts if text not in _LOADER_NAMES)
    return ImportText(start, literals.end, texts, kind, opaque=not literals.is_complete)


# More patterns than anybody leaves out by hand; each is tried on each match.
MOST_LEFT_OUT = 64


def _read_glob(content: bytes, code: bytes, at: int, match: re.Match[bytes]) -> ImportText:
    if match["list"]:
        listed = read_list(content, code, match.end())
        texts, end, is_literal = listed.texts, listed.end, listed.is_complete
    else:
        argument = read_argument(content, code, match.end())
        texts, end = ((argument[0],), argument[1]) if argument else ((), match.end())
        is_literal = argument is not None
    # What the list leaves out holds for each of its patterns.
    without = [text for text in texts if text.startswith("!")]
    left_out = "".join(f" {text}" for text in without[:MOST_LEFT_OUT])
    globs = tuple(f"glob:{text}{left_out}" for text in texts if not text.startswith("!"))
    return ImportText(at, end, globs, "dynamic", opaque=not is_literal)


def _read_url(content: bytes, code: bytes, at: int, end: int) -> ImportText:
    """Return the module that `new URL("…", import.meta.url)` names; other files are none."""
    before = _BEFORE_URL.search(code, max(0, at - _BACK), at)
    if before is None:
        return ImportText(at, end)
    worker = before["worker"] is not None
    if before["literal"] is None:
        return ImportText(at, end, opaque=worker)
    text = text_of(content[before.start("literal") : before.end("literal")])
    if not worker and not _SCRIPT.search(text):
        return ImportText(at, end)
    text = text if text.startswith((".", "/")) else f"./{text}"
    return ImportText(code.index(b"new", before.start()), end, (text,), "dynamic")


def read_require(content: bytes, code: bytes, at: int, length: int = 7) -> ImportText:
    """Return what `require`, or another name of that length for it, begins at a place."""
    return read_call_of(content, code, at, at + length)


def read_call_of(content: bytes, code: bytes, start: int, end: int) -> ImportText:
    """Return what a use of the function that ends at `end` imports: a call, or `bare`."""
    if match := _LISTED.match(code, end):
        return _read_list_call(content, code, start, match.end())
    if match := _AFTER_CALL.match(code, end):
        return _read_call(content, code, start, match.end(), "import")
    if match := _RESOLVED.match(code, end):
        return _read_call(content, code, start, match.end(), "dynamic")
    if match := _CONTEXT.match(code, end):
        argument = read_argument(content, code, match.end())
        if argument is None:
            return ImportText(start, match.end(), opaque=True)
        below = "*" if _SHALLOW.match(code, argument[1]) else "**/*"
        return ImportText(start, argument[1], (f"glob:{argument[0]}/{below}",), "dynamic")
    return ImportText(start, end, bare=True)


def read_define(content: bytes, code: bytes, at: int) -> ImportText:
    """Return the modules in the list of `define([…], …)` (AMD)."""
    match = _DEFINED.match(code, at + len(b"define"))
    if match:
        return _read_list_call(content, code, at, match.end())
    return ImportText(at, at + 6, opaque=_DEFINED_ELSEWHERE.match(code, at + 6) is not None)


def read_system(content: bytes, code: bytes, at: int) -> ImportText:
    """Return the modules of `System.import("…")` and `System.register([…], …)`."""
    match = _SYSTEM.match(code, at + len(b"System"))
    if match is None:
        return ImportText(at, at + 6)
    if match["name"] == b"import":
        return _read_call(content, code, at, match.end(), "dynamic")
    return (
        _read_list_call(content, code, at, match.end()) if match["list"] else ImportText(at, at + 6)
    )


def read_scripts(content: bytes, code: bytes, at: int) -> ImportText:
    """Return the scripts of `importScripts("…", …)`, which are URLs."""
    called = _AFTER_CALL.match(code, at + len(b"importScripts"))
    if called is None:
        return ImportText(at, at + 13, opaque=code.startswith(b"`", at + 13))
    literals = read_list(content, code, called.end())
    texts = tuple(_as_url(text) for text in literals.texts)
    return ImportText(at, literals.end, texts, "dynamic", opaque=not literals.is_complete)


# The options of a worker of Node's whose first argument is code and no path.
_GIVEN_CODE = expression(rb"[^(){;]{0,20}\{[^{}]{0,200}\beval\s*:\s*(?!false\b)")


def read_worker(content: bytes, code: bytes, at: int, length: int) -> ImportText:
    """Return the script of `new Worker("…")`; one of a URL is read at its `import.meta.url`."""
    called = _AFTER_CALL.match(code, at + length)
    if called is None or b"import" in code[called.end() : called.end() + _BACK].partition(b")")[0]:
        return ImportText(at, at + length)
    read = _read_call(content, code, at, called.end(), "dynamic")
    if not read.specifiers:
        return read
    if _GIVEN_CODE.match(code, read.end):
        return ImportText(at, read.end, opaque=True)
    return ImportText(at, read.end, (_as_url(read.specifiers[0]),), "dynamic")


def read_run_elsewhere(
    content: bytes, code: bytes, at: int, length: int, *, is_url: bool
) -> ImportText:
    """Return the script that a call runs: of a URL, or of a path in the folder of the process."""
    called = _AFTER_CALL.match(code, at + length)
    if called is None or b"import.meta.url" in code[called.end() : called.end() + _BACK]:
        return ImportText(at, at + length)
    read = _read_call(content, code, at, called.end(), "dynamic")
    if not read.specifiers:
        return read
    if is_url:
        return ImportText(at, read.end, (_as_url(read.specifiers[0]),), "dynamic")
    is_from_here = b"dirname" in code[called.end() : read.end]
    return read if is_from_here else ImportText(at, read.end, opaque=True)


def _as_url(text: str) -> str:
    relative = not text.startswith((".", "/")) and ":" not in text
    return f"./{text}" if relative else text


def read_mock(content: bytes, code: bytes, at: int) -> ImportText:
    """Return what `jest.mock(…)`, `vi.mock(…)` and the like at a place name."""
    match = _MOCKED.match(code, at)
    if match is None or match["literal"] is None:
        return ImportText(at, at + 2)
    return imported(content, match, "dynamic")


def read_evaluated(content: bytes, code: bytes, at: int, length: int) -> ImportText:
    """Return that `eval("…")` or `Function("…")` loads a module, where its text may say so.

    As a value `eval` may be called by whoever has it.
    """
    match = _EVALUATED.match(code, at + length)
    if match is not None:
        return ImportText(at, at + length, opaque=_LOADS.search(match["code"]) is not None)
    called = _AFTER_CALL.match(code, at + length)
    if called is None:
        return ImportText(at, at + length, bare=code.startswith(b"eval", at))
    return ImportText(at, at + length, opaque=not _EMPTY.match(code, called.end()))
