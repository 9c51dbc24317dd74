"""Candidates for imports in a script: words that load modules, found by scanning.

The scan may find too much (a word in a comment, a property), never too little. The tree decides
which candidates are code.
"""

import re
from collections.abc import Iterator

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.aliasing import USED, Candidate, with_aliases
from kavro_lint.languages.javascript.module_system import PARTS, module_candidates, names_of_module

# Words that the readers of `extraction` know, each with its own expression: one that begins with
# a literal is searched for much faster than one that begins with a choice.
_NAME = rb"[\w$\x80-\xff\\]++"
_AFTER_NAME = rb"(?:,\s*[{*/]|=|/|from\b|type\b|" + _NAME + rb"\s*(?:=|,\s*[{*/]|from\b|/)|[{*])"
_MOCK = rb"\s*\.\s*\w*(?:[mM]ock|Actual|Module)"
_LATER = {
    b"import": rb"\b(?=\s*(?:[(\"'{*/<]|\.\s*(?:(?:defer|source)\b|meta\s*\.\s*"
    rb"(?:glob|url|resolve|require))|" + _NAME + rb"\s*" + _AFTER_NAME + rb"))",
    b"require": rb"(?=" + USED + rb")",
    b"export": rb"\b(?=\s*(?:[*{/]|type\s*[*{/]|[\w$]+\s+from\b))",
    b"createRequire": rb"(?=\s*[(/?;,)\n]|\s*\Z)",
    b"define": rb"(?=\s*[(/])",
    b"requirejs": rb"(?=\s*[(/])",
    b"System": rb"(?=\s*[./])",
    b"Worker": rb"(?=\s*[(/])",
    b"SharedWorker": rb"(?=\s*[(/])",
    b"importScripts": rb"(?=\s*[(/`])",
    b"eval": rb"(?=\s*(?:[(/),;]|\?\.|\Z)|[^\S\n\r]*[\n\r])",
    b"arguments": rb"(?![\w$\x80-\xff])",
    b"Function": rb"(?=\s*[(/])",
    b"setTimeout": rb"(?=\s*\(\s*[\"'`])",
    b"setInterval": rb"(?=\s*\(\s*[\"'`])",
    b"jest": _MOCK,
    b"vitest": _MOCK,
    b"vi": _MOCK,
}
WORDS = frozenset((*_LATER, *PARTS, b"constructor", b"module", b"globalThis"))
# Of any function `constructor` is `Function`.
_MAKES_FUNCTION = expression(rb"constructor(?<=\.constructor)(?=\s*(?:\?\.\s*)?\(\s*[\"'`])")
_FROM = expression(rb"from(?<!\wfrom)\b\s*[\"'/]")
# Objects whose `require` loads what the script's own would.
_OWNER = expression(rb"(?<![\w$])(?:module|globalThis|global|window|self)\s*+(?:\?\s*)?\.$")
# Those whose `require` is another module's.
_FOREIGN = expression(rb"(?:\bmain|\bmainModule|\bparent|\bconstructor)\s*+(?:\?\s*)?\.$")
# A method of that name which is called as Node's is: by a path, or with another `this`.
_LOADS = expression(rb"\s*(?:\?\.\s*)?(?:\(\s*[\"'`]\.{1,2}[/\\\"'`]|\.\s*(?:call|apply|bind)\b)")
_META = expression(rb"\bmeta\s*\.$")
_LAST_NAME = expression(rb"(?<![\w$.\x80-\xff])([\w$\x80-\xff]++)\s*+(?:\?\s*)?\.$")
_BY_KEY = expression(
    rb"(?<![\w$])(?:module|globalThis|global)\s*(?:\?\.\s*)?\[\s*[\"'`]require[\"'`]\s*\]"
)
# Methods that run a script in another place: a worklet, a service worker, a thread, a process.
_RUN_ELSEWHERE = expression(
    rb"(?:(?<=\.)(?P<url>addModule|Worker)|(?<=serviceWorker\.)(?P<registered>register)"
    rb"|(?<![\w$])(?P<fork>fork))(?=\s*\(\s*(?P<path>[\"'`](?:\.|[^\"'`\n]{1,200}\.[cm]?[jt]s[\"'`])"
    rb"|__dirname|(?:[\w$]+\.)?(?:join|resolve)\s*\())?"
    rb"(?=\s*\()"
)
_REMARK = expression(rb"[ \t]*//(?:[^\"'`{}<>*/]|/(?!\*)|\*(?!/))*")
# So far from its beginning a place is looked for on a line.
LONGEST_REMARK = 500
_BACK = 60


