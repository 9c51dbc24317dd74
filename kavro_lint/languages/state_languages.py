"""The languages of the sources of one state after the other, and the folders that have them."""

from collections.abc import Collection, Mapping

from kavro_lint.languages.protocol import Language
from kavro_lint.languages.registry import language_of
from kavro_lint.languages.sources import languages_of
from kavro_lint.model import Snapshot


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
) -> frozenset[str]:
    """Return the folders that hold sources of a language directly now and did not, or the reverse.

    `present` are the paths that came or went.
    """
    changed = {
        path.rpartition("/")[0]
        for path in present
        if before.get(path) is language or now.get(path) is language
    }
    if not changed:
        return frozenset()
    return frozenset(_folders(before, language, changed) ^ _folders(now, language, changed))


def _folders(
    languages: Mapping[str, Language], language: Language, among: Collection[str]
) -> set[str]:
    return {
        folder
        for path, other in languages.items()
        if other is language and (folder := path.rpartition("/")[0]) in among
    }
