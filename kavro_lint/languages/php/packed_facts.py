"""PHP source → the facts of the model: statements, and packed declarations and names."""

from collections.abc import Collection
from operator import itemgetter

from kavro_lint.languages.php.declared import pack, pack_names
from kavro_lint.languages.php.extraction import extracted
from kavro_lint.languages.php.scopes import Use
from kavro_lint.languages.positions import Places
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import ImportKind, PlacedStatement, Statement

MOST_LOST = 20
GIVEN_UP = "it has more names than code that people write, so names may be lost"


def facts(content: bytes) -> SourceFacts:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    if b"<?hh" in content[:100]:
        return SourceFacts(foreign="source in Hack")
    source = extracted(content)
    places = Places(content)
    rows: list[tuple[int, ImportKind, Statement]] = [
        (use.start, "import", Statement(((use.name, _kind(use, source.namespaces)),), use.text))
        for use in source.uses
    ]
    rows += [
        (row.start, "include", Statement(((row.path, None),), row.text))
        for row in source.includes
        if row.path is not None
    ]
    rows.sort(key=itemgetter(0))
    statements = tuple(
        PlacedStatement(*places.of(start), kind, statement) for start, kind, statement in rows
    )
    rows_with_statements = zip(rows, statements, strict=True)
    optional = {row.start for row in source.includes if row.is_optional}
    return SourceFacts(
        statements=statements,
        unanalysable=source.unanalysable,
        lost=tuple(places.of(place) for place in source.lost[:MOST_LOST]),
        optional=tuple(
            statement[:2] for row, statement in rows_with_statements if row[0] in optional
        ),
        given_up=GIVEN_UP if source.given_up else None,
        declares=pack(source.declarations),
        names=pack_names([*source.names]),
    )


def _kind(use: Use, namespaces: Collection[Use]) -> str | None:
    """Return what a `use` brings if it is not a class."""
    if namespaces and use in namespaces:
        return "namespace"
    return None if use.kind == "class" else use.kind
