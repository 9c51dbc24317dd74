"""The specs of tasks: their fields, steps and values (KV302, KV307, KV312)."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts import SYNONYMS
from kavro_lint.artifacts.markdown import is_nothing, is_placeholder, plain
from kavro_lint.checks.document_parts import FIELD, Part, is_not_applicable, missing, says_something
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding, Severity
from kavro_lint.model.places import Evidence, Location
from kavro_lint.model.plan import Task
from kavro_lint.spelling import did_you_mean, nearest

RULES = ("KV302", "KV307", "KV312")
NEEDS = "artifacts"

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
# Fields that a spec may have.
OPTIONAL: Mapping[str, str] = {
    "agent role": "Agent role", "blocked": "Blocked", "validation notes": "Validation notes",
    "status": "Status", "effort": "Estimated effort",
}  # fmt: skip
KNOWN = frozenset({*FIELDS, *OPTIONAL, *SYNONYMS, "state"})
# What may be explicitly nothing.
MAY_BE_NOTHING = ("scope out", "dependencies")
COMPLEXITIES = ("low", "medium", "high", "med")
ROLES = (
    "Architecture", "Backend", "Frontend", "Debugging", "Refactoring", "Testing", "DevOps",
    "Research", "Governance",
)  # fmt: skip
STATES = ("not started", "in progress", "complete", "blocked")

_BOX = expression(r"^\[[ xX~!]\]\s*")
# What says nothing in a validation step.
_VAGUE = expression(
    r"(?i)\b(?:tests?|tested|testing|checks?|checked|verify|verified|ensures?|make sure|it|this|"
    r"that|everything|all|the|a|of|is|are|and|feature|code|task|works?|working|correctly|properly|"
    r"fine|as expected)\b"
)


def findings(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the tasks of each plan."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if not workflow.judges(3, plan):
            continue
        for task in plan.tasks:
            if task.spec is not None:
                yield from _fields(workflow, task)
                yield from _steps(task)
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


def _fields(workflow: Workflow, task: Task) -> Iterator[Finding]:
    """KV302: one for each field that is missing or a placeholder."""
    document = workflow.document(task.location.path)
    if document is None:
        return
    for key, (name, shape) in FIELDS.items():
        text = task.fields.get(key)
        if text is not None and key in MAY_BE_NOTHING and is_nothing(text):
            continue
        if key == "scope in" and says_scope(task):
            continue
        part = Part(task.location.line, text) if text is not None else None
        yield from missing(
            "KV302",
            document,
            name,
            part,
            shape,
            under=task.location.line,
            task=task.id,
            known=KNOWN,
            form=FIELD,
        )
    lacking = [key for key in FIELDS if key not in task.fields]
    for key, name in OPTIONAL.items():
        near = nearest(key, task.fields.keys() - KNOWN, 0.8) if key not in task.fields else None
        # What is nearer to a required field is said of that.
        if near is not None and nearest(near, [*lacking, key], 0.8) == key:
            yield problem(
                "KV302",
                task,
                f"task {task.id}: the field `{near.capitalize()}` is not read",
                f"rename it to `{name}`",
                "name",
                near,
                severity="minor",
            )


def says_scope(task: Task) -> bool:
    """Whether Scope - In says something, if only `**`."""
    return says_something(task.fields.get("scope in", "")) or any(map(is_everything, task.scope))


def is_everything(entry: str) -> bool:
    """Whether a scope's entry has no limits at all."""
    return entry.removeprefix("./").strip("/") in ("**", "*", ".", "", "**/*", "*/**")


def _steps(task: Task) -> Iterator[Finding]:
    """KV307: no numbered step, or one of which nothing is left. An empty field is KV302's."""
    steps = task.fields.get("validation steps", "")
    if not says_something(steps) or is_not_applicable(steps):
        return
    if not task.steps:
        yield problem(
            "KV307",
            task,
            f"task {task.id} has no numbered validation step",
            "number the steps: `1. <what is run, and what must be seen>`",
            "none",
        )
    for step in task.steps:
        text = _BOX.sub("", step.text)
        if is_placeholder(text) or not re.search(r"\w", _VAGUE.sub("", text)):
            yield problem(
                "KV307",
                task,
                f"validation step {step.number} of task {task.id} cannot fail: {step.text!r}",
                "write what to run, and what must be seen",
                str(step.number),
                evidence=(Evidence(step.location, step.text),),
            )


def _values(task: Task) -> Iterator[Finding]:
    """KV312: values outside their vocabulary, and a blocked task without a reason."""
    for complexity in _words(task.fields.get("complexity", ""))[:1]:
        if complexity not in COMPLEXITIES:
            yield _value(task, "complexity", complexity, ("Low", "Medium", "High"))
    for role in _words(task.fields.get("agent role", "")):
        parts = re.split(r"\s*(?:[/+&]|\band\b)\s*", role)
        names = {part.removesuffix("agents").removesuffix("agent").strip() for part in parts}
        if names - {"", *(known.casefold() for known in ROLES)}:
            yield _value(task, "agent role", role, ROLES)
        break
    state = task.fields.get("status", task.fields.get("state", ""))
    for word in _words(state)[:1]:
        if task.stated is None:
            yield _value(task, "state", word, STATES)
    if task.state == "blocked" and not says_something(task.reason):
        yield problem(
            "KV312",
            task,
            f"task {task.id} is blocked without a reason",
            "add the reason in parentheses to the tracker line, or `**Blocked:** <reason>`",
            "blocked",
        )


def _value(task: Task, name: str, value: str, known: Sequence[str]) -> Finding:
    hint = did_you_mean(value, known, 0.6)
    choices = f"{', '.join(known[:-1])} or {known[-1]}"
    fix = f"{hint} Write {choices}" if hint else f"write {choices}"
    return problem("KV312", task, f"the {name} of task {task.id} is {value!r}", fix, name)


def _words(text: str) -> list[str]:
    """Return the values of a field's first line, without decoration and what explains them.

    There is none where the field says nothing, which is KV302's business, or `N/A - reason`.
    """
    if not says_something(text) or is_not_applicable(text):
        return []
    first = plain(text.strip().split("\n", 1)[0])
    values = re.split(r"\s[-–—(]|[,.;(]", first, maxsplit=1)[:1]
    return [word for value in values if (word := re.sub(r"^\W+|\W+$", "", value).casefold())]
