"""Snapshot → facts: every source of a known language is read, extracted and resolved."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from kavro_lint.languages.known import NOTHING, Known
from kavro_lint.languages.layout import DEFAULTS, project_of
from kavro_lint.languages.protocol import Language, Reporting, Resolver
from kavro_lint.languages.registry import (
    KNOWN_SUFFIXES,
    by_suffix,
    families,
    is_source,
    suffix_of,
)
from kavro_lint.languages.sources import SourceReader, languages_of, lost_imports
from kavro_lint.model import (
    Facts,
    Failure,
    Import,
    Imports,
    Location,
    PlacedResolution,
    Snapshot,
    SourceFacts,
    SourceSettings,
    Unreadable,
)
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import placed_resolution

Progress = Callable[[int, int], None]


@frozen
class FileFacts:
    """What one file says, and where its imports lead."""

    rows: Sequence[PlacedResolution] = ()
    failures: tuple[Failure, ...] = ()
    unanalysable: int = 0
    foreign: str | None = None
    generated: bool = False


def read_facts(
    snapshot: Snapshot,
    settings: SourceSettings = DEFAULTS,
    known: Known = NOTHING,
    progress: Progress = lambda done, of: None,
) -> Facts:
    """Return what all sources of the snapshot say."""
    return Reading(snapshot, settings, known).facts(progress)


class Reading:
    """All sources of a snapshot while they are read."""

    def __init__(self, snapshot: Snapshot, settings: SourceSettings, known: Known) -> None:
        self._snapshot = snapshot
        self._languages = languages_of(snapshot)
        self._reader = SourceReader(snapshot, settings.max_file_size, known)
        self._project = project_of(snapshot, settings)
        self._resolvers: dict[str, Resolver] = {}

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys of the sources, by which their facts are known."""
        return self._reader.keys

    def facts(self, progress: Progress = lambda done, of: None) -> Facts:
        """Return what all sources say; `progress` is told how many of them have been read."""
        self._reader.prepare(self._languages)
        files: dict[str, FileFacts] = {}
        for path, language in self._languages.items():
            progress(len(files), len(self._languages))
            files[path] = self._read_file(path, language)
        return self._facts_of(files)

    def _facts_of(self, files: Mapping[str, FileFacts]) -> Facts:
        unreadable = self._snapshot.unreadable.items()
        failures = [Failure(Location(path), reason) for path, reason in unreadable]
        failures += [failure for file in files.values() for failure in file.failures]
        failures += _broken_manifests(self._resolvers.values())
        foreign = {path: file.foreign for path, file in files.items() if file.foreign}
        return Facts(
            languages={
                path: language.NAME
                for path, language in self._languages.items()
                if path not in foreign
            },
            imports=Imports({path: file.rows for path, file in files.items() if file.rows}),
            failures=tuple(failures),
            unanalysable={
                path: file.unanalysable
                for path, file in files.items()
                if file.unanalysable and path not in foreign
            },
            not_analysed=_not_analysed(self._snapshot.sources),
            foreign=foreign,
            generated=frozenset(path for path, file in files.items() if file.generated),
            is_source=is_source,
            families=families(),
        )

    def _read_file(self, path: str, language: Language) -> FileFacts:
        try:
            facts = self._reader.read(path, language)
        except Unreadable as error:
            return FileFacts(failures=(Failure(Location(path), str(error)),))
        rows = () if facts.foreign else resolved(self._resolver(language), path, facts)
        lost = tuple(lost_imports(path, facts))
        return FileFacts(rows, lost, facts.unanalysable, facts.foreign, facts.generated)

    def _resolver(self, language: Language) -> Resolver:
        resolver = self._resolvers.get(language.NAME)
        if resolver is None:
            resolver = self._resolvers[language.NAME] = language.resolver(self._project)
        return resolver


def _broken_manifests(resolvers: Iterable[Resolver]) -> list[Failure]:
    """Return what was wrong with the manifests that resolution asked, each once."""
    reporting = [resolver for resolver in resolvers if isinstance(resolver, Reporting)]
    return list(dict.fromkeys(failure for each in reporting for failure in each.failures))


def resolved(resolver: Resolver, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
    """Return what the imports of a file resolve to, one for a statement and each target.

    A resolver that has `resolve_file` makes them by itself.
    """
    rows = _resolved(resolver, path, facts)
    if not facts.optional:
        return rows
    optional = frozenset(facts.optional)
    return [_excused(row) if row[:2] in optional else row for row in rows]


def _excused(row: PlacedResolution) -> PlacedResolution:
    """Return an import that may fail: that no manifest lists its package is no fault."""
    line, column, kind, resolution = row
    if resolution.listed != "no":
        return row
    return line, column, kind, resolution._replace(listed="unsure")


def _resolved(resolver: Resolver, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
    resolve_file = getattr(resolver, "resolve_file", None)
    if resolve_file is not None:
        rows: Sequence[PlacedResolution] = resolve_file(path, facts.statements)
        return rows
    imports: dict[tuple[object, ...], Import] = {}
    for raw in facts.imports:
        resolved_import = resolver.resolve(path, raw)
        # `from x import a, b` is one statement: two names in one target are one import.
        target = resolved_import.target or resolved_import.module or (raw.specifier, raw.name)
        key = (raw.line, raw.column, resolved_import.outcome, target)
        imports.setdefault(key, resolved_import)
    return tuple(map(placed_resolution, imports.values()))


def _not_analysed(paths: Iterable[str]) -> Mapping[str, int]:
    readable = by_suffix()
    counts: dict[str, int] = {}
    for path in paths:
        suffix = suffix_of(path)
        if suffix in KNOWN_SUFFIXES and suffix not in readable:
            counts[suffix] = counts.get(suffix, 0) + 1
    return dict(sorted(counts.items()))
