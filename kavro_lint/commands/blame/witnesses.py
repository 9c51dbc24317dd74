"""Statements that show that a finding is still there, so that a state need not be judged.

An import finding is there as long as its file has a statement of it, a cycle or a chain as long
as each of its dependencies has one, an undeclared file as long as there is the file. Only where
the last statement goes, or where a path or a manifest changes by which it may resolve in another
way, is the state in doubt and judged as a whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kavro_lint.architecture import Architecture
from kavro_lint.commands.blame.tree import REGULAR, Tree
from kavro_lint.git.log import BlobChange
from kavro_lint.languages.registry import is_manifest, is_source
from kavro_lint.languages.steps import Said, Steps
from kavro_lint.model import Finding, Imports, Unreadable

# So many statements of one dependency are kept: each brings names that may come into question.
MOST_ALTERNATIVES = 8

# Files that stand for the folder that they are in.
_OF_FOLDER = frozenset({"__init__", "__main__", "index", "mod"})
# What follows a sign or a space is a version; `/v2` is a part of a path.
_VERSION = re.compile(rb"(?<![\w/.@-])[v^~=<>]*\d[\w.+-]*")
_WORDS = re.compile(r"[\w$-]+")


class Witness(NamedTuple):
    """A file, at its path in the state, and what it says; None where it need only be there."""

    path: str
    said: Said | None


class _Case(NamedTuple):
    """A finding with its witnesses: one of each alternative must be there.

    `names` are those of files and folders by which its statements resolve.
    """

    finding: Finding
    needs: tuple[list[Witness], ...]
    names: frozenset[str]


class Witnesses:
    """The witnesses of findings in the state that a walk has come to."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
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
            self._cases.pop(id(finding), None)
            if needs and all(needs):
                names = frozenset(_names(needs, architecture))
                self._cases[id(finding)] = _Case(finding, needs, names)

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
        if any(self._changes_resolution(blob_change, tree) for blob_change in changes):
            return [case.finding for case in self._cases.values()]
        before = dict(_blobs_before(changes))
        moving = {
            name
            for blob_change in changes
            if blob_change.change.status != "M"
            for path in blob_change.change.paths
            if is_source(path)
            for name in names_of_path(path)
        }
        return [
            case.finding
            for case in self._cases.values()
            if not moving.isdisjoint(case.names) or not self._holds(case, before, tree)
        ]

    def _changes_resolution(self, blob_change: BlobChange, tree: Tree) -> bool:
        """Whether a change may let any import resolve in another way."""
        if blob_change.new_mode not in REGULAR or blob_change.old_mode not in REGULAR:
            return True
        change = blob_change.change
        if not any(map(is_manifest, change.paths)):
            return False
        if change.status != "M":
            return True
        try:
            old, new = (
                tree.with_blob(change.path, blob).read(change.path)
                for blob in (blob_change.old_blob, blob_change.new_blob)
            )
        except Unreadable:
            return True
        return _VERSION.sub(b"", old) != _VERSION.sub(b"", new)

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
        if blob is None or witness.said is None:
            return blob is not None
        snapshot = tree.with_blob(witness.path, blob)
        return witness.said in self._steps.said_by(snapshot, witness.path)


def names_of_path(path: str) -> tuple[str, ...]:
    """Return the names by which an import may lead to a file: its own, or that of its folder."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return (stem, folder.rpartition("/")[2]) if stem in _OF_FOLDER else (stem,)


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
            yield [Witness(path, None)] if path in architecture.snapshot.sources else []
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
        Witness(path, (kind, resolution.specifier, resolution.name))
        for _, _, kind, resolution in architecture.facts.imports.files.get(path, ())
        if imported
        in (
            moved.get(resolution.target or "", resolution.target),
            resolution.package,
            resolution.specifier,
            f"{resolution.specifier}:{resolution.name}",
        )
    ][:MOST_ALTERNATIVES]


def _closing(architecture: Architecture, importer: str, imported: str) -> Imports:
    """Return the imports of a dependency between modules that can close a cycle or a chain."""
    for siblings in architecture.sibling_edges.values():
        if (importer, imported) in siblings:
            return siblings[importer, imported].imports
    edge = architecture.edges_by_pair.get((importer, imported))
    return edge.closing if edge is not None else Imports({})


def _spread(imports: Imports) -> list[Witness]:
    """Return statements of as many files as there are."""
    return [
        Witness(path, (rows[0][2], rows[0][3].specifier, rows[0][3].name))
        for path, rows in imports.files.items()
        if rows
    ][:MOST_ALTERNATIVES]


def _names(needs: Iterable[Sequence[Witness]], architecture: Architecture) -> Iterator[str]:
    """Yield the names of files and folders by which statements resolve, and of their targets."""
    for witness in (witness for need in needs for witness in need):
        yield from names_of_path(witness.path)
        if witness.said is None:
            continue
        for _, _, kind, resolution in architecture.facts.imports.files.get(witness.path, ()):
            if (kind, resolution.specifier, resolution.name) == witness.said:
                texts = (resolution.specifier, resolution.name or "", resolution.target or "",
                         *resolution.candidates, *resolution.reaches)  # fmt: skip
                yield from (word for text in texts for word in _WORDS.findall(text))
