"""Tasks that get into each other's way, on real files and the real graph (KV309 and KV311)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture import Case, Workflow
from kavro_lint.checks.tasks.specs import problem
from kavro_lint.model import Evidence, Finding, Plan, Task

RULES = ("KV309", "KV311")
NEEDS = "artifacts"

_NOT = re.compile(r"(?i)\b(?:not|never|cannot|before|after)\b")


def findings(case: Case) -> Iterator[Finding]:
    """Yield tasks at the same time in the same files, and code that needs an unnamed task."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if not workflow.judges(3, plan):
            continue
        scoped = [task for task in plan.tasks if task.scope]
        files = workflow.scope_files
        needs = _needs(plan)
        yield from _overlapping(scoped, files, needs, _declared_parallel(workflow, plan))
        yield from _undeclared(workflow, scoped, files, needs)


def _needs(plan: Plan) -> Mapping[str, frozenset[str]]:
    """Return for each task all that it depends on, however far."""
    direct = {task.id: task.dependencies for task in plan.tasks}
    found: dict[str, frozenset[str]] = {}
    for task, dependencies in direct.items():
        seen: set[str] = set()
        waiting = list(dependencies)
        while waiting:
            needed = waiting.pop()
            if needed not in seen:
                seen.add(needed)
                waiting += direct.get(needed, ())
        found[task] = frozenset(seen)
    return found


def _declared_parallel(workflow: Workflow, plan: Plan) -> list[frozenset[str]]:
    """Return the sets of tasks that lines below `Parallelization …` name together."""
    found: list[frozenset[str]] = []
    ids = {task.id for task in plan.tasks}
    for document in workflow.documents(
        plan, "roadmap.md", "execution-roadmap.md", "tasks.md", "tasks/"
    ):
        for heading in document.headings:
            if heading.key.startswith(("paralleli", "parallel ")):
                first, end = document.span(heading)
                for line in document.lines[first - 1 : end - 1]:
                    named = frozenset(re.findall(r"[\w.-]*\d", line)) & ids
                    together = len(named) > 1 and not _NOT.search(line)
                    found += [named] if together else []
    for task in plan.tasks:
        for name, text in task.fields.items():
            if name.startswith(("parallel", "can run in parallel")):
                others = frozenset(re.findall(r"[\w.-]*\d", text)) & ids
                found += [frozenset({task.id, other}) for other in others - {task.id}]
    return found


def _overlapping(
    tasks: list[Task],
    files: Mapping[str, frozenset[str]],
    needs: Mapping[str, frozenset[str]],
    parallel: list[frozenset[str]],
) -> Iterator[Finding]:
    together = {task for group in parallel for task in group}
    tasks = [task for task in tasks if task.state == "in-progress" or task.id in together]
    for number, one in enumerate(tasks):
        for two in tasks[number + 1 :]:
            both = one.state == two.state == "in-progress"
            declared = any({one.id, two.id} <= group for group in parallel)
            if not (both or declared) or one.id in needs[two.id] or two.id in needs[one.id]:
                continue
            shared = sorted(files[one.id] & files[two.id])
            if not shared:
                shared = sorted(_to_come(one.scope, two.scope))
            if shared:
                more = f" and {len(shared) - 1} more" if len(shared) > 1 else ""
                when = "in progress" if both else "declared parallel"
                yield problem(
                    "KV309",
                    one,
                    f"tasks {one.id} and {two.id} are {when}, and both have {shared[0]}{more} "
                    "in their scope",
                    "let one depend on the other, or separate their scopes",
                    two.id,
                    evidence=(Evidence(two.location, f"Task {two.id}"),),
                )


def _to_come(one: Iterable[str], two: Iterable[str]) -> set[str]:
    """Return the entries of two scopes of which one is, or is in, the other: no file is there."""
    places = [(entry, f"{entry.removeprefix('./').rstrip('/*')}/") for entry in one]
    others = [f"{entry.removeprefix('./').rstrip('/*')}/" for entry in two]
    return {
        entry
        for entry, place in places
        if place != "/" and any(place.startswith(o) or o.startswith(place) for o in others)
    }


def _undeclared(
    workflow: Workflow,
    tasks: list[Task],
    files: Mapping[str, frozenset[str]],
    needs: Mapping[str, frozenset[str]],
) -> Iterator[Finding]:
    """KV311: one a pair of tasks, with the first import."""
    owners: dict[str, list[str]] = {}
    for task in tasks:
        for path in files[task.id]:
            owners.setdefault(path, []).append(task.id)
    by_id = {task.id: task for task in tasks}
    seen: set[tuple[str, str]] = set()
    for each in workflow.architecture.judged:
        users = owners.get(each.importer, ())
        reached = each.reaches or (each.target or "",)
        used = dict.fromkeys(task for path in reached for task in owners.get(path, ()))
        for one in users:
            for two in used:
                pair = (one, two)
                # What is complete is there: no order is left to be declared.
                done = "complete" in (by_id[one].state, by_id[two].state)
                if one == two or pair in seen or one in used or two in users or done:
                    continue
                seen.add(pair)
                if two not in needs[one] and one not in needs[two]:
                    yield problem(
                        "KV311",
                        by_id[one],
                        f"code of task {one} imports code of task {two}, but neither depends on "
                        "the other",
                        f"add {two} to the dependencies of {one}",
                        two,
                        evidence=(each.evidence,),
                    )
