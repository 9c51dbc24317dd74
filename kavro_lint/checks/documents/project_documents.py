"""The documents of phase 4: overview, API, debugging notes, plans (KV401 to KV404)."""

import re
from collections.abc import Iterator, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts import tree_paths
from kavro_lint.artifacts.markdown import Document, Heading, is_nothing
from kavro_lint.checks.document_parts import (
    SECTION,
    Part,
    is_not_applicable,
    missing,
    part_of,
    says_something,
    unfilled,
)
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Plan

RULES = ("KV401", "KV402", "KV403", "KV404")
NEEDS = "artifacts"

OVERVIEW, API = "project-overview.md", "api-reference.md"
NOTES, FUTURE = "debugging-notes.md", "future-improvements.md"
REQUIRED: Mapping[str, tuple[str, ...]] = {
    OVERVIEW: (
        "Purpose", "Users", "Success Criteria", "Scope", "Stack", "Repository Structure",
        "Getting Started", "Key Contacts",
    ),
    FUTURE: ("Known Limitations", "Deferred Decisions", "Planned Next Steps"),
}  # fmt: skip
ENTRY = ("Symptom", "Root cause", "How it was found", "Fix", "Prevention")
ENDPOINT: Mapping[str, tuple[str, ...]] = {
    "Authentication": ("authentication", "auth"),
    "Request": ("request", "body", "request body"),
    "Success": ("success", "response", "responses"),
    "Errors": ("errors", "error responses", "error"),
}
# In backticks, or a name that ends in `/`.
_LISTED = expression(r"\**(?:`([^`\s]+)`|([\w.@-]+(?:/[\w.@-]+)*/)(?=[\s:*]|$))")
_PATTERN = expression(r"[*{<\[]")
_ENDPOINT = expression(
    r"(?i)\W{0,5}(?:\d[\d.]*\s+)?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+/\S*"
)


