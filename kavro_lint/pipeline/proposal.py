"""Files that are not written yet, judged: what they would bring (docs/contract.md, 5.1)."""

from collections.abc import Collection, Iterator, Mapping

from kavro_lint.architecture import BaseTree, Case, waive
from kavro_lint.artifacts import read_plan
from kavro_lint.checks import see_that_all_are_provided
from kavro_lint.config.settings import read_settings
from kavro_lint.git.objects import too_large
from kavro_lint.git.renames import moved_between
from kavro_lint.model import Contents, Evidence, Finding, Source
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.base import with_current_owners
from kavro_lint.pipeline.check import Examined, report_of
from kavro_lint.pipeline.comparison import known_before, new_part
from kavro_lint.pipeline.history import HistoryContext
from kavro_lint.pipeline.judge import judge, judge_findings
from kavro_lint.pipeline.selection import Wanted, asks_for_standards, selection
from kavro_lint.pipeline.survey import Survey, arrange, facts_of, rules_of
from kavro_lint.pipeline.verdict import Outcome

# Path → the bytes that would be there, None for a file that would be gone.
Files = Mapping[str, bytes | None]


@frozen
class ProposedContents:
    """Reads proposed files from memory, and all others where they are."""

    files: Mapping[str, bytes]
    others: Contents

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable, also when it is larger than `limit`."""
        content = self.files.get(source.path)
        if content is None:
            return self.others.read(source, limit)
        if len(content) > limit:
            raise too_large(len(content), limit)
        return content


def propose(survey: Survey, files: Files) -> Survey:
    """Return a state as it would be with some files written. Raises CannotJudge."""
    written = {path: content for path, content in files.items() if content is not None}
    before = survey.snapshot
    sources = {path: source for path, source in before.sources.items() if path not in files}
    sources |= {path: Source(path) for path in written}
    snapshot = replace(
        before,
        sources=dict(sorted(sources.items())),
        contents=ProposedContents(written, before.contents),
        ids={path: known for path, known in before.ids.items() if path not in files},
    )
    settings = read_settings(snapshot)
    plan = read_plan(snapshot, artifacts=settings.artifacts, task_id=settings.task_id)
    facts = facts_of(snapshot, settings, survey.cache)
    architecture = arrange(snapshot, plan, facts, settings, snapshot)
    rules = rules_of(snapshot, settings)
    return replace(survey, settings=settings, rules=rules, architecture=architecture)


def examine_proposal(
    survey: Survey, context: HistoryContext, files: Files, wanted: Wanted
) -> Examined:
    """Return what proposed files bring, compared with the state as it is; with `all`, all of it.

    What is reported stands in those files, or is a cycle or chain that one of their imports is
    part of. The commits of the context are not judged. Raises CannotJudge.
    """
    after = propose(survey, files)
    see_that_all_are_provided(after.rules)
    chosen = selection(after, wanted)
    case = Case(
        architecture=after.architecture,
        settings=after.settings,
        rules=after.rules,
        history=replace(context.history, judged=None),
        today=context.today,
        reported=chosen.on,
        standards=asks_for_standards(after, wanted),
    )
    case = replace(case, base=_state_before(case, survey, after))
    case = replace(case, findings=judge(case))
    waiving = waive(case, case.findings)
    known = None if wanted.all or case.base is None else known_before(case.base, case.findings)
    fresh = [
        placed
        for finding in (*waiving.kept, *judge_findings(case))
        if (new := finding if known is None else new_part(finding, case, known)) is not None
        and (placed := _placed(new, files)) is not None
    ]
    outcome = Outcome(tuple(fresh), ending=waiving.ending)
    return Examined(report_of(after, case, chosen, outcome, ()), after, context, case)


def _state_before(case: Case, survey: Survey, after: Survey) -> BaseTree:
    """Return the state as it is, by its own contract and by the proposed one."""
    snapshot, facts = survey.snapshot, survey.architecture.facts
    moved = moved_between(snapshot, after.snapshot)
    now = arrange(snapshot, after.architecture.plan, facts, after.settings, after.snapshot)
    now = with_current_owners(now, after.architecture, moved)
    own_case = replace(case, architecture=survey.architecture, settings=survey.settings)
    return BaseTree(
        commit=snapshot.commit or "",
        own=own_case,
        now=replace(case, architecture=now),
        moved=moved,
        is_change=False,
    )


def _placed(finding: Finding, paths: Collection[str]) -> Finding | None:
    """Return a finding at its place in some files, None where it has none there."""
    if finding.location.path in paths:
        return finding
    evidence = next(_evidence_in(finding, paths), None)
    return None if evidence is None else replace(finding, location=evidence.location)


def _evidence_in(finding: Finding, paths: Collection[str]) -> Iterator[Evidence]:
    """Yield the imports of a cycle or chain that stand in some files."""
    for evidence in (*finding.evidence, *finding.cut):
        if evidence.location.path in paths:
            yield evidence
