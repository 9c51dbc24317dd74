"""Charts as inline SVG: in the page's own colours, also in the dark and on paper."""

import datetime
import html
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.commands.history.drift_records import CAUSES, HOWS
from kavro_lint.commands.report.report_records import Report, Survival, Week

WIDTH, HEIGHT = 760, 240
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 14, 34
_ACROSS, _DOWN = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
MOST_LABELS = 6
MOST_TICKS = 5


def chart(name: str, report: Report) -> str:
    """Return the chart of a table, "" for none."""
    if name == "curve":
        return curve(report.curve)
    if name == "weeks":
        return weeks(report.weeks)
    return survival(report.survival) if name == "survival" else ""


def curve(points: Sequence[tuple[datetime.date, int]]) -> str:
    """Return open findings over time, as steps."""
    first, last = points[0][0], points[-1][0]
    span = max((last - first).days, 1)
    top, ticks = _scale(max(count for _, count in points))

    def place(day: datetime.date, count: int) -> tuple[float, float]:
        return LEFT + _ACROSS * (day - first).days / span, _height(count, top)

    path = _steps([place(*point) for point in points])
    right = LEFT + _ACROSS * (last - first).days / span
    area = f"{path} L{right:.1f},{TOP + _DOWN} L{LEFT},{TOP + _DOWN} Z"
    dates = [first + datetime.timedelta(days=span * n // 4) for n in range(5)]
    labels = [(place(day, 0)[0], day.isoformat()) for day in dict.fromkeys(dates)]
    start, end = points[0][1], points[-1][1]
    title = f"Open findings: {start:,} on {first}, {end:,} on {last}"
    body = f'<path class="area" d="{area}"/><path class="line" d="{path}"/>'
    return _picture(title, [*_grid(ticks, top), body, *_labels(labels)])


def weeks(of_period: Sequence[Week]) -> str:
    """Return new findings above the line and resolved ones below it, week by week."""
    most_in = max((sum(week.born.values()) for week in of_period), default=0)
    most_out = max((sum(week.gone.values()) for week in of_period), default=0)
    total = max(most_in + most_out, 1)
    zero = TOP + _DOWN * most_in / total
    unit = _DOWN / total
    slot = _ACROSS / max(len(of_period), 1)
    bars: list[str] = []
    for number, week in enumerate(of_period):
        edge = LEFT + slot * number + slot * 0.15
        bars += _stack(week.born, CAUSES, "in", (edge, zero, slot * 0.7, -unit), week.name)
        bars += _stack(week.gone, HOWS, "out", (edge, zero, slot * 0.7, unit), week.name)
    every = -(-len(of_period) // MOST_LABELS) if of_period else 1
    labels = [
        (LEFT + slot * (number + 0.5), week.name)
        for number, week in enumerate(of_period)
        if number % every == 0
    ]
    title = "New findings (above the line) and resolved ones (below it), by week"
    axis = f'<line class="axis" x1="{LEFT}" x2="{LEFT + _ACROSS}" y1="{zero:.1f}" y2="{zero:.1f}"/>'
    ends = [
        f'<text class="tick" x="{LEFT - 6}" y="{TOP + 4}" text-anchor="end">{most_in:,}</text>',
        f'<text class="tick" x="{LEFT - 6}" y="{TOP + _DOWN + 4}" text-anchor="end">{most_out:,}'
        "</text>",
    ]
    return _picture(title, [*bars, axis, *ends, *_labels(labels)]) + _legend(of_period)


def _stack(
    counts: Mapping[str, int],
    order: Sequence[str],
    direction: str,
    place: tuple[float, float, float, float],
    week: str,
) -> Iterator[str]:
    left, edge, width, unit = place
    for kind in order:
        count = counts.get(kind, 0)
        if not count:
            continue
        height = abs(unit) * count
        top = edge - height if unit < 0 else edge
        edge = top if unit < 0 else edge + height
        words = html.escape(f"week of {week}: {count:,} {kind}")
        yield (
            f'<rect class="{direction}-{kind}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" '
            f'height="{max(height, 1):.1f}"><title>{words}</title></rect>'
        )


def _legend(of_period: Sequence[Week]) -> str:
    """Return the kinds that occur, each with its colour."""
    causes: list[str] = [kind for kind in CAUSES if any(week.born.get(kind) for week in of_period)]
    ways: list[str] = [kind for kind in HOWS if any(week.gone.get(kind) for week in of_period)]
    keys = [
        *(("in", kind, f"new: {kind}") for kind in causes),
        *(("out", kind, f"resolved: {kind}") for kind in ways),
    ]
    entries = "".join(
        f'<li><svg width="12" height="12" aria-hidden="true"><rect class="{way}-{kind}" '
        f'width="12" height="12"/></svg> {html.escape(words)}</li>'
        for way, kind, words in keys
    )
    return f'<ul class="legend">{entries}</ul>' if keys else ""


def survival(of_drift: Survival) -> str:
    """Return the share of drift that is still open, by age."""
    if not of_drift.steps:
        return ""
    last = max(of_drift.steps[-1].days, 1)

    def place(days: float, share: float) -> tuple[float, float]:
        return LEFT + _ACROSS * days / last, TOP + _DOWN * (1 - share)

    points = [place(0, 1.0), *(place(step.days, step.share) for step in of_drift.steps)]
    path = _steps(points)
    grid = [_line(place(0, share)[1], f"{share:.0%}") for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    labels = [(place(last * n / 4, 0)[0], f"{last * n // 4:,} days") for n in range(5)]
    title = f"Share of {of_drift.count:,} findings that is still open, by age in days"
    return _picture(title, [*grid, f'<path class="line" d="{path}"/>', *_labels(labels)])


def _steps(points: Sequence[tuple[float, float]]) -> str:
    x, y = points[0]
    parts = [f"M{x:.1f},{y:.1f}"]
    for x, y in points[1:]:
        parts.append(f"H{x:.1f}V{y:.1f}")
    return "".join(parts)


def _scale(most: int) -> tuple[int, list[int]]:
    """Return the top of an axis, and the numbers that stand along it."""
    step = 1
    while most / step > MOST_TICKS:
        step *= 2 if str(step)[0] in "15" else 1
        if most / step > MOST_TICKS:
            step = step * 5 // 2 if str(step)[0] == "2" else step
    ticks = list(range(0, most + step, step))
    return max(ticks[-1], 1), ticks


def _height(count: float, top: int) -> float:
    return TOP + _DOWN * (1 - count / top)


def _grid(ticks: Sequence[int], top: int) -> list[str]:
    return [_line(_height(tick, top), f"{tick:,}") for tick in ticks]


def _line(height: float, label: str) -> str:
    right = LEFT + _ACROSS
    return (
        f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{height:.1f}" y2="{height:.1f}"/>'
        f'<text class="tick" x="{LEFT - 6}" y="{height + 4:.1f}" text-anchor="end">{label}</text>'
    )


def _labels(labels: Sequence[tuple[float, str]]) -> Iterator[str]:
    for number, (place, label) in enumerate(labels):
        is_edge = place > LEFT + _ACROSS - 30
        anchor = "end" if is_edge else "start" if not number and place < LEFT + 5 else "middle"
        yield (
            f'<text class="tick" x="{place:.1f}" y="{HEIGHT - 12}" text-anchor="{anchor}">'
            f"{html.escape(label)}</text>"
        )


def _picture(title: str, parts: Sequence[str]) -> str:
    words = html.escape(title)
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
        f"<title>{words}</title>{''.join(parts)}</svg>"
    )
