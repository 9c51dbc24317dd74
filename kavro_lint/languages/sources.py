"""One source → its facts: from what is known of its bytes, else from themselves."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from kavro_lint.cache.folder import digest
from kavro_lint.cache.hashing import blob_id as hash_blob
from kavro_lint.cache.memory import Memory
from kavro_lint.languages.generated import is_generated
from kavro_lint.languages.protocol import LFS_POINTER, Language
from kavro_lint.languages.registry import by_suffix, language_of, suffix_of
from kavro_lint.model.facts import Contents, Failure, Snapshot, SourceFacts, Unreadable
from kavro_lint.model.frozen import fields, replace
from kavro_lint.model.places import Location, Statement

NOTEBOOK_FACTOR = 10
IS_POINTER = "it is a Git LFS pointer; its content is not here"

ExtractAll = Callable[[Sequence[tuple[bytes, str]]], list[SourceFacts | Unreadable]]


def languages_of(snapshot: Snapshot) -> dict[str, Language]:
    """Return the language of each source in a snapshot."""
    of_suffix = by_suffix()
    languages: dict[str, Language] = {}
    for path in snapshot.sources:
        language = of_suffix.get(suffix_of(path))
        if language is not None and language.is_source(path):
            languages[path] = language
    return languages


class SourceFile(NamedTuple):
    """A file that was read; `blob` is the hash of its bytes where somebody asked."""

    path: str
    language: Language
    content: bytes
    blob: str | None = None


class SourceReader:
    """Reads the facts of a snapshot's sources; what is known by its bytes is not read again.

    `limit` is the largest size in bytes.
    """

    def __init__(self, snapshot: Snapshot, limit: int, memory: Memory) -> None:
        self._snapshot = snapshot
        self._limit = limit
        self._memory = memory
        # Of sources only the facts count, so whoever records what is read need not know.
        contents = snapshot.contents
        self._contents: Contents = getattr(contents, "unrecorded", contents)
        self._content: tuple[str, bytes] = ("", b"")

    def blob(self, path: str) -> str | None:
        """Return the hash of a file's bytes where it is known without reading them."""
        return self._snapshot.sources[path].blob or self._snapshot.ids.get(path)

    def hashed(self, path: str) -> str:
        """Return the hash of the bytes that `read` will read. Raises Unreadable.

        What was known of a file of the working tree may be of other bytes by now.
        """
        return self._snapshot.sources[path].blob or hash_blob(self._read(path)).hex()

    def read(self, path: str, language: Language, blob: str | None = None) -> SourceFacts:
        """Return a file's facts; `blob` is what `hashed` returned, if asked. Raises Unreadable."""
        known = self.known(path, language, blob)
        if known is not None:
            return known
        facts = next(self.extracted([self.source(path, language, blob)]))
        if isinstance(facts, Unreadable):
            raise facts
        return facts

    def known(self, path: str, language: Language, blob: str | None = None) -> SourceFacts | None:
        """Return a file's facts where the memory has them; `blob` as for `read`."""
        blob = blob or self._snapshot.sources[path].blob
        if blob is None:
            return None
        known = self._memory.facts(_key(path, language, blob))
        return known[1] if known is not None and known[0] <= self._limit_of(path) else None

    def source(self, path: str, language: Language, blob: str | None = None) -> SourceFile:
        """Read a file whose facts are not known; `blob` as for `read`. Raises Unreadable."""
        blob = blob or self._snapshot.sources[path].blob
        return SourceFile(path, language, self._read(path), blob)

    def extracted(self, sources: Sequence[SourceFile]) -> Iterator[SourceFacts | Unreadable]:
        """Yield the facts of files in their order, or why they are not readable."""
        for source, facts in zip(sources, extracted(sources), strict=True):
            if isinstance(facts, SourceFacts) and source.blob is not None:
                key = _key(source.path, source.language, source.blob)
                self._memory.put_facts(key, len(source.content), facts)
            yield facts

    def _read(self, path: str) -> bytes:
        """Read a file, once even if it is first hashed and then read."""
        if self._content[0] != path:
            source = self._snapshot.sources[path]
            self._content = path, self._contents.read(source, self._limit_of(path))
        return self._content[1]

    def _limit_of(self, path: str) -> int:
        """Return the largest size of a file: pictures in a notebook are larger than its code."""
        return self._limit * NOTEBOOK_FACTOR if path.endswith(".ipynb") else self._limit


