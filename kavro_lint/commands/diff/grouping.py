"""The module, or folder, that each file of either tree is counted to.

Code is compared under the snapshot's contract (decision 0013): a file of the base tree has the
module that its old place has now, else the one that the file is in now; what is gone has the
module that the base's own contract gave it. Where no module declares a file, its folder stands
for one: the topmost folder without declared files, as KV701 counts; without any contract, the
folder itself, as `graph` draws it. Folders below one of tests are counted to it.
"""

import re
from collections.abc import Callable, Mapping

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import BaseTree
from kavro_lint.architecture.module_contracts import UNGOVERNED
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import
from kavro_lint.pipeline.survey import Survey

_TESTS = re.compile(r"(?i)(?:tests?|testing|specs?|__tests__)")

Group = Callable[[str], str | None]


@frozen
class Groups:
    """The group of a path in the snapshot and in the base tree; None for an ungoverned user.

    `renamed` maps folders that moved whole to where they are now.
    """

    now: Group
    before: Group
    renamed: Mapping[str, str]


def groups_of(survey: Survey, before: BaseTree | None) -> Groups:
    """Return the groups of both trees."""
    now = survey.architecture
    folders = _Folders(now, before)
    if before is None:
        return Groups(folders.now, lambda path: None, {})
    base_architecture, own_architecture = before.now.architecture, before.own.architecture

    def group(path: str) -> str | None:
        declared = _declared(base_architecture, path)
        if declared is not None:
            return declared
        is_gone = before.moved.get(path, path) not in now.snapshot.sources
        former = own_architecture.module(path) if is_gone else None
        return former or folders.before(path)

    return Groups(folders.now, group, folders.renamed)


def _declared(architecture: Architecture, path: str) -> str | None:
    """Return the module of a path, or `ungoverned`."""
    if path in architecture.ownership.ungoverned:
        return UNGOVERNED
    return architecture.module(path) or architecture.owner(path)


class _Folders:
    """Folders that stand for modules where none is declared."""

    def __init__(self, now: Architecture, before: BaseTree | None) -> None:
        self._architecture = now
        self._has_contract = bool(now.contracts)
        owners = set(now.ownership.owners)
        if before is not None:
            owners |= set(before.now.architecture.ownership.owners)
        self._declared = {folder for path in owners for folder in _above(path)}
        self.renamed = _renamed_folders(now, before) if before is not None else {}

    def now(self, path: str) -> str | None:
        """Return the group of a path of the snapshot."""
        return _declared(self._architecture, path) or self._folder(path)

    def before(self, path: str) -> str:
        """Return the folder that a path of the base tree stands in, by the name it has now."""
        folder = path.rpartition("/")[0] + "/"
        if folder in self.renamed:
            path = self.renamed[folder] + path[len(folder) :]
        return self._folder(path)

    def _folder(self, path: str) -> str:
        folders = _above(path)
        if self._has_contract:
            undeclared = (folder for folder in folders if folder not in self._declared)
            return next(undeclared, folders[-1]) or "/"
        tests = (folder for folder in folders if _TESTS.fullmatch(folder[:-1].rpartition("/")[2]))
        return next(tests, folders[-1]) or "/"


def _above(path: str) -> list[str]:
    """Return the folders above a file, the root (`""`) first; of a folder, itself too."""
    parts = path.split("/")[:-1]
    return ["", *("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))]


def _renamed_folders(now: Architecture, before: BaseTree) -> Mapping[str, str]:
    """Return the folders all of whose source went to one new folder, and where."""
    base_architecture = before.now.architecture
    folders_now = {_above(path)[-1] for path in now.facts.languages}
    folders_before = {_above(path)[-1] for path in base_architecture.facts.languages}
    new_folders: dict[str, set[str]] = {}
    for path in base_architecture.facts.languages:
        folder = _above(path)[-1]
        if folder not in folders_now:
            new_folders.setdefault(folder, set()).add(_above(before.moved.get(path, ""))[-1])
    return {
        folder: next(iter(places))
        for folder, places in new_folders.items()
        if len(places) == 1 and next(iter(places)) not in (*folders_before, "")
    }


def edges_of(architecture: Architecture, group: Group) -> Mapping[tuple[str, str], list[Import]]:
    """Return the imports between different groups, by the two, in the order of places."""
    edges: dict[tuple[str, str], list[Import]] = {}
    for import_ in architecture.judged:
        if import_.target is None:
            continue
        importer, imported = group(import_.importer), group(import_.target)
        if importer is not None and imported is not None and importer not in (imported, UNGOVERNED):
            edges.setdefault((importer, imported), []).append(import_)
    return {pair: sorted(imports, key=_position) for pair, imports in sorted(edges.items())}


def packages_of(architecture: Architecture, group: Group) -> Mapping[tuple[str, str], list[Import]]:
    """Return the imports of third-party packages, by group and package."""
    uses: dict[tuple[str, str], list[Import]] = {}
    for import_ in architecture.judged:
        importer = group(import_.importer)
        if import_.outcome == "external" and import_.package and importer not in (None, UNGOVERNED):
            uses.setdefault((str(importer), import_.package), []).append(import_)
    return {pair: sorted(imports, key=_position) for pair, imports in sorted(uses.items())}


def files_of(architecture: Architecture, group: Group) -> Mapping[str, int]:
    """Return how many governed files each group has."""
    counts: dict[str, int] = {}
    for path in architecture.facts.languages:
        name = group(path)
        if name is not None and name != UNGOVERNED:
            counts[name] = counts.get(name, 0) + 1
    return counts


def _position(import_: Import) -> tuple[str, int, int]:
    return import_.importer, import_.raw.line, import_.raw.column
