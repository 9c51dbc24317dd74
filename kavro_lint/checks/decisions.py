"""What a decision must say: its parts, and why not the alternatives (KV206, KV207)."""

import re
from collections.abc import Iterator, Mapping

from kavro_lint.checks.parts import says_something
from kavro_lint.graph import Work
from kavro_lint.model import Decision, Finding, Severity

RULES = ("KV206", "KV207")

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
}  # fmt: skip  # fmt: skip
_OPTION = re.compile(r"\s{0,3}(?:[-*+]|\d{1,9}[.)])\s+(\S.*)|#{2,6}\s+(\S.*)")
_REASON = re.compile(r"(?i)\b(?:reject|because|since|but|bad|too|no |not |lacks?|costs?|con\b)")


def findings(work: Work) -> Iterator[Finding]:
    """Yield what the decisions of each plan do not say."""
    for plan in work.architecture.plan.all():
        for decision in plan.decisions:
            if not _is_older(work, decision):
                yield from _parts(decision)
                yield from _alternatives(decision)


def _is_older(work: Work, decision: Decision) -> bool:
    """Whether a decision was made before adoption."""
    adopted = work.history.adopted_on
    return bool(adopted and decision.date and decision.date < adopted)


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
            yield problem(
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
        yield problem(
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
        yield problem(
            "KV207",
            decision,
            f"the alternative {name!r} has no reason for its rejection",
            "write after it `- rejected because <reason>`",
            name,
        )