def extracted(sources: Sequence[SourceFile]) -> list[SourceFacts | Unreadable]:
    """Return the facts of files in their order, or why they are not readable.

    Files of one language are handed to it together.
    """
    facts_by_path: dict[str, SourceFacts | Unreadable] = {}
    groups: dict[str, list[SourceFile]] = {}
    for source in sources:
        if source.content.startswith(LFS_POINTER):
            facts_by_path[source.path] = Unreadable(IS_POINTER)
        else:
            groups.setdefault(source.language.NAME, []).append(source)
    for group in groups.values():
        contents = [(source.content, suffix_of(source.path)) for source in group]
        for source, facts in zip(group, _extracted(group[0].language, contents), strict=True):
            is_read = isinstance(facts, SourceFacts)
            is_marked = is_read and is_generated(source.content, suffix_of(source.path))
            facts_by_path[source.path] = replace(facts, generated=True) if is_marked else facts
    return [facts_by_path[source.path] for source in sources]


def _extracted(
    language: Language, contents: Sequence[tuple[bytes, str]]
) -> list[SourceFacts | Unreadable]:
    extract_all: ExtractAll | None = getattr(language, "extract_all", None)
    if extract_all is not None:
        return extract_all(contents)
    return [_extracted_one(language, content, suffix) for content, suffix in contents]


def _extracted_one(language: Language, content: bytes, suffix: str) -> SourceFacts | Unreadable:
    try:
        return language.extract(content, suffix)
    except Unreadable as error:
        return error


@lru_cache(maxsize=16)
def facts_of(path: str, content: bytes) -> SourceFacts | Unreadable | None:
    """Return the facts of a file, or why it is not readable; None for no source.

    Of few files, which whoever asks what has changed in them asks about twice.
    """
    language = language_of(path)
    if language is None:
        return None
    (facts,) = extracted([SourceFile(path, language, content)])
    return facts


def facts_digest(path: str, content: bytes) -> bytes | None:
    """Return the digest of what a source says, None where it says nothing for sure."""
    facts = facts_of(path, content)
    return digest_of(facts) if isinstance(facts, SourceFacts) else None


def digest_of(facts: SourceFacts) -> bytes:
    """Return what tells facts from others."""
    about = repr(_rest(facts)).encode("utf-8", "surrogatepass")
    if not facts.statements:
        return digest(about)
    lines, columns, kinds, statements = zip(*facts.statements, strict=True)
    places = array("Q", (*lines, *columns)).tobytes()
    written = b"\n".join(map(_written, statements))
    return digest(about, places, "\n".join(kinds).encode(), written)


# What a file says besides its statements.
_rest = attrgetter(*(name for name in fields(SourceFacts()) if name != "statements"))


@lru_cache(maxsize=50_000)
def _written(statement: Statement) -> bytes:
    """Return a statement on one line, written once: most are in more than one file."""
    return repr(tuple(statement)).encode("utf-8", "surrogatepass")


def _key(path: str, language: Language, blob: str) -> str:
    return f"{language.NAME}{suffix_of(path)}:{blob}"


# So many places of a file are told one by one.
MOST_LOST = 20


def lost_imports(
    path: str, lost: Iterable[tuple[int, int]], given_up: str | None
) -> Iterator[Failure]:
    """Yield the places of a file where imports may be lost."""
    places = list(lost)
    for line, column in places[:MOST_LOST]:
        reason = "a syntax error touches an import here, so imports may be lost"
        yield Failure(Location(path, line, column), reason, lost_imports=True)
    if len(places) > MOST_LOST:
        more = f"and at {len(places) - MOST_LOST:,} more places"
        reason = f"syntax errors touch imports here {more}, so imports may be lost"
        yield Failure(Location(path, *places[MOST_LOST]), reason, lost_imports=True)
    if given_up is not None:
        yield Failure(Location(path), given_up, lost_imports=True)