def _expression(word: bytes, later: bytes) -> re.Pattern[bytes]:
    no_name = rb"(?<![\w$\x80-\xff]" + word + rb")"
    no_property = rb"(?:(?<!\." + word + rb")|(?<=\.\.\." + word + rb"))"
    return expression(word + no_name + no_property + later)


_CANDIDATES = {word: _expression(word, later) for word, later in _LATER.items()}
_REQUIRE = expression(rb"require(?![\w$\x80-\xff])")
_CREATE_REQUIRE = expression(rb"createRequire(?=\s*[(/?])")


def candidates(code: bytes, at: int) -> list[Candidate]:
    """Return where an import may begin from a place on, in the order of the text."""
    places: list[Candidate] = []
    for word, written in _CANDIDATES.items():
        if code.find(word, at) >= 0:
            length = len(word)
            places += [
                Candidate(match.start(), word, length) for match in written.finditer(code, at)
            ]
    if any(place.word == b"export" for place in places) and not _FROM.search(code, at):
        places = [place for place in places if place.word != b"export"]
    places += module_candidates(code, at)
    places += _run_elsewhere(code, at)
    if b".constructor" in code:
        places += [
            Candidate(match.start(), b"constructor", len(b"constructor"), owned=True)
            for match in _MAKES_FUNCTION.finditer(code, at)
        ]
    if b"equire" in code:
        places += _properties(code, at)
    if b"//" in code:
        places = [place for place in places if not _is_remark(code, place.start)]
    if b"equire" in code:
        places = with_aliases(code, at, places)
    return sorted(places)


def _is_remark(code: bytes, place: int) -> bool:
    """Whether a place is on a line that begins as a comment and is not code, whatever it is in.

    Nothing that could end a comment, a text or a template stands before it, and nothing that
    could begin code in one.
    """
    first = max(place - LONGEST_REMARK, 0)
    line = max(code.rfind(b"\n", first, place), code.rfind(b"\r", first, place)) + 1
    is_near = line > 0 or first == 0
    return is_near and _REMARK.fullmatch(code, line, place) is not None


def _run_elsewhere(code: bytes, at: int) -> Iterator[Candidate]:
    """Yield the calls that run a script in a worklet, a service worker or a process."""
    if not any(word in code for word in (b"addModule", b"Worker", b"fork")):
        return
    for match in _RUN_ELSEWHERE.finditer(code, at):
        if match["fork"] is None or match["path"] is not None:
            is_owned = code[max(0, match.start() - _BACK) : match.start()].rstrip().endswith(b".")
            word = b"fork" if match["fork"] is not None else b"addModule"
            yield Candidate(match.start(), word, len(match[0]), owned=is_owned)


def _properties(code: bytes, at: int) -> Iterator[Candidate]:
    """Yield the uses of `module.require`, `module["require"]` and `x.createRequire`."""
    modules = names_of_module(code)
    for match in _REQUIRE.finditer(code, at):
        start = match.start()
        before = code[max(0, start - _BACK) : start].rstrip()
        if before.endswith(b"."):
            name = _LAST_NAME.search(before)
            is_own = _OWNER.search(before) is not None or (name is not None and name[1] in modules)
            is_others = _FOREIGN.search(before) or _LOADS.match(code, match.end())
            if is_own or (is_others and not _META.search(before)):
                yield Candidate(start, b"require", len(b"require"), not is_own, owned=True)
        elif before.endswith((b'"', b"'", b"`")):
            key = _BY_KEY.search(code, max(0, start - _BACK), match.end() + _BACK)
            if key is not None and key.start() < start < key.end():
                yield Candidate(key.start(), b"require", key.end() - key.start())
    if code.find(b"createRequire", at) >= 0:
        for match in _CREATE_REQUIRE.finditer(code, at):
            if code[max(0, match.start() - _BACK) : match.start()].rstrip().endswith(b"."):
                word = b"createRequire"
                yield Candidate(match.start(), word, len(word), owned=True)
