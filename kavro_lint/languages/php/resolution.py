"""The imports, names and included files of a source → files of the snapshot, PHP, or packages."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from posixpath import normpath

from kavro_lint.languages.manifest_failures import absent_folders
from kavro_lint.languages.php.composer import MANIFEST, Composer, misplaced
from kavro_lint.languages.php.composer_packages import Packages
from kavro_lint.languages.php.declared import WrittenName, key, unpack, unpack_names
from kavro_lint.languages.php.index import Index
from kavro_lint.languages.php.scopes import Kind
from kavro_lint.languages.php.standard import STANDARD, is_standard
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure, SourceFacts
from kavro_lint.model.imports import Import, Listed, PlacedResolution, placed_resolution
from kavro_lint.model.places import RawImport

Note = Callable[[str], None]

# A package that is in the repository, as Composer installs it.
_VENDORED = re.compile(r"(?:^|/)vendor/([^/]+/[^/]+)/")
_AUTOLOADER = re.compile(r"(?:^|/)vendor/autoload\.php$")
_KINDS: Mapping[str | None, Kind] = {"function": "function", "constant": "constant"}
NAMESPACE = "namespace"
# No External cell names more parts of a name.
MOST_NAMESPACES = 8


class PhpResolver:
    """Resolves the sources of PHP within one snapshot."""

    def __init__(self, project: Project, declared: Mapping[str, bytes]) -> None:
        self._project = project
        self._composer = Composer(project.files, project.read)
        declarations = ((path, unpack(packed)) for path, packed in declared.items() if packed)
        self._index = Index(declarations, self._composer)
        self._packages = Packages(self._composer)
        # What the nearest manifest and lock, and whether it is a class, make of a name.
        self._outsides: dict[tuple[str | None, str | None, bool, str], Import] = {}

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the manifests and locks that were asked so far."""
        return (*self._composer.failures, *self._absent())

    def _absent(self) -> Iterator[Failure]:
        """Yield the folders of packages that manifests name and that do not exist."""
        manifests = self._composer.manifests
        for folder, manifest in manifests.items():
            named = [("path repository", place) for place in manifest.repositories]
            yield from absent_folders(self._project, f"{folder}{MANIFEST}", named, manifests)

    def resolve_source(self, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
        """Return what the imports and the names of a source lead to, in the order of the text.

        A name whose file or package an import resolves to already adds nothing.
        """
        optional = frozenset(facts.optional)
        imports: list[Import] = []
        for line, column, kind, statement in facts.statements:
            for specifier, name in statement.names:
                raw = RawImport(specifier, name, kind, line, column, statement.text)
                edge = self.resolve(path, raw)
                if (line, column) in optional and edge.outcome == "unresolved":
                    edge = edge._replace(listed="unsure")
                if edge.target != path and not self._is_namespace(edge):
                    imports.append(edge)
        seen = {_destination(edge) for edge in imports}
        for row in unpack_names(facts.names):
            edge_of_name = self._named(path, row)
            if edge_of_name is not None and edge_of_name.target != path:
                destination = _destination(edge_of_name)
                if destination not in seen:
                    seen.add(destination)
                    imports.append(edge_of_name)
        rows = [placed_resolution(edge) for edge in imports]
        return sorted(rows, key=lambda row: row[:2])

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what an import of a source leads to."""
        note = steps.append if steps is not None else _discard
        if raw.kind == "include":
            return self._included(importer, raw, note)
        kind = _KINDS.get(raw.name, "class")
        return self._declared(importer, raw, kind, note) or self._outside(importer, raw, steps)

    def _is_namespace(self, edge: Import) -> bool:
        """Whether an import is of a namespace of the repository: by itself it leads nowhere."""
        if edge.outcome != "unresolved" or edge.raw.kind == "include":
            return False
        return edge.raw.name == NAMESPACE or self._index.has_namespace(edge.raw.specifier)

    def _declared(self, importer: str, raw: RawImport, kind: Kind, note: Note) -> Import | None:
        """Return the file that declares a name, or several; None where none does."""
        files = self._index.files(key(kind, raw.specifier))
        if not files:
            return None
        nearest = self._index.nearest(importer, files, raw.specifier, kind)
        if len(nearest) > 1:
            return Import(importer, raw, "ambiguous", candidates=tuple(sorted(nearest)))
        target = nearest[0]
        note(f"{raw.specifier} is declared in {target}")
        if note is not _discard and kind == "class":
            elsewhere = misplaced(self._composer, raw.specifier, target)
            if elsewhere is not None:
                note(elsewhere)
        return Import(importer, raw, "internal", target, _vendored(target))

    def _named(self, path: str, row: WrittenName) -> Import | None:
        """Return what a name that is written leads to; None for nothing."""
        raw = RawImport(row.name, None, "reference", row.line, row.column, row.text)
        edge = self._declared(path, raw, row.kind, _discard)
        if row.fallback and (edge is None or self._is_put_before(edge)):
            edge = self._declared(path, raw._replace(specifier=row.fallback), row.kind, _discard)
        if edge is not None or not row.is_stated or "\\" not in row.name:
            return edge
        if is_standard(row.name):
            return None
        outside = self._outside(path, raw, None)
        if outside.outcome == "external":
            # A name that nobody knows is not an import; a package that is required is.
            return outside if outside.listed == "yes" else None
        is_class = row.kind == "class" and not row.is_text_only
        return outside if is_class else None

    def _is_put_before(self, edge: Import) -> bool:
        """Whether tests put a function or a constant before the global one that code means."""
        is_dev = self._composer.is_for_development
        return edge.target is not None and is_dev(edge.target) and not is_dev(edge.importer)

    def _outside(self, importer: str, raw: RawImport, steps: list[str] | None) -> Import:
        """Answer for a name that no source declares."""
        if steps is not None:
            return self._looked_up(importer, raw, steps.append)
        folder = importer[: importer.rfind("/") + 1]
        is_class = raw.name not in _KINDS
        key = self._composer.project(folder), self._composer.lock(folder), is_class, raw.specifier
        known = self._outsides.get(key)
        if known is None:
            known = self._outsides[key] = self._looked_up(importer, raw, _discard)
        return known._replace(importer=importer, raw=raw)

    def _looked_up(self, importer: str, raw: RawImport, note: Note) -> Import:
        """Return what manifests, locks and lists make of a name."""
        name = raw.specifier
        if is_standard(name) or (raw.name in _KINDS and "\\" not in name):
            note(f"{name} is part of PHP")
            return Import(importer, raw, "standard", package=STANDARD, module=name)
        if self._is_ours(importer, name):
            places = tuple(self._composer.places(name))[:3]
            note(f"no source declares {name}, although its namespace is in this repository")
            hidden = map(self._project.is_hidden, places) if places else self._project.submodules
            unsure: Listed | None = "unsure" if any(hidden) else None
            return Import(importer, raw, "unresolved", candidates=places or (name,), listed=unsure)
        outside = self._packages.of(importer, name)
        note(outside.reason)
        # The setting `[packages]` says that a package comes with another one.
        brings = self._project.settings.packages.get(outside.package, ())
        known_as = (*_namespaces(name), *map(str.lower, brings))
        return Import(
            importer, raw, "external", package=outside.package, known_as=known_as,
            listed="yes" if brings else outside.listed, manifest=outside.manifest,
        )  # fmt: skip

    def _is_ours(self, importer: str, name: str) -> bool:
        """Whether a whole name begins as those that the repository's manifests declare.

        Where a lock knows a longer beginning, the name is a package's.
        """
        prefixes = [prefix for prefix in self._composer.prefixes_of(name) if prefix.name]
        if not prefixes:
            return "\\" in name and self._index.has_namespace(name.rpartition("\\")[0])
        folder = importer[: importer.rfind("/") + 1]
        return self._composer.longest_locked(folder, name) <= len(prefixes[0].name)

    def _included(self, importer: str, raw: RawImport, note: Note) -> Import:
        """Return the file that `require` or `include` loads."""
        written = raw.specifier.replace("\\", "/")
        folder = importer[: importer.rfind("/") + 1]
        candidates = [normpath(f"{folder}{written}")]
        if not written.startswith("./"):
            # The include path begins with the folder that PHP runs in.
            project = self._composer.manifest_of(importer)
            candidates += [normpath(f"{project.folder}{written}")] if project is not None else []
            candidates.append(normpath(written))
        for path in dict.fromkeys(candidates):
            target = self._project.files.get(path)
            if target is not None:
                note(f"{path} exists")
                return Import(importer, raw, "internal", target, _vendored(target))
            note(f"{path}: no such file")
        if written.startswith("/") or candidates[0].startswith("../"):
            return Import(importer, raw, "unresolved", listed="unsure", candidates=(written,))
        if _AUTOLOADER.search(candidates[0]):
            note("Composer writes it when it installs packages")
            return Import(importer, raw, "standard", package=STANDARD, module=written)
        package = _vendored(candidates[0])
        if package is not None:
            return Import(importer, raw, "external", package=package, listed="unsure")
        unsure: Listed | None = "unsure" if any(map(self._project.is_hidden, candidates)) else None
        places = tuple(dict.fromkeys(candidates))
        return Import(importer, raw, "unresolved", candidates=places, listed=unsure)


@lru_cache(maxsize=4096)
def _vendored(path: str) -> str | None:
    """Return the installed package that a file is of."""
    vendored = _VENDORED.search(path)
    return vendored[1].lower() if vendored is not None else None


def _namespaces(name: str) -> tuple[str, ...]:
    """Return the namespaces around a name, by which External may allow its package, too."""
    parts = name.lower().split("\\", MOST_NAMESPACES)[:MOST_NAMESPACES]
    return tuple("\\".join(parts[:length]) for length in range(1, len(parts)))


def _destination(edge: Import) -> str:
    return edge.target or edge.package or edge.raw.specifier.lower()


def _discard(step: str) -> None:
    """Discard a step: no caller asked for steps."""
