"""The imports and paths of a Rust source → files of the snapshot, or crates of others."""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.languages.folders import joined
from kavro_lint.languages.protocol import Project
from kavro_lint.languages.rust.crate_modules import Module, Tree, blocks_of
from kavro_lint.languages.rust.crates import Crate, Package, Workspaces
from kavro_lint.languages.rust.declared import (
    Declarations,
    WrittenSource,
    unpack,
    unpack_names,
)
from kavro_lint.languages.rust.manifests import read_manifest
from kavro_lint.languages.rust.names import Names
from kavro_lint.languages.rust.outcomes import Answer, Answers
from kavro_lint.model.facts import Failure, SourceFacts
from kavro_lint.model.imports import Import, Listed, PlacedResolution, Resolution
from kavro_lint.model.places import Location, RawImport

# A file that is in more crates than this is resolved in the first of them.
MOST_PLACES = 8

Reached = dict[tuple[str, str], tuple[int, int, str, str, Answer, bool]]


class RustResolver:
    """Resolves Rust sources within one snapshot."""

    def __init__(self, project: Project, declared: Mapping[str, bytes]) -> None:
        self._files = project.files
        self._declared: dict[str, Declarations] = {
            path: unpack(packed) for path, packed in declared.items() if packed
        }
        self._workspaces = Workspaces(project)
        self._tree = Tree(self._declared, project.files)
        for package in self._workspaces.packages.values():
            for crate in package.crates:
                self._tree.add(crate)
        self._tree.guess(
            path
            for path in self._declared
            if path not in self._tree.places and self._workspaces.package_around(path) is not None
        )
        self._names = Names(self._tree, self._workspaces)
        self._answers = Answers(self._names, project.is_hidden)
        self._is_hidden = project.is_hidden
        # A file that no crate includes is looked at when it is asked about.
        self._alone: dict[str, list[Module]] = {}
        self._in_crates = frozenset(self._tree.places)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the manifests, and modules whose files are not read."""
        unread = (
            Failure(
                Location(path),
                "it is a module of Rust that is not read: its imports are unknown",
                lost_imports=True,
                fix="give it the suffix `.rs`",
            )
            for path in self._tree.unread
        )
        return (*self._workspaces.failures, *unread)

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what an import resolves to, as if it stood at the top of the file."""
        path = raw.specifier.removesuffix("::*")
        scope = self._places(importer)[0][0]
        answers = self._answers.of_path(scope, path, is_use=True, is_sure=True)
        answer = next(iter(answers), Answer("unresolved"))
        if steps is not None:
            steps.append(f"{path} is written in module {scope.name or 'crate'} of {scope.file}")
        return Import(importer, raw, *answer.resolution(path, raw.text, False)[3:])

    def resolve_source(self, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
        """Return what the imports and the paths of a source lead to, in the order of the text.

        A path whose file an import brings already adds nothing.
        """
        written = unpack_names(facts.names)
        places = [blocks_of(scopes, written) for scopes in self._places(path)[:MOST_PLACES]]
        rows = list(self._imports(path, facts, written, places))
        rows += self._missing_files(path, written, places)
        if path not in self._in_crates:
            rows += self._unplaced(path)
        reached = {
            (row[3].target, row[3].package) for row in rows if row[3].outcome != "unresolved"
        }
        for key, row in self._references(path, written, places).items():
            line, column, name, text, answer, is_test = row
            if (key[0] or None, key[1] or None) not in reached:
                rows.append((line, column, "reference", answer.resolution(name, text, is_test)))
        return sorted(rows, key=lambda row: row[:2])

    def _places(self, path: str) -> list[list[Module]]:
        """Return the modules that a file is, by its scopes, in each crate that includes it."""
        if path in self._in_crates and self._tree.places[path]:
            return self._tree.places[path]
        if path not in self._alone:
            package = self._workspaces.package_around(path)
            if package is None:
                package = Package("", read_manifest(b""), "2021")
                package.has_manifest = False
            self._alone[path] = self._tree.alone(path, Crate(package, "lone", "", path))
        return [self._alone[path]]

    def _imports(
        self,
        path: str,
        facts: SourceFacts,
        written: WrittenSource,
        places: Sequence[Sequence[Module]],
    ) -> Iterator[PlacedResolution]:
        for statement_row, row in zip(facts.statements, written.statements, strict=True):
            line, column, kind, statement = statement_row
            if kind == "include":
                yield (
                    line,
                    column,
                    kind,
                    self._included(path, statement.names[0][0], statement.text),
                )
                continue
            seen: dict[tuple[object, ...], Resolution] = {}
            for scopes in places:
                scope = _scope(scopes, row.scope)
                is_test = row.is_test or scope.module.is_test
                for use, (specifier, _) in zip(row.uses, statement.names, strict=True):
                    for answer in self._answers.of_use(scope, use, row.is_sure):
                        key = answer.outcome, answer.target, answer.package or specifier
                        if answer.target is not None:
                            key = key[:2]  # type: ignore[assignment]
                        if key not in seen or (seen[key].is_test and not is_test):
                            seen[key] = answer.resolution(specifier, statement.text, is_test)
            for resolution in _without_wrong_variants(list(seen.values())):
                yield line, column, kind, resolution

    def _included(self, path: str, included: str, text: str) -> Resolution:
        place = joined(path[: path.rfind("/") + 1], included)
        target = self._files.get(place) if place is not None else None
        candidates = (place,) if target is None and place is not None else ()
        internal = Answer("internal", target)
        answer = internal if target is not None else Answer("unresolved", candidates=candidates)
        return answer.resolution(included, text, False)

    def _missing_files(
        self, path: str, written: WrittenSource, places: Sequence[Sequence[Module]]
    ) -> Iterator[PlacedResolution]:
        """Yield a row for each `mod x;` that leads to no file, or to two."""
        declared = self._declared[path].files if path in self._declared else ()
        for row, file in zip(written.files, declared, strict=True):
            tried: list[str] = []
            is_stated = False
            for scopes in places:
                candidates, is_stated = self._tree.candidates(
                    _scope(scopes, row.scope), row.scope, file
                )
                tried += candidates
            there = [place for place in dict.fromkeys(tried) if place in self._files]
            is_double = len(places) == 1 and len(there) > 1 and not is_stated
            if there and not is_double:
                continue
            is_hidden = any(map(self._is_hidden, tried))
            is_unsure = is_hidden or (row.is_conditional and not row.is_test)
            may_fail: Listed | None = "unsure" if is_unsure else None
            answer = Answer("unresolved", candidates=tuple(dict.fromkeys(tried)), listed=may_fail)
            if is_double:
                answer = Answer("ambiguous", candidates=tuple(there))
            resolution = answer.resolution(row.name, row.text, row.is_test)
            yield row.line, row.column, "import", resolution

    def _unplaced(self, path: str) -> Iterator[PlacedResolution]:
        """Yield a row for a file that no crate includes, though a package has it.

        It is surely forgotten where the module that must declare it is known.
        """
        package = self._workspaces.package_around(path)
        if package is None or self._is_program(path, package.folder):
            return
        folder, _, name = path.rpartition("/")
        if name == "mod.rs":
            folder, _, name = folder.rpartition("/")
        name = name.removesuffix(".rs")
        owners = [f"{folder}.rs", f"{folder}/mod.rs", f"{folder}/lib.rs", f"{folder}/main.rs"]
        parents = [
            scopes[0]
            for owner in owners
            for scopes in self._tree.places.get(owner, ())
            if owner in self._in_crates
        ]
        is_sure = bool(parents) and not any(parent.calls for parent in parents)
        answer = Answer("unresolved", listed=None if is_sure else "unsure")
        text = f"no `mod {name};` leads to this file"
        yield 1, 1, "import", answer.resolution(f"mod {name}", text, False)

    def _is_program(self, path: str, folder: str) -> bool:
        """Whether a file has a `main` and stands beside the sources: a test compiles it alone.

        So `trybuild` and the compiler's own tests do: https://docs.rs/trybuild.
        """
        scopes = self._declared[path].scopes
        is_beside = not path.startswith(f"{folder}src/")
        return is_beside and bool(scopes) and "main" in scopes[0].values

    def _references(
        self, path: str, written: WrittenSource, places: Sequence[Sequence[Module]]
    ) -> Reached:
        """Return what paths lead to: each file and each package at its first place."""
        reached: Reached = {}
        for row in written.paths:
            for scopes in places:
                scope = _scope(scopes, row.scope)
                is_test = row.is_test or scope.module.is_test
                for answer in self._answers.of_path(scope, row.path, False, row.is_sure):
                    if answer.target == path or answer.outcome == "standard":
                        continue
                    key = answer.target or "", answer.package or ""
                    if answer.outcome == "unresolved":
                        key = "", f" {row.path}"
                    known = reached.get(key)
                    if known is None or (known[5] and not is_test):
                        where = row.line, row.column, row.path, row.text
                        reached[key] = (*where, answer, is_test)
        return reached


def _scope(scopes: Sequence[Module], number: int) -> Module:
    return scopes[number] if number < len(scopes) else scopes[0]


def _without_wrong_variants(rows: Sequence[Resolution]) -> Sequence[Resolution]:
    """Return answers without what fails in one crate and leads somewhere in another."""
    good = {row.specifier for row in rows if row.outcome in ("internal", "standard")}
    return [
        row for row in rows if row.outcome in ("internal", "standard") or row.specifier not in good
    ]
