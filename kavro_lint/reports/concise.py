"""One line per finding, as editors and agents parse it: `path:line:column: KV703 message`."""

from collections.abc import Iterator

from kavro_lint.model.findings import Judged, Report
from kavro_lint.printable import inert, printable
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.wording import verdict
from kavro_lint.reports.wording.limits import left_out_lines

# As long as a path can be on Linux, and a message as long as it helps on one line.
LONGEST_PATH, LONGEST_MESSAGE = 4096, 400


def render(report: Report, view: View = PLAIN) -> str:
    """Return the findings in the order of their places, then the verdict."""
    return "".join(f"{inert(line)}\n" for line in _lines(report, view))


def _lines(report: Report, view: View) -> Iterator[str]:
    if not view.quiet:
        yield from map(_line, report.findings)
        yield from left_out_lines(report)
    yield verdict(report)


def _line(judged: Judged) -> str:
    finding = judged.finding
    place = finding.location
    position = f"{printable(place.path, LONGEST_PATH)}:{max(place.line, 1)}:{max(place.column, 1)}"
    return f"{position}: {judged.rule.id} {printable(finding.placed_message, LONGEST_MESSAGE)}"
