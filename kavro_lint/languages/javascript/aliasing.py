"""Names that a script gives to `require`, and where it uses them.

`const load = createRequire(import.meta.url)`, `const q = require` and the like are followed from
the assignment to the uses of the name. A function that loads modules and is passed on without a
name is counted by the caller.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.lexical import SPACES, pattern

# What follows a value; in prose, another word does, but for `require as any`.
USED = (
    rb"\s*+(?:[^\w\s$\"'`\\#@\x80-\xff]|\Z|(?:as|satisfies)\s++(?:any|unknown|Function|typeof)\b)"
    rb"|[^\S\n\r]*+[\n\r]"
)

# The argument of `createRequire`.
CREATED = pattern(rf"{SPACES}\((?P<from>(?:[^()\n]|\([^()\n]{{0,200}}\)){{1,300}}+)\)")
_OWN_FOLDER = expression(
    rb"\s*(?:fileURLToPath\(\s*)?(?:import\s*\.\s*meta\s*\.\s*(?:url|filename)|__filename)\s*\)?\s*"
)
_CALLED = pattern(rf"{SPACES}(?:[.\[(`]|\?\.)")
_ASSIGNED = pattern(
    r"(?P<exported>\bexport\s+(?:const|let|var)\s+)?(?<![\w$.\x80-\xff])"
    r"(?<!\bstatic\s)(?P<name>[\w$\x80-\xff]{1,100}+)\s*+(?::[^=;\n(){}]{1,80}+)?"
    r"=\s*+(?:[\w$]{1,60}+\s*+\??\.\s*+)?$"
)
# What takes `require` from `module` by another name.
_DESTRUCTURED = pattern(
    r"\{(?P<names>[^{}]{0,300}\brequire\b[^{}]{0,300})\}\s*=\s*(?:module|globalThis|global|window|self)"
    r"\s*(?=[;,)\n\r]|\Z)"
)
# What each of them ends with: few scripts have it.
_FROM_MODULE = expression(rb"\}\s*=\s*(?:module|global|window|self)")
_RENAMED_REQUIRE = pattern(
    r"(?:\[\s*)?[\"'`]?\brequire\b[\"'`]?(?:\s*\])?\s*:\s*(?P<name>[\w$\x80-\xff]{1,100})"
)
_RENAMED = pattern(r"createRequire(?:\s+as\s+(?P<one>[\w$]{1,100})|\s*:\s*(?P<two>[\w$]{1,100}))")
_NAME = expression(rb"(?<![\w$.\x80-\xff])[\w$\x80-\xff]++(?=" + USED + rb")")
_BACK = 250
# `import { createRequire as a }`, `const b = a(…)`, `const c = b`.
MOST_RENAMINGS = 3

# The word that a name is read as, and whether relative paths begin at another file.
Meaning = tuple[bytes, bool]


class Candidate(NamedTuple):
    """A place where an import may begin; a tuple, for there are many.

    `word` is the word that it is read as, `length` that of the name there; `foreign` says that
    relative paths begin at another file, `owned` that the name is a property (`module.require`).
    """

    start: int
    word: bytes
    length: int
    foreign: bool = False
    owned: bool = False


def is_here(argument: bytes) -> bool:
    """Whether `createRequire` of that argument loads what the file itself would."""
    return _OWN_FOLDER.fullmatch(argument) is not None


def with_aliases(code: bytes, at: int, candidates: list[Candidate]) -> list[Candidate]:
    """Return candidates with the uses of names that stand for `require` or `createRequire`.

    The statement that gives the name is not a candidate any more. A name may stand for another one.
    """
    renamed: dict[bytes, Meaning] = {}
    taken = list(_DESTRUCTURED.finditer(code)) if _FROM_MODULE.search(code) is not None else []
    for names_taken in taken:
        for match in _RENAMED_REQUIRE.finditer(names_taken["names"]):
            renamed.setdefault(match["name"], (b"require", False))
    spans = [match.span() for match in taken]
    candidates = [row for row in candidates if not any(a < row.start < z for a, z in spans)]
    if b"createRequire" in code:
        for match in _RENAMED.finditer(code):
            renamed.setdefault(match["one"] or match["two"], (b"createRequire", False))
    known: set[bytes] = set()
    for _ in range(MOST_RENAMINGS):
        unnamed, names = _named(code, candidates)
        names = {name: names[name] for name in names if name not in known}
        for name in renamed.keys() - known:
            names.setdefault(name, renamed[name])
        if not names:
            return unnamed
        known.update(names)
        unnamed = [candidate for candidate in unnamed if _text_of(code, candidate) not in names]
        candidates = [*unnamed, *sorted(_uses(code, at, names))]
    return candidates


def _named(
    code: bytes, candidates: list[Candidate]
) -> tuple[list[Candidate], dict[bytes, Meaning]]:
    """Return the candidates that give no name, and the names that the others give."""
    names: dict[bytes, Meaning] = {}
    unnamed: list[Candidate] = []
    for candidate in candidates:
        assigned = _assigned_name(code, candidate)
        if assigned is None:
            unnamed.append(candidate)
            continue
        name, meaning = assigned
        if (name, False) != meaning:
            names[name] = meaning
    return unnamed, names


def _text_of(code: bytes, candidate: Candidate) -> bytes:
    return code[candidate.start : candidate.start + candidate.length]


def _assigned_name(code: bytes, candidate: Candidate) -> tuple[bytes, Meaning] | None:
    """Return the name that is given to the function at a place, and what it means."""
    start, word = candidate.start, candidate.word
    if word not in (b"require", b"createRequire"):
        return None
    end, foreign = start + candidate.length, candidate.foreign
    meaning = b"require"
    if word == b"createRequire":
        created = CREATED.match(code, end)
        if created is None:
            meaning = word
        else:
            end, foreign = created.end(), not is_here(created["from"])
    if _CALLED.match(code, end):
        return None
    assigned = _ASSIGNED.search(code, max(0, start - _BACK), start)
    if assigned is None or assigned["exported"]:
        return None
    return assigned["name"], (meaning, foreign)


def _uses(code: bytes, at: int, names: Mapping[bytes, Meaning]) -> Iterator[Candidate]:
    for name, (word, foreign) in names.items():
        start = code.find(name, at)
        while start >= 0:
            match = _NAME.match(code, start)
            if match is not None and match[0] == name:
                yield Candidate(start, word, len(name), foreign)
            start = code.find(name, start + len(name))
