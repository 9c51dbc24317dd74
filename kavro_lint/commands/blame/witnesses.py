"""Statements that show that a finding is still there, so that a state need not be judged.

An import finding is there as long as its file has a statement of it, a cycle or a chain as long
as each of its dependencies has one, an undeclared file as long as there is the file. Only where
the last statement goes, or where a path or a manifest changes by which it may resolve in another
way, is the state in doubt and judged as a whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.commands.blame.earlier_states import Key
from kavro_lint.commands.blame.file_statements import Statements, StatementText
from kavro_lint.commands.blame.parent_trees import REGULAR, Tree
from kavro_lint.git.log import BlobChange
from kavro_lint.languages.incremental import IncrementalFacts
from kavro_lint.languages.reach import is_known_by_name, names_in_manifest
from kavro_lint.languages.registry import language_of, languages
from kavro_lint.model.findings import Finding
from kavro_lint.model.imports import Imports, Resolution
from kavro_lint.model.places import ImportKind

# So many statements of one dependency are kept: each brings names that may come into question.
MOST_ALTERNATIVES = 8

# Files that stand for the folder that they are in.
_OF_FOLDER = frozenset({"__init__", "__main__", "index", "mod"})
_WORDS = re.compile(r"[\w$-]+")


class Witness(NamedTuple):
    """A file, at its path in the state, and what it says; None where it need only be there.

    `names` are those of files and folders by which the statement resolves.
    """

    path: str
    statement: StatementText | None
    names: frozenset[str]


class _Case(NamedTuple):
    """A finding with its witnesses: of each list one must be there."""

    finding: Finding
    needs: tuple[list[Witness], ...]


class Witnesses:
    """The witnesses of findings in the state that a walk has come to."""

    def __init__(
        self, versions: Statements, reading: IncrementalFacts, statements: Mapping[Key, int]
    ) -> None:
        self._versions = versions
        self._reading = reading
        self._statements = statements
        self._cases: dict[int, _Case] = {}

    def covers(self, finding: Finding) -> bool:
        """Whether a finding has witnesses."""
        return id(finding) in self._cases

    def paths(self) -> frozenset[str]:
        """Return the files of the witnesses that are looked at first."""
        return frozenset(need[0].path for case in self._cases.values() for need in case.needs)

    def renew(
        self, findings: Iterable[Finding], architecture: Architecture, moved: Mapping[str, str]
    ) -> None:
        """Find the witnesses of findings that a state has; `moved` maps its paths to now."""
        old_paths = {new: old for old, new in moved.items()}
        for finding in findings:
            needs = tuple(_needs(finding, architecture, moved, old_paths))
            if not all(needs) and finding.dependency is not None:
                count = self._statements[finding.rule, finding.dependency]
                path = old_paths.get(finding.dependency[1], finding.dependency[1])
                needs = _of_module(architecture, path, finding.dependency[2], count)
            self._cases.pop(id(finding), None)
            if needs and all(needs):
                self._cases[id(finding)] = _Case(finding, needs)

    def forget(self, findings: Iterable[Finding]) -> None:
        """Forget findings whose commit is known."""
        for finding in findings:
            self._cases.pop(id(finding), None)

    def in_doubt(self, changes: Sequence[BlobChange], tree: Tree) -> list[Finding]:
        """Return the findings that the state before a commit's changes may not have.

        `tree` is the state after them.
        """
        if not self._cases:
            return []
        moving: set[str] = set()
        for blob_change in changes:
            names = _moving_names(blob_change, tree, self._reading)
            if names is None:
                return [case.finding for case in self._cases.values()]
            moving |= names
        before = dict(_blobs_before(changes))
        if moving:
            for need in (need for case in self._cases.values() for need in case.needs):
                # What may resolve in another way shows nothing.
                need[:] = [witness for witness in need if moving.isdisjoint(witness.names)]
        return [
            case.finding for case in self._cases.values() if not self._holds(case, before, tree)
        ]

    def _holds(self, case: _Case, before: Mapping[str, str | None], tree: Tree) -> bool:
        """Whether each dependency has a witness in the state before; it is put first then."""
        for need in case.needs:
            for number, witness in enumerate(need):
                if number == 0 and witness.path not in before:
                    break
                if self._is_there(witness, before, tree):
                    need.insert(0, need.pop(number))
                    break
            else:
                return False
        return True

    def _is_there(self, witness: Witness, before: Mapping[str, str | None], tree: Tree) -> bool:
        blob = before[witness.path] if witness.path in before else tree.blob(witness.path)
        if blob is None or witness.statement is None:
            return blob is not None
        snapshot = tree.with_blob(witness.path, blob)
        return witness.statement in self._versions.statements_of(snapshot, witness.path)


def _moving_names(
    blob_change: BlobChange, tree: Tree, reading: IncrementalFacts
) -> frozenset[str] | None:
    """Return the names that may resolve in another way before a change, None for any name."""
    if blob_change.new_mode not in REGULAR or blob_change.old_mode not in REGULAR:
        return None
    change = blob_change.change
    if change.status == "M":
        return _names_in(blob_change, tree) if reading.asks(change.path) else frozenset()
    if any(reading.asks(path) or is_known_by_name(path) for path in change.paths):
        return None
    return frozenset(map(name_of_path, change.paths))


def _names_in(blob_change: BlobChange, tree: Tree) -> frozenset[str] | None:
    """Return the names that a manifest may resolve in another way before a change."""
    path = blob_change.change.path
    before = tree.with_blob(path, blob_change.old_blob)
    names: frozenset[str] = frozenset()
    for language in languages():
        if language.is_manifest(path) or language_of(path) is language:
            more = names_in_manifest(language, path, before, tree.snapshot)
            if more is None:
                return None
            names |= more
    return names


def name_of_path(path: str) -> str:
    """Return the name by which an import resolves to a file: its own, or that of its folder."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return folder.rpartition("/")[2] if stem in _OF_FOLDER else stem


