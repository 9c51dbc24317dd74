"""Required sections of a blueprint, and its open questions (KV202, KV203, KV214)."""

import re
from collections.abc import Container, Iterator, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts.markdown import Document, is_placeholder
from kavro_lint.checks.document_parts import (
    OPEN,
    SECTION,
    Part,
    is_not_applicable,
    is_owned,
    missing,
    part_of,
    says_something,
)  # fmt: skip
from kavro_lint.checks.documents.decisions import unsaid
from kavro_lint.expressions import expression
from kavro_lint.model.agreement import Decision
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Plan

RULES = ("KV202", "KV203", "KV214")
NEEDS = "artifacts"

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
    "data": (
        ("data design",),
        (
            "data",
            "storage",
            "store",
            "schema",
            "persist",
            "sql",
            "db",
            "mongo",
            "postgres",
            "dynamo",
            "cassandra",
            "orm",
            "migration",
        ),
    ),
    "API": (
        ("api layer design",),
        ("api", "endpoint", "rest", "graphql", "http", "rpc", "grpc", "openapi", "route"),
    ),
    "security": (
        ("security",),
        (
            "security",
            "auth",
            "secret",
            "permission",
            "jwt",
            "token",
            "encrypt",
            "tls",
            "password",
            "rbac",
            "sso",
            "login",
            "oauth",
        ),
    ),
    "caching": (("caching",), ("cach", "redis", "memcache", "cdn")),
}
_CODE = expression(r"`+[^`\n]{1,500}`+")
_LINK = expression(r"\]\(([^()\s]{1,500})\)")


