"""The overview of all repositories: where drift grows, by team and rule, and contradictions."""

from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.model.frozen import frozen

Row = Mapping[str, object]
NO_TEAM = "no team"


@frozen
class Flow:
    """Open findings of a team or a rule, before the period and after it."""

    name: str
    repositories: int
    before: int
    open: int


@frozen
class Contradiction:
    """A package that some repositories allow, and that others use although they forbid it."""

    package: str
    allowed: tuple[str, ...]
    denied: tuple[str, ...]


@frozen
class Overview:
    """All repositories of a scan: those that were judged, and those that were not, with why."""

    rows: tuple[Row, ...]
    since: str
    until: str
    before: int
    open: int
    teams: tuple[Flow, ...]
    rules: tuple[Flow, ...]
    contradictions: tuple[Contradiction, ...]
    without_contract: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def overview_of(rows: Iterable[Row]) -> Overview:
    """Return what rows say together; they are sorted by name."""
    every = tuple(sorted(rows, key=lambda row: text(row, "name")))
    scanned = [row for row in every if row.get("status") == "scanned"]
    judged = [row for row in scanned if row.get("judged")]
    return Overview(
        rows=tuple(judged),
        since=min((text(row, "since") for row in scanned), default=""),
        until=max((text(row, "until") for row in scanned), default=""),
        before=sum(number(row, "before") for row in judged),
        open=sum(number(row, "open") for row in judged),
        teams=_teams(judged),
        rules=_rules(judged),
        contradictions=tuple(_contradictions(judged)),
        without_contract=tuple(
            text(row, "name") for row in scanned if text(row, "why_not") == "no contract"
        ),
        failed=tuple(
            (text(row, "name"), text(row, "reason") or text(row, "why_not"))
            for row in every
            if row not in judged and text(row, "why_not") != "no contract"
        ),
    )


def _teams(rows: Sequence[Row]) -> tuple[Flow, ...]:
    teams: dict[str, list[Row]] = {}
    for row in rows:
        teams.setdefault(text(row, "team") or NO_TEAM, []).append(row)
    return tuple(
        Flow(
            team,
            len(of_team),
            sum(number(row, "before") for row in of_team),
            sum(number(row, "open") for row in of_team),
        )
        for team, of_team in sorted(teams.items())
    )


def _rules(rows: Sequence[Row]) -> tuple[Flow, ...]:
    flows: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        rules = row.get("rules")
        for rule, counts in (rules if isinstance(rules, dict) else {}).items():
            name, before, still_open = counts
            flows.setdefault(f"{rule} {name}", []).append((int(before), int(still_open)))
    return tuple(
        Flow(rule, len(counts), sum(before for before, _ in counts), sum(n for _, n in counts))
        for rule, counts in sorted(flows.items())
    )


def _contradictions(rows: Sequence[Row]) -> Iterable[Contradiction]:
    allowed: dict[str, list[str]] = {}
    denied: dict[str, list[str]] = {}
    for row in rows:
        for package in texts(row, "allowed"):
            allowed.setdefault(package, []).append(text(row, "name"))
        for package in texts(row, "denied"):
            denied.setdefault(package, []).append(text(row, "name"))
    for package in sorted(allowed.keys() & denied.keys()):
        allowing = tuple(name for name in allowed[package] if name not in denied[package])
        if allowing:
            yield Contradiction(package, allowing, tuple(denied[package]))


def text(row: Row, key: str) -> str:
    """Return a text of a row, "" for none."""
    value = row.get(key)
    return value if isinstance(value, str) else ""


def number(row: Row, key: str) -> int:
    """Return a number of a row, 0 for none."""
    value = row.get(key)
    return value if isinstance(value, int) else 0


def texts(row: Row, key: str) -> list[str]:
    """Return the texts of a list in a row."""
    values = row.get(key)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
