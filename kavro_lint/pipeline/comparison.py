"""What a change brings: the base tree, judged by the snapshot's contract, and what is new.

Findings on code are compared with those on the base tree under the snapshot's contract, so
that tightening a rule reports nothing on untouched code; findings on artifacts with those that
the base's own artifacts have. Both are followed through renames.
See docs/contract.md#34-the-comparison.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from kavro_lint.architecture import Architecture
from kavro_lint.artifacts import read_plan
from kavro_lint.checks.honesty.exceptions import exception_rows
from kavro_lint.checks.structure import chains, cycles, modules
from kavro_lint.config.settings import read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.history import HistoryMissing
from kavro_lint.git.partial_clone import why_not_fetched
from kavro_lint.git.renames import renames
from kavro_lint.git.snapshot import commit_snapshot, is_whole
from kavro_lint.model import Atom, Finding, Import, Plan
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.survey import Survey, arrange, facts_of


@frozen
class Judge:
    """How the base tree is judged: its code by the snapshot's contract, its own artifacts."""

    code: Callable[[Survey], Iterable[Finding]]
    artifacts: Callable[[Survey], Iterable[Finding]]


# Atoms that code has, whatever the contract says; all others are of artifacts.
OF_CODE = frozenset({"import", "edge", "file", "standard"})
# About this run, this change or its history rather than a state: never known from before.
NEVER_KNOWN = frozenset({"KV006", "KV007", "KV008"})

Narrowed = Callable[[Finding, frozenset[Atom], Architecture, Callable[[Import], bool]], Finding]
NARROWED: Mapping[str, Narrowed] = {
    "KV701": modules.narrowed,
    "KV705": cycles.narrowed,
    "KV709": chains.narrowed,
}


@frozen
class Before:
    """The base tree. `own` judges it by its own policy, `now` by the snapshot's.

    `moved` maps its paths to where those files are in the snapshot; `broken` says why its own
    policy could not be read, and `own` has the snapshot's then.
    """

    commit: str
    own: Survey
    now: Survey
    moved: Mapping[str, str]
    broken: str | None = None


def read_before(survey: Survey, commit: str) -> Before:
    """Read the tree of a base commit. Raises HistoryMissing where it is not all here."""
    snapshot = commit_snapshot(survey.repository, commit)
    if not is_whole(survey.repository, commit):
        raise HistoryMissing(
            f"this clone is partial, and files of {commit[:10]} could not be fetched"
            + (f": {reason}" if (reason := why_not_fetched(survey.repository)) else ""),
            "fetch them: `git fetch --refetch --no-filter`, or clone without --filter",
        )
    moved = renames(survey.repository, snapshot, survey.snapshot, survey.cache)
    try:
        settings, broken = read_settings(snapshot), None
    except CannotJudge as error:
        settings, broken = survey.settings, str(error)
    facts = facts_of(snapshot, survey.settings, survey.cache)
    plan = read_plan(snapshot, artifacts=settings.artifacts, task_id=settings.task_id)
    own = arrange(snapshot, plan, facts, settings, snapshot)
    now = arrange(snapshot, survey.architecture.plan, facts, survey.settings, survey.snapshot)
    now = at_home(now, survey.architecture, moved)
    return Before(
        commit=snapshot.commit or commit,
        own=replace(survey, settings=settings, architecture=own),
        now=replace(survey, architecture=now),
        moved=moved,
        broken=broken,
    )


class Changes:
    """Which files a change changes: asked of one file at a time, for most nobody asks."""

    def __init__(self, before: Before, survey: Survey) -> None:
        self._old = before.own
        self._new = survey
        self.moved = before.moved

    @property
    def paths(self) -> frozenset[str]:
        """Every path of either tree."""
        return frozenset((*self._old.snapshot.sources, *self._new.snapshot.sources))

    def differs(self, path: str) -> bool:
        """Whether a path holds something else than in the base tree, or is only in one."""
        return self._old.fingerprint(path) != self._new.fingerprint(path)


