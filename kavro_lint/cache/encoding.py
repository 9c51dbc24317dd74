"""Facts as text and back: one JSON list a file, one entry a statement."""

import json
from hashlib import blake2b

from kavro_lint.model import Placed, SourceFacts, Statement

Known = tuple[int, SourceFacts]
DIGEST = 16


def encoded(size: int, facts: SourceFacts) -> str:
    """Return a file's size and facts as text: equal facts give equal text after the size."""
    rest = (facts.unanalysable, facts.lost, facts.foreign, facts.statements)
    return f"{size} {json.dumps(rest, separators=(',', ':'))}"


def decoded(value: str) -> Known:
    """Return what `encoded` was given. Raises ValueError or TypeError for anything else."""
    size, _, text = value.partition(" ")
    unanalysable, lost, foreign, statements = json.loads(text)
    if type(unanalysable) is not int or not isinstance(foreign, str | None):
        raise TypeError("the cache holds something else")
    found = tuple(
        Placed(line, column, kind, Statement(tuple(map(_name, names)), shown))
        for line, column, kind, (names, shown) in statements
    )
    places = tuple((line, column) for line, column in lost)
    return int(size), SourceFacts(found, unanalysable, places, foreign)


def _name(pair: list[str]) -> tuple[str, str | None]:
    specifier, name = pair
    return specifier, name


def digest(value: str) -> bytes:
    """Return what tells facts apart, whatever the size of the file that says them."""
    text = value.partition(" ")[2]
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST).digest()
