"""The findings of proposed sources by the rules that deny an edit.

The plan and the settings are given, for no source says anything of them: so neither Markdown nor
history is read, and only the checks of those rules are imported.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping

from kavro_lint.architecture.architecture import Architecture, edges_that_close
from kavro_lint.architecture.case import Case
from kavro_lint.cache.known_paths import decoded
from kavro_lint.cache.memory import Memory, memory_of
from kavro_lint.checks import Check, Needs, checks_that_need
from kavro_lint.config.settings import Settings
from kavro_lint.git.path_listing import PrintedListing
from kavro_lint.git.repository import repository_at
from kavro_lint.git.worktree_snapshot import plain_worktree, worktree_snapshot
from kavro_lint.languages.reading import read_facts
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.findings import Atom, Judged, Rule, Severity
from kavro_lint.model.frozen import field, frozen, replace
from kavro_lint.model.plan import Plan
from kavro_lint.pipeline.judge import judge
from kavro_lint.pipeline.proposal import (
    Files,
    brought,
    proposed_architecture,
    with_files,
    with_state_before,
)
from kavro_lint.pipeline.survey import arrange
from kavro_lint.pipeline.verdict import Selection, graded

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.cached_run import CachedRun
    from kavro_lint.pipeline.check import Examined

# How Git lists a path that a sparse checkout leaves out.
_SPARSE = (b"\0S ", b"\0s ")


@frozen
class Basis:
    """What an edit is judged by: the plan as it stands, settings, and the rules that deny.

    Of the code as it is, `closing` are the dependencies that can close a cycle or a chain, and
    `generated` and `foreign` the files that are so by their content; `links`, `dead_links` and
    `submodules` are those of its snapshot.
    """

    plan: Plan
    settings: Settings
    rules: tuple[Rule, ...]
    severities: Mapping[str, Severity | None]
    closing: frozenset[Atom] = frozenset()
    generated: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    dead_links: tuple[str, ...] = ()
    submodules: tuple[str, ...] = ()


def basis_classes() -> tuple[type, ...]:
    """Return the records that a basis is made of, itself aside."""
    from kavro_lint.config.setting_values import Setting
    from kavro_lint.model.agreement import Decision, Waiver
    from kavro_lint.model.places import Location
    from kavro_lint.model.plan import Arrow, Exemption, Layer, Module

    contract = (Arrow, Decision, Exemption, Layer, Location, Module, Plan, Rule, Waiver)
    return (*contract, Setting, Settings)


def unreadable_blueprints(plan: Plan) -> Mapping[str, str]:
    """Return why a blueprint without a readable module table cannot be read, by its folder."""
    from kavro_lint.checks.documents.blueprint import unread_parts

    return {
        inner.root: f"{problem.location.path}:{problem.location.line}: {problem.message}"
        for inner in plan.all()
        if not inner.modules
        for problem in unread_parts(inner)
    }


def basis_of(examined: "Examined") -> Basis:
    """Return what edits of a state that was examined are judged by.

    Of the plan only what those rules look at is kept: it may be stored.
    """
    from kavro_lint.config.rulebook import severities_of

    case = examined.case
    rules = tuple(replace(rule, text="") for rule in case.rules if rule.denies_edit)
    names = frozenset(rule.id for rule in rules)
    severities = severities_of(case.rules, case.settings.severity)
    return Basis(
        plan=case.architecture.plan.without_texts(),
        settings=case.settings,
        rules=rules,
        severities={rule: grade for rule, grade in severities.items() if rule in names},
        closing=frozenset(edges_that_close(case.architecture)),
        generated=case.architecture.facts.generated,
        foreign=frozenset(case.architecture.facts.foreign),
        links=case.snapshot.links,
        dead_links=case.snapshot.dead_links,
        submodules=case.snapshot.submodules,
    )


def paths_seen(basis: Basis, run: "CachedRun", tip: str | None) -> Snapshot:
    """Return the working tree that a run has looked at; `tip` is the commit of HEAD.

    Its links and submodules are those of the basis. Raises CannotJudge.
    """
    repository = repository_at(run.place.top, run.place.git_dir, run.place.common)
    # Git had to be asked where it is.
    is_sparse = any(mark in b"\0" + (run.listing or b"") for mark in _SPARSE)
    if run.tree is not None and repository.top is not None and not is_sparse:
        paths = run.tree.regular_files()
        if paths is not None:
            # Git lists a submodule also where something else lies in its place.
            files = set(decoded(paths)).difference(basis.submodules)
            return replace(
                plain_worktree(repository, repository.top, files, tip),
                links=basis.links,
                dead_links=basis.dead_links,
                submodules=basis.submodules,
            )
    printed = run.listed()
    listing = None if printed is None else PrintedListing(printed)
    return worktree_snapshot(repository, listing, run.modes() or {}, tip)


def read_code(basis: Basis, run: "CachedRun", snapshot: Snapshot) -> tuple[Architecture, Memory]:
    """Return the architecture of the working tree that a run has looked at, and its memory.

    Raises CannotJudge.
    """
    snapshot = replace(snapshot, ids=run.known_blobs())
    memory = memory_of(run.place.common, run)
    facts = read_facts(snapshot, basis.settings.sources, memory)
    return arrange(snapshot, basis.plan, facts, basis.settings, snapshot), memory


def keeps_plan(files: Files, architecture: Architecture) -> bool:
    """Whether the plan stays as it is: only sources are written, in folders that are there."""
    sources = architecture.snapshot.sources
    return all(
        content is not None
        and architecture.facts.is_source(path)
        and (path in sources or _is_there(path.rpartition("/")[0], sources))
        for path, content in files.items()
    )


def _is_there(folder: str, sources: Collection[str]) -> bool:
    return not folder or any(path.startswith(f"{folder}/") for path in sources)


def denying(before: Architecture, files: Files, basis: Basis, memory: Memory) -> tuple[Judged, ...]:
    """Return what the files bring of the rules that deny an edit, at or above `fail-on`.

    Cycles and chains are looked for where no import by itself is a reason.
    """
    snapshot = with_files(before.snapshot, files)
    after = proposed_architecture(snapshot, basis.plan, basis.settings, memory)
    case = case_of_edit(before, after, basis, files)
    names = frozenset(rule.check for rule in basis.rules)
    kinds: tuple[tuple[Needs, ...], ...] = (("file", "code"), ("graph",))
    for needs in kinds:
        # A cycle that a forbidden import closes goes with that import.
        checks = checks_that_need(*needs, names=names)
        blocking = blocking_by(case, files, basis, checks)
        if blocking:
            return blocking
    return ()


def case_of_edit(before: Architecture, after: Architecture, basis: Basis, files: Files) -> Case:
    """Return the case of an edit: the code after it, compared with the code before."""
    chosen = _selection(basis)
    case = Case(
        architecture=after,
        settings=basis.settings,
        rules=basis.rules,
        today=datetime.datetime.now(datetime.UTC).date(),
        reported=chosen.on,
    )
    return with_state_before(case, before, basis.settings, files)


def blocking_by(
    case: Case, files: Files, basis: Basis, checks: Iterable[Check]
) -> tuple[Judged, ...]:
    """Return what some checks find new in the files, at or above `fail-on`."""
    names = frozenset(check.name for check in checks)
    base = case.base
    if base is not None:
        own, now = replace(base.own, checks=names), replace(base.now, checks=names)
        base = replace(base, own=own, now=now)
    case = replace(case, base=base, checks=names)
    findings, _ = brought(replace(case, findings=judge(case)), files)
    judged = graded(findings, basis.rules, _selection(basis))
    return tuple(finding for finding in judged if finding.blocks)


def _selection(basis: Basis) -> Selection:
    ids = frozenset(rule.id for rule in basis.rules)
    return Selection(rules=ids, severities=basis.severities, fail_on=basis.settings.fail_on)
