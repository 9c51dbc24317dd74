"""Research: what it must say, its risks, and its open questions (KV101 to KV104)."""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.architecture.approvals import is_approved
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts.markdown import Document, Item, is_nothing, key_of
from kavro_lint.checks.document_parts import (
    SECTION,
    Part,
    missing,
    part_of,
    says_something,
    text_of,
)
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Plan

RULES = ("KV101", "KV102", "KV103", "KV104")
NEEDS = "artifacts"

FILES = ("research.md", "research-findings.md", "research-summary.md")
# Section → the fields of its long form.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Context": ("Stack", "Affected modules", "Existing patterns", "Technical debt"),
    "Domain Findings": ("Established patterns", "References", "Prior art", "Known failure modes"),
}
LEVELS = frozenset({"high", "medium", "med", "low"})
RISK_COLUMNS = frozenset({"likelihood", "impact", "mitigation"})

# What settles a question: a word of the first kind after it, or one with a separator anywhere.
_SETTLING = r"answer(?:ed)?|resolved|resolution|decided|decision|deferred|postponed"
_AFTER = expression(rf"(?i)\b(?:{_SETTLING})\b\W+\w")
_LABELLED = expression(rf"(?i)(?<!\w)(?:{_SETTLING})\b[\s*_]*(?::|[-–—]\s|\buntil\b)\W*\w")


def findings(case: Case) -> Iterator[Finding]:
    """Yield what the research of each plan lacks."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        documents = list(workflow.documents(plan, *FILES))
        if not documents:
            yield from _no_research(workflow, plan)
        for document in documents:
            yield from _parts(document)
            yield from _risks(document)
            if is_approved(workflow, plan):
                yield from _questions(document)


def _no_research(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    if 1 in (workflow.phases_named or ()) and plan.root == "":
        place = Location(f"{plan.root}{plan.folder}/research.md")
        yield Finding(
            rule="KV101",
            message="the workflow requires research, but there is none",
            location=place,
            fix=f"write {place.path}: the goals, the context, findings, risks, open questions",
            atoms=frozenset({("artifact", place.path)}),
            contract=place,
        )


def _parts(document: Document) -> Iterator[Finding]:
    """KV102: one for each required part that is missing or a placeholder."""
    short = part_of(document, "goal")
    goals = ("business goal", "technical goal")
    if short is None or any(part_of(document, name) for name in goals):
        for name in ("Business Goal", "Technical Goal"):
            yield from _part(document, name, part_of(document, name.casefold()))
        yield from _part(document, "Assumptions Made", part_of(document, "assumptions"))
    else:
        yield from _part(document, "Goal", short)
    for name, fields in SECTIONS.items():
        yield from _section(document, name, fields)
    for name in ("Risk Register", "Open Questions"):
        yield from _part(document, name, part_of(document, name.casefold()))


def _section(document: Document, name: str, fields: Sequence[str]) -> Iterator[Finding]:
    section = part_of(document, name.casefold())
    if section is None:
        yield from _part(document, name, None)
        return
    first, end = section.line + 1, section.end
    parts = {field: part_of(document, field.casefold(), first=first, end=end) for field in fields}
    if not any(parts.values()):
        yield from _part(document, name, section)
        return
    for field, part in parts.items():
        yield from missing(
            "KV102", document, f"{name}: {field}", part, f"`**{field}:** …` under {name}",
            under=section.line,
        )  # fmt: skip


def _part(document: Document, name: str, part: Part | None) -> Iterator[Finding]:
    shape = f"`## {name}` and what there is to say"
    yield from missing("KV102", document, name, part, shape, form=SECTION)


def _risks(document: Document) -> Iterator[Finding]:
    """KV103: one for each row, where the register says anything at all (else KV102)."""
    for table in document.tables:
        if "risk" not in table.header or not RISK_COLUMNS & set(table.header):
            continue
        if not any(says_something(text_of(document, row.line, row.line + 1)) for row in table.rows):
            continue
        columns = {name: table.header.index(name) for name in table.header}
        for row in table.rows:
            cells = {name: row.cells[at].text.strip() for name, at in columns.items()}
            wrong = [name for name in ("likelihood", "impact")
                     if key_of(cells.get(name, "")) not in LEVELS]  # fmt: skip
            mitigation = cells.get("mitigation", "")
            if is_nothing(mitigation) or not says_something(mitigation):
                wrong.append("mitigation")
            if wrong and any(cells.values()):
                yield _risk(document, row.line, cells["risk"], wrong)


def _risk(document: Document, line: int, risk: str, wrong: Sequence[str]) -> Finding:
    place = Location(document.path, line)
    return Finding(
        rule="KV103",
        message=f"the risk {risk[:80]!r} has no valid {' or '.join(wrong)}",
        location=place,
        fix="write High, Medium or Low for likelihood and impact, and a mitigation",
        atoms=frozenset({("artifact", document.path, "risk", risk)}),
        contract=place,
    )


def _questions(document: Document) -> Iterator[Finding]:
    """KV104: unchecked questions with neither an answer nor a reason to wait."""
    section = part_of(document, "open questions", "open question")
    if section is None:
        return
    questions = [item for item in document.items if section.line <= item.line < section.end]
    for number, item in enumerate(questions):
        if not item.text.startswith("[ ]"):
            continue
        place = Location(document.path, item.line)
        question = item.text.removeprefix("[ ]").strip()
        if not says_something(question) or _is_settled(document, questions, number, section.end):
            continue
        yield Finding(
            rule="KV104",
            message=f"the blueprint is approved, but a question is open: {question[:100]}",
            location=place,
            fix="answer it (`- [x] … Answer: …`), or write `Deferred: <why>` below it",
            atoms=frozenset({("artifact", document.path, "question", question)}),
            contract=place,
        )


def _is_settled(document: Document, questions: Sequence[Item], number: int, last: int) -> bool:
    """Whether an answer or a deferral stands with a question, or below it.

    The question itself may ask what was decided: what counts stands after its question mark.
    """
    item = questions[number]
    later = (question.line for question in questions[number + 1 :] if question.depth <= item.depth)
    end = min(next(later, last), last)
    text = "\n".join(document.lines[item.line - 1 : end - 1])
    _, mark, after_mark = text.partition("?")
    return bool(_LABELLED.search(text) or (mark and _AFTER.search(after_mark)))
