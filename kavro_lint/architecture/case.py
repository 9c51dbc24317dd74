"""The case: everything that a check reads, in one record."""

import datetime
from collections.abc import Mapping
from functools import cached_property

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.lost_sources import lost_sources
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.config.settings import Settings
from kavro_lint.model.agreement import fingerprint
from kavro_lint.model.facts import Snapshot, Unreadable
from kavro_lint.model.findings import Finding, Rule
from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.history import History
from kavro_lint.model.imports import Import

# No larger file is looked at to tell whether it has changed.
LARGEST = 50_000_000


@frozen(eq=False)
class Case:
    """One state of the repository under one policy, with its history and what it came from.

    `settings`, `rules` and the architecture's plan are the policy. `reported` are the ids of
    rules that are reported and not off, None for all. `standards` says whether the shipped
    rules on standards are asked for; `queried` are the files that standards are asked of, None
    for all. `base` is what the state is compared with, None for nothing; `by_base` is the same
    state under the base's policy, where that differs. `findings` are what the checks that look
    at the state have found: the checks on findings look at them. `checks` are the names of the
    checks that are run, None for all.
    """

    architecture: Architecture
    settings: Settings = field(default_factory=Settings)
    rules: tuple[Rule, ...] = ()
    history: History = field(default_factory=History)
    today: datetime.date = datetime.date.min
    reported: frozenset[str] | None = None
    standards: bool = False
    queried: frozenset[str] | None = None
    base: "BaseTree | None" = None
    by_base: "Case | None" = None
    findings: tuple[Finding, ...] = ()
    checks: frozenset[str] | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The state."""
        return self.architecture.snapshot

    @cached_property
    def workflow(self) -> Workflow:
        """The roadmap and the history in one record."""
        return Workflow(
            self.architecture, self.history, self.settings.phases, self.settings.task_id
        )

    @property
    def is_change(self) -> bool:
        """Whether a change was asked to be judged, rather than only compared with adoption."""
        return self.base is not None and self.base.is_change

    def judges(self, rule: Rule) -> bool:
        """Whether a rule is judged here, by `judged` of its page."""
        if rule.is_standard and not self.standards and rule.origin is None:
            return False
        if "change" in rule.judged and not self.is_change:
            return False
        return "workflow" not in rule.judged or self.workflow.judges_rules_of(rule.phase)

    @cached_property
    def governed(self) -> frozenset[str]:
        """Every file that the policy governs."""
        ownership = self.architecture.ownership
        return frozenset((*ownership.owners, *ownership.undeclared))

    def no_longer_governed(self) -> tuple[str, ...]:
        """Return the sources that the base tree governs by its policy, and this one does not.

        By whatever made it so: a setting, an attribute, a mark in the file, its new place, a link
        or a submodule that stands there now.
        """
        if self.base is None:
            return ()
        before = self.base.own
        moved = {path: self.base.moved_to(path) for path in before.governed}
        return lost_sources(self.architecture, self.governed, moved, before.snapshot)

    def differs(self, path: str) -> bool:
        """Whether a path's content differs from the base tree's, or only one has the path."""
        if self.base is None:
            return True
        old = content_fingerprint(self.base.own.snapshot, path)
        return old != content_fingerprint(self.snapshot, path)


@frozen(eq=False)
class BaseTree:
    """The tree that a state is compared with: at the merge base, or at adoption.

    `own` is the tree by its own policy, `now` by the snapshot's. `moved` maps its paths to
    where those files are in the snapshot; `broken` says why its own policy could not be read,
    and `own` has the snapshot's then. `is_change` says that it was asked for (`--base`),
    `remark` what could not be followed to the snapshot. `documents` is `own` with the decisions
    that the snapshot's settings find too, None where both look in the same folders.
    """

    commit: str
    own: Case
    now: Case
    moved: Mapping[str, str]
    is_change: bool = True
    broken: str | None = None
    remark: str = ""
    documents: Case | None = None

    def moved_to(self, path: str) -> str:
        """Return where a path of the base tree is in the snapshot."""
        return self.moved.get(path, path)

    def had(self, statement: Import) -> bool:
        """Whether the tree has the same import: same file, same target."""
        return self.had_import(statement.importer, statement.target or statement.package or "")

    def had_import(self, importer: str, imported: str) -> bool:
        """Whether a file of the tree imports a file or package, at their present paths."""
        return (importer, imported) in self._imports

    @cached_property
    def _imports(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (
                self.moved_to(statement.importer),
                self.moved_to(statement.target or statement.package or ""),
            )
            for statement in self.now.architecture.judged
        )


def content_fingerprint(snapshot: Snapshot, path: str) -> str:
    """Return the fingerprint of a path's content, as an approval of a gate covers it."""
    if path not in snapshot.sources:
        return fingerprint("gone", path)
    try:
        content = snapshot.read(path, LARGEST)
    except Unreadable:
        return fingerprint("unreadable", path)
    import hashlib

    return fingerprint("file", path, hashlib.sha256(content).hexdigest())
