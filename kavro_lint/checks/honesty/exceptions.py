"""Exceptions that waive nothing, have ended, or name no file: KV003, KV004 and KV005."""

import datetime
from collections.abc import Iterator, Sequence

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.exceptions import (
    NEVER_WAIVED,
    ExceptionRow,
    exception_atom,
    exception_rows,
)
from kavro_lint.model.findings import Atom, Finding
from kavro_lint.spelling import did_you_mean, quantity

RULES = ("KV003", "KV004", "KV005")
NEEDS = "findings"


def findings(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with each exception of an accepted decision."""
    judged = frozenset(rule.id for rule in case.rules if case.judges(rule))
    names = tuple(name for rule in case.rules for name in (rule.name, rule.id))
    for row in exception_rows(case):
        used = sum(row.matches(finding) for finding in case.findings)
        yield from _problems(row, used, case.today, judged, names)
        until = row.waiver.until
        if used or until is None or case.today <= until:
            yield from _unmatched(row, tuple(case.snapshot.sources))


def known(base: Case) -> Iterator[tuple[str, Atom]]:
    """Yield the exceptions of the base's decisions."""
    for plan in base.architecture.plan.all():
        for decision in plan.decisions:
            for waiver in decision.waivers:
                atom = exception_atom(waiver)
                yield from (("KV004", atom), ("KV005", atom))


def _problems(
    row: ExceptionRow,
    used: int,
    today: datetime.date,
    judged: frozenset[str],
    names: Sequence[str],
) -> Iterator[Finding]:
    """Yield what is wrong with a row that matches `used` findings.

    `judged` are the rules that were judged in this run: an exception for another one is not
    unused, only not needed here. `names` are those of all rules.
    """
    waiver = row.waiver
    if used and waiver.until is None:
        yield _finding(
            row,
            "KV005",
            f"it has no end date but would waive {quantity(used, 'finding')}",
            "write its last day under `Until` (YYYY-MM-DD), or resolve what it waives",
        )
    elif used and not row.is_current(today):
        yield _finding(
            row,
            "KV005",
            f"it ended on {waiver.until} but would still waive {quantity(used, 'finding')}",
            "resolve what it waives, or record a new decision",
        )
    elif waiver.until is not None and today > waiver.until:
        # Over, and nothing needs it any more.
        return
    elif row.waives_everything:
        message = "From, To and Subject limit nothing, so it waives nothing"
        yield _finding(row, "KV004", message, "name modules, paths or packages")
    elif not row.rules:
        shown = ", ".join(waiver.rules)
        hint = did_you_mean(waiver.rules[0], names) if waiver.rules else ""
        fix = hint or "name a rule: see `kavro-lint rules`"
        yield _finding(row, "KV004", f"no rule is named {shown}", fix)
    elif all(rule.startswith(NEVER_WAIVED) for rule in row.rules):
        message = "findings of this rule cannot be waived"
        yield _finding(row, "KV004", message, "delete the row, and resolve the findings")
    elif not used and row.rules & judged:
        yield _finding(row, "KV004", "it waives nothing", "delete the row")


def _unmatched(row: ExceptionRow, paths: tuple[str, ...]) -> Iterator[Finding]:
    """KV003: a cell that looks like a path of here and matches no file."""
    for name, cell in (("From", row.waiver.sources), ("To", row.waiver.targets)):
        for text in cell:
            if "/" in text and text not in row.names and not _matches_any(row, text, paths):
                yield _finding(
                    row,
                    "KV003",
                    f"its {name} `{text}` matches no file",
                    "correct the pattern, or delete the row",
                )


def _matches_any(row: ExceptionRow, text: str, paths: tuple[str, ...]) -> bool:
    pattern = row.places[text]
    # Packages have slashes too, in some languages: only what looks like a path of here.
    if pattern is None:
        return True
    head = text.split("/", 1)[0]
    names_folder = any(path.startswith(f"{row.root}{head}/") for path in paths)
    return any(pattern.find(path) is not None for path in paths) or not (
        names_folder or text.endswith("/") or "*" in text
    )


def _finding(row: ExceptionRow, rule: str, message: str, fix: str) -> Finding:
    waiver = row.waiver
    return Finding(
        rule=rule,
        message=f"the exception of {row.decision.name} for {', '.join(waiver.rules)}: {message}",
        location=waiver.location,
        fix=fix,
        atoms=frozenset({exception_atom(waiver)}),
        contract=waiver.location,
        source=waiver.source or None,
        target=waiver.target or None,
    )
