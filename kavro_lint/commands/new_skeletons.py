"""The skeletons of artifacts; what a person must fill in is in square brackets."""

import re
import unicodedata

from kavro_lint.architecture.workflow import Workflow
from kavro_lint.commands.new_file import Record
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen
from kavro_lint.model.plan import Plan, Task
from kavro_lint.pipeline.survey import Survey
from kavro_lint.spelling import did_you_mean

SECTIONS = (
    "High-Level Architecture", "Folder & Module Structure", "API Layer Design", "Data Design",
    "Cross-Cutting Concerns", "Scalability & Resilience", "Testing Strategy",
    "Deployment Strategy",
)  # fmt: skip
CRITERIA = (
    "Architectural alignment", "Scope compliance", "Standards compliance", "Test coverage",
    "Documentation currency",
)  # fmt: skip


@frozen
class SkeletonContext:
    """The facts that fill a skeleton: `words` are the arguments after the kind."""

    survey: Survey
    workflow: Workflow
    plan: Plan
    today: str
    words: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The artifact folder, from the repository's root."""
        return f"{self.plan.root}{self.plan.folder}"

    def title(self, kind: str) -> str:
        """Return the title on the command line. Raises CannotJudge without one."""
        title = " ".join(self.words).strip()
        if not title:
            raise CannotJudge(f"a {kind} needs a title", f'kavro-lint new {kind} "Use PostgreSQL"')
        return title

    def task(self, document: str) -> Task:
        """Return the task on the command line. Raises CannotJudge for an unknown one."""
        task_id = self.words[0] if self.words else ""
        tasks = {task.id: task for task in self.plan.tasks}
        if task_id not in tasks:
            hint = did_you_mean(task_id, tasks, 0.6) or "name a task of the roadmap"
            raise CannotJudge(f"{document}: there is no task {task_id or '(none named)'}", hint)
        return tasks[task_id]


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:60] or "untitled"


def one_line(text: str) -> str:
    """Return a title as a heading holds it."""
    return " ".join(text.split())


def research(context: SkeletonContext) -> Record:
    """Return the skeleton of a research."""
    fields = {
        "Context": ("Stack", "Affected modules", "Existing patterns", "Technical debt"),
        "Domain Findings": (
            "Established patterns", "References", "Prior art", "Known failure modes",
        ),
    }  # fmt: skip
    body = "## Business Goal\n\n[what it is for]\n\n## Technical Goal\n\n[what it must do]\n\n"
    for section, names in fields.items():
        lines = "".join(f"**{name}:** [{name.casefold()}]\n" for name in names)
        body += f"## {section}\n\n{lines}\n"
    body += (
        "## Risk Register\n\n| Risk | Likelihood | Impact | Mitigation |\n|---|---|---|---|\n"
        "| [risk] | [High, Medium or Low] | [High, Medium or Low] | [mitigation] |\n\n"
        "## Assumptions Made\n\n[every assumption]\n\n## Open Questions\n\n- [ ] [question]\n"
    )
    title = one_line(" ".join(context.words)) or "[name]"
    text = f"# Research Summary - {title}\n\n**Date:** {context.today}\n\n{body}"
    return Record(f"{context.folder}/research.md", text)


def blueprint(context: SkeletonContext) -> Record:
    """Return the skeleton of a blueprint."""
    title = one_line(" ".join(context.words)) or "[name]"
    body = "".join(f"## {name}\n\n[{name.casefold()}, or `N/A - reason`]\n\n" for name in SECTIONS)
    table = (
        "| Module | Paths | Layer | May import | External | Responsibility |\n"
        "|---|---|---|---|---|---|\n"
        "| [module] (planned) | `[folder]/` | | none | none | [what it is for] |\n\n"
    )
    text = f"---\nstatus: draft\nversion: 1\n---\n# Blueprint - {title}\n\n{table}{body}"
    return Record(f"{context.folder}/blueprint.md", text.rstrip("\n") + "\n")


def roadmap(context: SkeletonContext) -> Record:
    """Return the skeleton of a roadmap."""
    title = one_line(" ".join(context.words)) or "[name]"
    tasks = context.plan.tasks
    if tasks:
        # Each has a spec of its own already, in `tasks/`.
        listed = "".join(f"- ⬜ {task.id} - {one_line(task.name) or '[name]'}\n" for task in tasks)
        return Record(f"{context.folder}/roadmap.md", f"# Roadmap - {title}\n\n{listed}")
    spec = _spec("1.1.1", "[name]")
    text = f"# Roadmap - {title}\n\n- ⬜ 1.1.1 - [name]\n\n{spec}"
    return Record(f"{context.folder}/roadmap.md", text)


def _spec(number: str, name: str) -> str:
    return (
        f"### Task {number} - {name}\n\n**Goal:** [one sentence]\n\n"
        "**Scope - In:** [paths and modules in backticks]\n\n"
        "**Scope - Out:** [what is left alone]\n\n"
        "**Dependencies:** None\n\n**Expected output:** [what is there afterwards]\n\n"
        "**Implementation strategy:** [how]\n\n**Validation steps:**\n\n"
        "1. [what is run, and what must be seen]\n\n**Rollback plan:** [how to undo it]\n\n"
        "**Complexity:** [Low, Medium or High]\n"
    )


