"""The facts of one state after the other: only what differs is read and resolved again."""

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from kavro_lint.cache.imports import FileImports
from kavro_lint.cache.memory import Memory
from kavro_lint.commands.history.reach import Leads, leads_of, names_that_matter
from kavro_lint.commands.history.tree import Changes
from kavro_lint.languages.indexed import Pending, by_family, hashed, stale
from kavro_lint.languages.layout import project_of
from kavro_lint.languages.protocol import IndexedResolver, Language, Reporting, Resolver, is_indexed
from kavro_lint.languages.registry import families, is_manifest, is_source
from kavro_lint.languages.resolving import renamed, resolved
from kavro_lint.languages.sources import SourceReader, languages_of, lost_imports
from kavro_lint.languages.unread import misnamed_links
from kavro_lint.model import (
    Facts,
    Failure,
    Imports,
    Location,
    PlacedResolution,
    Snapshot,
    Source,
    SourceFacts,
    SourceSettings,
    Unreadable,
)

# So many files are remembered by their bytes, beside those of the state: reverts, renames.
REMEMBERED = 4_000
LARGEST_MANIFEST = 5_000_000
# Versions in manifests: what follows a comparison, and what stands between quotes alone. None of
# them says where an import leads.
VERSIONS = re.compile(
    rb"(?:[<>!~=]=|[<>])[ \t]*v?\d[\w.*+!-]*|(?<=[\"'])[\^~v]?\d+(?:\.[\w*+-]+)+(?=[\"'])"
)


class RecentFacts(Memory):
    """What was read of the files that were seen last, for one run."""

    def __init__(self, most: int = REMEMBERED) -> None:
        super().__init__(None)
        self._recent: OrderedDict[str, tuple[int, SourceFacts]] = OrderedDict()
        self._most = most

    def facts(self, key: str) -> tuple[int, SourceFacts] | None:
        """Return the size of a file and its facts, where they are still known."""
        known = self._recent.get(key)
        if known is not None:
            self._recent.move_to_end(key)
        return known

    def put_facts(self, key: str, size: int, facts: SourceFacts) -> None:
        """Remember what was read, and forget what was not asked for longest."""
        self._recent[key] = (size, facts)
        if len(self._recent) > self._most:
            self._recent.popitem(last=False)


