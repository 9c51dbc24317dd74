"""A word that loads modules → what is imported where it stands."""

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript import calls, module_system
from kavro_lint.languages.javascript.aliasing import CREATED, Candidate, is_here
from kavro_lint.languages.javascript.forms import ImportText
from kavro_lint.languages.javascript.statements import read_statement

_BEFORE_WRAPPED = expression(rb"\(\s*(?:[\w$.]{1,40}\s*,\s*)?$")
_AFTER_WRAPPED = expression(rb"\s*\)")
_CALLS = {
    b"import": calls.read_import,
    b"define": calls.read_define,
    b"System": calls.read_system,
    b"importScripts": calls.read_scripts,
    b"jest": calls.read_mock,
    b"vitest": calls.read_mock,
    b"vi": calls.read_mock,
}
_PARTS = frozenset((*module_system.PARTS, *module_system.RUNNERS))
_FUNCTIONS = (b"require", b"requirejs", b"createRequire")


def read_candidate(content: bytes, code: bytes, candidate: Candidate) -> ImportText:
    """Return what is imported at a place that is known to be code.

    `code` is the view of `content` (`lexical.view`).
    """
    at, word, length = candidate.start, candidate.word, candidate.length
    if word in _CALLS:
        return _CALLS[word](content, code, at)
    if word in _FUNCTIONS:
        return _read_function(content, code, candidate)
    if word in (b"addModule", b"fork"):
        return calls.read_run_elsewhere(content, code, at, length, is_url=word != b"fork")
    if word in _PARTS:
        return module_system.read_part(content, code, candidate)
    if word in (module_system.KEYED, module_system.COMPUTED, module_system.ARGUMENTS):
        return ImportText(at, at + length, opaque=True)
    if word == module_system.HANDED_ON:
        return ImportText(at, at + length, bare=True)
    if word == b"eval" and (wrapped := _wrapped(code, at, at + length)) is not None:
        return calls.read_evaluated(content, code, at, wrapped - at)
    if word == b"export":
        return read_statement(content, code, at) or ImportText(at, at + length)
    if word in (b"Worker", b"SharedWorker"):
        is_new = code[max(0, at - 50) : at].rstrip().endswith(b"new")
        return calls.read_worker(content, code, at, length) if is_new else ImportText(at, at)
    return calls.read_evaluated(content, code, at, length)


def _read_function(content: bytes, code: bytes, candidate: Candidate) -> ImportText:
    """Read what is loaded by `require`, or by what `createRequire(…)` returns."""
    start, end, foreign = candidate.start, candidate.start + candidate.length, candidate.foreign
    if candidate.word == b"createRequire":
        created = CREATED.match(code, end)
        if created is None:
            return ImportText(start, end, bare=True)
        end, foreign = created.end(), not is_here(created["from"])
    wrapped = _wrapped(code, start, end)
    if wrapped is not None:
        read = calls.read_call_of(content, code, start, wrapped)
        read = ImportText(start, end, bare=True) if read.bare else read
    else:
        read = calls.read_call_of(content, code, start, end)
    if foreign and any(text.startswith(".") for text in read.specifiers):
        return ImportText(start, read.end, opaque=True)
    return read


def _wrapped(code: bytes, start: int, end: int) -> int | None:
    """Return where the parentheses end that a name is alone in: `(0, require)("x")` is a call."""
    wrapped = _AFTER_WRAPPED.match(code, end)
    if wrapped is None or _BEFORE_WRAPPED.search(code, max(0, start - 60), start) is None:
        return None
    return wrapped.end()
