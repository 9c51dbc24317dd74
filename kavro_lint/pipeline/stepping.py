"""From one state to the next: only what differs is read, resolved and judged.

    view = begin_view(survey, case)          # judged whole, once
    view = step(view, snapshot)              # any other snapshot of the same repository
    view.findings                            # what the checks find in it, before any comparison

Whoever walks over many states (commits, edits in an editor) steps from each to the next. A step is
never wrong: what cannot be told to be the same is read, resolved and judged anew. It costs

- for other contents of some sources: those sources, the module edges that they make, and a pass
  over the paths in memory; cycles are looked for only where an edge on one differs;
- for other paths: all imports are resolved again from what is known of each blob, nothing is read
  twice; owners and edges are made anew;
- for another contract, other settings or documents: as for other paths, and everything is judged.

Sources must have known hashes (`Source.blob` or `Snapshot.ids`) to count as the same. One view at a
time is held by its caller; nothing of an older one is kept.
"""

from kavro_lint.architecture import Case
from kavro_lint.artifacts import read_plan
from kavro_lint.cache.recording import RecordingContents, recorded
from kavro_lint.config.settings import read_settings
from kavro_lint.model import Facts, Finding, Snapshot
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.judge import JudgedState, judge_state, reads_the_same
from kavro_lint.pipeline.survey import Survey, arrange, facts_of, rules_of


@frozen(eq=False)
class View:
    """A state that was read and judged, from which the next is stepped to.

    `survey` has what was read; `state` the case, which has no base, and its findings.
    """

    survey: Survey
    state: JudgedState

    @property
    def case(self) -> Case:
        """The case that was judged."""
        return self.state.case

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks that look at the state have found, in the order of the checks."""
        return self.state.findings


def begin_view(survey: Survey, case: Case) -> View:
    """Return the view of a state that was read whole. `case` has no base."""
    return View(survey, judge_state(case))


def step(view: View, snapshot: Snapshot) -> View:
    """Return the view of another state under its own contract, with the same history.

    Raises CannotJudge for settings or rule pages that must be corrected first.
    """
    survey = step_survey(view.survey, snapshot)
    case = replace(
        view.case,
        architecture=survey.architecture,
        settings=survey.settings,
        rules=survey.rules,
        findings=(),
    )
    return View(survey, judge_state(case, view.state))


def step_survey(before: Survey, snapshot: Snapshot) -> Survey:
    """Read another state of the same repository by what differs. Raises CannotJudge."""
    snapshot = recorded(snapshot)
    if not reads_the_same(before.snapshot, snapshot):
        return _read_policy(before, snapshot)
    old, new = before.snapshot.contents, snapshot.contents
    if isinstance(old, RecordingContents) and isinstance(new, RecordingContents):
        new.reads = dict(old.reads)
    facts = facts_of(snapshot, before.settings, before.cache)
    architecture = before.architecture
    if _has_same_owners(architecture.facts, facts):
        architecture = architecture.after(snapshot, facts)
    else:
        settings = before.settings
        architecture = arrange(snapshot, architecture.plan, facts, settings, snapshot)
    return replace(before, architecture=architecture)


def _read_policy(before: Survey, snapshot: Snapshot) -> Survey:
    """Read a state whose paths, contract or settings may be others; no source is read twice."""
    settings = read_settings(snapshot)
    rules = rules_of(snapshot, settings)
    plan = read_plan(snapshot, settings.artifacts, settings.task_id, settings.decisions)
    facts = facts_of(snapshot, settings, before.cache)
    architecture = arrange(snapshot, plan, facts, settings, snapshot)
    return replace(before, settings=settings, rules=rules, architecture=architecture)


def _has_same_owners(before: Facts, facts: Facts) -> bool:
    """Whether every file belongs to whom it belonged, where paths and policy are the same."""
    return (before.languages, before.generated, before.foreign) == (
        facts.languages,
        facts.generated,
        facts.foreign,
    )
