"""Decision records: what each must say, and how they follow each other (KV206 to KV209)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath

from kavro_lint.checks.parts import says_something
from kavro_lint.graph import Work
from kavro_lint.model import Decision, Finding, Plan, Severity

RULES = ("KV206", "KV207", "KV208", "KV209")

STATUSES = ("proposed", "draft", "accepted", "rejected", "deprecated", "superseded")
# Part → the headings and fields of Kavro, of its short form, and of MADR.
PARTS: Mapping[str, tuple[tuple[str, ...], Severity | None]] = {
    "Decision": (("decision outcome", "chosen approach", "decision"), None),
    "Alternatives Considered": (
        ("alternatives", "considered options", "considered alternatives"), None,
    ),
    "Reasoning": (("reasoning", "why this approach", "rationale", "pros and cons"), None),
    "Consequences": (
        ("consequences", "long term implications", "positive consequences", "implications"), None,
    ),
    "Context": (("context",), "minor"),
    "Reversibility": (("reversibility",), "minor"),
}  # fmt: skip
_NAME = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{4})-[a-z0-9][a-z0-9._-]*", re.IGNORECASE)
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
_OPTION = re.compile(r"\s{0,3}(?:[-*+]|\d{1,9}[.)])\s+(\S.*)|#{2,6}\s+(\S.*)")
_REASON = re.compile(r"(?i)\b(?:reject|because|since|but|bad|too|no |not |lacks?|costs?|con\b)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\(([^()\s]{1,500})\)")


def findings(work: Work) -> Iterator[Finding]:
    """Yield what is wrong with the decisions of each plan."""
    for plan in work.architecture.plan.all():
        for decision in plan.decisions:
            if not _is_older(work, decision):
                yield from _parts(decision)
                yield from _alternatives(decision)
            yield from _file(plan, decision)
        yield from _numbers(plan)
        yield from _supersession(work, plan)


def _is_older(work: Work, decision: Decision) -> bool:
    """Whether a decision was made before adoption."""
    adopted = work.history.adopted_on
    return bool(adopted and decision.date and decision.date < adopted)


def _finding(
    rule: str,
    decision: Decision,
    message: str,
    fix: str,
    *part: str,
    severity: Severity | None = None,
) -> Finding:
    return Finding(
        rule=rule,
        message=f"decision `{decision.title or decision.name}`: {message}",
        location=decision.location,
        fix=fix,
        atoms=frozenset({("artifact", decision.path, rule, decision.title, *part)}),
        contract=decision.location,
        severity=severity,
    )


def _text(decision: Decision, names: tuple[str, ...]) -> str | None:
    for name in names:
        for key, text in decision.sections.items():
            if key == name or key.startswith((f"{name} ", f"{name}(")):
                return text
    return None


def _parts(decision: Decision) -> Iterator[Finding]:
    """KV206: one for each part that is missing or says nothing."""
    outcome = _text(decision, ("decision outcome",)) or ""
    for name, (headings, severity) in PARTS.items():
        text = _text(decision, headings)
        if name == "Reasoning" and text is None and "because" in outcome.casefold():
            continue
        if name == "Alternatives Considered" and text is not None and _options(text):
            continue
        if text is None or not says_something(text):
            what = "is missing" if text is None else "says nothing"
            yield _finding(
                "KV206", decision, f"{name} {what}", f"write `## {name}`", name, severity=severity
            )


def _options(text: str) -> list[str]:
    """Return the alternatives of a section, each with what belongs to it.

    They are its topmost headings where it has any, else its topmost list items.
    """
    lines = text.split("\n")
    levels = [len(line) - len(line.lstrip("#")) for line in lines if re.match(r"#{2,6}\s", line)]
    options: list[str] = []
    for line in lines:
        found = _OPTION.match(line)
        level = len(line) - len(line.lstrip("#"))
        is_option = level == min(levels) if levels else found is not None
        if found and is_option and says_something(found[1] or found[2]):
            options.append(line)
        elif options:
            options[-1] += f"\n{line}"
    return options


def alternatives_of(decision: Decision) -> int | None:
    """Return how many alternatives a decision lists, None where it has no such part."""
    text = _text(decision, PARTS["Alternatives Considered"][0])
    return None if text is None else len(_options(text))


def _alternatives(decision: Decision) -> Iterator[Finding]:
    """KV207: fewer than two, or one without the reason for its rejection."""
    text = _text(decision, PARTS["Alternatives Considered"][0])
    if text is None or (not says_something(text) and not _options(text)):
        return
    options = _options(text)
    if len(options) < 2:
        yield _finding(
            "KV207",
            decision,
            f"{len(options)} alternative{'' if len(options) == 1 else 's'} considered",
            "list at least two, each with why it was rejected",
            "few",
        )
        return
    elsewhere = _text(decision, ("pros and cons", "decision outcome"))
    if elsewhere is not None and says_something(elsewhere):
        return
    bare = [option for option in options if not _REASON.search(option)]
    for option in bare:
        name = option.split("\n", 1)[0].strip(" -*+#")[:80]
        yield _finding(
            "KV207",
            decision,
            f"the alternative {name!r} has no reason for its rejection",
            "write after it `- rejected because <reason>`",
            name,
        )


def _file(plan: Plan, decision: Decision) -> Iterator[Finding]:
    """KV208: the file's name, the status, and dates that disagree."""
    if f"{plan.folder}/decisions/" in decision.path and not _NAME.fullmatch(decision.name):
        yield _finding(
            "KV208",
            decision,
            f"the file is called {decision.name}.md",
            "name it `YYYY-MM-DD-slug.md` or `NNNN-slug.md`",
            "name",
        )
    in_file = "/decisions/" in decision.path
    if decision.status not in STATUSES and (decision.status or in_file):
        said = repr(decision.status) if decision.status else "missing"
        yield _finding(
            "KV208", decision, f"its status is {said}", f"write one of: {', '.join(STATUSES)}",
            "status",
        )  # fmt: skip
    named = _DATED.match(decision.name)
    if named and decision.date and named[0] != decision.date:
        yield _finding(
            "KV208",
            decision,
            f"its name says {named[0]}, and its date is {decision.date}",
            "let both say the same",
            "date",
        )
    if decision.date and not _is_date(decision.date):
        yield _finding(
            "KV208", decision, f"{decision.date} is no date", "write YYYY-MM-DD", "no date"
        )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _numbers(plan: Plan) -> Iterator[Finding]:
    seen: dict[str, Decision] = {}
    for decision in plan.decisions:
        number = re.match(r"\d{4}(?=-[^0-9])", decision.name)
        if number is None or "/decisions/" not in decision.path:
            continue
        first = seen.setdefault(number[0], decision)
        if first is not decision:
            yield _finding(
                "KV208",
                decision,
                f"the number {number[0]} is taken by {first.path}",
                "give it the next free number",
                "number",
            )


def _supersession(work: Work, plan: Plan) -> Iterator[Finding]:
    """KV209: links that do not resolve, are not reciprocal, or run in a circle."""
    by_path = {decision.path: decision for decision in plan.decisions}
    after: dict[str, str] = {}
    for decision in plan.decisions:
        if decision.status != "superseded":
            continue
        target = _successor(decision, by_path)
        if target is None:
            yield _finding(
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
            yield _finding(
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
            yield _finding(
                "KV209", by_path[start], f"they supersede each other in a circle: {names}",
                "let the newest one stand", "circle",
            )  # fmt: skip
