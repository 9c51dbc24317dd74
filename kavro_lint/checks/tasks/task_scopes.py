"""Scopes of tasks: without limits, or with entries that match nothing (KV308, KV310)."""

from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.scope import Scope
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.checks.tasks.specs import is_everything, problem, says_scope
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding
from kavro_lint.model.plan import Plan, Task
from kavro_lint.spelling import nearest

RULES = ("KV308", "KV310")
NEEDS = "artifacts"

# `the whole codebase`; the whole of one file is a limit.
_WHOLE_REPOSITORY = expression(
    r"(?i)\b(?:the )?(?:whole|entire)\b(?! (?:`|file|function|method|class|module|folder|page))"
)
# What can be a path or a module; `POST /orders` and `f(x)` are spoken of.
_NAME = expression(r"[^\s()<>\"'=;|&$]+")


def findings(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the scopes of each plan's tasks."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if workflow.judges(3, plan):
            for task in plan.tasks:
                # A placeholder is KV302's business.
                if task.spec is not None and says_scope(task):
                    yield from _scope(workflow, plan, task)


def _scope(workflow: Workflow, plan: Plan, task: Task) -> Iterator[Finding]:
    """KV308 and KV310: a scope without limits, and entries that name nothing."""
    text = task.fields.get("scope in", "")
    match = _WHOLE_REPOSITORY.search(text)
    unlimited = (
        match[0]
        if match
        else next((entry for entry in task.scope if _is_whole(workflow, plan, entry)), None)
    )
    if unlimited is not None:
        yield problem(
            "KV308",
            task,
            f"the scope of task {task.id} has no limits: {unlimited!r}",
            "name the files and modules it touches; split the task if they are too many",
            "scope",
        )
        return
    for entry in task.scope:
        yield from _unknown(workflow, plan, task, entry)


def _is_whole(workflow: Workflow, plan: Plan, entry: str) -> bool:
    """Whether an entry stands for all source: `**`, or a folder that every governed file is in.

    Where all of it is one module, that module is not the whole of anything.
    """
    if is_everything(entry):
        return True
    files = [path for path in workflow.own_files if path.startswith(plan.root)]
    scope = Scope(workflow.architecture, plan, [entry])
    if len(files) < 2 or not all(scope.names(path) for path in files):
        return False
    owners = {workflow.architecture.owner(path) for path in files}
    rows = {text.strip("/") for module in plan.modules for text in module.patterns}
    return len(owners) > 1 or not (scope.modules or entry.strip("/") in rows)


def _unknown(workflow: Workflow, plan: Plan, task: Task, entry: str) -> Iterator[Finding]:
    scope = Scope(workflow.architecture, plan, [entry])
    if not _NAME.fullmatch(entry) or scope.modules or any(map(scope.names, workflow.paths)):
        return
    if _is_announced(plan, task, entry):
        return
    near = _near(workflow, plan, entry)
    if task.state in ("in-progress", "complete") or near:
        hint = f"did you mean `{near}`?" if near else "correct it, or name it in Expected output"
        yield problem(
            "KV310",
            task,
            f"the scope of task {task.id} names `{entry}`, which matches no file and no module",
            hint,
            entry,
        )


def _is_announced(plan: Plan, task: Task, entry: str) -> bool:
    """Whether Expected output or a planned module names an entry, or what is in it or around."""
    if entry in task.fields.get("expected output", ""):
        return True
    planned = [text for module in plan.modules if module.planned for text in module.patterns]
    place = f"{entry.strip('/')}/"
    names = (f"{text.strip('/').split('*', 1)[0].split('{', 1)[0].rstrip('/')}/"
             for text in (*planned, *task.outputs))  # fmt: skip
    return any(name.startswith(place) or place.startswith(name) for name in names if name != "/")


def _near(workflow: Workflow, plan: Plan, entry: str) -> str | None:
    """Return the existing path or module that an entry looks like a misspelling of.

    A path is compared name by name, down from the plan's root: what stands beside an existing
    file is a new file, unless their names are almost the same.
    """
    names = [module.local for module in plan.modules]
    if "/" not in entry:
        near = nearest(entry, names, 0.8)
        if near is not None:
            return near
    resolved: list[str] = []
    wrong = 0
    parts = entry.strip("/").split("/")
    for number, part in enumerate(parts):
        inside = workflow.folders.names_in(plan.root + "/".join([*resolved, ""]))
        if part in inside:
            resolved.append(part)
            continue
        last = number == len(parts) - 1
        near = nearest(part, inside, 0.85 if last else 0.75)
        wrong += 1
        if (
            near is None
            or wrong > 1
            or (near.rpartition(".")[2] != part.rpartition(".")[2] and ("." in part))
        ):
            return None
        resolved.append(near)
    return "/".join(resolved) + ("/" if entry.endswith("/") else "")
