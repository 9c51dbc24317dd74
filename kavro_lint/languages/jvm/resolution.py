"""The imports and the names of a source → files of the snapshot, the JDK, or packages of others."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from kavro_lint.languages.jvm.builds import ANDROID_MANIFEST, Builds
from kavro_lint.languages.jvm.choosing import Choosing
from kavro_lint.languages.jvm.declared import (
    LONGEST_TEXT,
    ImportedName,
    WrittenName,
    imported,
    unpack,
    unpack_names,
)
from kavro_lint.languages.jvm.index import FACADE, MOST_KNOWN, Declared, Index
from kavro_lint.languages.jvm.java_names import JavaNames
from kavro_lint.languages.jvm.kotlin_names import KotlinNames
from kavro_lint.languages.jvm.outside import Note, Outside
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure, SourceFacts
from kavro_lint.model.imports import Import, PlacedResolution, Resolution
from kavro_lint.model.places import RawImport, Statement

KOTLIN = (".kt", ".kts")
# How a statement begins that names a module.
MODULE = ("requires ", "import module ")
_place = itemgetter(0, 1)


class JvmResolver:
    """Resolves the sources of the JVM's languages within one snapshot."""

    def __init__(self, project: Project, declared: Mapping[str, bytes]) -> None:
        declarations = ((path, unpack(packed)) for path, packed in declared.items() if packed)
        self._index = Index(declarations)
        self._builds = Builds(project.files, project.read)
        self._choosing = Choosing(self._index, self._builds)
        self._names = JavaNames(self._index, self._choosing)
        self._outside = Outside(
            self._index,
            self._builds,
            self._choosing,
            has_submodules=bool(project.submodules),
            is_android=any(path.endswith(ANDROID_MANIFEST) for path in project.files),
        )
        # What imports mean in all sources of a build: each is in many of them.
        self._known: dict[str, dict[Statement, Resolution]] = {}
        self._kotlin = KotlinNames(self._index, self._choosing, self._names)
        self._files_of = lru_cache(MOST_KNOWN)(self._index.files_of)
        self._inside = lru_cache(MOST_KNOWN)(self._files_inside)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the build files that were asked so far."""
        return tuple(self._builds.failures)

    def resolve_source(self, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
        """Return what the imports and the names of a source lead to, in the order of the text.

        A name whose file an import of one type brings already adds nothing.
        """
        imports = tuple(
            imported(specifier, statement.text)
            for _, _, _, statement in facts.statements
            for specifier, _ in statement.names
        )
        self._index.see_all_imports(path, imports)
        used, unseen = self._used(path, facts.names)
        known = self._known.setdefault(self._choosing.project(path), {})
        rows: list[PlacedResolution] = []
        for (line, column, kind, statement), own in zip(facts.statements, imports, strict=True):
            resolution = known.get(statement)
            if resolution is not None and resolution.target != path:
                rows.append((line, column, kind, resolution))
                continue
            raw = RawImport(own.specifier, None, kind, line, column, statement.text)
            for edge in self._imported(path, raw, own, used):
                resolution = _resolution(edge)
                rows.append((line, column, kind, resolution))
            if resolution is not None and self._is_same_for_all(own, resolution):
                known[statement] = resolution
        reached = {row[3].target for row in rows}
        for target, name in used.items():
            if target not in reached:
                text = " ".join(name.text.split())[:LONGEST_TEXT]
                resolution = Resolution(name.name, None, text, "internal", target)
                rows.append((name.line, name.column, "reference", resolution))
        for target, name in unseen.items():
            if target not in reached:
                # What a script computes may lead there, so it is counted.
                text = " ".join(name.text.split())[:LONGEST_TEXT]
                raw = RawImport(name.name, None, "reference", name.line, name.column, text)
                hidden = Import(path, raw, "unresolved", candidates=(target,), listed="unsure")
                rows.append((name.line, name.column, "reference", _resolution(hidden)))
        return sorted(rows, key=_place)

    def _used(
        self, path: str, names: bytes
    ) -> tuple[dict[str, WrittenName], dict[str, WrittenName]]:
        """Return the other files that names lead to, each with the first of its names.

        Then those that names would lead to, if the build's scripts did.
        """
        used: dict[str, WrittenName] = {}
        unseen: dict[str, WrittenName] = {}
        files = self._kotlin.files if path.endswith(KOTLIN) else self._names.files
        for row in unpack_names(names, self._index.known):
            self._choosing.unseen.clear()
            leads_to = files(path, row)
            for file in () if leads_to else self._choosing.unseen:
                unseen.setdefault(file, row)
            for file in leads_to:
                if file not in used and file != path and not self._choosing.is_hidden(path, file):
                    used[file] = row
        return used, {file: row for file, row in unseen.items() if file not in used}

    def _is_same_for_all(self, own: ImportedName, resolution: Resolution) -> bool:
        """Whether an import means the same in all sources of a build: one file, or none."""
        if resolution.outcome != "internal":
            # Where a file is missing, the nearest folder of its package depends on the source.
            return resolution.outcome not in ("ambiguous", "unresolved")
        is_one = len(self._index.outermost(own.name)[0]) == 1
        return is_one and not own.is_wildcard and not self._kotlin.declares(own.name)

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what an import of a source leads to."""
        own = imported(raw.specifier, raw.text)
        return next(self._imported(importer, raw, own, {}, steps))

    def _imported(
        self,
        path: str,
        raw: RawImport,
        own: ImportedName,
        used: Mapping[str, object],
        steps: list[str] | None = None,
    ) -> Iterator[Import]:
        """Yield what an import resolves to; a wildcard to each file of its package that is used."""
        note = steps.append if steps is not None else _discard
        if raw.text.startswith(MODULE):
            yield self._required(path, raw, note)
            return
        if own.is_wildcard and not own.is_static and self._index.packages.get(own.name):
            yield from self._package(path, raw, own.name, used, note)
            return
        if path.endswith(KOTLIN):
            files = self._kotlin.imported(path, own.name)
            note(f"{own.name} is declared in {', '.join(files) or 'no source'}")
            for file in files:
                yield Import(path, raw, "internal", file)
            if not files:
                yield self._outside.resolve(path, raw, own, note)
            return
        types = self._names.qualified(path, own.name)
        for declared in types:
            note(f"{self._index.type(declared).name} is declared in {declared.path}")
        if types and self._is_whole(own, types):
            candidates = self._candidates(path, own.name)
            if len(candidates) > 1 and types[-1].number == FACADE:
                # One class to Java, of the functions of several files.
                for file in candidates:
                    yield Import(path, raw, "internal", file)
                return
            if len(candidates) > 1:
                yield Import(path, raw, "ambiguous", candidates=candidates)
                return
            target = types[-1].path
            if target == path:
                target = types[0].path
            yield Import(path, raw, "internal", target)
            return
        yield self._outside.resolve(path, raw, own, note)

    def _is_whole(self, own: ImportedName, types: Sequence[Declared]) -> bool:
        """Whether the types are the whole name; that of a static import may end in a member."""
        package = self._index.declarations(types[0].path).package
        parts = own.name.removeprefix(f"{package}.").count(".") + 1
        ends_in_member = own.is_static and not own.is_wildcard
        return len(types) == parts or (ends_in_member and len(types) == parts - 1)

    def _candidates(self, path: str, name: str) -> tuple[str, ...]:
        """Return the files that declare a name and are equally near."""
        types, _ = self._index.outermost(name)
        nearest = self._choosing.nearest(path, types) if types else ()
        return tuple(sorted({declared.path for declared in nearest}))

    def _package(
        self, path: str, raw: RawImport, name: str, used: Mapping[str, object], note: Note
    ) -> Iterator[Import]:
        files = self._files_of(name)
        reached = sorted(file for file in used if file in files)
        for file in reached:
            yield Import(path, raw, "internal", file)
        if reached:
            return
        folder = self._outside.folder(path, name) or "/"
        inside = self._inside(name, folder)
        note(f"no type of package {name} is written here; the package is in {folder}")
        yield Import(path, raw, "internal", folder, reaches=inside)

    def _files_inside(self, package: str, folder: str) -> tuple[str, ...]:
        """Return the files of a package that stand in a folder."""
        files = self._files_of(package)
        return tuple(sorted(file for file in files if file.rpartition("/")[0] + "/" == folder))

    def _required(self, path: str, raw: RawImport, note: Note) -> Import:
        """Resolve what a module requires (module-info.java)."""
        name = raw.specifier
        files = self._index.modules.get(name, ())
        if files:
            note(f"module {name} is declared in {files[0]}")
            return Import(path, raw, "internal", sorted(files)[0])
        if name.startswith(("java.", "jdk.")):
            return Import(path, raw, "standard", package=name, module=name)
        return Import(path, raw, "external", package=name, module=name, listed="unsure")


def _discard(step: str) -> None:
    """Discard a step: no caller asked for steps."""


def _resolution(edge: Import) -> Resolution:
    return Resolution(edge.raw.specifier, edge.raw.name, edge.raw.text, *edge[2:])
