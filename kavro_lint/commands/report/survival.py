"""Survival of drift by age, after Kaplan and Meier (JASA 53, 1958)."""

from collections import Counter
from collections.abc import Iterable

from kavro_lint.commands.report.report_records import Step, Survival

# Days, and whether the finding was resolved then; else it was still open after them.
Lifetime = tuple[int, bool]


def survival_of(lifetimes: Iterable[Lifetime]) -> Survival:
    """Return the share of findings that are still open after so many days.

    At each age that a finding came to, the share is taken of those that reached that age; an open
    one counts until today.
    """
    listed = sorted(lifetimes)
    deaths = Counter(days for days, is_resolved in listed if is_resolved)
    leaving = Counter(days for days, _ in listed)
    share, at_risk = 1.0, len(listed)
    steps: list[Step] = []
    median = None
    for days in sorted(leaving):
        share *= 1 - deaths[days] / at_risk
        steps.append(Step(days, share, at_risk, deaths[days]))
        if median is None and share <= 0.5:
            median = days
        at_risk -= leaving[days]
    still_open = len(listed) - sum(deaths.values())
    return Survival(tuple(steps), len(listed), still_open, median)


def rate_interval(count: int, size: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a rate for each hundred, by Byar's approximation.

    A commit may bring several findings, so the rate is not a proportion (N. Breslow and N. Day,
    Statistical Methods in Cancer Research II, 1987).
    """
    if not size:
        return 0.0, 0.0
    z = 1.96
    low = 0.0
    if count:
        low = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3
    over = count + 1
    high = over * (1 - 1 / (9 * over) + z / (3 * over**0.5)) ** 3
    return max(low, 0.0) * 100 / size, high * 100 / size
