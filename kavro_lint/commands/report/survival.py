"""Survival of drift by age, after Kaplan and Meier (JASA 53, 1958)."""

from collections import Counter
from collections.abc import Iterable

from kavro_lint.commands.report.records import Step, Survival

# Days, and whether it is gone; what is not gone was still open when it was last looked at.
Lifetime = tuple[int, bool]


def survival_of(lifetimes: Iterable[Lifetime]) -> Survival:
    """Return the share of drift that is still open after so many days.

    At each age at which some goes, the share is taken of those that came that far: what is open
    counts until today, and no longer.
    """
    listed = sorted(lifetimes)
    deaths = Counter(days for days, is_gone in listed if is_gone)
    leaving = Counter(days for days, _ in listed)
    share, at_risk = 1.0, len(listed)
    steps: list[Step] = []
    median = None
    for days in sorted(leaving):
        if deaths[days]:
            share *= 1 - deaths[days] / at_risk
            steps.append(Step(days, share, at_risk, deaths[days]))
            if median is None and share <= 0.5:
                median = days
        at_risk -= leaving[days]
    still_open = len(listed) - sum(deaths.values())
    return Survival(tuple(steps), len(listed), still_open, median)


def rate_interval(count: int, size: int) -> tuple[float, float]:
    """Return what encloses a rate for each hundred in 95 of 100 cases, by Byar's approximation.

    Findings are counted for commits, of which one may bring several, so it is no share (N. Breslow
    and N. Day, Statistical Methods in Cancer Research II, 1987).
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
