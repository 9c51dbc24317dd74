"""What there is in one state of the past, by the snapshot's contract: rules and atoms.

Only what is asked for is looked at: a walk over thousands of commits asks of few files.
"""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.architecture import Architecture
from kavro_lint.artifacts import read_plan
from kavro_lint.checks.honesty.exceptions import exception_rows
from kavro_lint.config.settings import read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.steps import Steps
from kavro_lint.model import Atom, Facts, Finding, History, Snapshot
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.comparison import OF_CODE, at_home, edges_of, rows_of
from kavro_lint.pipeline.judge import on_artifacts, on_code
from kavro_lint.pipeline.survey import Survey, arrange

# Rules whose finding depends on the whole graph rather than on the files of its atoms.
OF_GRAPH = frozenset({"KV705", "KV709"})

Key = tuple[str, Atom]


class States:
    """Judges states of the past by a survey's contract."""

    def __init__(self, survey: Survey) -> None:
        settings = survey.settings
        self._survey = survey
        self._steps = Steps(survey.cache, settings.sources)

    def keys(
        self, snapshot: Snapshot, moved: Mapping[str, str], asked: Sequence[Finding]
    ) -> frozenset[Key]:
        """Return what a state has of what findings are about, at the paths of the snapshot.

        `moved` maps paths of the state to where those files are in the snapshot.
        """
        wanted = files_of(asked, moved)
        facts = self._steps.facts(snapshot, wanted)
        found = [
            (rule, tuple(moved.get(part, part) for part in atom))
            for rule, atom in self._state(snapshot, facts, moved, asked)
        ]
        return frozenset(found)

    def _state(
        self, snapshot: Snapshot, facts: Facts, moved: Mapping[str, str], asked: Sequence[Finding]
    ) -> Iterator[Key]:
        survey = self._survey
        head = survey.architecture
        now = arrange(snapshot, head.plan, facts, survey.settings, survey.snapshot)
        now = at_home(now, head, moved)
        if any(is_of_code(each) for each in asked):
            yield from self._code(now, moved, asked)
        if any(not is_of_code(each) for each in asked):
            yield from self._artifacts(snapshot, facts)

    def _code(
        self, now: Architecture, moved: Mapping[str, str], asked: Sequence[Finding]
    ) -> Iterator[Key]:
        standards = {each.location.path for each in asked if _is_standard(each)}
        state = replace(self._survey, architecture=now)
        judged = on_code(state, bool(standards), lambda path: moved.get(path, path) in standards)
        for finding in judged:
            for atom in finding.atoms:
                yield from ((rule, atom) for rule in (finding.rule, *finding.also))
        if any(each.rule in OF_GRAPH for each in asked):
            for edge in edges_of(now):
                yield from ((rule, edge) for rule in OF_GRAPH)

    def _artifacts(self, snapshot: Snapshot, facts: Facts) -> Iterator[Key]:
        survey = self._survey
        try:
            settings = read_settings(snapshot)
        except CannotJudge:
            settings = survey.settings
        plan = read_plan(snapshot, artifacts=settings.artifacts, task_id=settings.task_id)
        own = arrange(snapshot, plan, facts, settings, snapshot)
        state = replace(survey, settings=settings, architecture=own)
        for finding in on_artifacts(state, History()):
            yield from ((finding.rule, atom) for atom in finding.atoms)
        for row in rows_of(plan):
            yield from (("KV702", row), ("KV708", row))
        for row in exception_rows(plan):
            yield from (("KV004", row), ("KV005", row))
        for each in plan.all():
            for task in each.tasks:
                if task.state == "complete":
                    yield "KV740", ("artifact", task.location.path, "phantom", task.id)


def is_there(finding: Finding, keys: frozenset[Key]) -> bool:
    """Whether a state has all that a finding is."""
    return bool(finding.atoms) and all((finding.rule, atom) in keys for atom in finding.atoms)


def is_of_code(finding: Finding) -> bool:
    """Whether a finding is about code rather than an artifact."""
    return all(atom[0] in OF_CODE for atom in finding.atoms)


def _is_standard(finding: Finding) -> bool:
    return any(atom[0] == "standard" for atom in finding.atoms)


def files_of(asked: Sequence[Finding], moved: Mapping[str, str]) -> frozenset[str] | None:
    """Return the files of a state whose imports findings are about, None for all."""
    if any(each.rule in OF_GRAPH for each in asked):
        return None
    now = {part for each in asked for atom in each.atoms if atom[0] in OF_CODE for part in atom[1:]}
    return frozenset((*now, *(old for old, new in moved.items() if new in now)))
