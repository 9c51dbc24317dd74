"""How decisions follow each other: links that are whole, reciprocal and end (KV209)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from kavro_lint.checks.decisions import problem
from kavro_lint.graph import Work
from kavro_lint.model import Decision, Finding, Plan

RULES = ("KV209",)

_LINK = re.compile(r"\[([^\[\]]{0,300})\]\(([^()\s]{1,500})\)")


def findings(work: Work) -> Iterator[Finding]:
    """Yield what is wrong with how the decisions of each plan follow each other."""
    for plan in work.architecture.plan.all():
        yield from _supersession(work, plan)


def _supersession(work: Work, plan: Plan) -> Iterator[Finding]:
    """KV209: links that do not resolve, are not reciprocal, or run in a circle."""
    by_path = {decision.path: decision for decision in plan.decisions}
    after: dict[str, str] = {}
    for decision in plan.decisions:
        if decision.status != "superseded":
            continue
        target = _successor(decision, by_path)
        if target is None:
            yield problem(
                "KV209",
                decision,
                "what supersedes it cannot be found",
                "write `Superseded by [NNNN-slug](NNNN-slug.md)`",
                "target",
            )
            continue
        after[decision.path] = target
        document = work.document(target)
        text = "\n".join(document.lines) if document is not None else ""
        if decision.name not in text and not _names_number(text, decision):
            yield problem(
                "KV209",
                decision,
                f"{by_path[target].name} does not say that it supersedes it",
                f"write there: `Supersedes [{decision.name}]({decision.name}.md)`",
                "reciprocal",
            )
    yield from _circles(by_path, after)


def _names_number(text: str, decision: Decision) -> bool:
    number = re.match(r"\d{4}(?=-[^0-9])", decision.name)
    return bool(number and re.search(rf"(?i)supersedes\W{{0,20}}(?:ADR\W?)?{number[0]}\b", text))


def _successor(decision: Decision, by_path: Mapping[str, Decision]) -> str | None:
    """Return the path of the decision that a status names, by link, name or number."""
    link = _LINK.search(decision.stated)
    if link is not None:
        folder = PurePosixPath(decision.path).parent
        target = _normal(folder / link[2].split("#", 1)[0])
        return target if target in by_path and target != decision.path else None
    words = decision.stated.casefold()
    for path, other in by_path.items():
        number = re.match(r"\d{4}(?=-[^0-9])", other.name)
        named = other.name.casefold() in words or bool(
            number and re.search(rf"\b0*{int(number[0])}\b", words)
        )
        if path != decision.path and named:
            return path
    return None


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return "/".join(parts)


def _circles(by_path: Mapping[str, Decision], after: Mapping[str, str]) -> Iterator[Finding]:
    settled: set[str] = set()
    for start in after:
        seen = [start]
        while seen[-1] in after and after[seen[-1]] not in seen:
            seen.append(after[seen[-1]])
        back = after.get(seen[-1])
        if back is None or back in settled:
            continue
        circle = seen[seen.index(back) :]
        if start == min(circle):
            settled.update(circle)
            names = " -> ".join(PurePosixPath(each).stem for each in [*circle, circle[0]])
            yield problem(
                "KV209", by_path[start], f"they supersede each other in a circle: {names}",
                "let the newest one stand", "circle",
            )  # fmt: skip
