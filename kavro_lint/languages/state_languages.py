"""The languages of the sources of one state after the other, and the folders that have them."""

from collections.abc import Collection, Iterator, Mapping

from kavro_lint.languages.protocol import Language
from kavro_lint.languages.registry import language_of
from kavro_lint.languages.sources import languages_of
from kavro_lint.model.facts import Snapshot


def languages_after(
    before: Mapping[str, Language], snapshot: Snapshot, present: Collection[str]
) -> dict[str, Language]:
    """Return the language of each source, where only some paths came or went."""
    if not before:
        return languages_of(snapshot)
    languages = {path: language for path, language in before.items() if path in snapshot.sources}
    come = {
        path: language
        for path in present
        if path in snapshot.sources and (language := language_of(path)) is not None
    }
    if come.keys() <= languages.keys():
        return languages
    return dict(sorted((languages | come).items()))


def folders_that_differ(
    language: Language,
    before: Mapping[str, Language],
    now: Mapping[str, Language],
    present: Collection[str],
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the folders that hold sources of a language directly in one of two states only.

    Beside them those that have any below in one of them only. `present` are the paths that came or
    went; folders end in `/`.
    """
    changed = {
        folder
        for path in present
        if before.get(path) is language or now.get(path) is language
        for folder in (path[: path.rfind("/") + 1], *_above(path))
    }
    if not changed:
        return frozenset(), frozenset()
    holding, around = _folders(before, language, changed)
    holding_now, around_now = _folders(now, language, changed)
    return frozenset(holding ^ holding_now), frozenset(around ^ around_now)


def _folders(
    languages: Mapping[str, Language], language: Language, among: Collection[str]
) -> tuple[set[str], set[str]]:
    """Return those of some folders that hold sources directly, and that have any below."""
    direct = {path[: path.rfind("/") + 1] for path, other in languages.items() if other is language}
    return direct.intersection(among), {
        folder for place in direct for folder in _above(place) if folder in among
    }


def _above(path: str) -> Iterator[str]:
    """Yield the folders that a path is in, a folder itself among them, but for the root."""
    folder = path[: path.rfind("/") + 1]
    while folder:
        yield folder
        folder = folder[: folder[:-1].rfind("/") + 1]
