"""Decision records as files: names, statuses, dates and numbers (KV208)."""

import re
from collections.abc import Iterator
from datetime import date

from kavro_lint.architecture.case import Case
from kavro_lint.artifacts.markdown import key_of
from kavro_lint.checks.documents.decisions import PARTS, problem, text_of_part
from kavro_lint.expressions import expression
from kavro_lint.model.agreement import Decision
from kavro_lint.model.findings import Finding
from kavro_lint.model.plan import Plan
from kavro_lint.spelling import did_you_mean

RULES = ("KV208",)
NEEDS = "artifacts"

STATUSES = ("proposed", "draft", "accepted", "rejected", "deprecated", "superseded")
_NAME = expression(r"(?:\d{4}-\d{2}-\d{2}|\d{4})-[a-z0-9][a-z0-9._-]*", re.IGNORECASE)
_DATED = expression(r"\d{4}-\d{2}-\d{2}")
# What a title may begin with that is not its own.
_NUMBER_PREFIX = expression(r"^(?:decision\b\s*|adr\b\s*|\d+\b[.)]?\s*)+")


def findings(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the decision records of each plan."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        for decision in plan.decisions:
            yield from _file_problems(plan, decision)
        yield from _reused_numbers(plan)
        yield from _differing_copies(plan)


def _file_problems(plan: Plan, decision: Decision) -> Iterator[Finding]:
    """KV208: the file's name, the status, and dates that disagree."""
    is_record = plan.holds_records(decision.path.rpartition("/")[0])
    if is_record and not _NAME.fullmatch(decision.name):
        yield problem(
            "KV208",
            decision,
            f"the file name {decision.name}.md has the wrong form",
            "name it `YYYY-MM-DD-slug.md` or `NNNN-slug.md`",
            "name",
        )
    # Kavro's short form has no line for a status.
    in_file = is_record and "chosen" not in decision.sections
    if decision.status not in STATUSES and (decision.status or in_file):
        shown = repr(decision.status) if decision.status else "missing"
        hint = did_you_mean(decision.status, STATUSES)
        yield problem(
            "KV208",
            decision,
            f"its status is {shown}",
            f"{hint}{' ' if hint else ''}write one of: {', '.join(STATUSES)}",
            "status",
        )
    named = _DATED.match(decision.name)
    if named and decision.date and named[0] != decision.date:
        yield problem(
            "KV208",
            decision,
            f"its file name says {named[0]}, but its date is {decision.date}",
            "make both the same",
            "date",
        )
    dated = _DATED.search(decision.sections.get("date", ""))
    if dated and decision.date and not named and dated[0] != decision.date:
        yield problem(
            "KV208",
            decision,
            f"its dates disagree: {decision.date} and {dated[0]}",
            "make both the same",
            "dates",
        )
    if decision.date and not _is_date(decision.date):
        yield problem(
            "KV208", decision, f"{decision.date} is not a date", "write YYYY-MM-DD", "no date"
        )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _reused_numbers(plan: Plan) -> Iterator[Finding]:
    by_number: dict[str, Decision] = {}
    for decision in plan.decisions:
        number = re.match(r"\d{4}(?=-[^0-9])", decision.name)
        if number is None or "/decisions/" not in decision.path:
            continue
        first = by_number.setdefault(number[0], decision)
        if first is not decision:
            yield problem(
                "KV208",
                decision,
                f"the number {number[0]} is already used by {first.path}",
                "give it the next free number",
                "number",
            )


def _differing_copies(plan: Plan) -> Iterator[Finding]:
    """Yield decisions in a log that are in the folder too, and do not say the same there."""
    in_folder = {
        _NUMBER_PREFIX.sub("", key_of(decision.title)): decision
        for decision in plan.decisions
        if _is_file(decision)
    }
    for decision in plan.decisions:
        first = in_folder.get(_NUMBER_PREFIX.sub("", key_of(decision.title)))
        if first is None or not first.title or _is_file(decision):
            continue
        difference = _difference(first, decision)
        if difference:
            yield problem(
                "KV208",
                decision,
                f"{first.path} holds the same decision with another {difference}",
                f"keep one of them, and write a link to {first.path} here",
                "twice",
            )


def _is_file(decision: Decision) -> bool:
    return "/decisions/" in decision.path


def _difference(first: Decision, second: Decision) -> str:
    if first.status and second.status and first.status != second.status:
        return "status"
    if first.date and second.date and first.date != second.date:
        return "date"
    texts = [text_of_part(decision, PARTS["Decision"][0]) for decision in (first, second)]
    words = [" ".join(text.split()) for text in texts if text is not None]
    return "text" if len(set(words)) > 1 else ""
