"""The roadmap and the specs of its tasks: KV301 to KV308, KV310 and KV312."""

import difflib
import graphlib
import re
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.artifacts import Mention, mentions
from kavro_lint.checks.approvals import is_approved
from kavro_lint.checks.parts import Part, missing
from kavro_lint.graph import Scope, Work, compile_pattern
from kavro_lint.model import Evidence, Finding, Location, Plan, Severity, Task

RULES = (
    "KV301", "KV302", "KV303", "KV304", "KV305", "KV306", "KV307", "KV308", "KV310", "KV312",
)  # fmt: skip

# Field → how it is named to a reader, and what would satisfy.
FIELDS: Mapping[str, tuple[str, str]] = {
    "goal": ("Goal", "`**Goal:** <one sentence>`"),
    "scope in": ("Scope - In", "`**Scope - In:** ` and the paths or modules in backticks"),
    "scope out": ("Scope - Out", "`**Scope - Out:** <what is left alone>`"),
    "dependencies": ("Dependencies", "`**Dependencies:** <ids>` or `None`"),
    "expected output": ("Expected output", "`**Expected output:** <what is there afterwards>`"),
    "implementation strategy": ("Implementation strategy", "`**Implementation strategy:** <how>`"),
    "validation steps": ("Validation steps", "`**Validation steps:**` and a numbered list"),
    "rollback plan": ("Rollback plan", "`**Rollback plan:** <how to undo it>`"),
    "complexity": ("Complexity", "`**Complexity:** Low`, Medium or High"),
}
PLACES = ("roadmap.md", "execution-roadmap.md", "tasks.md", "tasks/")
COMPLEXITIES = ("low", "medium", "high", "med")
ROLES = (
    "architecture", "backend", "frontend", "debugging", "refactoring", "testing", "devops",
    "research", "governance",
)  # fmt: skip

# What says nothing in a validation step.
_VAGUE = re.compile(
    r"(?i)\b(?:tests?|tested|testing|checks?|checked|verify|verified|ensure|make sure|it|this|that|"
    r"everything|all|the|a|of|is|are|and|feature|code|task|works?|working|correctly|properly|"
    r"fine|as expected)\b"
)
_WHOLE = re.compile(r"(?i)\b(?:the )?(?:whole|entire)\b")


def findings(work: Work) -> Iterator[Finding]:
    """Yield what is wrong with the roadmap of each plan."""
    for plan in work.architecture.plan.all():
        yield from _missing_roadmap(work, plan)
        if not work.judges(3, plan):
            continue
        yield from _ids(work, plan)
        yield from _dependencies(plan)
        for task in plan.tasks:
            if task.spec is not None:
                yield from _fields(work, task)
                yield from _steps(task)
                yield from _scope(work, plan, task)
            yield from _values(task)


def problem(
    rule: str,
    task: Task,
    message: str,
    fix: str,
    *part: str,
    place: Location | None = None,
    severity: Severity | None = None,
    evidence: tuple[Evidence, ...] = (),
) -> Finding:
    """Return a finding about a task, at its spec or tracker line."""
    return Finding(
        rule=rule,
        message=message,
        location=place or task.location,
        fix=fix,
        atoms=frozenset({("artifact", task.location.path, rule, task.id, *part)}),
        contract=place or task.location,
        severity=severity,
        evidence=evidence,
        task=task.id,
    )


def _missing_roadmap(work: Work, plan: Plan) -> Iterator[Finding]:
    asked = 3 in (work.asked or ())
    if plan.tasks or plan.blueprint is None or not (asked or 1 in plan.phases):
        return
    folder = f"{plan.root}{plan.folder}"
    if 3 not in plan.phases and is_approved(work, plan):
        place = Location(f"{folder}/roadmap.md")
        yield Finding(
            rule="KV301",
            message="the blueprint is approved, and there is no roadmap",
            location=place,
            fix=f"write {place.path}: `- ⬜ 1.1.1 - <name>`, and a `### Task 1.1.1 - <name>` each",
            atoms=frozenset({("artifact", place.path)}),
            contract=Location(plan.blueprint),
        )


def _fields(work: Work, task: Task) -> Iterator[Finding]:
    """KV302: one for each field that is missing or a placeholder."""
    document = work.document(task.location.path)
    if document is None:
        return
    for key, (name, shape) in FIELDS.items():
        text = task.fields.get(key)
        found = Part(task.location.line, text) if text is not None else None
        yield from missing(
            "KV302", document, name, found, shape, under=task.location.line, task=task.id
        )


