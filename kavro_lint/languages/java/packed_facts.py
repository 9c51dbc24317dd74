"""Java source → the facts of the model: statements, and packed declarations and names."""

from kavro_lint.languages.java.extraction import extracted
from kavro_lint.languages.jvm.declared import pack, pack_names, relevant
from kavro_lint.languages.jvm.loaded_classes import loaded_classes
from kavro_lint.languages.positions import Places
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import PlacedStatement, Statement

MOST_LOST = 20
GIVEN_UP = "it has more names than code that people write, so names may be lost"


def facts(content: bytes) -> SourceFacts:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    source = extracted(content)
    places = Places(content)
    statements = tuple(
        PlacedStatement(
            row.line, row.column, "import", Statement(((row.specifier, None),), row.text)
        )
        for row in source.declarations.imports
    )
    return SourceFacts(
        statements=statements,
        lost=tuple(places.of(place) for place in source.lost[:MOST_LOST]),
        unanalysable=loaded_classes(content),
        given_up=GIVEN_UP if source.given_up else None,
        declares=pack(relevant(source.declarations)),
        names=pack_names(source.names),
    )
