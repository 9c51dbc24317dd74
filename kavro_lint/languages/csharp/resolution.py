"""The usings and the names of a C# source → files of the snapshot, .NET, or packages of others."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.languages.csharp.declared import WrittenName, unpack, unpack_names
from kavro_lint.languages.csharp.index import Index
from kavro_lint.languages.csharp.load_directives import is_load, loaded, package_of
from kavro_lint.languages.csharp.projects import Projects
from kavro_lint.languages.csharp.scopes import Scopes
from kavro_lint.languages.csharp.standard import framework_of, is_standard
from kavro_lint.languages.folders import shared_folders
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure, SourceFacts
from kavro_lint.model.imports import Import, Listed, PlacedResolution, Resolution
from kavro_lint.model.places import PlacedStatement, RawImport

# A namespace of others is named by so many parts where no project file tells its package.
PARTS = 2
LONG_ROOTS = ("Microsoft", "System")


class CSharpResolver:
    """Resolves C# sources within one snapshot."""

    def __init__(self, project: Project, declared: Mapping[str, bytes]) -> None:
        self._index = Index((path, unpack(packed)) for path, packed in declared.items() if packed)
        self._projects = Projects(project)
        self._files = project.files
        self._scopes = Scopes(self._index, self._projects)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the project files that were asked so far."""
        return tuple(self._projects.failures)

    def resolve_source(self, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
        """Return what the usings and the names of a source lead to, in the order of the text.

        A using of a namespace is an edge only where it brings extension methods and no type.
        """
        written = unpack_names(facts.names)
        rows: list[PlacedResolution] = []
        used: set[str] = set()
        reached: dict[str, tuple[int, int]] = {}
        for row in written.names:
            for name in self._types(path, row):
                used.add(name.rpartition(".")[0])
                for edge in self._edges(path, row, name):
                    if edge.target is not None:
                        place = reached.setdefault(edge.target, (row.line, row.column))
                        if place != (row.line, row.column):
                            continue
                    rows.append((row.line, row.column, "reference", _resolution(edge)))
        called = frozenset(written.called)
        for statement in facts.statements:
            for edge in self._using(path, statement, used, called):
                if edge.target is None or edge.target not in reached:
                    rows.append((*statement[:3], _resolution(edge)))
        return sorted(dict.fromkeys(rows), key=lambda row: row[:2])

    def _types(self, path: str, row: WrittenName) -> list[str]:
        """Return the whole names of the types that a written name leads over."""
        if row.kind == "attribute":
            name, tick, count = row.name.partition("`")
            longer = f"{name}Attribute{tick}{count}"
            types = self._scopes.types(path, row.inside, row.space, longer, is_value=False)
            if types:
                return types
        types = self._scopes.types(path, row.inside, row.space, row.name, row.kind == "value")
        full_name = row.name.removeprefix("global::")
        # What a text names need only be there when it runs, referred to or not.
        if row.kind == "loaded" and full_name not in types and self._index.parts(full_name):
            return [full_name]
        return types

    def _edges(self, path: str, row: WrittenName, name: str) -> Iterator[Import]:
        """Yield an edge to each part of a type; none to the file itself."""
        raw = RawImport(row.name, None, "reference", row.line, row.column, row.text)
        files = self._nearest(path, name)
        if len(files) > 1 and not all(
            self._index.type(part).is_partial for part in self._index.parts(name)
        ):
            if path not in files:
                yield Import(path, raw, "ambiguous", candidates=files)
            return
        for file in files:
            if file != path:
                yield Import(path, raw, "internal", file)

    def _nearest(self, path: str, name: str) -> tuple[str, ...]:
        """Return the files of a type: those of the own project before those of others."""
        parts = self._scopes.parts(path, name) or self._index.parts(name)
        owners = self._projects.owners(path)
        own = [part for part in parts if not owners.isdisjoint(self._projects.owners(part.path))]
        files = {part.path for part in own or parts}
        if len(files) > 1 and not all(self._index.type(part).is_partial for part in own or parts):
            # One type for each platform, or a copy: the nearest by the path.
            shared = {file: shared_folders(path, file) for file in files}
            most = max(shared.values())
            files = {file for file in files if shared[file] == most}
        return tuple(sorted(files))

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what a using of a source leads to."""
        statement = RawImport(*raw)
        if is_load(raw.text):
            return self._loaded(importer, statement)
        return self._outside(importer, statement, raw.specifier)

    def _loaded(self, path: str, raw: RawImport) -> Import:
        """Return what a `#load` of a script leads to."""
        package = package_of(raw.specifier)
        if package is not None:
            return self._external(path, raw, package, raw.specifier, "unsure")
        target = loaded(path, raw.specifier, self._files)
        if target is None:
            return Import(path, raw, "unresolved", candidates=(raw.specifier,))
        return Import(path, raw, "internal", target)

    def _using(
        self, path: str, row: PlacedStatement, used: set[str], called: frozenset[str]
    ) -> Iterator[Import]:
        """Yield what a directive leads to: a type, extension methods, or what others declare."""
        line, column, kind, statement = row
        ((name, _),) = statement.names
        raw = RawImport(name, None, kind, line, column, statement.text)
        if is_load(statement.text):
            yield self._loaded(path, raw)
            return
        full_name = self._scopes.named(path, self._around(path, name), name)
        if full_name is not None and self._scopes.parts(path, full_name):
            for file in self._nearest(path, full_name):
                if file != path:
                    yield Import(path, raw, "internal", file)
            return
        namespaces = self._scopes.namespaces(self._around(path, name), name)
        if namespaces:
            if used.isdisjoint(namespaces):
                yield from self._extending(path, raw, namespaces, called)
            return
        yield self._outside(path, raw, name)

    def _around(self, path: str, name: str) -> str:
        """Return the namespace of the block whose directives have a name."""
        for space in self._index.declarations(path).spaces:
            targets = (*space.usings, *space.statics, *(target for _, target in space.aliases))
            if name in targets:
                return space.name
        return ""

    def _extending(
        self, path: str, raw: RawImport, namespaces: Sequence[str], called: frozenset[str]
    ) -> Iterator[Import]:
        """Yield an edge to each file whose extension methods are called."""
        files = {
            file
            for namespace in namespaces
            for method in called
            for file in self._index.extensions.get((namespace, method), ())
            if file != path and self._is_visible(path, file)
        }
        for file in sorted(files):
            yield Import(path, raw, "internal", file)

    def _is_visible(self, path: str, file: str) -> bool:
        visible, owners = self._projects.visible(path), self._projects.owners(file)
        return visible is None or not owners or not visible.isdisjoint(owners)

    def _outside(self, path: str, raw: RawImport, name: str) -> Import:
        """Answer for a namespace that this repository does not declare."""
        plain = name.removeprefix("global::")
        package = self._projects.package_of(path, plain)
        if package is not None:
            return self._external(path, raw, package, plain, "yes")
        if is_standard(plain):
            return Import(path, raw, "standard", package=plain, module=plain)
        framework = framework_of(plain, self._projects.frameworks(path))
        if framework is not None:
            return self._external(path, raw, framework, plain, "yes")
        above = plain.rpartition(".")[0]
        parts = plain.split(".")
        # Extension methods are often declared in namespaces of .NET's own.
        if above in self._index.namespaces and parts[0] not in LONG_ROOTS:
            # What a project does not compile may name what is gone, or a submodule may have it.
            is_unsure = self._projects.is_removed(path) or self._projects.sees_hidden(path)
            listed: Listed | None = "unsure" if is_unsure else None
            return Import(path, raw, "unresolved", candidates=(plain,), listed=listed)
        short = ".".join(parts[: PARTS + (parts[0] in LONG_ROOTS)])
        # A package of another name may bring it, or one that another package needs.
        return self._external(path, raw, short, plain, "unsure")

    def _external(
        self, path: str, raw: RawImport, package: str, name: str, listed: Listed
    ) -> Import:
        known_as = re.sub(r"[-_.]+", "-", package).lower()
        return Import(
            path, raw, "external", package=package, module=name, known_as=(known_as,),
            listed=listed, manifest=self._projects.manifest(path),
        )  # fmt: skip


def _resolution(edge: Import) -> Resolution:
    return Resolution(edge.raw.specifier, edge.raw.name, edge.raw.text, *edge[2:])
