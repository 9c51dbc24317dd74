"""The records of a change to the architecture, which the formats render."""

from typing import Literal

from kavro_lint.model.findings import Judged, Verdict
from kavro_lint.model.frozen import frozen
from kavro_lint.model.history import Commit
from kavro_lint.model.imports import Import
from kavro_lint.model.places import Location

Change = Literal["added", "removed", "changed", "renamed"]

# allowed: the contract allows it, and did before. amended: it does since this change.
# denied: it does not. waived: it does not, and an accepted decision lets it pass for a time.
# undeclared: one of the two belongs to no module. unstated: there is no contract.
Standing = Literal["allowed", "amended", "denied", "waived", "undeclared", "unstated", "gone"]


@frozen
class Origin:
    """The commit that a dependency comes from, None where `unknown` says why there is none."""

    commit: Commit | None = None
    unknown: str = ""


@frozen
class ModuleChange:
    """A module, or a folder that no module declares, that comes or goes with its `files`.

    `former_name` is set where it was renamed; `declared` says whether it is a module.
    """

    name: str
    change: Change
    files: int
    row: Location | None = None
    former_name: str | None = None
    declared: bool = True


@frozen
class Ruling:
    """What the contract says of a dependency: its standing, why, and the line that says so."""

    standing: Standing
    reason: str = ""
    contract: Location | None = None


@frozen
class Dependency:
    """A dependency that comes or goes: of a module on a module, or on a package.

    `first` is the first of its `imports`, in the snapshot or, of one that goes, in the base
    tree. `is_only_user` says of a package that no other module uses it, or did.
    """

    importer: str
    imported: str
    change: Change
    first: Import
    imports: int
    ruling: Ruling
    origin: Origin = Origin()
    is_only_user: bool = False


@frozen
class Amendment:
    """A part of the contract that a change adds, removes or changes.

    `says` are the differences in words; `approved` who approved it, "" for nobody, None where
    approvals do not say.
    """

    part: str
    change: Change
    place: Location
    says: tuple[str, ...] = ()
    approved: str | None = None


@frozen
class UnchangedDependency:
    """A dependency that did not change, between two that a picture shows."""

    importer: str
    imported: str
    imports: int


@frozen
class Difference:
    """All that a change does to the architecture.

    `base` is the commit compared with, None where there is none; `head` the snapshot's, with
    `kind` (worktree, index or commit). `unchanged` are dependencies for the picture.
    """

    base: str | None
    head: str | None
    kind: str
    modules: tuple[ModuleChange, ...]
    dependencies: tuple[Dependency, ...]
    packages: tuple[Dependency, ...]
    amendments: tuple[Amendment, ...]
    introduced: tuple[Judged, ...]
    fixed: tuple[Judged, ...]
    verdict: Verdict
    blind: bool
    has_contract: bool
    unchanged: tuple[UnchangedDependency, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the architecture changes, and nothing is found."""
        return not (
            self.modules
            or self.dependencies
            or self.packages
            or self.amendments
            or self.introduced
            or self.fixed
        )