def task(context: SkeletonContext) -> Record:
    """Return the skeleton of a task."""
    number = context.words[0] if context.words else ""
    if not context.workflow.is_id(number):
        wrong = f"{number} is not a task id" if number else "a task needs an id"
        raise CannotJudge(wrong, 'write it as in: kavro-lint new task 1.2.4 "Take orders"')
    if any(task.id == number and task.spec is not None for task in context.plan.tasks):
        raise CannotJudge(f"task {number} has a spec already", "give it another id")
    roadmap_name = next((task.name for task in context.plan.tasks if task.id == number), "")
    name = one_line(" ".join(context.words[1:])) or roadmap_name or "[name]"
    return Record(f"{context.folder}/tasks/{number}.md", _spec(number, name))


def decision(context: SkeletonContext) -> Record:
    """Return the skeleton of a decision."""
    title = one_line(context.title("decision"))
    numbers = [
        int(match[0])
        for decision in context.plan.decisions
        if (match := re.match(r"\d{4}(?=-[^0-9])", decision.name))
    ]
    is_dated = context.plan.decisions and not numbers
    prefix = context.today if is_dated else f"{max(numbers, default=0) + 1:04d}"
    text = (
        f"---\nstatus: proposed\ndate: {context.today}\n---\n# {title}\n\n## Context\n\n"
        "[why it must be decided]\n\n## Decision\n\n[what is decided]\n\n"
        "## Alternatives Considered\n\n- [one] - rejected because [reason]\n"
        "- [another] - rejected because [reason]\n\n## Reasoning\n\n[why this one]\n\n"
        "## Consequences\n\n- Positive: [what]\n- Negative: [what]\n- Risks: [what]\n\n"
        "## Reversibility\n\n[Easy, Hard or Irreversible, and why]\n"
    )
    return Record(f"{_decision_folder(context)}/{prefix}-{_slug(title)}.md", text)


def _decision_folder(context: SkeletonContext) -> str:
    """Return where decisions are kept: where there are some already, else with the artifacts."""
    own = f"{context.folder}/decisions"
    is_own = any(path.startswith(f"{own}/") for path in context.plan.documents)
    folders = context.plan.decision_folders
    return own if is_own or not folders else folders[0]


def validation(context: SkeletonContext) -> Record:
    """Return the skeleton of a validation."""
    task = context.task("validation")
    commits = [commit.sha[:10] for commit in reversed(context.workflow.commits.get(task.id, ()))]
    rows = "".join(f"| {name} | [PASS, FLAG or BLOCK] | [notes] |\n" for name in CRITERIA)
    steps = "".join(
        f"{step.number}. [PASS, FLAG or BLOCK] - {one_line(step.text)}: [what was seen]\n"
        for step in task.steps
    )
    text = (
        f"## Governance Report - Task {task.id}\n\n"
        f"**Commits:** {', '.join(commits) or '[commits]'}\n**Validated by:** [name]\n"
        f"**Date:** {context.today}\n\n### Overall: [PASS, FLAG or BLOCK]\n\n"
        f"| Criterion | Status | Notes |\n|---|---|---|\n{rows}\n### Validation steps\n\n"
        f"{steps or '1. [what was seen]' + chr(10)}\n### Items requiring resolution\n\nNone\n"
    )
    return Record(f"{context.folder}/validation/{task.id}.md", text)


def prompt(context: SkeletonContext) -> Record:
    """Return the skeleton of a prompt."""
    task = context.task("prompt")
    scope = ", ".join(f"`{entry}`" for entry in task.scope) or "[paths]"
    out = one_line(task.fields.get("scope out", "")) or "[exclusions]"
    steps = "".join(f"- [ ] {one_line(step.text)}\n" for step in task.steps) or "- [ ] [check]\n"
    text = (
        f"# Prompt - Task {task.id}\n\n[ROLE DEFINITION]\nYou are acting as a [role].\n\n"
        f"[TASK CONTEXT]\nYour specific task: {task.id} - {one_line(task.name)}\n"
        f"Task goal: {one_line(task.fields.get('goal', '')) or '[goal]'}\n"
        f"Scope - you touch: {scope}\nScope - you do NOT touch: {out}\n\n"
        "[ARCHITECTURE CONTEXT]\nRelevant architecture: [what of the blueprint applies]\n\n"
        "[CONSTRAINTS]\n- [constraint]\n\n[OUTPUT SPECIFICATION]\nProduce exactly: "
        f"{one_line(task.fields.get('expected output', '')) or '[output]'}\n\n"
        f"[VALIDATION INSTRUCTIONS]\nBefore submitting your output, verify:\n{steps}"
    )
    return Record(f"{context.folder}/prompts/{task.id}.md", text)


def selection(context: SkeletonContext) -> Record:
    """Return the skeleton of a selection."""
    task = context.task("selection")
    text = (
        f"## Agent Selection - Task {task.id}\n\n**Task:** {one_line(task.name)}\n"
        f"**Assigned agent:** {one_line(task.fields.get('agent role', '')) or '[agent]'}\n"
        "**Reason:** [why this one]\n**Context injected:** [what it is given]\n"
        f"**Expected output:** {one_line(task.fields.get('expected output', '')) or '[output]'}\n"
        "**Governance:** Governance Agent runs post-execution - ALWAYS\n"
    )
    return Record(f"{context.folder}/selections/{task.id}.md", text)