def findings(case: Case) -> Iterator[Finding]:
    """Yield what each blueprint lacks, and what is left open in it and in the decisions."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        document = workflow.document(plan.blueprint) if plan.blueprint is not None else None
        if document is None:
            continue
        is_judged = workflow.judges_rules_of(2)
        judged = _unsaid_sections(document) if is_judged else frozenset()
        for path in dict.fromkeys([document.path, *(decision.path for decision in plan.decisions)]):
            record = workflow.document(path)
            if record is not None:
                judged_lines = judged if record is document else frozenset()
                yield from _placeholders(
                    record, judged_lines | unsaid(workflow, plan.decisions, record)
                )
        yield from _nameless(workflow, plan)
        if is_judged:
            yield from _unnamed_modules(document, plan)
            yield from _sections(document, plan)
            yield from _concerns(document, plan)


def _nameless(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    """KV203 for an approval whose `by` is left from a skeleton: it counts for nothing."""
    for document in workflow.documents(plan, "approvals/"):
        by = document.front_matter.get("by")
        if isinstance(by, str) and is_placeholder(by):
            place = Location(document.path)
            yield Finding(
                rule="KV203",
                message=f"{by or 'an empty field'} is not a name, so this approval does not count",
                location=place,
                fix="write who has approved it: `by: Ada Lovelace`",
                atoms=frozenset({("artifact", document.path, "by")}),
                contract=place,
            )


def _unnamed_modules(document: Document, plan: Plan) -> Iterator[Finding]:
    """KV202 for a row of the Modules table that is left from a skeleton.

    Where files are in it, brackets are what a framework calls its folders: `[id]`.
    """
    for module in plan.modules:
        if module.planned and is_placeholder(module.local):
            name = f"Modules: {module.local}"
            yield Finding(
                rule="KV202",
                message=f"{name} is not filled in",
                location=module.location,
                fix="write the module's name and its paths",
                atoms=frozenset({("artifact", document.path, "KV202", name)}),
                contract=module.location,
                unfilled=name,
            )


def _unsaid_sections(document: Document) -> frozenset[int]:
    """Return the lines of the sections of which KV202 says that they say nothing."""
    parts = (part_of(document, *headings) for headings in REQUIRED.values())
    return frozenset(
        line
        for part in parts
        if part is not None and not _says(document, part)
        for line in range(part.line, part.end)
    )


def _sections(document: Document, plan: Plan) -> Iterator[Finding]:
    """KV202: one for each section."""
    for name, headings in REQUIRED.items():
        part = part_of(document, *headings)
        if part is not None and _says(document, part):
            continue
        shape = f"`## {name}` and what it says"
        yield from missing("KV202", document, name, part, shape, form=SECTION)
    log = part_of(document, "decision log")
    if not plan.decisions and (log is None or not says_something(log.text)):
        yield from missing(
            "KV202", document, "Decision log", log, f"a decision in `{plan.folder}/decisions/`"
        )


def _says(document: Document, part: Part) -> bool:
    """Whether a section says something: in words, in a row of a table, or in a fence."""
    fences = (fence for fence in document.fences if part.line <= fence.line < part.end)
    return says_something(part.text) or any(fence.body.strip() for fence in fences)


def _placeholders(document: Document, silent: Container[int]) -> Iterator[Finding]:
    """KV203: one for each line; `silent` are lines of parts that KV202 or KV206 report."""
    fenced = {
        number
        for fence in document.fences
        for number in range(fence.line, fence.line + fence.body.count("\n") + 2)
    }
    for number, line in enumerate(document.lines, 1):
        if number in fenced or number in silent:
            continue
        match = OPEN.search(_CODE.sub("", line[:2000]))
        if match and not is_owned(line[:2000]):
            place = Location(document.path, number)
            yield Finding(
                rule="KV203",
                message=f"{match[0]} without an owner, a date or a link",
                location=place,
                fix="decide it, or add who will decide, and when: `TBD (@ada, 2026-12-01)`",
                atoms=frozenset({("artifact", document.path, "open", " ".join(line.split()))}),
                contract=place,
            )


def _concerns(document: Document, plan: Plan) -> Iterator[Finding]:
    """KV214: one for each concern that has a section and no decision."""
    decisions = [
        decision for decision in plan.decisions if decision.status in ("accepted", "proposed", "")
    ]
    for concern, (headings, words) in CONCERNS.items():
        part = part_of(document, *headings)
        if part is None or not says_something(part.text) or is_not_applicable(part.text):
            continue
        links = _LINK.findall(part.text)
        if any(_names(decision, words) or _is_linked(decision, links) for decision in decisions):
            continue
        place = Location(document.path, part.line)
        yield Finding(
            rule="KV214",
            message=f"the blueprint designs {concern}, but no decision covers it",
            location=place,
            fix=f"write a decision whose title names {concern}, link one from here, or write "
            "`N/A - <reason>`",
            atoms=frozenset({("artifact", document.path, "concern", concern)}),
            contract=place,
        )


def _names(decision: Decision, words: tuple[str, ...]) -> bool:
    """Whether the title or the tags have a word of the concern: begun, or, for SQL, inside."""
    tags = decision.sections.get("tags", "")
    title_words = re.findall(r"[a-z]+", f"{decision.title} {tags}".casefold())
    return any(_means(title_word, word) for title_word in title_words for word in words)


def _means(title_word: str, word: str) -> bool:
    """Whether a word is one of a concern: `sql` inside it, a short one whole, another begun."""
    if word == "sql":
        return word in title_word
    return (
        title_word.startswith(word)
        if len(word) > 3 and word != "rest"
        else title_word in (word, f"{word}s")
    )


def _is_linked(decision: Decision, links: list[str]) -> bool:
    """Whether a link leads to the decision's file, or to its heading in a file of many."""
    slug = re.sub(r"[^\w\- ]", "", decision.title.casefold()).replace(" ", "-")
    for link in links:
        path, _, anchor = link.partition("#")
        same = bool(path) and path.rpartition("/")[2] == decision.path.rpartition("/")[2]
        if (same and "/decisions/" in decision.path) or (anchor and anchor.casefold() == slug):
            return True
    return False
