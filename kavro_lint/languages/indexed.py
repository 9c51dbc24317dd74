"""Sources in which names are edges: all of a family are read, then indexed, then resolved.

What was stored of a source holds until its bytes change, or another source declares something else
under a name that this one writes.
"""

import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from kavro_lint.cache.packed_imports import FileImports
from kavro_lint.languages.protocol import Indexed, IndexedResolver, Language, Project, Resolver
from kavro_lint.languages.registry import families, language_of
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.frozen import frozen


@frozen
class Pending:
    """A source that was read, or is stored, and waits for the others of its family."""

    language: Language
    blob: str | None
    facts: SourceFacts | None = None
    stored: FileImports | None = None

    @property
    def indexed(self) -> Indexed:
        """The language, of which names are edges."""
        return cast(Indexed, self.language)

    @property
    def declares(self) -> bytes:
        """What the source declares."""
        source = self.facts or self.stored
        return source.declares if source is not None else b""


def hashed(words: Iterable[str]) -> bytes:
    """Return the hashes of words, as they are stored."""
    return array("I", sorted({_hash(word) for word in words})).tobytes()


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def by_family(pending: Mapping[str, Pending]) -> Iterator[Mapping[str, Pending]]:
    """Yield the waiting sources of each family of languages."""
    family_of = families()
    grouped: dict[str, dict[str, Pending]] = {}
    for path, source in pending.items():
        grouped.setdefault(family_of[source.language.NAME], {})[path] = source
    yield from grouped.values()


def stale(pending: Mapping[str, Pending], before: Mapping[str, bytes]) -> frozenset[str]:
    """Return the sources of a family that must be resolved again.

    `before` is what each source declared when the imports were stored.
    """
    fresh = frozenset(path for path, source in pending.items() if source.stored is None)
    names: set[str] = set()
    for path in {*pending, *before}:
        source = pending.get(path)
        now, then = source.declares if source is not None else b"", before.get(path, b"")
        if now != then:
            own = (source or next(iter(pending.values()))).indexed.names_changed(then, now)
            if own is None:
                return frozenset(pending)
            names |= own
    carried = _carried(names, pending) if names else names
    if carried is None:
        return frozenset(pending)
    changed = set(map(_hash, carried))
    if not changed:
        return fresh
    return fresh | {
        path
        for path, source in pending.items()
        if source.stored is not None and not changed.isdisjoint(_words(source.stored.words))
    }


def _carried(names: set[str], pending: Mapping[str, Pending]) -> Iterable[str] | None:
    """Return the names that mean something else because others do, those included."""
    for source in pending.values():
        carried = getattr(source.language, "carried", None)
        if carried is not None:
            declared = (source.declares for source in pending.values() if source.declares)
            carriers: Iterable[str] | None = carried(names, declared)
            return carriers
    return names


def _words(packed: bytes) -> "array[int]":
    words = array("I")
    words.frombytes(packed)
    return words


def stale_sources(
    pending: Mapping[str, Pending],
    before: Mapping[str, FileImports],
    project: Callable[[], Project],
    resolvers: dict[str, Resolver],
) -> Iterator[tuple[str, Resolver]]:
    """Yield each waiting source that must be resolved, with what resolves it.

    `before` is what was stored of the sources of the state before; resolvers that are made are
    added to `resolvers`.
    """
    for sources in by_family(pending):
        languages = {source.language.NAME for source in sources.values()}
        declared = {
            path: file.declares
            for path, file in before.items()
            if (language := language_of(path)) is not None and language.NAME in languages
        }
        stale_paths = stale(sources, declared)
        resolver: IndexedResolver | None = None
        for path, source in sources.items():
            if path not in stale_paths:
                continue
            if resolver is None:
                declares = {path: source.declares for path, source in sources.items()}
                resolver = source.indexed.indexed(project(), declares)
                resolvers[source.language.NAME] = resolver
            yield path, resolver
