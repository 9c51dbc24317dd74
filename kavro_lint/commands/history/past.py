"""The history that rules ask for at a commit of the line, as if nothing had come after it."""

import datetime

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.cache.memory import Memory
from kavro_lint.commands.history.drift_records import Drift
from kavro_lint.commands.history.keys import drifts_of
from kavro_lint.commands.history.state_contract import Contract
from kavro_lint.commands.history.states import NO_HISTORY
from kavro_lint.git.history import HistoryMissing, MergedLine, find_adopted
from kavro_lint.git.log import one_commit
from kavro_lint.git.repository import Repository
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import History
from kavro_lint.pipeline.cases import case_of
from kavro_lint.pipeline.check import examined_case
from kavro_lint.pipeline.history import read_history_context
from kavro_lint.pipeline.history.git_notes import with_git_notes
from kavro_lint.pipeline.history.history_settings import conventions_of
from kavro_lint.pipeline.request import FindingOptions
from kavro_lint.pipeline.selection import selection
from kavro_lint.pipeline.survey import Survey

# The years that a date can have.
_FIRST, _LAST = 0, 253_402_300_799


def day_of(moment: int) -> datetime.date:
    """Return the day of a moment in UTC; a clock may say anything."""
    inside = min(max(moment, _FIRST), _LAST)
    return datetime.datetime.fromtimestamp(inside, datetime.UTC).date()


class Past:
    """Reads the history of one commit of a line after the other."""

    def __init__(self, repository: Repository, memory: Memory) -> None:
        self._repository = repository
        self._memory = memory
        self._line = MergedLine(repository)
        self._adopted_on: dict[tuple[object, ...], str | None] = {}

    def survey(self, contract: Contract, architecture: Architecture) -> Survey:
        """Return a state of the line as commands know one."""
        return Survey(
            self._repository, contract.settings, contract.rules, architecture, self._memory
        )

    def history(self, survey: Survey) -> History:
        """Return what rules ask of the commits up to a state; the mainline ends there."""
        plans = survey.architecture.plan.all()
        if self.follows_workflow(survey) or survey.settings.approvers or any(
            plan.approvals for plan in plans
        ):  # fmt: skip
            sha = survey.snapshot.commit
            return read_history_context(survey, None, sha, self._line).history
        if any(plan.decisions for plan in plans):
            return self._with_day_of_adoption(survey)
        return NO_HISTORY

    def follows_workflow(self, survey: Survey) -> bool:
        """Whether rules on tasks and commits are judged."""
        return survey.workflow(NO_HISTORY).judges_merges

    def with_notes(self, survey: Survey, history: History) -> Survey:
        """Add the validation notes that are Git notes."""
        if not history.notes:
            return survey
        plan = with_git_notes(survey.architecture.plan, survey.workflow(history))
        return replace(survey, architecture=replace(survey.architecture, plan=plan))

    def _with_day_of_adoption(self, survey: Survey) -> History:
        """Add the day of adoption; it stays while the blueprint does."""
        plan = survey.architecture.plan
        key = (survey.settings.adopted, survey.settings.artifacts, plan.blueprint)
        tip = survey.snapshot.commit
        if key not in self._adopted_on and tip is not None:
            try:
                adopted = find_adopted(self._repository, tip, conventions_of(survey))
                commit = one_commit(self._repository, adopted) if adopted else None
                day = day_of(commit.moment).isoformat() if commit is not None else None
            except HistoryMissing:
                # None of the decisions is judged, as `check` has it.
                day = "9999-12-31"
            self._adopted_on[key] = day
        return History(adopted_on=self._adopted_on.get(key))

    def events(self, survey: Survey, parent: str) -> tuple[Drift, ...]:
        """Return what the rules on changes find in a commit, against its first parent."""
        options = FindingOptions(base=parent, all=True)
        context = read_history_context(survey, parent, survey.snapshot.commit, self._line)
        if context.missing is not None:
            return ()
        case = case_of(survey, context, options, selection(survey, options))
        examined = examined_case(survey, context, case, options)
        rules = {rule.id for rule in survey.rules if "change" in rule.judged}
        findings = [
            judged.finding for judged in examined.report.findings if judged.rule.id in rules
        ]
        return drifts_of(findings, survey.rules, selection(survey, options))
