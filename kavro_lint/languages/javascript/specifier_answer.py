"""The answer to a specifier, independent of the statement that it stands in."""

from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Listed, Outcome

_ENDINGS = ("", ".ts", ".tsx", ".js", ".d.ts", "/index.ts", "/index.js")
# Specifiers in TypeScript name what is compiled from a source.
_COMPILED = (".js", ".mjs", ".cjs", ".jsx")
_SOURCES = (".ts", ".tsx", ".mts", ".cts", ".d.ts")
MOST = 40


@frozen
class Answer:
    """An outcome with what belongs to it, as in `model.Import`."""

    outcome: Outcome
    target: str | None = None
    package: str | None = None
    module: str | None = None
    candidates: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    is_guess: bool = False
    listed: Listed | None = None
    manifest: str | None = None


def missing(places: list[str]) -> Answer:
    """Answer that nothing is at these paths, with the files that would be it."""
    tried = [place.rstrip("/") for place in places if place]
    candidates = [
        place.rpartition(".")[0] + suffix
        for place in tried
        if place.endswith(_COMPILED)
        for suffix in _SOURCES
    ]
    candidates += [place + ending for place in tried for ending in _ENDINGS]
    return Answer("unresolved", candidates=tuple(candidates[:MOST]))
