"""Exceptions by decision: which findings each row waives, and until when.

See docs/contract.md#15-decisions.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.module_contracts import within
from kavro_lint.model.agreement import ACCEPTED, Decision, Waiver
from kavro_lint.model.findings import Finding, Rule
from kavro_lint.model.frozen import frozen
from kavro_lint.model.plan import Plan
from kavro_lint.patterns import LastMatch, Pattern

ANYTHING = ("*", "any")
# About the honesty of the run, and about approval: nobody can decide these away.
NEVER_WAIVED = ("KV0", "KV21")
SOON_DAYS = 14


@frozen
class Waived:
    """A finding and the exception that waives it."""

    finding: Finding
    decision: Decision
    waiver: Waiver


@frozen
class Waiving:
    """The findings that remain, those that are waived, and the used exceptions that end soon."""

    unwaived: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    ending: tuple[Waiver, ...]


class ExceptionRow:
    """An exception, ready to be matched."""

    def __init__(self, case: Case, plan: Plan, decision: Decision, waiver: Waiver) -> None:
        self.decision = decision
        self.waiver = waiver
        self.names = {module.local: module.name for module in plan.modules}
        self.root = plan.root
        self.rules = frozenset(
            rule.id for word in waiver.rules for rule in case.rules if _is(rule, word)
        )
        self.places: Mapping[str, LastMatch | None] = {
            value: self._pattern(value)
            for value in (*waiver.sources, *waiver.targets, *waiver.subjects)
        }

    def is_current(self, today: datetime.date) -> bool:
        """Whether the exception has a date and it has not passed."""
        return self.waiver.until is not None and today <= self.waiver.until

    @property
    def waives_everything(self) -> bool:
        """Whether no cell limits the exception."""
        cells = (self.waiver.sources, self.waiver.targets, self.waiver.subjects)
        return all(_is_anything(cell) for cell in cells)

    def matches(self, finding: Finding) -> bool:
        """Whether the exception is for this finding."""
        if finding.rule not in self.rules or finding.rule.startswith(NEVER_WAIVED):
            return False
        if self.waives_everything:
            return False
        waiver = self.waiver
        imports = [atom for atom in finding.atoms if atom[0] == "import"]
        sources = [finding.source, finding.location.path, *(atom[1] for atom in imports)]
        targets = [finding.target, *(atom[2] for atom in imports)]
        subjects = [finding.task, finding.commit, finding.location.path]
        return (
            self._names_one(waiver.sources, sources)
            and self._names_one(waiver.targets, targets)
            and self._names_one(waiver.subjects, subjects)
        )

    def _names_one(self, cell: Sequence[str], values: Sequence[str | None]) -> bool:
        """Whether a cell names one of the values: a module, a package, a path or an id."""
        return _is_anything(cell) or any(
            self._is_named(text, value) for text in cell for value in values if value is not None
        )

    def _is_named(self, text: str, value: str) -> bool:
        """Whether a text of a cell is a name, a beginning or a pattern of the value."""
        if within(value, self.names.get(text, text)) or value.startswith(f"{text}/"):
            return True
        if len(text) >= 7 and value.startswith(text) and len(value) >= 40:
            return True
        place = self.places[text]
        return place is not None and place.find(value) is not None

    def _pattern(self, text: str) -> LastMatch | None:
        if text in ANYTHING or not ("/" in text or "." in text or "*" in text):
            return None
        try:
            return LastMatch([Pattern(text, self.root)])
        except ValueError:
            return None


def exception_rows(case: Case) -> tuple[ExceptionRow, ...]:
    """Return the exceptions of accepted decisions."""
    return tuple(
        ExceptionRow(case, plan, decision, waiver)
        for plan in case.architecture.plan.all()
        for decision in plan.decisions
        if decision.status == ACCEPTED
        for waiver in decision.waivers
    )


def waive(case: Case, findings: Iterable[Finding]) -> Waiving:
    """Separate the findings that accepted decisions waive on the day of the case."""
    rows, today = exception_rows(case), case.today
    remaining: list[Finding] = []
    waived: list[Waived] = []
    imported: set[int] = set()
    for finding in findings:
        matching = [n for n, row in enumerate(rows) if row.matches(finding)]
        imported.update(matching)
        current = [rows[n] for n in matching if rows[n].is_current(today)]
        if current:
            waived.append(Waived(finding, current[0].decision, current[0].waiver))
        else:
            remaining.append(finding)
    soon = today + datetime.timedelta(days=SOON_DAYS)
    ending = [
        row.waiver
        for n, row in enumerate(rows)
        if n in imported and row.is_current(today) and row.waiver.until and row.waiver.until <= soon
    ]
    return Waiving(tuple(remaining), tuple(waived), tuple(ending))


def exception_atom(waiver: Waiver) -> tuple[str, ...]:
    """Return the atom of an exception."""
    place = (waiver.location.path, *waiver.rules)
    return ("row", *place, waiver.source, waiver.target, waiver.subject)


def _is_anything(cell: Sequence[str]) -> bool:
    """Whether a cell limits nothing: it says nothing, or `*`."""
    return not cell or any(text in ANYTHING for text in cell)


def _is(rule: Rule, word: str) -> bool:
    folded = word.strip().casefold()
    return folded in ("*", "any", rule.id.casefold(), rule.name)
