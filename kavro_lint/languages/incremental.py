"""The facts of one state after the other: only what differs is read and resolved again.

A file is read again where its bytes are others, and resolved again where its imports may lead
elsewhere: it mentions a path that came or went, a manifest that was read says something else, or,
where names are edges, another file declares something else under a name that it writes.
"""

from collections.abc import Collection, Iterator, Mapping

from kavro_lint.cache.memory import Memory
from kavro_lint.cache.packed_imports import FileImports
from kavro_lint.languages.indexed import Pending, by_family, stale
from kavro_lint.languages.kept_facts import KeptFacts
from kavro_lint.languages.protocol import Language, is_indexed
from kavro_lint.languages.reach import (
    Layouts,
    Leads,
    leads_of,
    leads_with,
    names_in_manifest,
    names_that_matter,
)
from kavro_lint.languages.registry import families, is_source
from kavro_lint.languages.renewed_resolvers import RenewedResolvers
from kavro_lint.languages.resolving import (
    Reworded,
    file_imports,
    importing_when_run,
    renamed,
    rows_of,
)
from kavro_lint.languages.snapshot_changes import Changes, changes_between
from kavro_lint.languages.source_versions import SourceVersions
from kavro_lint.languages.sources import languages_of, lost_imports
from kavro_lint.languages.state_languages import folders_that_differ, languages_after
from kavro_lint.languages.unread import misnamed_links
from kavro_lint.languages.visible_files import folders_of
from kavro_lint.model.facts import Facts, Failure, Snapshot, SourceSettings
from kavro_lint.model.imports import Imports
from kavro_lint.model.places import Location

_NOTHING = Snapshot("commit", None, {}, None)  # type: ignore[arg-type]


