"""What a task may touch: scopes without limits, and entries that name nothing (KV308, KV310)."""

import difflib
import re
from collections.abc import Iterator

from kavro_lint.checks.tasks import problem
from kavro_lint.graph import Scope, Work, compile_pattern
from kavro_lint.model import Finding, Plan, Task

RULES = ("KV308", "KV310")

_WHOLE = re.compile(r"(?i)\b(?:the )?(?:whole|entire)\b")


def findings(work: Work) -> Iterator[Finding]:
    """Yield what is wrong with the scopes of each plan's tasks."""
    for plan in work.architecture.plan.all():
        if work.judges(3, plan):
            for task in plan.tasks:
                if task.spec is not None:
                    yield from _scope(work, plan, task)


def _scope(work: Work, plan: Plan, task: Task) -> Iterator[Finding]:
    """KV308 and KV310: a scope without limits, and entries that name nothing."""
    architecture = work.architecture
    own = work.own_files
    text = task.fields.get("scope in", "")
    whole = _WHOLE.search(text)
    for entry in task.scope:
        scope = Scope(architecture, plan, [entry])
        everything = entry.strip("/") in ("**", "*", ".", "") or (
            len(own) > 1 and all(scope.names(path) for path in own)
        )
        if everything:
            whole = re.match(r".*", entry)
            break
        yield from _unknown(work, plan, task, entry, scope)
    if whole:
        yield problem(
            "KV308",
            task,
            f"the scope of task {task.id} has no limits: {whole[0]!r}",
            "name the files and modules it touches; split the task where they are many",
            "scope",
        )


def _unknown(work: Work, plan: Plan, task: Task, entry: str, scope: Scope) -> Iterator[Finding]:
    sources = work.architecture.snapshot.sources
    planned = [text for module in plan.modules if module.planned for text in module.patterns]
    if scope.modules or any(scope.names(path) for path in sources):
        return
    if entry in task.outputs or any(entry in text or text in entry for text in planned):
        return
    if any(compile_pattern(text, plan.root) and entry.startswith(text) for text in task.outputs):
        return
    names = [module.local for module in plan.modules]
    folders = {f"{path.rpartition('/')[0]}/" for path in sources}
    near = difflib.get_close_matches(entry, [*names, *sources, *folders], 1, 0.85)
    started = task.state in ("in-progress", "complete")
    if started or near:
        hint = f"did you mean `{near[0]}`?" if near else "correct it, or name it in Expected output"
        yield problem(
            "KV310",
            task,
            f"the scope of task {task.id} names `{entry}`, which is no file and no module",
            hint,
            entry,
        )
