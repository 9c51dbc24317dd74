"""Links between decisions that supersede each other: broken, one-sided, circular (KV209)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts.markdown import key_of
from kavro_lint.checks.documents.decisions import problem
from kavro_lint.expressions import expression
from kavro_lint.model.agreement import Decision
from kavro_lint.model.findings import Finding
from kavro_lint.model.plan import Plan

RULES = ("KV209",)
NEEDS = "artifacts"

_LINK = expression(r"\[[^\[\]]{0,300}\]\(\s*<?([^()<>\s]{1,500})>?[^()]{0,200}\)")
_NUMBER = expression(r"\d{4}(?=-[^0-9])")
_BY = expression(r"(?i)\b(?:superseded|superceded|replaced)\b")
_SUPERSEDES = expression(r"(?i)[\s*_>+-]*super[sc]edes\b")
_ELSEWHERE = expression(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")

# A decision's place: its file, and the line of its heading.
_Place = tuple[str, int]


def findings(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with how the decisions of each plan follow each other."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        yield from _supersession(workflow, plan)


def superseding_text(decision: Decision) -> str:
    """Return where a superseded decision says by what: its status, else a field of that name."""
    match = _BY.search(decision.stated)
    status_text = decision.stated[match.start() :] if match else decision.stated
    named = (decision.sections.get(name, "") for name in ("superseded by", "superceded by"))
    return "\n".join([status_text, *named])


def _supersession(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    """KV209: links that do not resolve, are not reciprocal, or run in a cycle."""
    places = {(decision.path, decision.location.line): decision for decision in plan.decisions}
    after: dict[_Place, _Place] = {}
    for place, decision in places.items():
        if decision.status != "superseded":
            continue
        text = superseding_text(decision)
        links = _LINK.findall(text)
        if links and all(_ELSEWHERE.match(link) for link in links):
            # On another site: nothing of it can be known.
            continue
        target = _successor(decision, text, links[:1], plan.decisions)
        if target is None:
            yield problem(
                "KV209",
                decision,
                "the decision that supersedes it cannot be found",
                "write `Superseded by [NNNN-slug](NNNN-slug.md)`",
                "target",
            )
            continue
        after[place] = (target.path, target.location.line)
        if not _names(_whole_text(workflow, target), decision):
            shown = target.name if target.path != decision.path else target.title
            yield problem(
                "KV209",
                decision,
                f"{shown} does not say that it supersedes this decision",
                f"write there: `Supersedes [{decision.name}]({decision.name}.md)`",
                "reciprocal",
            )
    for decision in places.values():
        yield from _one_sided(workflow, plan, decision)
    yield from _cycles(places, after)


def _one_sided(workflow: Workflow, plan: Plan, decision: Decision) -> Iterator[Finding]:
    """Yield an accepted decision that supersedes another, which still stands."""
    if decision.status != "accepted":
        return
    others = [candidate for candidate in plan.decisions if candidate is not decision]
    for line in _whole_text(workflow, decision).split("\n"):
        for link in _LINK.findall(line[:2000]) if _SUPERSEDES.match(line[:200]) else ():
            target = _linked(decision, link, others)
            if target is not None and target.status in ("accepted", "proposed", "draft"):
                yield problem(
                    "KV209",
                    decision,
                    f"it supersedes {_shown(target)}, which is still {target.status}",
                    f"give {_shown(target)} the status `Superseded by "
                    f"[{decision.name}]({decision.name}.md)`",
                    "one-sided",
                    _shown(target),
                )


def _whole_text(workflow: Workflow, decision: Decision) -> str:
    """Return all that a decision says, in its file or in its section of one."""
    document = workflow.document(decision.path)
    if document is None:
        return ""
    heading = next((h for h in document.headings if h.line == decision.location.line), None)
    if heading is None or heading.level == 1:
        first, end = 1, len(document.lines) + 1
    else:
        first, end = document.span(heading)
    front = "\n".join(str(value) for value in document.front_matter.values())
    return "\n".join([front, *document.lines[first - 1 : end - 1]])


def _names(text: str, decision: Decision) -> bool:
    if "/decisions/" in decision.path and decision.name in text:
        return True
    if "/decisions/" not in decision.path and key_of(decision.title) in key_of(text):
        return True
    number = _NUMBER.match(decision.name) or re.search(r"\d{1,4}", decision.title)
    verb = r"(?:supersed|superced|replac)\w*\W{0,20}(?:\w+\W{0,3}){0,2}?0*"
    return bool(number and re.search(rf"(?i){verb}{int(number[0])}\b", text))


def _successor(
    decision: Decision, text: str, links: Sequence[str], decisions: Sequence[Decision]
) -> Decision | None:
    """Return the decision that a status names, by link, name, title or number."""
    candidates = [candidate for candidate in decisions if candidate is not decision]
    if links:
        return _linked(decision, links[0], candidates)
    words = text.casefold()
    for candidate in candidates:
        if "/decisions/" in candidate.path and candidate.name.casefold() in words:
            return candidate
    keys = key_of(words.replace("\n", " "))
    for candidate in candidates:
        if candidate.title and key_of(candidate.title) in keys:
            return candidate
    for candidate in candidates:
        number = _NUMBER.match(candidate.name)
        if number and re.search(rf"\b0*{int(number[0])}\b", words):
            return candidate
    return None


def _linked(decision: Decision, link: str, decisions: Sequence[Decision]) -> Decision | None:
    place, _, anchor = link.partition("#")
    folder = PurePosixPath(decision.path).parent
    path = _normal(folder / place) if place else decision.path
    candidates = [candidate for candidate in decisions if candidate.path == path]
    if anchor and len(candidates) > 1 - (path == decision.path):
        candidates = [
            candidate for candidate in candidates if _slug(candidate.title) == anchor.casefold()
        ]
    return candidates[0] if candidates and (anchor or path != decision.path) else None


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.strip().casefold()).replace(" ", "-")


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return "/".join(parts)


def _cycles(places: Mapping[_Place, Decision], after: Mapping[_Place, _Place]) -> Iterator[Finding]:
    settled: set[_Place] = set()
    for start in after:
        chain = [start]
        known = {start}
        while (following := after.get(chain[-1])) is not None and following not in known:
            if following in settled:
                break
            chain.append(following)
            known.add(following)
        settled |= known
        back = after.get(chain[-1])
        if back is None or back not in known:
            continue
        cycle = chain[chain.index(back) :]
        least = cycle.index(min(cycle))
        cycle = [*cycle[least:], *cycle[:least]]
        names = " -> ".join(_shown(places[place]) for place in [*cycle, cycle[0]])
        yield problem(
            "KV209", places[cycle[0]], f"it supersedes itself in a cycle: {names}",
            "make the newest one accepted", "cycle",
        )  # fmt: skip


def _shown(decision: Decision) -> str:
    return decision.name if "/decisions/" in decision.path else decision.title
