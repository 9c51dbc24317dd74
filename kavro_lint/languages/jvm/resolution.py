"""The imports and the names of a source → files of the snapshot, the JDK, or packages of others."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kavro_lint.languages.jvm.builds import Builds
from kavro_lint.languages.jvm.choosing import Choosing
from kavro_lint.languages.jvm.declared import (
    ImportedName,
    WrittenName,
    imported,
    unpack,
    unpack_names,
)
from kavro_lint.languages.jvm.index import FACADE, Declared, Index
from kavro_lint.languages.jvm.java_names import JavaNames
from kavro_lint.languages.jvm.kotlin_names import KotlinNames
from kavro_lint.languages.jvm.standard import MOST_PARTS, is_standard
from kavro_lint.languages.protocol import Project
from kavro_lint.model import (
    Failure,
    Import,
    Listed,
    PlacedResolution,
    RawImport,
    Resolution,
    SourceFacts,
)

Note = Callable[[str], None]

KOTLIN = (".kt", ".kts")
# How a statement begins that names a module.
MODULE = ("requires ", "import module ")
# A package of others is named by so many parts where no build file tells its library.
PARTS = 3


class JvmResolver:
    """Resolves the sources of the JVM's languages within one snapshot."""

    def __init__(self, project: Project, declared: Mapping[str, bytes]) -> None:
        declarations = ((path, unpack(packed)) for path, packed in declared.items() if packed)
        self._index = Index(declarations)
        self._builds = Builds(project.files, project.read)
        self._choosing = Choosing(self._index, self._builds.folders)
        self._names = JavaNames(self._index, self._choosing)
        self._kotlin = KotlinNames(self._index, self._choosing, self._names)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the build files that were asked so far."""
        return tuple(self._builds.failures)

    def resolve_source(self, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
        """Return what the imports and the names of a source lead to, in the order of the text.

        A name whose file an import of one type brings already adds nothing.
        """
        written = unpack_names(facts.names)
        imports = tuple(
            imported(specifier, statement.text)
            for _, _, _, statement in facts.statements
            for specifier, _ in statement.names
        )
        self._index.see_all_imports(path, imports)
        by_file: dict[str, tuple[int, int, str, str]] = {}
        for row in written:
            for file in self._files(path, row):
                if file != path:
                    by_file.setdefault(file, (row.line, row.column, row.name, row.text))
        rows: list[PlacedResolution] = []
        for (line, column, kind, statement), own in zip(facts.statements, imports, strict=True):
            raw = RawImport(own.specifier, None, kind, line, column, statement.text)
            for edge in self._imported(path, raw, own, by_file):
                rows.append((line, column, kind, _resolution(edge)))
        reached = {row[3].target for row in rows}
        for target, (line, column, name, text) in by_file.items():
            if target not in reached:
                resolution = Resolution(name, None, text, "internal", target)
                rows.append((line, column, "reference", resolution))
        return sorted(rows, key=lambda row: row[:2])

    def _files(self, path: str, row: WrittenName) -> Iterable[str]:
        if path.endswith(KOTLIN):
            return self._kotlin.files(path, row)
        types = self._names.types(path, row.inside, row.name)
        return (declared.path for declared in types)

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
        """Yield what an import leads to; a wildcard to each file of its package that is used."""
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
                yield self._outside(path, raw, own, note)
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
        yield self._outside(path, raw, own, note)

    def _is_whole(self, own: ImportedName, types: Sequence[Declared]) -> bool:
        """Whether the types are the whole name; that of a static import may end in a member."""
        package = self._index.declarations(types[0].path).package
        parts = own.name.removeprefix(f"{package}.").count(".") + 1
        ends_in_member = own.is_static and not own.is_wildcard
        return len(types) == parts or (ends_in_member and len(types) == parts - 1)

    def _candidates(self, path: str, name: str) -> tuple[str, ...]:
        """Return the files that declare a name and are equally near."""
        parts = name.split(".")
        for length in range(1, len(parts)):
            found = self._index.top_level(".".join(parts[:length]), parts[length])
            if found:
                nearest = self._choosing.nearest(path, found)
                return tuple(sorted({declared.path for declared in nearest}))
        return ()

    def _package(
        self, path: str, raw: RawImport, name: str, used: Mapping[str, object], note: Note
    ) -> Iterator[Import]:
        types = self._index.packages[name]
        files = {declared.path for found in types.values() for declared in found}
        reached = sorted(file for file in files if file in used)
        for file in reached:
            yield Import(path, raw, "internal", file)
        if reached:
            return
        nearest = self._choosing.nearest(
            path, [found[0] for _, found in sorted(types.items()) if found]
        )
        folder = nearest[0].path.rpartition("/")[0] + "/"
        inside = tuple(sorted(file for file in files if file.rpartition("/")[0] + "/" == folder))
        note(f"no type of package {name} is written here; the package is in {folder}")
        yield Import(path, raw, "internal", folder, reaches=inside)

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

    def _outside(self, path: str, raw: RawImport, own: ImportedName, note: Note) -> Import:
        """Answer for an import that leads to no file."""
        name = own.name
        if is_standard(name):
            note(f"{name} is in a package of the JDK")
            return Import(
                path, raw, "standard", package=_package_of(name, own.is_wildcard), module=name
            )
        library = self._builds.package_of(path, name)
        manifest = self._builds.manifest(path)
        near = self._own_package(own.specifier)
        if near is not None and (
            library is None or near.count(".") > library.partition(":")[0].count(".")
        ):
            note(f"package {near} is of this repository, and has no such type")
            return Import(path, raw, "unresolved", candidates=(name,))
        package = library or ".".join(_package_of(name, own.is_wildcard).split(".")[:PARTS])
        listed: Listed = "yes" if library is not None else "unsure"
        note(
            f"{name}: "
            + (f"of {library} ({manifest})" if library else "of no build file's library")
        )
        return Import(
            path, raw, "external", package=package, module=name, known_as=_known_as(library),
            listed=listed, manifest=manifest,
        )  # fmt: skip

    def _own_package(self, name: str) -> str | None:
        """Return the package of this repository that a name is in, or below."""
        parts = name.split(".", MOST_PARTS)
        for length in range(len(parts) - 1, 0, -1):
            package = ".".join(parts[:length])
            if package in self._index.packages:
                return package
        return None


def _known_as(library: str | None) -> tuple[str, ...]:
    """Return the names by which External may allow a library: its coordinates and its group."""
    names = (library, library.partition(":")[0]) if library is not None else ()
    return tuple(dict.fromkeys(re.sub(r"[-_.]+", "-", name).lower() for name in names))


def _discard(step: str) -> None:
    """Discard a step: no caller asked for steps."""


def _package_of(name: str, is_wildcard: bool = False) -> str:
    """Return the package of a dotted name: the parts before the first that looks like a type."""
    parts = name.split(".")
    types = [number for number, part in enumerate(parts) if part[:1].isupper()]
    end = types[0] if types else len(parts) if is_wildcard else len(parts) - 1
    return ".".join(parts[: max(1, end)])


def _resolution(edge: Import) -> Resolution:
    return Resolution(edge.raw.specifier, edge.raw.name, edge.raw.text, *edge[2:])
