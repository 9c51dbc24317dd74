"""Unfinished work: open phases before the first task, and documents nobody has filled in."""

import os
from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.architecture import Case
from kavro_lint.expressions import expression
from kavro_lint.model import Finding
from kavro_lint.model.frozen import replace

# How a message says that a part is there and holds nothing but a placeholder.
NO_CONTENT, STILL, LACKS = "has no content", "still has a placeholder", " lacks "
# So many such parts of a document are one finding.
SKELETON = 3
SHOWN = 5

_UNFILLED = "parts are not filled in yet"

_LABEL = expression(r"(?: still has a placeholder)?: ?$| lacks $")
_PART = expression(r"(?: has no content)$")


def settled(case: Case, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings on artifacts as they count now.

    What a phase still lacks is minor until a first task is in progress, complete or merged, and so
    is a skeleton that nobody has filled in; its parts are one finding.
    """
    lacking = {rule.id for rule in case.rules if rule.open}
    is_open = not case.workflow.has_begun
    for finding in _skeletons(findings):
        if is_open and (finding.rule in lacking or _UNFILLED in finding.message):
            yield replace(finding, severity="minor")
        else:
            yield finding


def _skeletons(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings; those on unfilled parts of one document as one, at the first."""
    everything = list(findings)
    unfilled: dict[tuple[str, str, str | None], list[Finding]] = {}
    for finding in everything:
        if _is_unfilled(finding):
            unfilled.setdefault(_document(finding), []).append(finding)
    for finding in everything:
        parts = unfilled.get(_document(finding), []) if _is_unfilled(finding) else []
        if len(parts) < SKELETON:
            yield finding
        elif parts[0] is finding:
            yield _as_one(parts)


def _document(finding: Finding) -> tuple[str, str, str | None]:
    return finding.rule, finding.location.path, finding.task


def _is_unfilled(finding: Finding) -> bool:
    return any(mark in finding.message for mark in (NO_CONTENT, STILL, LACKS))


def _as_one(parts: Sequence[Finding]) -> Finding:
    messages = [_PART.sub("", part.message) for part in parts]
    shared = os.path.commonprefix(messages)  # noqa: RUF071  these are sentences
    label = shared[: max(shared.rfind(": ") + 2, shared.rfind(LACKS) + len(LACKS))]
    label = label if ": " in label or LACKS in label else ""
    names = [message[len(label) :] for message in messages]
    shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    begin = _LABEL.sub(": ", label)
    return replace(
        parts[0],
        message=f"{begin}{len(parts)} {_UNFILLED}: {shown}",
        fix="write what is meant over each placeholder, or `N/A - <reason>`",
        atoms=frozenset(atom for part in parts for atom in part.atoms),
        severity=None if any(part.severity is None for part in parts) else parts[0].severity,
    )
