"""Required parts of a decision (KV206)."""

import re
from collections.abc import Iterator, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts.markdown import Document
from kavro_lint.checks.document_parts import MOST_NAMES, says_something, text_of, unfilled
from kavro_lint.expressions import expression
from kavro_lint.model.agreement import Decision
from kavro_lint.model.findings import Finding, Severity
from kavro_lint.model.frozen import replace
from kavro_lint.spelling import nearest

RULES = ("KV206",)
NEEDS = "artifacts"

ALTERNATIVES = (
    "alternatives", "considered options", "considered alternatives", "options considered",
    "other options",
)  # fmt: skip
# Part → the headings and fields of Kavro, of its short form, and of MADR.
PARTS: Mapping[str, tuple[tuple[str, ...], Severity | None]] = {
    "Decision": (("decision outcome", "chosen approach", "decision"), None),
    "Alternatives Considered": (ALTERNATIVES, None),
    "Reasoning": (
        ("reasoning", "why this approach", "rationale", "justification", "pros and cons"), None,
    ),
    "Consequences": (
        ("consequences", "long term implications", "positive consequences",
         "negative consequences", "implications"),
        None,
    ),
    "Context": (("context", "problem statement", "background"), "minor"),
    "Reversibility": (("reversibility",), "minor"),
}  # fmt: skip
_BECAUSE = expression(r"(?i)\bbecause\W+\w")
_BRACKETS = expression(r"\[[^\[\]]{1,500}\](?!\()")


def findings(case: Case) -> Iterator[Finding]:
    """Yield the missing parts of the decisions of each plan."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        for decision in plan.decisions:
            if not is_older(workflow, decision):
                yield from _parts(decision, is_open=workflow.is_followed and not workflow.has_begun)


def is_older(workflow: Workflow, decision: Decision) -> bool:
    """Whether a decision was made before adoption: by its date, else by that in its name."""
    adopted = workflow.history.adopted_on
    named = re.match(r"\d{4}-\d{2}-\d{2}", decision.name)
    day = decision.date or (named[0] if named else None)
    return bool(adopted and day and day < adopted)


def problem(
    rule: str,
    decision: Decision,
    message: str,
    fix: str,
    *part: str,
    severity: Severity | None = None,
) -> Finding:
    """Return a finding about a decision, at its heading."""
    return Finding(
        rule=rule,
        message=f"decision `{decision.title or decision.name}`: {message}",
        location=decision.location,
        fix=fix,
        atoms=frozenset({("artifact", decision.path, rule, decision.title, *part)}),
        contract=decision.location,
        severity=severity,
    )


def text_of_part(decision: Decision, names: tuple[str, ...]) -> str | None:
    """Return the text of the first part with one of the names, the best name first."""
    for name in names:
        for key, text in decision.sections.items():
            if _is_called(key, name):
                return text
    return None


def unsaid(workflow: Workflow, decisions: tuple[Decision, ...], document: Document) -> set[int]:
    """Return the lines of a document's parts of which KV206 says that they say nothing."""
    if not any(
        decision.path == document.path and not is_older(workflow, decision)
        for decision in decisions
    ):
        return set()
    names = [name for names, _ in PARTS.values() for name in names]
    spans = [
        (heading.key, heading.line, document.span(heading)[1]) for heading in document.headings
    ]
    spans += [(field.name, field.line, field.end) for field in document.fields]
    return {
        line
        for key, first, end in spans
        if any(_is_called(key, name) for name in names)
        and not says_something(text_of(document, first, end))
        for line in range(first, end)
    }


def _is_called(key: str, name: str) -> bool:
    # *Decision Drivers* are not the decision.
    return key == name or (name != "decision" and key.startswith((f"{name} ", f"{name}(")))


def _parts(decision: Decision, *, is_open: bool) -> Iterator[Finding]:
    """KV206: one for each part that is missing or says nothing.

    `is_open` is the workflow before its first task: then what is not filled in yet is minor.
    """
    outcome = _BRACKETS.sub("", text_of_part(decision, ("decision outcome",)) or "")
    for name, (headings, severity) in PARTS.items():
        text = text_of_part(decision, headings)
        if name == "Context" and text is None and "chosen" in decision.sections:
            # Kavro's short form has no such line.
            continue
        if name == "Reasoning" and text is None and _BECAUSE.search(outcome):
            continue
        if name == "Alternatives Considered" and text is not None and _has_headings(text):
            continue
        if text is None or not says_something(text):
            lack = "is missing" if text is None else "has no content"
            fix = f"write `## {name}`"
            similar = (
                None if text is not None else _similar_name(decision, (name.casefold(), *headings))
            )
            if similar is not None:
                fix = f"rename `{similar.capitalize()}` to `{name}`"
            grade = "minor" if is_open and text is not None else severity
            part = problem("KV206", decision, f"{name} {lack}", fix, name, severity=grade)
            yield replace(part, unfilled=unfilled(name, text))


def _similar_name(decision: Decision, names: tuple[str, ...]) -> str | None:
    """Return the heading or field of a decision that is almost one of the names of a part."""
    known = [name for names, _ in PARTS.values() for name in names]
    headings = [
        key for key in decision.sections if not any(_is_called(key, name) for name in known)
    ]
    matches = (nearest(name, headings[:MOST_NAMES], 0.75) for name in names)
    return next((name for name in matches if name is not None), None)


def _has_headings(text: str) -> bool:
    """Whether options are headings: KV207 judges the text below them."""
    heads = re.findall(r"(?m)^ {0,3}#{2,6}\s+(\S.*)", text)
    return any(says_something(head) for head in heads)
