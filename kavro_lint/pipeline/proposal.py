"""Files that are not written yet, judged: what they would add (docs/contract.md, 5.1)."""

from collections.abc import Collection, Iterator, Mapping

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import BaseTree, Case
from kavro_lint.architecture.exceptions import waive
from kavro_lint.config.settings import Settings
from kavro_lint.git.objects import too_large
from kavro_lint.git.path_listing import ignored
from kavro_lint.git.repository import Repository
from kavro_lint.model.agreement import Waiver
from kavro_lint.model.facts import Contents, Snapshot, Source
from kavro_lint.model.findings import Finding, Judged
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.places import Evidence
from kavro_lint.model.plan import Plan
from kavro_lint.pipeline.base_case import with_current_owners
from kavro_lint.pipeline.comparison import known_before, new_part
from kavro_lint.pipeline.judge import judge, judge_findings
from kavro_lint.pipeline.survey import Survey, arrange, facts_of

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.memory import Memory
    from kavro_lint.pipeline.check import Examined
    from kavro_lint.pipeline.history import HistoryContext
    from kavro_lint.pipeline.request import FindingOptions

# Path → the bytes that would be there, None for a file that would be gone.
Files = Mapping[str, bytes | None]


@frozen
class ProposedContents:
    """Reads proposed files from memory, and all others where they are."""

    files: Mapping[str, bytes]
    underlying: Contents

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable, also when it is larger than `limit`."""
        content = self.files.get(source.path)
        if content is None:
            return self.underlying.read(source, limit)
        if len(content) > limit:
            raise too_large(len(content), limit)
        return content


def propose(survey: Survey, files: Files) -> Survey:
    """Return a state as it would be with some files written. Raises CannotJudge."""
    from kavro_lint.pipeline.stepping import step_survey

    return step_survey(survey, with_files(survey.snapshot, files))


def visible(repository: Repository, snapshot: Snapshot, files: Files) -> Files:
    """Return the proposed files that Git would list, were they written.

    Not what is ignored, in a submodule, or in Git's own folder.
    """
    is_on_disk = snapshot.kind == "worktree"
    hidden = (".git/", *(f"{path}/" for path in snapshot.submodules))
    return {
        path: content
        for path, content in files.items()
        if path in snapshot.sources
        or not (path.startswith(hidden) or (is_on_disk and ignored(repository, path)))
    }


def with_files(before: Snapshot, files: Files) -> Snapshot:
    """Return a snapshot with some files replaced, added or gone."""
    written = {path: content for path, content in files.items() if content is not None}
    sources = {path: source for path, source in before.sources.items() if path not in files}
    sources |= {path: Source(path) for path in written}
    # What was read of the state is what it holds, whoever writes to it meanwhile.
    known = {**getattr(before.contents, "reads", {}), **before.ids}
    return replace(
        before,
        sources=dict(sorted(sources.items())),
        contents=ProposedContents(written, before.contents),
        ids={path: blob for path, blob in known.items() if path not in files},
    )


def proposed_architecture(
    snapshot: Snapshot, plan: Plan, settings: Settings, memory: "Memory"
) -> Architecture:
    """Return the architecture of a snapshot with proposed files."""
    facts = facts_of(snapshot, settings, memory)
    return arrange(snapshot, plan, facts, settings, snapshot)


def examine_proposal(
    survey: Survey, context: "HistoryContext", files: Files, options: "FindingOptions"
) -> "Examined":
    """Return what proposed files bring, compared with the state as it is; with `all`, all of it.

    What is reported stands in those files, or is a cycle or chain that one of their imports is
    part of. The commits of the context are not judged. Raises CannotJudge.
    """
    from kavro_lint.checks import see_that_all_are_provided
    from kavro_lint.pipeline.check import Examined, report_of
    from kavro_lint.pipeline.selection import asks_for_standards, selection
    from kavro_lint.pipeline.verdict import Outcome

    files = visible(survey.repository, survey.snapshot, files)
    after = propose(survey, files)
    see_that_all_are_provided(after.rules)
    chosen = selection(after, options)
    case = Case(
        architecture=after.architecture,
        settings=after.settings,
        rules=after.rules,
        history=replace(context.history, judged=None),
        today=context.today,
        reported=chosen.on,
        standards=asks_for_standards(after, options),
    )
    case = with_state_before(case, survey.architecture, survey.settings, files)
    case = replace(case, findings=judge(case))
    fresh, ending = brought(case, files, with_known=options.all)
    outcome = Outcome(tuple(fresh), ending=ending)
    return Examined(report_of(after, case, chosen, outcome, ()), after, context, case)


def findings_in(examined: "Examined", files: Files) -> tuple[Judged, ...]:
    """Return all findings of a proposal that have a place in its files, known ones too."""
    from kavro_lint.pipeline.request import FindingOptions
    from kavro_lint.pipeline.selection import selection
    from kavro_lint.pipeline.verdict import graded

    findings, _ = brought(examined.case, files, with_known=True)
    chosen = selection(examined.survey, FindingOptions(all=True))
    return tuple(graded(findings, examined.case.rules, chosen))


def brought(
    case: Case, files: Files, *, with_known: bool = False
) -> tuple[list[Finding], tuple[Waiver, ...]]:
    """Return what is new in a judged case, placed in the files, and exceptions that end soon."""
    waiving = waive(case, case.findings)
    known = None if with_known or case.base is None else known_before(case.base, case.findings)
    fresh = [
        placed
        for finding in (*waiving.unwaived, *judge_findings(case))
        if (new := finding if known is None else new_part(finding, case, known)) is not None
        and (placed := placed_in(new, files)) is not None
    ]
    return fresh, waiving.ending


def with_state_before(case: Case, before: Architecture, settings: Settings, files: Files) -> Case:
    """Return the case with the state as it is, by its own contract and by the proposed one."""
    now, after = before, case.architecture
    moved: Mapping[str, str] = {}
    if None in files.values():
        # Only where a file goes can one have moved.
        from kavro_lint.git.renames import moved_between

        moved = moved_between(before.snapshot, after.snapshot)
    if after.plan is not before.plan or case.settings is not settings:
        facts = before.facts
        now = arrange(before.snapshot, after.plan, facts, case.settings, after.snapshot)
    base = BaseTree(
        commit=before.snapshot.commit or "",
        own=replace(case, architecture=before, settings=settings),
        now=replace(case, architecture=with_current_owners(now, after, moved)),
        moved=moved,
        is_change=False,
    )
    return replace(case, base=base)


def placed_in(finding: Finding, paths: Collection[str]) -> Finding | None:
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
