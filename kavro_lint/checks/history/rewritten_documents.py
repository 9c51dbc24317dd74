"""Documents that may only grow: research and accepted decisions (KV105, KV213), with a base."""

import re
from collections.abc import Iterator, Mapping

from kavro_lint.architecture.approvals import is_approved
from kavro_lint.architecture.case import Case
from kavro_lint.model.agreement import ACCEPTED, Decision
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Plan

RULES = ("KV105", "KV213")
NEEDS = "change"

RESEARCH = ("research.md", "research-findings.md", "research-summary.md")
# The sections that hold why: not the status, the links and the exceptions.
REASONING = (
    "context", "decision", "chosen approach", "alternatives", "considered options", "reasoning",
    "why this approach", "consequences", "long term implications", "reversibility", "positive",
    "negative", "risks", "what could go wrong", "pros and cons",
)  # fmt: skip

_AMENDMENT = re.compile(r"#{1,6}\s+amendment\s*[-–—:]\s*\d{4}-\d{2}-\d{2}\b", re.IGNORECASE)


def findings(case: Case) -> Iterator[Finding]:
    """Yield what a change rewrites."""
    base = case.base
    if base is None or not base.is_change:
        return
    before, now = base.own.architecture.plan, case.architecture.plan
    if is_approved(base.own.workflow, before):
        yield from _research(before, now, base.moved)
    yield from _decisions(before, now, base.moved)


def _research(before: Plan, now: Plan, moved: Mapping[str, str]) -> Iterator[Finding]:
    for old, text in before.documents.items():
        path = moved.get(old, old)
        if old.rpartition("/")[2] not in RESEARCH or path not in now.documents:
            continue
        original, amended = _split_amendments(text)
        current, amendments = _split_amendments(now.documents[path])
        line = _first_difference(original, current)
        if line is None and any(amendment not in amendments for amendment in amended):
            line = 1
        if line is not None:
            yield Finding(
                rule="KV105",
                message=f"this change rewrites {path}, which was approved with the blueprint",
                location=Location(path, line),
                fix="restore it, and add what is new under `## Amendment - YYYY-MM-DD`",
                atoms=frozenset({("artifact", path, "rewritten")}),
                contract=Location(path, line),
            )


def _split_amendments(text: str) -> tuple[list[tuple[int, str]], list[str]]:
    """Split a document into its own lines, with their numbers, and its amendments."""
    body: list[tuple[int, str]] = []
    amendments: list[list[str]] = []
    level = 0
    for number, line in enumerate(text.split("\n"), 1):
        depth = len(line) - len(line.lstrip("#"))
        if _AMENDMENT.match(line):
            level = depth
            amendments.append([])
        elif level and depth and depth <= level and line[depth : depth + 1] == " ":
            level = 0
        if level:
            amendments[-1].append(" ".join(line.split()))
        elif line.strip():
            body.append((number, " ".join(line.split())))
    return body, ["\n".join(filter(None, lines)) for lines in amendments]


def _first_difference(before: list[tuple[int, str]], after: list[tuple[int, str]]) -> int | None:
    for (_, old), (line, new) in zip(before, after, strict=False):
        if old != new:
            return line
    if len(before) == len(after):
        return None
    return after[len(before)][0] if len(after) > len(before) else (after[-1][0] if after else 1)


def _decisions(before: Plan, now: Plan, moved: Mapping[str, str]) -> Iterator[Finding]:
    current = {(decision.path, _identity(decision)): decision for decision in now.decisions}
    for old in before.decisions:
        path = moved.get(old.path, old.path)
        new = current.get((path, _identity(old)))
        if old.status != ACCEPTED or new is None:
            continue
        changed = [name for name, text in _reasons(old).items() if _reasons(new).get(name) != text]
        if changed:
            yield Finding(
                rule="KV213",
                message=f"this change rewrites the accepted decision `{new.title or path}`: "
                + ", ".join(changed),
                location=new.location,
                fix="restore it, write a new decision, and mark this one `Superseded by [it]`",
                atoms=frozenset({("artifact", path, "rewritten", old.title)}),
                contract=new.location,
            )


def _identity(decision: Decision) -> str:
    """Tell decisions of one file apart; of a file of its own the title may change."""
    return "" if "/decisions/" in decision.path else decision.title


def _reasons(decision: Decision) -> Mapping[str, str]:
    return {
        name: " ".join(text.split())
        for name, text in decision.sections.items()
        if name.startswith(REASONING) and not name.startswith("decision log")
    }
