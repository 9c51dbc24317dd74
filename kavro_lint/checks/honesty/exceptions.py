"""Exceptions by decision: what they waive, and which waive nothing or have ended.

See docs/contract.md#15-decisions.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture import Architecture, within
from kavro_lint.model import ACCEPTED, Decision, Finding, Plan, Rule, Waiver
from kavro_lint.model.frozen import frozen
from kavro_lint.patterns import LastMatch, Pattern

RULES = ("KV003", "KV004", "KV005")

ANYTHING = ("*", "any")
# About the honesty of the run, and about assent: nobody can decide these away.
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
    """What is left, what is waived, and what is wrong with the exceptions themselves."""

    kept: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    problems: tuple[Finding, ...]
    ending: tuple[Waiver, ...]


def waive(
    findings: Iterable[Finding],
    architecture: Architecture,
    rules: Sequence[Rule],
    today: datetime.date,
    judged: Collection[str],
) -> Waiving:
    """Set apart what the accepted decisions waive on a day.

    `judged` are the ids of the rules that were judged in this run: an exception for another
    one is not unused, only not needed here.
    """
    rows = [
        _Row(architecture, plan, decision, waiver, rules)
        for plan in architecture.plan.all()
        for decision in plan.decisions
        if decision.status == ACCEPTED
        for waiver in decision.waivers
    ]
    kept: list[Finding] = []
    waived: list[Waived] = []
    used: dict[int, int] = {}
    for finding in findings:
        matching = [n for n, row in enumerate(rows) if row.matches(finding)]
        for n in matching:
            used[n] = used.get(n, 0) + 1
        current = [n for n in matching if rows[n].is_current(today)]
        if current:
            row = rows[current[0]]
            waived.append(Waived(finding, row.decision, row.waiver))
        else:
            kept.append(finding)
    soon = today + datetime.timedelta(days=SOON_DAYS)
    ending = [
        row.waiver
        for n, row in enumerate(rows)
        if n in used and row.is_current(today) and row.waiver.until and row.waiver.until <= soon
    ]
    problems = [
        problem
        for n, row in enumerate(rows)
        for problem in row.problems(used.get(n, 0), today, frozenset(judged))
    ]
    return Waiving(tuple(kept), tuple(waived), tuple(problems), tuple(ending))


class _Row:
    """An exception, ready to be matched."""

    def __init__(
        self,
        architecture: Architecture,
        plan: Plan,
        decision: Decision,
        waiver: Waiver,
        rules: Sequence[Rule],
    ) -> None:
        self.decision = decision
        self.waiver = waiver
        self._paths = tuple(architecture.snapshot.sources)
        self._names = {module.local: module.name for module in plan.modules}
        self._terms = architecture.terms
        self._root = plan.root
        self._ids = frozenset(rule.id for word in waiver.rules for rule in rules if _is(rule, word))
        self._places: Mapping[str, LastMatch | None] = {
            text: self._pattern(text) for text in (waiver.source, waiver.target, waiver.subject)
        }

    def is_current(self, today: datetime.date) -> bool:
        """Whether the date is there and has not passed."""
        return self.waiver.until is not None and today <= self.waiver.until

    @property
    def waives_everything(self) -> bool:
        """Whether no cell says what it is for."""
        cells = (self.waiver.source, self.waiver.target, self.waiver.subject)
        return all(not cell or cell in ANYTHING for cell in cells)

    def matches(self, finding: Finding) -> bool:
        """Whether the exception is for this finding."""
        if finding.rule not in self._ids or finding.rule.startswith(NEVER_WAIVED):
            return False
        if self.waives_everything:
            return False
        waiver = self.waiver
        imports = [atom for atom in finding.atoms if atom[0] == "import"]
        sources = [finding.source, finding.location.path, *(atom[1] for atom in imports)]
        targets = [finding.target, *(atom[2] for atom in imports)]
        subjects = [finding.task, finding.commit, finding.location.path]
        return (
            self._is_one(waiver.source, sources)
            and self._is_one(waiver.target, targets)
            and self._is_one(waiver.subject, subjects)
        )

    def _is_one(self, cell: str, values: Sequence[str | None]) -> bool:
        """Whether a cell names one of the values: a module, a package, a path or an id."""
        if not cell or cell in ANYTHING:
            return True
        name = self._names.get(cell, cell)
        place = self._places[cell]
        for value in values:
            if value is None:
                continue
            if within(value, name) or value.startswith(f"{cell}/"):
                return True
            if len(cell) >= 7 and value.startswith(cell) and len(value) >= 40:
                return True
            if place is not None and place.find(value) is not None:
                return True
        return False

    def _pattern(self, cell: str) -> LastMatch | None:
        if not cell or cell in ANYTHING or not ("/" in cell or "." in cell or "*" in cell):
            return None
        try:
            return LastMatch([Pattern(cell, self._root)])
        except ValueError:
            return None

    def problems(
        self, used: int, today: datetime.date, judged: frozenset[str]
    ) -> Iterator[Finding]:
        """Yield what is wrong with the row; `used` counts the findings it is for."""
        waiver = self.waiver
        if used and waiver.until is None:
            yield self._problem(
                "KV005",
                f"it has no date, and would waive {_count(used)}",
                "write the day it ends under `Until` (YYYY-MM-DD), or fix what it is for",
            )
        elif used and not self.is_current(today):
            yield self._problem(
                "KV005",
                f"it ended on {waiver.until}, and {_count(used)} would still need it",
                "fix what it is for, or decide anew",
            )
        elif waiver.until is not None and today > waiver.until:
            return
        elif self.waives_everything:
            message = "neither From nor To nor Subject says what it is for, so it waives nothing"
            yield self._problem("KV004", message, "name modules, paths or packages")
        elif not self._ids:
            shown = ", ".join(waiver.rules)
            yield self._problem(
                "KV004", f"no rule is called {shown}", "name a rule: see `kavro-lint rules`"
            )
        elif not used and self._ids & judged:
            yield self._problem("KV004", "it waives nothing", "delete the row")
        for name, cell in (("From", waiver.source), ("To", waiver.target)):
            if "/" in cell and cell not in self._names and not self._matches_any(cell):
                yield self._problem(
                    "KV003",
                    f"its {name} `{cell}` matches no file",
                    "correct the pattern, or delete the row",
                )

    def _matches_any(self, cell: str) -> bool:
        place = self._places[cell]
        # Packages have slashes too, in some languages: only what looks like a path of here.
        if place is None:
            return True
        head = cell.split("/", 1)[0]
        here = any(path.startswith(f"{self._root}{head}/") for path in self._paths)
        return any(place.find(path) is not None for path in self._paths) or not (
            here or cell.endswith("/") or "*" in cell
        )

    def _problem(self, rule: str, message: str, fix: str) -> Finding:
        waiver = self.waiver
        row = (waiver.location.path, *waiver.rules, waiver.source, waiver.target, waiver.subject)
        return Finding(
            rule=rule,
            message=f"the exception of {self.decision.name} for {', '.join(waiver.rules)}: "
            f"{message}",
            location=waiver.location,
            fix=fix,
            atoms=frozenset({("row", *row)}),
            contract=waiver.location,
            source=waiver.source or None,
            target=waiver.target or None,
        )


def exception_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    """Yield the atom of each exception row of a plan and of those nested in it."""
    for each in plan.all():
        for decision in each.decisions:
            for waiver in decision.waivers:
                place = (waiver.location.path, *waiver.rules)
                yield ("row", *place, waiver.source, waiver.target, waiver.subject)


def _is(rule: Rule, word: str) -> bool:
    wanted = word.strip().casefold()
    return wanted in ("*", "any", rule.id.casefold(), rule.name)


def _count(number: int) -> str:
    return "one finding" if number == 1 else f"{number} findings"