class IncrementalFacts:
    """Reads the facts of states that follow each other.

    `facts` are those of the last. A file whose statements only moved keeps the places that they
    had: drift has no lines.
    """

    def __init__(self, memory: Memory, settings: SourceSettings) -> None:
        self._said = SourceVersions(memory, settings.max_file_size)
        self._settings = settings
        self._resolvers = RenewedResolvers(settings)
        self._snapshot = _NOTHING
        self._languages: dict[str, Language] = {}
        self._files: dict[str, FileImports] = {}
        self._leads: dict[str, Leads] = {}
        # The languages that had a file once.
        self._seen: set[str] = set()
        # Files that are to be resolved when somebody asks for them.
        self._unresolved: set[str] = set()
        # What the sources of each family of languages declare.
        self._declared: dict[str, dict[str, bytes]] = {}
        # Files whose imports for type checkers only may happen when the program runs.
        self._importing: frozenset[str] = frozenset()
        self._reworded: Reworded = {}
        self.facts = Facts({}, Imports({}))

    def asks(self, path: str) -> bool:
        """Whether resolution has asked for a file as a manifest, be it there or not."""
        return self._resolvers.asks(path)

    def step(
        self,
        snapshot: Snapshot,
        changes: Changes | None = None,
        only: Collection[str] | None = None,
    ) -> frozenset[str] | None:
        """Read what differs, and return the files that say or lead to something else.

        `changes` are those since the last snapshot, looked for where they are not given. Of imports
        those of the files `only` are read and in `facts`, None for all. None is returned for all
        files.
        """
        is_first = self._snapshot is _NOTHING
        if is_first:
            changes = Changes.everything(snapshot.sources)
        elif changes is None:
            changes = changes_between(self._snapshot, snapshot)
        old, self._snapshot = self._snapshot, snapshot
        self._resolvers.step(snapshot, is_same_layout=not changes.layout)
        before, removed = self._languages, set[str]()
        if changes.layout:
            self._languages = languages_after(before, snapshot, changes.present)
            removed = before.keys() - self._languages.keys()
        for path in removed:
            self._said.forget(path)
        self._said.change(path for path in changes.paths if path in self._languages)
        index_again = self._renew(old, changes, before)
        index_again |= any(is_indexed(before[path]) for path in removed)
        chosen = self._languages if only is None else self._languages.keys() & only
        differing = removed | self._read(chosen, removed, index_again)
        if only is not None and any(
            any(self._files[path].checking) for path in chosen if path in self._files
        ):
            # Whether those imports count depends on files that nobody asked for.
            chosen = self._languages
            differing |= self._read(chosen, (), False)
        if differing or changes.layout or only is not None:
            differing |= self._make_facts(chosen)
        return None if is_first else frozenset(differing)

    def kept(self) -> KeptFacts:
        """Return what another run needs to go on from the last state."""
        asked, failures = self._resolvers.kept()
        return KeptFacts(
            settings=repr(self._settings),
            files=self._files,
            names={path: self._leads[path].names for path in self._files},
            unreadable={path: known.reason for path, known in self._said.unreadable.items()},
            asked=asked,
            failures=failures,
            seen=self._seen,
        )

    def restore(self, snapshot: Snapshot, kept: KeptFacts) -> bool:
        """Begin with a state of which all is kept; return whether it is of these sources."""
        languages = languages_of(snapshot)
        known = kept.files.keys() | kept.unreadable.keys()
        if kept.settings != repr(self._settings) or known != languages.keys():
            return False
        self._snapshot, self._languages, self._files = snapshot, languages, dict(kept.files)
        self._leads = {
            path: leads_with(frozenset(kept.names[path]), file.rows)
            for path, file in self._files.items()
        }
        self._said.untouched = set(self._files)
        self._said.unreadable = {
            path: Failure(Location(path), reason) for path, reason in kept.unreadable.items()
        }
        self._resolvers.step(snapshot, is_same_layout=False)
        self._resolvers.restore(kept.asked, kept.failures)
        self._seen = set(kept.seen)
        for path, language in languages.items():
            if is_indexed(language) and path in self._files:
                declared = self._declared.setdefault(families()[language.NAME], {})
                declared[path] = self._files[path].declares
        self._make_facts(languages)
        return True

    def _read(
        self, chosen: Collection[str], removed: Collection[str], index_again: bool
    ) -> set[str]:
        """Read and resolve the chosen files where they may differ; return those that do."""
        self._said.ask(self._unresolved)
        differing = self._said.read(self._snapshot, self._languages, chosen)
        if index_again or any(is_indexed(self._languages[path]) for path in differing):
            self._index(differing)
            self._said.ask(self._unresolved)
            differing |= self._said.read(self._snapshot, self._languages, chosen)
        for path in differing.union(removed):
            if path in self._said.facts:
                self._unresolved.add(path)
            else:
                self._files.pop(path, None)
                self._leads.pop(path, None)
                self._unresolved.discard(path)
        return differing | self._resolve(chosen)

    def _renew(self, old: Snapshot, changes: Changes, before: Mapping[str, Language]) -> bool:
        """Note the files whose imports may lead elsewhere now, and rebuild their resolvers.

        Return whether what sources declare must be indexed again.
        """
        contents = changes.paths - changes.present
        folders: Collection[str] = ()
        if changes.folders:
            folders = folders_of(old.sources) ^ folders_of(self._snapshot.sources)
        family_of = families()
        index_again = False
        self._forget_families()
        for language in {id(known): known for known in self._languages.values()}.values():
            family = family_of[language.NAME]
            asked = self._resolvers.asked(family)
            # A folder that only another language had is not a package of this one.
            holding, around = folders_that_differ(
                language, before, self._languages, changes.present
            )
            present = changes.present
            layouts = Layouts(old, self._snapshot, present, folders, holding, around, asked)
            names = names_that_matter(language, layouts.with_links())
            for path in asked & contents:
                more = names_in_manifest(language, path, old, self._snapshot)
                names = names | more if names is not None and more is not None else None
            is_new = language.NAME not in self._seen
            if names is not None and not names and not is_new:
                continue
            self._seen.add(language.NAME)
            self._resolvers.renew(family, anew=names is None)
            index_again = index_again or is_indexed(language)
            self._unresolved.update(
                path
                for path, other_language in self._languages.items()
                if other_language is language
                and (names is None or is_new or self._may_lead(path, names, changes.present))
            )
        return index_again

    def _forget_families(self) -> None:
        """Forget what was wrong with manifests that no source asks for any more."""
        family_of = families()
        present = {family_of[name] for name in {lang.NAME for lang in self._languages.values()}}
        for name in [name for name in self._seen if family_of[name] not in present]:
            self._resolvers.renew(family_of[name], anew=True)
            self._seen.discard(name)

    def _may_lead(self, path: str, names: frozenset[str], paths: Collection[str]) -> bool:
        """Whether a file's imports mention a name, lead to a path, or anywhere."""
        leads = self._leads.get(path)
        return (
            leads is None
            or leads.unsure
            or not leads.names.isdisjoint(names)
            or not leads.targets.isdisjoint(paths)
        )

    def _index(self, differing: Collection[str]) -> None:
        """Index what sources declare, and note those whose names may mean something else."""
        again = self._unresolved.union(differing)
        pending = {
            path: Pending(language, None, self._said.facts.get(path),
                          self._files.get(path) if path not in again else None)
            for path, language in self._languages.items()
            if is_indexed(language)
            and (path in self._said.facts or path in self._said.untouched)
        }  # fmt: skip
        family_of = families()
        declared: dict[str, dict[str, bytes]] = {}
        for sources in by_family(pending):
            source = next(iter(sources.values()))
            family = family_of[source.language.NAME]
            self._unresolved |= stale(sources, self._declared.get(family, {}))
            self._resolvers.index(sources)
            declared[family] = {path: source.declares for path, source in sources.items()}
        self._declared = declared

    def _resolve(self, chosen: Collection[str]) -> set[str]:
        """Resolve the imports of files, and return those that lead elsewhere than before."""
        differing: set[str] = set()
        for path in [path for path in self._unresolved if path in chosen]:
            self._unresolved.discard(path)
            facts = self._said.facts.get(path)
            if facts is None:
                continue
            language = self._languages[path]
            file = file_imports(self._resolvers.of(language), language, path, facts)
            if self._files.get(path) != file:
                self._files[path] = file
                self._leads[path] = leads_of(facts, file.rows)
                differing.add(path)
        return differing

    def _make_facts(self, chosen: Collection[str]) -> set[str]:
        """Make the facts of the state, and return files whose imports are of another kind now."""
        files = {
            path: self._files[path]
            for path in self._languages
            if path in self._files and path in chosen
        }
        foreign = {path: file.foreign for path, file in files.items() if file.foreign}
        importing = importing_when_run(files)
        self._reworded = {path: self._reworded[path] for path in importing & self._reworded.keys()}
        rows = rows_of(files, importing, self._reworded)
        languages = {
            path: language.NAME for path, language in self._languages.items() if path not in foreign
        }
        self.facts = Facts(
            languages=renamed(languages, rows),
            imports=Imports(rows),
            failures=tuple(self._failures(files, chosen)),
            foreign=foreign,
            generated=frozenset(path for path, file in files.items() if file.generated),
            families=families(),
            is_source=is_source,
        )
        differing, self._importing = importing ^ self._importing, importing
        return {path for path in differing if path in files}

    def _failures(
        self, files: Mapping[str, FileImports], chosen: Collection[str]
    ) -> Iterator[Failure]:
        unreadable = self._said.unreadable
        yield from (unreadable[path] for path in sorted(unreadable) if path in chosen)
        yield from misnamed_links(self._snapshot)
        for path, file in files.items():
            if file.lost or file.given_up:
                yield from lost_imports(path, file.lost, file.given_up)
        yield from self._resolvers.failures()
