"""The report as text: by rule, then by pair of modules; then what was looked at.

People read it in a terminal, agents in a log: no line depends on colour, and whatever is left
out is counted, with the option that shows it.
"""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.model import Evidence, Judged, Location, Report
from kavro_lint.model.frozen import frozen
from kavro_lint.printable import bytes_of, columns, cut, inert, printable, wrapped
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.wording import (
    alike,
    by_rule,
    counted,
    coverage_lines,
    ending_lines,
    verdict,
)

# How many places, hops and cuts of one finding are shown without --verbose.
PLACES, HOPS, CUTS = 10, 8, 5
# Text of code that would be cut shorter than this stands below its path.
SHORTEST = 24
# How many characters of a message are shown, without --verbose and with it.
LONGEST, ALL = 400, 4000

STYLES = {
    "critical": "1;31", "major": "31", "minor": "33", "waived": "2",
    "BLOCK": "1;31", "FLAG": "1;33", "PASS": "1;32", "bold": "1", "dim": "2",
}  # fmt: skip

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def render(report: Report, view: View = PLAIN) -> str:
    """Return the report, its coverage and its verdict."""
    page = _Page(view)
    lines: list[str] = []
    if not view.quiet:
        for group in by_rule(report.findings):
            lines += [*page.rule(group), ""]
        lines += page.waived(report)
        for sentence in (*ending_lines(report), *coverage_lines(report.coverage)):
            lines += page.wrapped(sentence, "", limit=2000)
    judgement, _, counts = verdict(report).partition(":")
    # One line, as programs look for it, but where it would not fit into a narrow terminal.
    narrow = view.width < PLAIN.width
    whole = f"{judgement}:{counts}"
    first, *rest = wrapped(whole, view.width) if narrow else (whole,)
    lines += [first.replace(judgement, page.style(judgement, judgement), 1), *rest]
    return "".join(f"{inert(line)}\n" for line in lines)


@frozen
class _Page:
    """Sets the lines of a report for a view."""

    view: View

    def rule(self, findings: Sequence[Judged]) -> Iterator[str]:
        """Yield the findings of one rule and severity."""
        rule, grade = findings[0].rule, findings[0].severity
        head = self.style(f"{rule.id} {rule.name}", "bold")
        yield f"{head}: {self.style(counted(findings), grade)}"
        for group in alike(findings):
            yield from self._alike(group)

    def _alike(self, findings: Sequence[Judged]) -> Iterator[str]:
        """Say once what several places have in common, then the places."""
        first = findings[0].finding
        yield from self.wrapped(first.message, "  ")
        shown = findings if self.view.verbose else findings[:PLACES]
        for each in shown:
            yield from self._place(each)
        yield from self._more(len(findings) - len(shown), "    ", "place")
        if first.contract is not None:
            yield f"    contract: {self._where(first.contract)}"
        cuts = first.cut if self.view.verbose else first.cut[:CUTS]
        for cut_here in cuts:
            yield from self._line(cut_here, "    cut: ")
        yield from self._more(len(first.cut) - len(cuts), "    cut: ", "import")
        owners = sorted({owner for each in findings for owner in each.owners})
        if owners:
            yield from self.wrapped(f"owners: {', '.join(owners)}", "    ")
        yield from self.wrapped(f"fix: {first.fix}", "    ")

    def _place(self, judged: Judged) -> Iterator[str]:
        """Yield where a finding stands, with its evidence; more of it with --verbose."""
        finding = judged.finding
        evidence = finding.evidence or (Evidence(finding.location, ""),)
        shown = evidence if self.view.verbose else evidence[:HOPS]
        for number, hop in enumerate(shown):
            yield from self._line(hop, "      " if number else "    ")
        yield from self._more(len(evidence) - len(shown), "      ", "hop")
        also = [f"also {', '.join(finding.also)}"] if finding.also else []
        if self.view.verbose:
            kind = finding.kind
            also += [f"{kind} import"] if kind not in (None, "import") else []
            also += [f"task {finding.task}"] if finding.task else []
            also += [f"commit {finding.commit[:10]}"] if finding.commit else []
            also.append(f"fingerprint {judged.fingerprint}")
        if also:
            yield from self.wrapped("; ".join(also), "      ")

    def _more(self, left: int, indent: str, what: str) -> Iterator[str]:
        if left > 0:
            yield f"{indent}… and {left} more {what}{'s' * (left > 1)}; --verbose shows all"

    def _line(self, evidence: Evidence, indent: str) -> Iterator[str]:
        """Show a place and the text there: as much as the line holds, or all of it."""
        shown, verbose = printable(evidence.text), self.view.verbose
        where = f"{printable(evidence.location.path)}:{evidence.location.line}"
        room = self.view.width - len(indent) - columns(where) - 2
        linked = f"{indent}{self._where(evidence.location)}"
        if room >= (columns(shown) if verbose else min(columns(shown), SHORTEST)):
            yield f"{linked}  {self._isolated(cut(shown, room))}".rstrip()
            return
        yield linked
        below = " " * len(indent) + "  "
        if verbose:
            yield from self.wrapped(shown, below, below)
        else:
            yield f"{below}{self._isolated(cut(shown, self.view.width - len(below)))}"

    def _where(self, place: Location) -> str:
        """Return `path:line`, as a hyperlink where the terminal has them."""
        shown = f"{self._isolated(printable(place.path))}:{place.line}"
        if self.view.links is None:
            return shown
        # Slow to import, and only a terminal needs it.
        from urllib.parse import quote

        path = bytes_of(f"{self.view.links.rstrip('/')}/{place.path}")
        target = f"file://{quote(path)}"
        return f"\x1b]8;;{target}\x1b\\{shown}\x1b]8;;\x1b\\"

    def _isolated(self, text: str) -> str:
        """Keep words from right to left from turning round what stands beside them."""
        if not self.view.isolated or not _RIGHT_TO_LEFT.search(text):
            return text
        return f"\u2068{text}\u2069"

    def waived(self, report: Report) -> Iterator[str]:
        """Yield the waived findings, each with its decision."""
        for group in by_rule(report.waived):
            rule = group[0].rule
            yield self.style(f"waived: {rule.id} {rule.name}: {len(group)}", "waived")
            for each in group:
                yield from self._line(Evidence(each.finding.location, each.finding.message), "  ")
                yield f"    by {printable(each.waived_by or '')}"
        if report.waived:
            yield ""

    def wrapped(
        self, text: str, first: str, later: str | None = None, limit: int = LONGEST
    ) -> Iterator[str]:
        """Yield the lines of a text of the repository."""
        shown = printable(text, ALL if self.view.verbose else limit)
        return wrapped(self._isolated(shown), self.view.width, first, later)

    def style(self, text: str, name: str) -> str:
        """Return a text in a style, where there is colour."""
        return f"\x1b[{STYLES[name]}m{text}\x1b[0m" if self.view.colour else text
