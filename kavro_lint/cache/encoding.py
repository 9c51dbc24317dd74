"""Facts as text and back: one JSON list a file, one entry a statement."""

import json
from hashlib import blake2b
from itertools import groupby

from kavro_lint.model import RawImport, SourceFacts

Known = tuple[int, SourceFacts]
DIGEST = 16


def encoded(size: int, facts: SourceFacts) -> str:
    """Return a file's size and facts as text: equal facts give equal text after the size."""
    statements = [
        (*key, [raw.name for raw in group])
        for key, group in groupby(
            facts.imports, lambda raw: (raw.line, raw.column, raw.kind, raw.specifier, raw.text)
        )
    ]
    rest = (facts.unanalysable, facts.lost, facts.foreign, statements)
    return f"{size} {json.dumps(rest, separators=(',', ':'))}"


def decoded(value: str) -> Known:
    """Return what `encoded` was given. Raises ValueError or TypeError for anything else."""
    size, _, text = value.partition(" ")
    unanalysable, lost, foreign, statements = json.loads(text)
    if type(unanalysable) is not int or not isinstance(foreign, str | None):
        raise TypeError("the cache holds something else")
    imports = tuple(
        RawImport(specifier, name, kind, line, column, shown)
        for line, column, kind, specifier, shown, names in statements
        for name in names
    )
    places = tuple((line, column) for line, column in lost)
    return int(size), SourceFacts(imports, unanalysable, places, foreign)


def digest(value: str) -> bytes:
    """Return what tells facts apart, whatever the size of the file that says them."""
    text = value.partition(" ")[2]
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST).digest()