def findings(case: Case) -> Iterator[Finding]:
    """Yield what the documents of each plan lack."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        # The setting asks the repository, not each blueprint in it.
        if not (4 in plan.phases or (workflow.judges(4, plan) and plan.root == "")):
            continue
        for name in (OVERVIEW, API, NOTES, FUTURE):
            document = next(iter(workflow.documents(plan, name)), None)
            if document is not None:
                yield from _document(workflow, plan, name, document)
            elif name != API or _has_api(workflow, plan):
                yield _missing(plan, name)


def _missing(plan: Plan, name: str) -> Finding:
    place = Location(f"{plan.root}{plan.folder}/{name}")
    return Finding(
        rule="KV401",
        message=f"{name} is missing",
        location=place,
        fix=f"write {place.path}",
        atoms=frozenset({("artifact", place.path)}),
        contract=place,
    )


def _has_api(workflow: Workflow, plan: Plan) -> bool:
    document = workflow.document(plan.blueprint) if plan.blueprint is not None else None
    part = part_of(document, "api layer design") if document is not None else None
    return part is not None and says_something(part.text) and not is_not_applicable(part.text)


def _document(workflow: Workflow, plan: Plan, name: str, document: Document) -> Iterator[Finding]:
    for section in REQUIRED.get(name, ()):
        part = part_of(document, section.casefold())
        if part is not None and _fenced(document, part):
            continue
        yield from missing("KV402", document, section, part, f"`## {section}`", form=SECTION)
    if name == OVERVIEW:
        yield from _structure(workflow, plan, document)
    elif name == NOTES:
        yield from _entries(document)
    elif name == API:
        yield from _endpoints(document)


def _fenced(document: Document, part: Part) -> bool:
    return any(
        part.line <= fence.line < part.end and fence.body.strip() for fence in document.fences
    )


def _entries(document: Document) -> Iterator[Finding]:
    """KV402 for the notes: text below the title, and five parts in each entry."""
    title = next((heading.line for heading in document.headings if heading.level == 1), 0)
    body = "\n".join(line for n, line in enumerate(document.lines, 1) if n != title)
    entries = _entry_headings(document)
    if not entries and not says_something(body):
        yield from missing("KV402", document, "Debugging notes", None, "an entry, or `None yet`")
    for entry in entries:
        first, end = document.span(entry)
        for name in ENTRY:
            part = part_of(document, name.casefold(), first=first, end=end)
            if part is not None and _fenced(document, part):
                continue
            yield from missing(
                "KV402", document, f"{entry.text}: {name}", part, f"`**{name}:** …`",
                under=entry.line,
            )  # fmt: skip


def _entry_headings(document: Document) -> list[Heading]:
    """Return the headings of entries: those of the level that the parts of an entry are below.

    Where no part is anywhere, all headings of the highest level below the title are entries.
    """
    keys = tuple(name.casefold() for name in ENTRY)
    levels: set[int] = set()
    for field in document.fields:
        if field.name in keys:
            above = [heading for heading in document.headings if heading.line <= field.line]
            field_heading = above[-1] if above and above[-1].line == field.line else None
            deep = [
                heading
                for heading in above
                if field_heading is None or heading.level < field_heading.level
            ]
            levels |= {deep[-1].level} if deep and deep[-1].level > 1 else set()
    below = [
        heading for heading in document.headings if heading.level > 1 and heading.key not in keys
    ]
    level = min(levels, default=min((heading.level for heading in below), default=0))
    return [heading for heading in below if heading.level == level]


def _endpoints(document: Document) -> Iterator[Finding]:
    """KV402 if there is no endpoint, KV404 for an endpoint that lacks a part."""
    endpoints = [
        heading for heading in document.headings if _ENDPOINT.match(heading.text.strip("`"))
    ]
    if not endpoints:
        yield from missing("KV402", document, "An endpoint", None, "`## GET /orders`")
    for heading in endpoints:
        first, end = _own_lines(document, heading, endpoints)
        for name, names in ENDPOINT.items():
            part = part_of(document, *names, first=first, end=end)
            if part is not None and (
                says_something(part.text) or is_nothing(part.text) or _fenced(document, part)
            ):
                continue
            place = Location(document.path, part.line if part else heading.line)
            yield Finding(
                rule="KV404",
                message=f"{heading.text} lacks {name}",
                location=place,
                fix=f"write `**{name}:** …` below it; `none` is an answer",
                atoms=frozenset({("artifact", document.path, "endpoint", heading.text, name)}),
                contract=place,
                unfilled=unfilled(
                    f"{heading.text}: {name}", part.text if part is not None else None
                ),
            )


def _own_lines(document: Document, heading: Heading, endpoints: list[Heading]) -> tuple[int, int]:
    first, end = document.span(heading)
    later = (endpoint.line for endpoint in endpoints if endpoint.line > heading.line)
    return first, min(end, next(later, end))


def _structure(workflow: Workflow, plan: Plan, document: Document) -> Iterator[Finding]:
    """KV403: paths of the tree that do not exist, top-level source folders it misses."""
    part = part_of(document, "repository structure")
    if part is None or not (says_something(part.text) or _fenced(document, part)):
        return
    if is_not_applicable(part.text):
        return
    first, end = part.line, part.end
    sources = workflow.architecture.snapshot.sources
    inside = [path[len(plan.root) :] for path in sources if path.startswith(plan.root)]
    tops = frozenset(path.split("/")[0] for path in inside if "/" in path)
    listed = dict(_listed(document, first, end, tops))
    for path, line in listed.items():
        if not any(file == path or file.startswith(f"{path}/") for file in inside):
            yield _stale(document, line, f"{path} is listed but does not exist", path)
    code = workflow.architecture.facts.languages
    folders = sorted({path[len(plan.root) :].split("/")[0] for path in code
                   if path.startswith(plan.root) and "/" in path[len(plan.root) :]})  # fmt: skip
    named = {path.split("/")[0] for path in listed} | set(re.findall(r"[\w.-]+", part.text))
    for top in folders:
        if top not in named:
            yield _stale(document, part.line, f"the source folder {top}/ is not listed", top)


def _listed(
    document: Document, first: int, end: int, folders: frozenset[str]
) -> Iterator[tuple[str, int]]:
    """Yield the paths of a folder tree in a fence, of a table or of a list, with their lines."""
    for fence in document.fences:
        if first <= fence.line < end:
            yield from tree_paths(fence, folders)
    for table in document.tables:
        for row in table.rows if first <= table.line < end else ():
            name = _listed_name(row.cells[0].raw)
            if name and not _PATTERN.search(name):
                yield name, row.line
    above: list[str] = []
    for item in document.items:
        if first <= item.line < end:
            name = _listed_name(item.raw)
            del above[item.depth :]
            # A list in a list names what is in the folder, by its own name or the whole path.
            outer = next((folder for folder in reversed(above) if folder), "")
            path = name if not outer or name.startswith(f"{outer}/") else f"{outer}/{name}"
            above += [*[""] * (item.depth - len(above)), path if name else outer]
            if name and not _PATTERN.search(path):
                yield path, item.line


def _listed_name(raw: str) -> str:
    """Return the path that a list item or a cell begins with, "" for none."""
    match = _LISTED.match(raw)
    return (match[1] or match[2]).removeprefix("./").strip("/") if match else ""


def _stale(document: Document, line: int, message: str, path: str) -> Finding:
    return Finding(
        rule="KV403",
        message=message,
        location=Location(document.path, line),
        fix="correct the structure",
        atoms=frozenset({("artifact", document.path, "structure", path)}),
        contract=Location(document.path, line),
    )
