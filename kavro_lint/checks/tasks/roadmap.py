"""The roadmap as a whole: that there is one, and that it is one with the specs (KV301, KV303)."""

from collections.abc import Iterable, Iterator

from kavro_lint.architecture.approvals import is_approved
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow, note_of
from kavro_lint.artifacts import Mention, mentions
from kavro_lint.checks.tasks.specs import problem
from kavro_lint.model.findings import Finding, Severity
from kavro_lint.model.places import Evidence, Location
from kavro_lint.model.plan import Plan, Task

RULES = ("KV301", "KV303", "KV312")
NEEDS = "artifacts"

PLACES = ("roadmap.md", "execution-roadmap.md", "tasks.md", "tasks/")


def findings(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the roadmap of each plan."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        yield from _missing_roadmap(workflow, plan)
        if workflow.judges(3, plan):
            yield from _ids(workflow, plan)


def _missing_roadmap(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    # The setting asks the repository, not each blueprint in it.
    required = 3 in (workflow.phases_named or ()) and plan.root == ""
    if plan.tasks or plan.blueprint is None or not (required or 1 in plan.phases):
        return
    folder = f"{plan.root}{plan.folder}"
    if 3 not in plan.phases and is_approved(workflow, plan):
        place = Location(f"{folder}/roadmap.md")
        yield Finding(
            rule="KV301",
            message="the blueprint is approved, but there is no roadmap",
            location=place,
            fix=f"write {place.path}: `- ⬜ 1.1.1 - <name>`, and one `### Task 1.1.1 - <name>` "
            "for each",
            atoms=frozenset({("artifact", place.path)}),
            contract=Location(plan.blueprint),
        )


def _ids(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    """Yield malformed and repeated ids and unknown states, then specs and trackers that differ."""
    id_mentions = tuple(mentions(workflow.documents(plan, *PLACES), workflow.task_id))
    yield from _malformed_and_repeated(plan, id_mentions)
    if any(mention.kind == "spec" for mention in id_mentions):
        yield from _differing(workflow, plan, id_mentions)


def _malformed_and_repeated(plan: Plan, id_mentions: Iterable[Mention]) -> Iterator[Finding]:
    by_id = {task.id: task for task in plan.tasks}
    first_mentions: dict[tuple[str, str], Mention] = {}
    for mention in id_mentions:
        task = by_id.get(mention.id) or Task(mention.id, "", mention.location)
        if mention.kind == "malformed":
            yield problem(
                "KV303",
                task,
                f"{mention.id!r} is not a task id",
                "write M.P.S, such as 1.2.3, or set `task-id`",
                "malformed",
                place=mention.location,
            )
        elif mention.kind == "unmarked":
            yield problem(
                "KV312",
                task,
                f"task {mention.id} has the unknown state {mention.mark!r}",
                "write ⬜ or `[ ]`, 🔄 or `[~]`, ✅ or `[x]`, 🚫 or `[!]`",
                "mark",
                evidence=(Evidence(mention.location, f"Task {mention.id}"),),
            )
        elif (
            first := first_mentions.setdefault((mention.kind, mention.id), mention)
        ) is not mention:
            participle = "specified" if mention.kind == "spec" else "tracked"
            before = f"{first.location.path}:{first.location.line}"
            yield problem(
                "KV303",
                task,
                f"task {mention.id} is {participle} twice, first at {before}",
                "keep one of them, or give this one another id",
                mention.kind,
                place=mention.location,
            )


def _differing(workflow: Workflow, plan: Plan, id_mentions: Iterable[Mention]) -> Iterator[Finding]:
    """Yield tasks that are only in the tracker or only specified, and states that disagree."""
    tracked = {mention.id for mention in id_mentions if mention.kind == "tracker"}
    marked = {mention.id for mention in id_mentions if mention.kind == "unmarked"}
    for task in plan.tasks:
        # A roadmap that is being written lacks one or the other for a while.
        severity: Severity | None = None if workflow.has_begun else "minor"
        if task.spec is None:
            message, fix = "is in the tracker but has no spec", f"write `### Task {task.id} - …`"
        elif task.tracker is None and tracked and task.id not in marked:
            message, fix = "has a spec but no tracker line", f"add `- ⬜ {task.id} - {task.name}`"
        elif task.stated is not None and task.state is not None and task.stated != task.state:
            message = f"is {task.state} in the tracker but {task.stated} in its spec"
            fix, severity = "make both the same", None
        elif task.state == "not-started" and _is_done(workflow, plan, task):
            message = "is merged and validated, but the roadmap says not started"
            fix, severity = f"write ✅ before {task.id}", None
        else:
            continue
        yield problem("KV303", task, f"task {task.id} {message}", fix, "pair", severity=severity)


def _is_done(workflow: Workflow, plan: Plan, task: Task) -> bool:
    """Whether a task is on the mainline, and a note says that it passed."""
    note = note_of(plan, task)
    return note is not None and note.verdict == "PASS" and workflow.is_on_mainline(task)
