"""The alternatives of a decision, and why each was rejected (KV207)."""

import re
from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.artifacts.markdown import is_placeholder
from kavro_lint.checks.document_parts import is_not_applicable, says_something
from kavro_lint.checks.documents.decisions import ALTERNATIVES, is_older, problem, text_of_part
from kavro_lint.expressions import expression
from kavro_lint.model.agreement import Decision
from kavro_lint.model.findings import Finding
from kavro_lint.spelling import quantity

RULES = ("KV207",)
NEEDS = "artifacts"

_ITEM = expression(r"(\s{0,12})(?:[-*+]|\d{1,9}[.)])\s+(\S.*)")
_HEAD = expression(r"\s{0,3}(#{2,6})\s+(\S.*)")
_ROW = expression(r"\s{0,3}\|(.*)")
_RULER = expression(r"[\s|:-]+")
_BRACKETS = expression(r"\[[^\[\]]{1,500}\](?!\()")
# How an option is counted, which is no reason: `Option A - `.
_COUNTED = expression(r"(?i)\W*(?:option|alternative)\s+\w{1,3}\b\s*[-–—:.)]*\s*")
_REASON = expression(
    r"(?i)\b(?:reject\w*|because|since|but|bad|too|no|not|lacks?|costs?|cons?|negatives?|against|"
    r"drawbacks?|downsides?|disadvantages?|weak\w*|overkill|slow\w*|"
    r"expensive|complex\w*|verworfen|abgelehnt|weil|rechazad\w*|porque|rejet\w*|car)\b"
)
_STOCK = expression(r"(?i)\W*(?:because|as|since|due to|reason|for|it|of)?\b\W*")
_SEPARATED = expression(r"\s[-–—→]+\s+\w|:\**\s+\W*\w|\(\W*\w|\|\s*\w")
_CHOSEN = expression(r"(?i)✅|\b(?:chosen|selected|accepted|adopted|we chose|this one)\b")


def findings(case: Case) -> Iterator[Finding]:
    """Yield findings on missing alternatives and reasons in the decisions of each plan."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        for decision in plan.decisions:
            if not is_older(workflow, decision):
                yield from _alternatives(decision)


def alternatives_of(decision: Decision) -> int | None:
    """Return how many alternatives a decision lists, None where it has no such part."""
    text = text_of_part(decision, ALTERNATIVES)
    return None if text is None else len(_options(text))


def _alternatives(decision: Decision) -> Iterator[Finding]:
    """KV207: fewer than two, or one without the reason for its rejection."""
    text = text_of_part(decision, ALTERNATIVES)
    if text is None or is_not_applicable(text):
        return
    options = _options(text)
    if not options and not says_something(text):
        return
    if len(options) < 2:
        yield problem(
            "KV207",
            decision,
            f"{quantity(len(options), 'alternative')} considered",
            "list at least two, each with why it was rejected",
            "few",
        )
        return
    # MADR gives the reasons in other sections.
    elsewhere = text_of_part(decision, ("pros and cons", "decision outcome"))
    if elsewhere is not None and says_something(elsewhere):
        return
    decided = (text_of_part(decision, ("decision", "chosen approach")) or "").casefold()
    decided = re.sub(r"^(?:\W|we (?:will )?use\b)+", "", decided)
    for option in options:
        name = option.split("\n", 1)[0].strip(" -*+#|")[:80]
        if _is_reasoned(option) or _CHOSEN.search(option) or decided.startswith(name.casefold()):
            continue
        yield problem(
            "KV207",
            decision,
            f"the alternative {name!r} has no reason for its rejection",
            "write after it `- rejected because <reason>`",
            name,
        )


def _options(text: str) -> list[str]:
    """Return the alternatives of a section, each with what belongs to it.

    They are its topmost headings where it has any, else its topmost list items, else the rows
    of its table, else what its sentences, or the commas of its only one, part.
    """
    lines = text.split("\n")
    levels = [len(match[1]) for line in lines if (match := _HEAD.match(line))]
    if levels:
        return _split_at_starts(lines, [_is_head(line, min(levels)) for line in lines])
    indents = [len(match[1]) for line in lines if (match := _ITEM.match(line))]
    if indents:
        return _split_at_starts(lines, [_is_item(line, min(indents)) for line in lines])
    rows = [line for line in lines if _ROW.match(line)]
    if rows:
        return [line for line in rows[2:] if not _RULER.fullmatch(line) and says_something(line)]
    return _prose(text)


def _split_at_starts(lines: list[str], starts: list[bool]) -> list[str]:
    options: list[str] = []
    for line, start in zip(lines, starts, strict=True):
        if start:
            options.append(line)
        elif options:
            options[-1] += f"\n{line}"
    return options


def _is_head(line: str, level: int) -> bool:
    match = _HEAD.match(line)
    return match is not None and len(match[1]) == level and says_something(match[2])


def _is_item(line: str, indent: int) -> bool:
    match = _ITEM.match(line)
    # `- [one] - rejected because …` names nothing yet.
    return (
        match is not None
        and len(match[1]) <= indent + 1
        and says_something(re.split(r"\s[-–—:]", match[2], maxsplit=1)[0])
    )


def _prose(text: str) -> list[str]:
    sentences = [
        sentence for sentence in re.split(r"(?<=[.;])\s+|\n", text) if says_something(sentence)
    ]
    reasoned = [sentence for sentence in sentences if _is_reasoned(sentence)]
    if len(reasoned) > 1 or len(sentences) != 1:
        return reasoned or sentences
    # Commas inside parentheses belong to a reason.
    return [
        phrase for phrase in re.split(r",(?![^()]*\))|\band\b(?![^()]*\))", text) if phrase.strip()
    ]


def _is_reasoned(option: str) -> bool:
    """Whether an option says why it was not taken: in a word of reason, or after its name."""
    lines = [_BRACKETS.sub("", line) for line in option.split("\n")]
    for line in lines:
        for reason in _REASON.finditer(line[:2000]):
            stock = _STOCK.match(line, reason.end())
            if _is_content(line[stock.end() if stock else reason.end() :]):
                return True
    if _HEAD.match(option):
        return False
    words = _COUNTED.sub("", re.sub(r"^\s*(?:[-*+|]|\d{1,9}[.)])\s+", "", lines[0]), count=1)
    separated = _SEPARATED.search(words[:2000])
    if separated is None or re.match(r"(?i)\W*reject", words[separated.start() :]):
        return False
    return _is_content(words[separated.start() :])


def _is_content(text: str) -> bool:
    """Whether a text says something, and is not a placeholder behind a separator."""
    return not is_placeholder(text.strip(" \t-–—→:|(*_.,;)")) and bool(re.search(r"\w", text))