def at_home(before: Architecture, now: Architecture, moved: Mapping[str, str]) -> Architecture:
    """Give files whose old place no module declares any more the module they are in now.

    So a folder that moves together with its row takes its debt with it, while a file that
    moves from one module to another does not.
    """
    ownership = before.ownership
    owners = dict(ownership.owners)
    undeclared = []
    for path in ownership.undeclared:
        owner = now.module(moved.get(path, path))
        if owner is None:
            undeclared.append(path)
        else:
            owners[path] = owner
    home = replace(ownership, owners=owners, undeclared=tuple(undeclared))
    return replace(before, ownership=home)


class Comparison:
    """Tells new findings from known ones."""

    def __init__(self, before: Before, judge: Judge) -> None:
        self._before = before
        self._had = (*judge.code(before.now), *judge.artifacts(before.own))
        self._known = frozenset(self._atoms())
        self._imports = frozenset(
            (self._now(each.importer), self._now(each.target or each.package or ""))
            for each in before.now.architecture.judged
        )

    def new(self, finding: Finding, architecture: Architecture) -> Finding | None:
        """Return what is new of a finding, or None where all of it is known."""
        if finding.rule in NEVER_KNOWN or not finding.atoms:
            return finding
        fresh = frozenset(atom for atom in finding.atoms if (finding.rule, atom) not in self._known)
        if not fresh:
            return None
        narrow = NARROWED.get(finding.rule)
        return narrow(finding, fresh, architecture, self._was_there) if narrow else finding

    def _was_there(self, each: Import) -> bool:
        """Whether the base tree has an import of the same file or package in the same file."""
        return (each.importer, each.target or each.package or "") in self._imports

    def _now(self, path: str) -> str:
        return self._before.moved.get(path, path)

    def gone(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield what the base tree was found to have and the snapshot, with `findings`, has not.

        What is left of a finding is not gone: a shorter circle, a longer way round, a folder
        with fewer undeclared files.
        """
        now = {
            (rule, mark)
            for finding in findings
            for rule in (finding.rule, *finding.also)
            for mark in _marks(finding, finding.atoms)
        }
        state = self._before.now.architecture
        for finding in (*self._had, *cycles.findings(state), *chains.findings(state)):
            if finding.rule in NEVER_KNOWN or not finding.atoms:
                continue
            atoms = [self._moved(atom) for atom in finding.atoms if self._was_amiss(finding, atom)]
            if atoms and not any((finding.rule, mark) in now for mark in _marks(finding, atoms)):
                yield finding

    def _was_amiss(self, finding: Finding, atom: Atom) -> bool:
        """Whether it was drift then: not where only the snapshot lacks the row of a file."""
        declared = self._before.own.architecture.module
        return finding.rule != "KV701" or declared(atom[1]) is None

    def _atoms(self) -> Iterator[tuple[str, Atom]]:
        """Yield what the base tree has, by rule, at the paths of the snapshot."""
        before = self._before
        for finding in self._had:
            for atom in finding.atoms:
                for rule in (finding.rule, *finding.also):
                    yield rule, self._moved(atom)
        for edge in edges_of(before.now.architecture):
            yield from (("KV705", edge), ("KV709", edge))
        for row in rows_of(before.own.architecture.plan):
            yield from (("KV702", self._moved(row)), ("KV708", self._moved(row)))
        for row in exception_rows(before.own.architecture.plan):
            yield from (("KV004", self._moved(row)), ("KV005", self._moved(row)))

    def _moved(self, atom: Atom) -> Atom:
        return tuple(self._now(part) for part in atom)


def _marks(finding: Finding, atoms: Iterable[Atom]) -> Iterable[Atom]:
    """Return what says that two findings are of the same drift: of a chain its two ends."""
    if finding.rule == "KV709":
        return [("chain", finding.source or "", finding.target or "")]
    return atoms


def edges_of(architecture: Architecture) -> Iterator[Atom]:
    """Yield every dependency of the base tree that can close a circle or a chain."""
    for pairs in architecture.sibling_edges.values():
        for pair in pairs:
            yield ("edge", *pair)
    for edge in architecture.edges:
        if any(architecture.closes(each) for each in edge.found):
            yield ("edge", edge.user, edge.used)


def rows_of(plan: Plan) -> Iterator[Atom]:
    """Yield the rows of the base's blueprints, and each permission that they give."""
    for each in plan.all():
        for module in each.modules:
            row = ("row", module.location.path, module.name)
            yield row
            yield from ((*row, name) for name in module.may_import or ())
