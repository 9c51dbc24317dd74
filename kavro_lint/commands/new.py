"""`kavro-lint new`: the skeleton of an artifact, in its place, filled in from the plan."""

import datetime
from collections.abc import Callable, Mapping

from kavro_lint.commands import new_skeletons
from kavro_lint.commands.new_documents import DOCUMENTS, documents
from kavro_lint.commands.new_file import Record
from kavro_lint.commands.new_skeletons import SkeletonContext, one_line
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.history import read_history_context
from kavro_lint.pipeline.request import Request
from kavro_lint.pipeline.survey import read
from kavro_lint.spelling import one_of

# The artifacts with which a team begins to follow the workflow.
BEGINNINGS = ("research", "roadmap", "task")
BEGINS_WORKFLOW = (
    "This begins the workflow. From now on `kavro-lint check` also asks for the blueprint's "
    "sections and a decision log, for a spec of each task, and, once tasks are merged, for an "
    "approved blueprint, validation notes and a task on each commit. What a phase still lacks is "
    "minor until the first task is in progress. `kavro-lint rules` lists all of it."
)


def skeleton(request: Request, kind: str, words: tuple[str, ...]) -> Record:
    """Return the artifact of a kind. Raises CannotJudge for an unknown kind or argument."""
    if kind not in KINDS:
        kinds = (*KINDS, "approval")
        raise CannotJudge(f"unknown kind of artifact {kind!r}", one_of(kind, kinds))
    survey = read(request)
    history = read_history_context(survey, None).history
    prefix = survey.repository.prefix
    plans = survey.architecture.plan.all()
    plan = max(
        (plan for plan in plans if prefix.startswith(plan.root)), key=lambda plan: len(plan.root)
    )
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    workflow = survey.workflow(history)
    record = KINDS[kind](SkeletonContext(survey, workflow, plan, today, words))
    begins_workflow = kind in BEGINNINGS and not workflow.is_followed
    return replace(record, notice=BEGINS_WORKFLOW) if begins_workflow else record


def _document(kind: str) -> Callable[[SkeletonContext], Record]:
    """Return the function that makes a document of phase 4."""

    def make_document(context: SkeletonContext) -> Record:
        name, text = documents(one_line(" ".join(context.words)) or "[name]")[kind]
        return Record(f"{context.folder}/{name}", text)

    return make_document


KINDS: Mapping[str, Callable[[SkeletonContext], Record]] = {
    "research": new_skeletons.research,
    "blueprint": new_skeletons.blueprint,
    "roadmap": new_skeletons.roadmap,
    "task": new_skeletons.task,
    "decision": new_skeletons.decision,
    "validation": new_skeletons.validation,
    **{kind: _document(kind) for kind in DOCUMENTS},
    "prompt": new_skeletons.prompt,
    "selection": new_skeletons.selection,
}
