"""Facts as text and back: a line for the file, then a line for each statement.

What a statement says is its own piece of JSON, and the same in many files: each is read and
written once, and files share the statement.
"""

import json
from hashlib import blake2b

from kavro_lint.model import ImportKind, PlacedStatement, SourceFacts, Statement

Known = tuple[int, SourceFacts]
DIGEST = 16
# So many statements are remembered, as those that are read from sources.
MOST_STATEMENTS = 50_000

# By identity; the statement is kept so that no other takes its place.
_TEXTS: dict[int, tuple[Statement, str]] = {}
_STATEMENTS: dict[str, Statement] = {}
_KINDS: dict[str, ImportKind] = {
    "import": "import",
    "type-only": "type-only",
    "dynamic": "dynamic",
    "lazy": "lazy",
    "re-export": "re-export",
    "include": "include",
}


def encoded(size: int, facts: SourceFacts) -> str:
    """Return a file's size and facts as text: equal facts give equal text after the size."""
    rest = _json((facts.lost, facts.foreign, facts.optional, facts.given_up, facts.generated))
    head = f"{size} {facts.unanalysable} {rest}"
    lines = [
        f"{line} {column} {kind} {_text(statement)}"
        for line, column, kind, statement in facts.statements
    ]
    return "\n".join((head, *lines))


def decoded(value: str) -> Known:
    """Return what `encoded` was given. Raises ValueError or TypeError for anything else."""
    head, *lines = value.split("\n")
    size, unanalysable, rest = head.split(" ", 2)
    lost, foreign, optional, given_up, generated = json.loads(rest)
    texts = isinstance(foreign, str | None) and isinstance(given_up, str | None)
    if not (texts and isinstance(generated, bool)):
        raise TypeError("the cache holds something else")
    known, kinds, new = _STATEMENTS.get, _KINDS.get, tuple.__new__
    found = []
    for each in lines:
        line, column, kind, text = each.split(" ", 3)
        statement = known(text) or _learn(text)
        found.append(new(PlacedStatement, (int(line), int(column), kinds(kind), statement)))
        if found[-1][2] is None:
            raise ValueError(f"the cache holds another kind: {kind}")
    facts = SourceFacts(
        statements=tuple(found),
        unanalysable=int(unanalysable),
        lost=_places(lost),
        foreign=foreign,
        optional=_places(optional),
        given_up=given_up,
        generated=generated,
    )
    return int(size), facts


def _places(pairs: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((line, column) for line, column in pairs)


def _json(value: object) -> str:
    """Return JSON in ASCII on one line."""
    return json.dumps(value, separators=(",", ":"))


def _text(statement: Statement) -> str:
    known = _TEXTS.get(id(statement))
    if known is None:
        if len(_TEXTS) >= MOST_STATEMENTS:
            _TEXTS.clear()
        known = _TEXTS[id(statement)] = statement, _json(statement)
    return known[1]


def _learn(text: str) -> Statement:
    if len(_STATEMENTS) >= MOST_STATEMENTS:
        _STATEMENTS.clear()
    names, shown = json.loads(text)
    statement = _STATEMENTS[text] = Statement(tuple(map(_name, names)), shown)
    return statement


def _name(pair: list[str]) -> tuple[str, str | None]:
    specifier, name = pair
    return specifier, name


def digest(value: str) -> bytes:
    """Return what tells facts apart, whatever the size of the file that says them."""
    text = value.partition(" ")[2]
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST).digest()
