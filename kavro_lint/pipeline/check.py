"""The pipeline: git → snapshot → facts → architecture → findings → report."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from kavro_lint.architecture import Work, coverage_of
from kavro_lint.artifacts import note_of_commit
from kavro_lint.checks.history import commits, gates
from kavro_lint.checks.history import rewritten_documents as amendments
from kavro_lint.checks.history.approvals import is_approved, recorded
from kavro_lint.checks.honesty import exceptions
from kavro_lint.checks.honesty import missing_history as blindness
from kavro_lint.checks.honesty.exceptions import Waiving
from kavro_lint.git.history import HistoryMissing
from kavro_lint.languages.reading import Progress
from kavro_lint.model import Blindness, Finding, History, Judged, Note, Report
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.comparison import Before, Changes, Comparison, Judge, read_before
from kavro_lint.pipeline.history import Past, look_back
from kavro_lint.pipeline.judge import judge, on_artifacts, on_code
from kavro_lint.pipeline.judged_rules import judged_rules
from kavro_lint.pipeline.loosened_policy import Judging, loosened
from kavro_lint.pipeline.selection import Wanted, asks_for_standards, selection
from kavro_lint.pipeline.survey import Request, Survey, read
from kavro_lint.pipeline.verdict import Outcome, Selection, graded, report


@frozen
class Examined:
    """A report and all that it was made from.

    `findings` are those on the snapshot, known and waived ones too; `before` is the base tree,
    None for no base; `gone` what was found there and is not here, where that was asked for.
    """

    report: Report
    survey: Survey
    past: Past
    findings: tuple[Finding, ...] = ()
    before: Before | None = None
    gone: tuple[Judged, ...] = ()


def check(request: Request, wanted: Wanted, progress: Progress = lambda done, of: None) -> Report:
    """Run the whole lint. Raises CannotJudge for what must be mended before it can be judged."""
    return judged(read(request, progress), wanted)


def judged(survey: Survey, wanted: Wanted) -> Report:
    """Judge what has been read. Raises CannotJudge."""
    return _examined(survey, wanted).report


def examine(
    request: Request,
    wanted: Wanted,
    progress: Progress = lambda done, of: None,
    with_gone: bool = False,
) -> Examined:
    """Run the whole lint, and return it with what it was made from. Raises CannotJudge."""
    return _examined(read(request, progress), wanted, with_gone)


def _examined(survey: Survey, wanted: Wanted, with_gone: bool = False) -> Examined:
    past = look_back(survey, wanted.base)
    survey = _with_git_notes(survey, past.history)
    chosen = selection(survey, wanted)
    found: tuple[Finding, ...] = ()
    before: Before | None = None
    gone: tuple[Judged, ...] = ()
    try:
        if past.missing is not None:
            raise past.missing
        run = _Run(survey, past, wanted, chosen)
        found, outcome, before = run.findings, run.outcome(), run.before
        gone = tuple(graded(run.gone(), survey.rules, chosen)) if with_gone else ()
    except HistoryMissing as missing:
        past = replace(past, missing=missing)
        outcome = Outcome(fresh=tuple(_blind(survey, past, chosen)))
    survey.cache.close()
    phases = frozenset(rule.phase for rule in survey.rules)
    looked_at = coverage_of(survey.architecture, found, survey.settings.phases, phases)
    approvals = tuple(recorded(Work(survey.architecture, past.history)))
    remarks = (*outcome.remarks, *_foreign(survey.architecture.facts.foreign))
    looked_at = replace(looked_at, remarks=remarks, approvals=approvals)
    asked = {"standards": asks_for_standards(survey, wanted), "change": wanted.base is not None}
    top = survey.repository.top if survey.snapshot.kind == "worktree" else None
    made = replace(
        report(survey.snapshot, outcome, survey.rules, chosen, looked_at),
        rules=judged_rules(survey, past, chosen, looked_at, **asked),
        root=None if top is None else str(top),
    )
    return Examined(made, survey, past, found, before, gone)


def _foreign(files: Mapping[str, str]) -> Iterator[str]:
    """Yield, for each kind of file that only has the suffix of a language, what a reader needs."""
    for what in dict.fromkeys(files.values()):
        paths = sorted(path for path, each in files.items() if each == what)
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        yield f"{paths[0]}{more}: {what}, so not judged as source"


class _Run:
    """One run over a survey and its past."""

    def __init__(self, survey: Survey, past: Past, wanted: Wanted, chosen: Selection) -> None:
        self.survey = survey
        self.past = past
        self.wanted = wanted
        self.before = read_before(survey, past.base.tree) if past.base is not None else None
        self.changes = Changes(self.before, survey) if self.before is not None else None
        self.work = Work(survey.architecture, past.history, survey.settings.phases)
        self.findings = (*self.found(survey), *_blind(survey, past, chosen))
        self.comparison = self._compared()

    def state(self, survey: Survey) -> Iterator[Finding]:
        """Yield what is found on the snapshot by a policy."""
        standards = asks_for_standards(survey, self.wanted)
        return judge(survey, self.past.history, standards, self._asked(survey))

    def _code_before(self, survey: Survey) -> Iterator[Finding]:
        standards = asks_for_standards(survey, self.wanted)
        return on_code(survey, standards, self._asked(survey))

    def _artifacts_before(self, survey: Survey) -> Iterator[Finding]:
        return on_artifacts(survey, self._before_the_change(self.past.history))

    def _before_the_change(self, history: History) -> History:
        """Return what had come before the base: nothing that is judged now was merged then."""
        if history.judged is None:
            return replace(history, merged=())
        new = {commit.sha for commit in history.judged}
        merged = tuple(commit for commit in history.merged if commit.sha not in new)
        return replace(history, merged=merged, judged=None)

    def _asked(self, survey: Survey) -> Callable[[str], bool]:
        """Return which files standards are asked of: with `changed`, those the change changes."""
        changes = self.changes
        if changes is None or survey.settings.standards != "changed":
            return lambda path: True
        if survey.snapshot is self.survey.snapshot:
            return changes.differs
        return lambda path: changes.differs(changes.moved.get(path, path))

    def change(self, survey: Survey) -> Iterator[Finding]:
        """Yield what is found on the commits and documents of a change, by a policy."""
        work = Work(survey.architecture, self.past.history, survey.settings.phases)
        yield from commits.findings(work)
        if self.before is None or self.changes is None or self.wanted.base is None:
            return
        yield from gates.findings(
            work,
            survey.settings.gates,
            self.changes.paths,
            self.changes.differs,
            self.survey.fingerprint,
        )
        before = self.before.own.architecture
        was = is_approved(Work(before, self.past.history), before.plan)
        now = survey.architecture.plan
        yield from amendments.findings(before.plan, now, self.before.moved, was)

    def found(self, survey: Survey) -> Iterator[Finding]:
        """Yield what is found on the snapshot and the change by a policy."""
        yield from self.state(survey)
        yield from self.change(survey)

    def outcome(self) -> Outcome:
        """Sort the findings: what is new, what is waived, what was there before."""
        waiving = self.waive(self.survey, self.findings)
        loose: tuple[Finding, ...] = ()
        remarks: tuple[str, ...] = ()
        if self.before is not None and self.wanted.base is not None:
            judging = Judging(self.found, self.waive)
            loose, remarks = loosened(self.work, self.survey, self.before, waiving, judging)
        fresh: list[Finding] = []
        known: list[Finding] = []
        for finding in (*waiving.kept, *waiving.problems, *loose):
            new = self._new(finding)
            (known if new is None else fresh).append(new or finding)
        waived = [each for each in waiving.waived if self._new(each.finding) is not None]
        known += [each.finding for each in waiving.waived if self._new(each.finding) is None]
        return Outcome(
            fresh=tuple(fresh),
            waived=tuple((each.finding, each.decision.path) for each in waived),
            known=tuple(known),
            ending=waiving.ending,
            base=self.past.base.tree if self.past.base is not None else None,
            remarks=remarks,
        )

    def waive(self, survey: Survey, findings: Iterable[Finding]) -> Waiving:
        """Set apart what the decisions of a policy waive."""
        with_standards = asks_for_standards(survey, self.wanted)
        ids = {rule.id for rule in survey.rules if with_standards or rule.check != "standards"}
        if self.past.history.judged is None:
            ids -= {*commits.RULES, *gates.RULES}
        if self.before is None or self.wanted.base is None:
            ids -= {*amendments.RULES}
        return waived_by_decisions(survey, findings, self.past.today, ids)

    def gone(self) -> Iterator[Finding]:
        """Yield what the base tree was found to have, and the snapshot has not."""
        if self.comparison is not None:
            yield from self.comparison.gone(self.findings)

    def _new(self, finding: Finding) -> Finding | None:
        """Return what is left of a finding once what was there before is taken away."""
        if self.comparison is None:
            return finding
        return self.comparison.new(finding, self.survey.architecture)

    def _compared(self) -> Comparison | None:
        if self.before is None or self.wanted.all:
            return None
        return Comparison(self.before, Judge(self._code_before, self._artifacts_before))


def waived_by_decisions(
    survey: Survey, findings: Iterable[Finding], today: datetime.date, judged: Collection[str]
) -> Waiving:
    """Set apart what the decisions of a survey waive; `judged` are the rules that were."""
    return exceptions.waive(findings, survey.architecture, survey.rules, today, judged)


def _blind(survey: Survey, past: Past, chosen: Selection) -> Iterator[Finding]:
    """Yield the history that rules which are on would need, and that is missing."""
    off = {rule for rule, grade in (chosen.severities or {}).items() if grade is None}
    on = chosen.rules - off
    blind = list(past.history.blind)
    if past.missing is not None:
        blind = [Blindness(str(past.missing), on, past.missing.remedy)]
    return blindness.findings(blind, on, survey.architecture.contract_place)


def _with_git_notes(survey: Survey, history: History) -> Survey:
    """Add the validation notes that are Git notes on the commits of a task."""
    if not history.notes:
        return survey
    plan = survey.architecture.plan
    commits_of = Work(survey.architecture, history).commits
    found: list[Note] = [
        note_of_commit(task, commit.sha, history.notes[commit.sha])
        for task in plan.tasks
        for commit in reversed(commits_of.get(task.id, ()))
        if commit.sha in history.notes
    ]
    plan = replace(plan, notes=(*plan.notes, *found))
    return replace(survey, architecture=replace(survey.architecture, plan=plan))
