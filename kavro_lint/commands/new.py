"""`kavro-lint new`: the skeleton of an artifact, in its place, with what is known already."""

import datetime
from collections.abc import Callable, Mapping

from kavro_lint.commands import new_skeletons
from kavro_lint.commands.new_documents import DOCUMENTS, documents
from kavro_lint.commands.new_file import Record
from kavro_lint.commands.new_skeletons import Known, one_line
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.history import read_history_context
from kavro_lint.pipeline.survey import Request, read
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
        known = (*KINDS, "approval")
        raise CannotJudge(f"unknown kind of artifact {kind!r}", one_of(kind, known))
    survey = read(request)
    history = read_history_context(survey, None).history
    here = survey.repository.prefix
    plans = survey.architecture.plan.all()
    plan = max((p for p in plans if here.startswith(p.root)), key=lambda each: len(each.root))
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    workflow = survey.workflow(history)
    record = KINDS[kind](Known(survey, workflow, plan, today, words))
    begins = kind in BEGINNINGS and not workflow.is_followed
    return replace(record, notice=BEGINS_WORKFLOW) if begins else record


def _document(kind: str) -> Callable[[Known], Record]:
    """Return what makes a document of phase 4."""

    def made(known: Known) -> Record:
        name, text = documents(one_line(" ".join(known.words)) or "[name]")[kind]
        return Record(f"{known.folder}/{name}", text)

    return made


KINDS: Mapping[str, Callable[[Known], Record]] = {
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
