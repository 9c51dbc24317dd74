"""Links of artifacts that lead nowhere (KV215). Anchors are as GitHub and GitLab make them."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts.markdown import Document
from kavro_lint.checks.documents.supersession import superseding_text
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location, normal_path

RULES = ("KV215",)
NEEDS = "artifacts"

# In angle brackets a target may hold spaces; without, parentheses that are in pairs.
_LINK = expression(
    r"(?<!\\)\]\(\s*(?:<([^<>\n]{1,1000})>|((?:[^()<>\s]|\([^()<>\s]{0,300}\)){1,1000}))"
)
_REFERENCE = expression(r" {0,3}\[[^\[\]]{1,300}\]:\s+<?([^\s<>\[\]][^\s<>]{0,999})>?")
_CODE = expression(r"`+[^`]*`+")
_SCHEME = expression(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
# A forge's own anchors on the lines of a file.
_LINES = expression(r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?")
_ANCHOR = expression(r"<[a-zA-Z]+\s[^<>]{0,300}?\b(?:id|name)\s*=\s*[\"']([^\"']{1,300})[\"']")


def findings(case: Case) -> Iterator[Finding]:
    """Yield relative links and anchors that do not resolve; one for each link of a line."""
    workflow = case.workflow
    sources = workflow.architecture.snapshot.sources
    folders = {""}
    for path in sources:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    known: dict[str, frozenset[str]] = {}
    # A link that says which decision supersedes this one is KV209.
    superseding = {
        (decision.path, link)
        for plan in workflow.architecture.plan.all()
        for decision in plan.decisions
        if decision.status == "superseded"
        for link in _links_in(superseding_text(decision))
    }
    for plan in workflow.architecture.plan.all():
        for path in plan.documents:
            document = workflow.document(path)
            for line, link in _links(document) if document is not None else ():
                if (path, link) in superseding:
                    continue
                why = _why_broken(workflow, path, link, folders, known)
                if why:
                    yield _finding(path, line, link, why)


def _finding(path: str, line: int, link: str, why: str) -> Finding:
    return Finding(
        rule="KV215",
        message=f"broken link {link}: {why}",
        location=Location(path, line),
        fix="correct the link, or remove it",
        atoms=frozenset({("artifact", path, "link", link)}),
        contract=Location(path, line),
    )


def _links(document: Document) -> Iterator[tuple[int, str]]:
    fenced = {
        number
        for fence in document.fences
        for number in range(fence.line, fence.line + fence.body.count("\n") + 2)
    }
    for number, line in enumerate(document.lines, 1):
        if number in fenced or ("](" not in line and "]:" not in line):
            continue
        text = _CODE.sub("", line[:10_000])
        for link in (*_links_in(text), *_REFERENCE.findall(text)):
            if not _SCHEME.match(link) and not link.startswith("^"):
                yield number, link


def _links_in(text: str) -> list[str]:
    return [angled or bare for angled, bare in _LINK.findall(text)]


def _why_broken(
    workflow: Workflow,
    path: str,
    link: str,
    folders: Collection[str],
    known: dict[str, frozenset[str]],
) -> str:
    """Return why a link leads nowhere, or ""."""
    place, _, anchor = link.partition("#")
    target = path if not place else _resolved(path, unquote(place.partition("?")[0]))
    if target is None:
        return "it leads out of the repository"
    sources = workflow.architecture.snapshot.sources
    links = workflow.architecture.snapshot.links
    if target not in sources and target not in folders and target not in links:
        return "the file does not exist"
    if _LINES.fullmatch(anchor):
        return ""
    if anchor and target.endswith(".md") and target in sources:
        if target not in known:
            document = workflow.document(target)
            known[target] = _anchors(document) if document is not None else frozenset()
        slug = unquote(anchor).casefold().removeprefix("user-content-")
        if slug not in known[target]:
            return f"{target} has no heading #{anchor}"
    return ""


def _resolved(path: str, link: str) -> str | None:
    folder = "" if link.startswith("/") else path.rpartition("/")[0]
    return normal_path(f"{folder}/{link}")


def _anchors(document: Document) -> frozenset[str]:
    """Return the anchors of a document's headings, numbered where they repeat, and its own."""
    counts: dict[str, int] = {}
    anchors: set[str] = set()
    for heading in document.headings:
        slug = re.sub(r"[^\w\- ]", "", heading.text.strip().casefold()).replace(" ", "-")
        number = counts.get(slug, 0)
        counts[slug] = number + 1
        anchors.add(f"{slug}-{number}" if number else slug)
        anchors.add(re.sub(r"-{2,}", "-", slug))
    for line in document.lines:
        anchors.update(name.casefold() for name in _ANCHOR.findall(line[:10_000]))
    return frozenset(anchors)