def _ids(work: Work, plan: Plan) -> Iterator[Finding]:
    """KV303: malformed and repeated ids, specs without tracker lines, states that disagree."""
    seen: dict[tuple[str, str], Mention] = {}
    by_id = {task.id: task for task in plan.tasks}
    for mention in mentions(work.documents(plan, *PLACES), work.id_setting):
        task = by_id.get(mention.id) or Task(mention.id, "", mention.location)
        if mention.kind == "malformed":
            yield problem(
                "KV303",
                task,
                f"{mention.id!r} is no task id",
                "write M.P.S, such as 1.2.3, or set `task-id`",
                "malformed",
                place=mention.location,
            )
            continue
        first = seen.setdefault((mention.kind, mention.id), mention)
        if first is not mention:
            what = "specified" if mention.kind == "spec" else "tracked"
            before = f"{first.location.path}:{first.location.line}"
            yield problem(
                "KV303",
                task,
                f"task {mention.id} is {what} twice, first at {before}",
                "keep one of them, or give this one another id",
                mention.kind,
                place=mention.location,
            )
    if not any(kind == "spec" for kind, _ in seen):
        return
    tracked = {task for kind, task in seen if kind == "tracker"}
    for task in plan.tasks:
        if task.spec is None:
            message, fix = "is in the tracker and has no spec", f"write `### Task {task.id} - …`"
        elif task.tracker is None and tracked:
            message, fix = "has a spec and no tracker line", f"add `- ⬜ {task.id} - {task.name}`"
        elif task.stated is not None and task.state is not None and task.stated != task.state:
            message = f"is {task.state} in the tracker and {task.stated} in its spec"
            fix = "let both say the same"
        else:
            continue
        yield problem("KV303", task, f"task {task.id} {message}", fix, "pair")


def _dependencies(plan: Plan) -> Iterator[Finding]:
    tasks = {task.id: task for task in plan.tasks}
    for task in plan.tasks:
        for needed in task.dependencies:
            if needed not in tasks:
                near = difflib.get_close_matches(needed, tasks, 1)
                hint = f"did you mean {near[0]}?" if near else "name a task of the roadmap"
                yield problem(
                    "KV304",
                    task,
                    f"task {task.id} depends on {needed}, which is no task",
                    hint,
                    needed,
                )
            elif task.state == "complete" and tasks[needed].state != "complete":
                yield problem(
                    "KV306",
                    task,
                    f"task {task.id} is complete, and task {needed}, which it depends on, is not",
                    f"finish task {needed}, or take back the state of {task.id}",
                    needed,
                    place=task.tracker or task.location,
                )
    yield from _circles(tasks)


def _circles(tasks: Mapping[str, Task]) -> Iterator[Finding]:
    """KV305: the shortest circle through each task that is in one, each circle once."""
    sorter = graphlib.TopologicalSorter({task: each.dependencies for task, each in tasks.items()})
    try:
        sorter.prepare()
    except graphlib.CycleError:
        pass
    else:
        return
    shown: set[frozenset[str]] = set()
    for start in tasks:
        circle = _shortest(tasks, start)
        if circle and frozenset(circle) not in shown:
            shown.add(frozenset(circle))
            order = circle.index(min(circle))
            names = [*circle[order:], *circle[:order]]
            task = tasks[names[0]]
            yield problem(
                "KV305",
                task,
                f"tasks depend on each other in a circle: {' -> '.join([*names, names[0]])}",
                "remove one of these dependencies",
                *sorted(names),
                evidence=tuple(Evidence(tasks[each].location, f"Task {each}") for each in names),
            )


def _shortest(tasks: Mapping[str, Task], start: str) -> list[str]:
    """Return the shortest chain of dependencies from a task back to itself, or []."""
    came: dict[str, str] = {}
    queue = [start]
    for task in queue:
        for needed in tasks[task].dependencies:
            if needed == start:
                chain = [task]
                while chain[-1] != start:
                    chain.append(came[chain[-1]])
                return chain[::-1]
            if needed in tasks and needed not in came:
                came[needed] = task
                queue.append(needed)
    return []


def _steps(task: Task) -> Iterator[Finding]:
    """KV307: no numbered step, or one of which nothing is left."""
    if "validation steps" in task.fields and not task.steps:
        yield problem(
            "KV307",
            task,
            f"task {task.id} has no numbered validation step",
            "number the steps: `1. <what is run, and what must be seen>`",
            "none",
        )
    for step in task.steps:
        if not re.search(r"\w", _VAGUE.sub("", step.text.replace("`", ""))):
            yield problem(
                "KV307",
                task,
                f"validation step {step.number} of task {task.id} says nothing: {step.text!r}",
                "say what is run, and what must be seen",
                str(step.number),
                place=step.location,
            )


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


def _values(task: Task) -> Iterator[Finding]:
    """KV312: values outside their vocabulary, and a blocked task without a reason."""
    complexity = _word(task.fields.get("complexity", ""))
    if complexity and complexity not in COMPLEXITIES:
        yield _value(task, "complexity", complexity, "Low, Medium or High")
    role = _word(task.fields.get("agent role", "")).removesuffix(" agent")
    if role and role not in ROLES:
        yield _value(task, "agent role", role, ", ".join(ROLES))
    if task.state == "blocked" and not task.reason:
        yield problem(
            "KV312",
            task,
            f"task {task.id} is blocked, and nobody says why",
            "add the reason in parentheses to the tracker line, or `**Blocked:** <reason>`",
            "blocked",
            place=task.tracker or task.location,
        )


def _value(task: Task, name: str, value: str, known: str) -> Finding:
    return problem(
        "KV312", task, f"the {name} of task {task.id} is {value!r}", f"write {known}", name
    )


def _word(text: str) -> str:
    first: Sequence[str] = text.strip().split("\n")[:1]
    word = re.split(r"\s[-–—(]|[,.;]", first[0].strip(" `*"), maxsplit=1)[0] if first else ""
    return "" if word.startswith("[") else word.strip(" `*").casefold()
