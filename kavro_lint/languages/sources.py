"""One source → its facts: from what is known of its hash, else from its bytes."""

import hashlib
from collections.abc import Iterator, Mapping

from kavro_lint.languages.generated import is_generated
from kavro_lint.languages.known import Known
from kavro_lint.languages.protocol import LFS_POINTER, Language
from kavro_lint.languages.registry import by_suffix, extractor_of, language_of, suffix_of
from kavro_lint.model import (
    Contents,
    Failure,
    Location,
    Snapshot,
    SourceFacts,
    Unreadable,
)
from kavro_lint.model.frozen import replace


def languages_of(snapshot: Snapshot) -> dict[str, Language]:
    """Return the language of each source in a snapshot."""
    of_suffix = by_suffix()
    languages: dict[str, Language] = {}
    for path in snapshot.sources:
        language = of_suffix.get(suffix_of(path))
        if language is not None and language.is_source(path):
            languages[path] = language
    return languages


class SourceReader:
    """Reads the facts of a snapshot's sources; what is known by its hash is not read again."""

    def __init__(self, snapshot: Snapshot, limit: int, known: Known) -> None:
        self._snapshot = snapshot
        self._limit = limit
        self._known = known
        self.keys: dict[str, str] = {}
        # Of sources only the facts count, so whoever watches what is read need not know.
        contents = snapshot.contents
        self._contents: Contents = getattr(contents, "unwatched", contents)

    def prepare(self, languages: Mapping[str, Language]) -> None:
        """Look up what is known of all files whose hash is known."""
        self._known.prepare(
            _key(language, path, blob)
            for path, language in languages.items()
            if (blob := self._blob(path)) is not None
        )

    def _blob(self, path: str) -> str | None:
        return self._snapshot.sources[path].blob or self._snapshot.ids.get(path)

    def read(self, path: str, language: Language) -> SourceFacts:
        """Return a file's facts. Raises Unreadable."""
        blob = self._blob(path)
        if blob is not None:
            key = self.keys[path] = _key(language, path, blob)
            found = self._known.get(key)
            if found is not None and found[0] <= self._limit:
                return found[1]
        source = self._snapshot.sources[path]
        content = self._contents.read(source, self._limit)
        if source.blob is None:
            if not self._known.keeps:
                # Nobody will ask for it by its hash.
                return _facts(path, language, content)
            blob = blob_id(content)
        key = self.keys[path] = _key(language, path, blob or "")
        found = self._known.get(key)
        if found is not None:
            return found[1]
        facts = _facts(path, language, content)
        self._known.put(key, len(content), facts)
        return facts


def _facts(path: str, language: Language, content: bytes) -> SourceFacts:
    if content.startswith(LFS_POINTER):
        raise Unreadable("it is a pointer of Git LFS; its content is not here")
    facts = language.extract(content, suffix_of(path))
    return replace(facts, generated=True) if is_generated(content) else facts


def facts_digest(path: str, content: bytes) -> bytes | None:
    """Return the digest of what a source says, None where it says nothing for sure."""
    from kavro_lint.cache.encoding import digest, encoded

    language = language_of(path)
    if language is None:
        return None
    try:
        return digest(encoded(len(content), _facts(path, language, content)))
    except Unreadable:
        return None


def _key(language: Language, path: str, blob: str) -> str:
    return f"{extractor_of(language.NAME)}{suffix_of(path)}:{blob}"


def blob_id(content: bytes) -> str:
    """Return the id that Git gives these bytes (in a repository of SHA-1 objects)."""
    header = b"blob %d\0" % len(content)
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


def lost_imports(path: str, facts: SourceFacts) -> Iterator[Failure]:
    """Yield the places where imports may be lost."""
    for line, column in facts.lost:
        reason = "a syntax error touches an import here, so imports may be lost"
        yield Failure(Location(path, line, column), reason, lost_imports=True)
    if facts.given_up is not None:
        yield Failure(Location(path), facts.given_up, lost_imports=True)
