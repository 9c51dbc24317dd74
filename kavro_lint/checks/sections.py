"""What a blueprint must say, and what it may not leave open (KV202, KV203, KV214)."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.checks.decisions import PARTS
from kavro_lint.checks.parts import is_not_applicable, missing, part_of, says_something
from kavro_lint.graph import Work
from kavro_lint.markdown import Document, is_placeholder
from kavro_lint.model import Finding, Location, Plan

RULES = ("KV202", "KV203", "KV214")

# Section → the headings it may have, normalised.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "High-Level Architecture": ("high level architecture",),
    "Folder & Module Structure": ("folder and module structure", "structure design"),
    "API Layer Design": ("api layer design",),
    "Data Design": ("data design",),
    "Cross-Cutting Concerns": ("cross cutting concerns",),
    "Scalability & Resilience": ("scalability and resilience",),
    "Testing Strategy": ("testing strategy",),
    "Deployment Strategy": ("deployment strategy",),
}
# Concern → the section it has, and the words of a decision that is about it.
CONCERNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "data": (("data design",), ("data", "database", "storage", "schema", "persist", "sql", "db")),
    "API": (("api layer design",), ("api", "endpoint", "rest", "graphql", "http", "grpc")),
    "security": (("security", "security model"), ("security", "auth", "secret", "permission")),
    "caching": (("caching", "caching strategy"), ("cach", "redis", "memcache")),
}
OF_DECISIONS = tuple(name for names, _ in PARTS.values() for name in names)
_OPEN = re.compile(
    r"(?i)(?<![\w`])(?:TBD|TODO|FIXME|figure (?:this |it )?out later|decide later)\b"
)
# An owner, a date or a link beside it says who will see to it.
_OWNED = re.compile(r"@\w|\d{4}-\d{2}-\d{2}|\]\(|https?://|(?i:owner\s*[:=]\s*\w)|#\d+")
_LINK = re.compile(r"\]\(([^()\s]{1,500})\)")


def findings(work: Work) -> Iterator[Finding]:
    """Yield what each blueprint lacks, and what is left open in it and in the decisions."""
    for plan in work.architecture.plan.all():
        document = work.document(plan.blueprint) if plan.blueprint is not None else None
        if document is None:
            continue
        workflow = work.follows_workflow or 2 in (work.asked or ())
        judged = [name for names in REQUIRED.values() for name in names] if workflow else []
        yield from _placeholders(document, judged)
        for path in dict.fromkeys(decision.path for decision in plan.decisions):
            record = work.document(path)
            if record is not None and path != plan.blueprint:
                yield from _placeholders(record, OF_DECISIONS)
        yield from _nameless(work, plan)
        if workflow:
            yield from _sections(document, plan)
            yield from _concerns(document, plan)


def _nameless(work: Work, plan: Plan) -> Iterator[Finding]:
    """KV203 for an approval whose `by` is left from a skeleton: it counts for nothing."""
    for document in work.documents(plan, "approvals/"):
        by = document.front_matter.get("by")
        if isinstance(by, str) and is_placeholder(by):
            place = Location(document.path)
            yield Finding(
                rule="KV203",
                message=f"{by or 'nobody'} is no name: this approval counts for nothing",
                location=place,
                fix="write who has read it: `by: Ada Lovelace`",
                atoms=frozenset({("artifact", document.path, "by")}),
                contract=place,
            )


def _sections(document: Document, plan: Plan) -> Iterator[Finding]:
    """KV202: one for each section."""
    for name, headings in REQUIRED.items():
        part = part_of(document, *headings)
        if part is not None and _has_table_or_fence(document, part.line):
            continue
        yield from missing("KV202", document, name, part, f"`## {name}` and what it says")
    log = part_of(document, "decision log")
    if not plan.decisions and (log is None or not says_something(log.text)):
        yield from missing(
            "KV202", document, "Decision log", log, f"a decision in `{plan.folder}/decisions/`"
        )


def _has_table_or_fence(document: Document, line: int) -> bool:
    heading = next((each for each in document.headings if each.line == line), None)
    if heading is None:
        return False
    first, end = document.span(heading)
    tables = any(first <= each.line < end and each.rows for each in document.tables)
    return tables or any(first <= each.line < end for each in document.fences)


def _placeholders(document: Document, judged: Sequence[str]) -> Iterator[Finding]:
    """KV203: one for each line.

    A part that is nothing but a placeholder is KV202's or KV206's, where they judge it:
    `judged` are the names of those parts.
    """
    fenced = {
        number
        for fence in document.fences
        for number in range(fence.line, fence.line + fence.body.count("\n") + 2)
    }
    for number, line in enumerate(document.lines, 1):
        found = _OPEN.search(line[:2000]) if number not in fenced else None
        if found and not _OWNED.search(line[:2000]):
            above = [each for each in document.headings if each.line < number]
            part = above[-1].key if above else ""
            if is_placeholder(line) and part.startswith(tuple(judged)) and judged:
                continue
            place = Location(document.path, number)
            yield Finding(
                rule="KV203",
                message=f"{found[0]} without an owner, a date or a link",
                location=place,
                fix="decide it, or say beside it who will, and when: `TBD (@ada, 2026-12-01)`",
                atoms=frozenset({("artifact", document.path, "open", " ".join(line.split()))}),
                contract=place,
            )


def _concerns(document: Document, plan: Plan) -> Iterator[Finding]:
    """KV214: one for each concern that has a section and no decision."""
    decisions = [each for each in plan.decisions if each.status in ("accepted", "proposed", "")]
    for concern, (headings, words) in CONCERNS.items():
        part = part_of(document, *headings)
        if part is None or not says_something(part.text) or is_not_applicable(part.text):
            continue
        named = any(_names(each.title, each.sections.get("tags", ""), words) for each in decisions)
        names = {each.path.rpartition("/")[2] for each in decisions}
        linked = any(link.split("#")[0].rpartition("/")[2] in names
                     for link in _LINK.findall(part.text))  # fmt: skip
        if named or linked:
            continue
        place = Location(document.path, part.line)
        yield Finding(
            rule="KV214",
            message=f"the blueprint designs {concern}, and no decision is about it",
            location=place,
            fix=f"write a decision whose title names {concern}, link one from here, or write "
            "`N/A - <reason>`",
            atoms=frozenset({("artifact", document.path, "concern", concern)}),
            contract=place,
        )


def _names(title: str, tags: str, words: tuple[str, ...]) -> bool:
    said = re.findall(r"[a-z]+", f"{title} {tags}".casefold())
    return any(word == each or (len(word) > 3 and each.startswith(word)) for each in said
               for word in words)  # fmt: skip
