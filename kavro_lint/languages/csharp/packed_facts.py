"""C# source → the facts of the model: `using` directives, and packed declarations and names."""

from kavro_lint.languages.csharp.branch_texts import has_more, hides_directive
from kavro_lint.languages.csharp.declared import pack
from kavro_lint.languages.csharp.extraction import extracted
from kavro_lint.languages.csharp.load_directives import loads
from kavro_lint.languages.positions import Places
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import PlacedStatement, Statement

MANY_NAMES = "it has more names than code that people write, so names may be lost"
MANY_BRANCHES = "it has more branches of `#if` than are read, so names may be lost"
HIDDEN = "a comment or string behind `#if` holds a directive that may count, so names may be lost"


def facts(content: bytes, is_script: bool = False) -> SourceFacts:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    source = extracted(content)
    places = Places(content)
    rows = [(row.start, row.name, row.text) for row in source.usings]
    rows += loads(content) if is_script else ()
    statements = tuple(
        PlacedStatement(*places.of(start), "import", Statement(((name, None),), text))
        for start, name, text in sorted(rows)
    )
    given_up = MANY_NAMES if source.given_up else MANY_BRANCHES if has_more(content) else None
    if given_up is None and hides_directive(content):
        given_up = HIDDEN
    return SourceFacts(
        statements=statements,
        unanalysable=source.unanalysable,
        given_up=given_up,
        declares=pack(source.declarations),
        names=pack(source.written),
    )
