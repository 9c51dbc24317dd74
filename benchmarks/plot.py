"""Figures over the size of a repository as one SVG picture, both axes logarithmic."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 170, 30, 50
COLOURS = ("#c2410c", "#1d4ed8", "#15803d", "#7e22ce")

Points = Sequence[tuple[float, float]]

_STYLE = (
    "text{font:13px sans-serif;fill:#333}line{stroke:#9994}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}}"
)


def slope(points: Points) -> float:
    """Return the exponent of growth between the first and the last point: 1 is linear."""
    (x1, y1), (x2, y2) = points[0], points[-1]
    return log10(y2 / y1) / log10(x2 / x1)


def svg(title: str, across: str, up: str, series: Mapping[str, Points]) -> str:
    """Return a picture with one line for each series of positive numbers."""
    places = [point for points in series.values() for point in points]
    xs, ys = ([place[axis] for place in places] for axis in (0, 1))
    x0, x1 = floor(log10(min(xs))), ceil(log10(max(xs)))
    y0, y1 = floor(log10(min(ys))), ceil(log10(max(ys)))

    def x(value: float) -> float:
        return LEFT + (log10(value) - x0) / max(x1 - x0, 1) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (log10(value) - y0) / max(y1 - y0, 1) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<text x="{LEFT}" y="18">{escape(up)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 12}" text-anchor="end">{escape(across)}</text>',
    ]
    for power in range(x0, x1 + 1):
        at = f"{x(10.0**power):.1f}"
        parts.append(f'<line x1="{at}" x2="{at}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text x="{at}" y="{HEIGHT - 30}" text-anchor="middle">{10**power:,}</text>')
    for power in range(y0, y1 + 1):
        at = f"{y(10.0**power):.1f}"
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at}" text-anchor="end">{10.0**power:g}</text>')
    for colour, points in zip(COLOURS, series.values(), strict=False):
        line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{colour}"/>' for a, b in points
        ]
    ends = {name: points[-1] for name, points in series.items()}
    lowest = float(HEIGHT)
    for name in sorted(ends, key=lambda name: ends[name][1]):
        # Names stand beside the ends of their lines, one above the other.
        lowest = min(lowest - 15, y(ends[name][1]) + 4)
        colour = COLOURS[list(series).index(name) % len(COLOURS)]
        parts.append(
            f'<text x="{x(ends[name][0]) + 8:.1f}" y="{lowest:.1f}" style="fill:{colour}">'
            f"{escape(name)}</text>"
        )
    return "\n".join((*parts, "</svg>")) + "\n"