def _blobs_before(changes: Iterable[BlobChange]) -> Iterator[tuple[str, str | None]]:
    """Yield the changed paths with the blobs that they had before, None for no file."""
    for blob_change in changes:
        change = blob_change.change
        yield change.path, blob_change.old_blob if change.status in "MD" else None
        if change.old is not None and change.status == "R":
            yield change.old, blob_change.old_blob


def _needs(
    finding: Finding,
    architecture: Architecture,
    moved: Mapping[str, str],
    old_paths: Mapping[str, str],
) -> Iterator[list[Witness]]:
    """Yield the alternatives of each part of a finding; an empty list where there is none."""
    for atom in finding.atoms:
        kind, *words = atom
        if kind == "file":
            path = old_paths.get(words[0], words[0])
            yield (
                [Witness(path, None, frozenset())] if path in architecture.snapshot.sources else []
            )
        elif kind == "edge":
            yield _spread(_closing(architecture, words[0], words[1]))
        elif kind == "import" and len(finding.atoms) == 1:
            path = old_paths.get(words[0], words[0])
            yield _of_import(architecture, path, words[1], moved)
        else:
            yield []


def _of_import(
    architecture: Architecture, path: str, imported: str, moved: Mapping[str, str]
) -> list[Witness]:
    """Return the statements of a file that import a file, a package or what is not there."""
    return [
        _witness(path, kind, resolution)
        for _, _, kind, resolution in architecture.facts.imports.files.get(path, ())
        if imported
        in (
            moved.get(resolution.target or "", resolution.target),
            resolution.package,
            resolution.specifier,
            f"{resolution.specifier}:{resolution.name}",
        )
    ][:MOST_ALTERNATIVES]


def _of_module(
    architecture: Architecture, path: str, module: str, count: int
) -> tuple[list[Witness], ...]:
    """Return so many statements of a file that import a module; each of them is needed."""
    statements = {
        (line, column): [_witness(path, kind, resolution)]
        for line, column, kind, resolution in architecture.facts.imports.files.get(path, ())
        if resolution.target is not None and architecture.owner(resolution.target) == module
    }
    return tuple(statements.values())[:count] if len(statements) >= count else ()


def _closing(architecture: Architecture, importer: str, imported: str) -> Imports:
    """Return the imports of a dependency between modules that can close a cycle or a chain."""
    for siblings in architecture.sibling_edges.values():
        if (importer, imported) in siblings:
            return siblings[importer, imported].imports
    edge = architecture.edges_by_pair.get((importer, imported))
    return edge.closing if edge is not None else Imports({})


def _spread(imports: Imports) -> list[Witness]:
    """Return statements of as many files as there are."""
    return [_witness(path, rows[0][2], rows[0][3]) for path, rows in imports.files.items() if rows][
        :MOST_ALTERNATIVES
    ]


def _witness(path: str, kind: ImportKind, resolution: Resolution) -> Witness:
    """Return a statement with the names by which it resolves, and those of its target."""
    specifier, name = resolution.specifier, resolution.name
    texts = (specifier, name or "", resolution.target or "", *resolution.candidates,
             *resolution.reaches)  # fmt: skip
    names = {word for text in texts for word in _WORDS.findall(text)} - _OF_FOLDER
    return Witness(path, (kind, specifier, name), frozenset(names))