class FactsOfStates:
    """Reads the facts of states that follow each other."""

    def __init__(self, memory: Memory, settings: SourceSettings) -> None:
        self._memory = memory
        self._settings = settings
        self._languages: dict[str, Language] = {}
        self._resolvers: dict[str, Resolver] = {}
        self._read: dict[str, SourceFacts] = {}
        self._files: dict[str, FileImports] = {}
        self._leads: dict[str, Leads] = {}
        self._unreadable: dict[str, Failure] = {}
        self._sources: Mapping[str, Source] = {}
        self._not_read_yet = True
        # What the sources of each family of languages declare.
        self._declared: dict[str, dict[str, bytes]] = {}
        self.facts = Facts({}, Imports({}))

    def step(self, snapshot: Snapshot, changes: Changes) -> frozenset[str] | None:
        """Read what differs, and return the files that say or lead to something else.

        None stands for all of them.
        """
        if self._not_read_yet:
            self._read_all(snapshot)
            return None
        before = self._languages
        if changes.layout:
            self._languages = languages_of(snapshot)
        read = self._read_sources(snapshot, [p for p in changes.paths if p in self._languages])
        for path in [path for path in self._read if path not in self._languages]:
            self._forget(path)
            read.add(path)
        for path in [path for path in self._unreadable if path not in self._languages]:
            self._forget(path)
            read.add(path)
        affected = self._affected(snapshot, changes, before)
        affected |= self._affected_by_names(snapshot, read, bool(affected))
        differing = self._resolve(read | affected)
        if differing or changes.layout:
            self.facts = self._facts_of(snapshot)
        return frozenset(differing)

    def _affected(
        self, snapshot: Snapshot, changes: Changes, before: Mapping[str, Language]
    ) -> set[str]:
        """Return the files whose imports may lead elsewhere now, and renew their resolvers."""
        manifests = [
            path
            for path in changes.paths - changes.present
            if is_manifest(path) and self._says_otherwise(snapshot, path)
        ]
        self._sources = snapshot.sources
        paths = changes.present.union(manifests)
        if not paths:
            return set()
        project = project_of(snapshot, self._settings)
        affected: set[str] = set()
        for language in {id(each): each for each in self._languages.values()}.values():
            # A folder that only another language had is no package of this one.
            folders: set[str] = set()
            if changes.layout:
                folders = _folders(before, language) ^ _folders(self._languages, language)
            names = names_that_matter(language, paths, folders)
            is_new = language.NAME not in self._resolvers
            if names is not None and not names and not is_new and not changes.folders:
                continue
            self._resolvers[language.NAME] = language.resolver(project)
            affected.update(
                path
                for path, each in self._languages.items()
                if each is language
                and (names is None or is_new or self._may_lead(path, names, paths))
            )
        return affected & self._read.keys()

    def _affected_by_names(
        self, snapshot: Snapshot, read: Collection[str], renew: bool
    ) -> set[str]:
        """Return the sources whose names may mean something else, where names are edges."""
        pending = {
            path: Pending(language, None, self._read.get(path) if path in read else None,
                          self._files.get(path) if path not in read else None)
            for path, language in self._languages.items()
            if is_indexed(language) and (path in self._read or path in self._files)
        }  # fmt: skip
        affected: set[str] = set()
        declared: dict[str, dict[str, bytes]] = {}
        family_of = families()
        for sources in by_family(pending):
            declares = {path: source.declares for path, source in sources.items()}
            family = family_of[next(iter(sources.values())).language.NAME]
            affected |= stale(sources, self._declared.get(family, {}))
            if renew or read:
                project = project_of(snapshot, self._settings)
                resolver = next(iter(sources.values())).indexed.indexed(project, declares)
                names = {source.language.NAME for source in sources.values()}
                self._resolvers.update(dict.fromkeys(names, resolver))
            declared[family] = declares
        self._declared = declared
        return affected & self._read.keys()

    def _says_otherwise(self, snapshot: Snapshot, path: str) -> bool:
        """Whether a manifest says something else than which versions of packages it wants."""
        before, now = self._sources.get(path), snapshot.sources.get(path)
        if before is None or now is None:
            return True
        try:
            texts = [snapshot.contents.read(each, LARGEST_MANIFEST) for each in (before, now)]
        except Unreadable:
            return True
        old, new = (VERSIONS.sub(b"", text) for text in texts)
        return old != new

    def _may_lead(self, path: str, names: frozenset[str], paths: Collection[str]) -> bool:
        """Whether a file's imports mention a name, lead to a path, or anywhere."""
        leads = self._leads.get(path)
        return (
            leads is None
            or leads.unsure
            or not leads.names.isdisjoint(names)
            or not leads.targets.isdisjoint(paths)
        )

    def _read_all(self, snapshot: Snapshot) -> None:
        self._not_read_yet = False
        self._languages = languages_of(snapshot)
        self._sources = snapshot.sources
        self._read_sources(snapshot, self._languages)
        project = project_of(snapshot, self._settings)
        for language in {id(each): each for each in self._languages.values()}.values():
            self._resolvers[language.NAME] = language.resolver(project)
        self._affected_by_names(snapshot, self._read.keys(), True)
        self._resolve(self._read)
        self.facts = self._facts_of(snapshot)

    def _read_sources(self, snapshot: Snapshot, paths: Iterable[str]) -> set[str]:
        """Read files, and return those that say something else than before."""
        reader = SourceReader(snapshot, self._settings.max_file_size, self._memory)
        differing: set[str] = set()
        for path in paths:
            try:
                facts = reader.read(path, self._languages[path])
            except Unreadable as error:
                self._forget(path)
                self._unreadable[path] = Failure(Location(path), str(error))
                differing.add(path)
                continue
            self._unreadable.pop(path, None)
            before = self._read.get(path)
            if before is None or _said(before) != _said(facts):
                self._read[path] = facts
                differing.add(path)
        return differing

    def _forget(self, path: str) -> None:
        self._read.pop(path, None)
        self._files.pop(path, None)
        self._leads.pop(path, None)
        self._unreadable.pop(path, None)

    def _resolve(self, paths: Iterable[str]) -> set[str]:
        """Resolve the imports of files, and return those that lead elsewhere than before."""
        differing: set[str] = set()
        for path in paths:
            facts = self._read.get(path)
            if facts is None:
                differing.add(path)
                continue
            language = self._languages[path]
            rows = () if facts.foreign else self._rows(path, language, facts)
            file = FileImports(
                rows=tuple(rows),
                lost=facts.lost,
                unanalysable=facts.unanalysable,
                foreign=facts.foreign,
                given_up=facts.given_up,
                generated=facts.generated,
                declares=facts.declares,
                words=hashed(language.words(facts)) if is_indexed(language) else b"",
            )
            if self._files.get(path) != file:
                self._files[path] = file
                self._leads[path] = leads_of(facts, file.rows)
                differing.add(path)
        return differing

    def _rows(
        self, path: str, language: Language, facts: SourceFacts
    ) -> Sequence[PlacedResolution]:
        resolver = self._resolvers[language.NAME]
        if is_indexed(language):
            return cast(IndexedResolver, resolver).resolve_source(path, facts)
        return resolved(resolver, path, facts)

    def _facts_of(self, snapshot: Snapshot) -> Facts:
        files = {path: self._files[path] for path in self._languages if path in self._files}
        foreign = {path: file.foreign for path, file in files.items() if file.foreign}
        rows = {path: file.rows for path, file in files.items() if file.rows}
        languages = {
            path: language.NAME for path, language in self._languages.items() if path not in foreign
        }
        return Facts(
            languages=renamed(languages, rows),
            imports=Imports(rows),
            failures=tuple(self._failures(snapshot, files)),
            foreign=foreign,
            generated=frozenset(path for path, file in files.items() if file.generated),
            families=families(),
            is_source=is_source,
        )

    def _failures(self, snapshot: Snapshot, files: Mapping[str, FileImports]) -> list[Failure]:
        failures = [self._unreadable[path] for path in sorted(self._unreadable)]
        failures += misnamed_links(snapshot)
        for path, file in files.items():
            if file.lost or file.given_up:
                failures += lost_imports(path, file.lost, file.given_up)
        reporting = (each for each in self._resolvers.values() if isinstance(each, Reporting))
        return failures + list(
            dict.fromkeys(failure for resolver in reporting for failure in resolver.failures)
        )


def _said(facts: SourceFacts) -> tuple[object, ...]:
    """Return what a file says, wherever in the file it stands: drift has no lines."""
    optional = frozenset(facts.optional)
    statements = [
        (kind, statement, (line, column) in optional)
        for line, column, kind, statement in facts.statements
    ]
    rest = (facts.unanalysable, facts.foreign, facts.given_up, facts.generated, len(facts.lost))
    return statements, rest, facts.declares, facts.names


def _folders(languages: Mapping[str, Language], language: Language) -> set[str]:
    return {path.rpartition("/")[0] for path, other in languages.items() if other is language}
