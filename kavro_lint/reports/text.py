"""The report as text: findings by rule, the most severe first, and module pair; then the coverage.

People read it in a terminal, agents in a log: no line depends on colour, and whatever is left
out is counted, with the option that shows it. Without --verbose it has at most 200 lines.
"""

from collections.abc import Iterator, Sequence

from kavro_lint.expressions import expression
from kavro_lint.model.findings import Judged, Report
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Evidence, Location
from kavro_lint.printable import bytes_of, columns, cut, inert, printable, wrapped
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.wording import (
    alike,
    by_rule,
    contract_of,
    counted,
    coverage_lines,
    ending_lines,
    said_of,
    verdict,
)
from kavro_lint.reports.wording.limits import counted_by_rule, left_out_lines, severity_order
from kavro_lint.spelling import quantity

# What is shown without --verbose: places of a group, hops of a chain, cuts of a cycle, waived
# findings, groups, lines in all, and lines below the findings.
PLACES, HOPS, CUTS, WAIVED, GROUPS, LINES, END = 10, 8, 5, 10, 20, 200, 80
# More findings than this are counted by rule first, in at most so many lines.
SUMMARY, SUMMARY_RULES = 50, 30
# Text of code that would be cut shorter than this stands below its path.
SHORTEST = 24
# How many characters of a message are shown, without --verbose and with it.
LONGEST, ALL = 400, 4000

STYLES = {
    "critical": "1;31", "major": "31", "minor": "33", "waived": "2",
    "BLOCK": "1;31", "FLAG": "1;33", "PASS": "1;32", "bold": "1", "dim": "2",
}  # fmt: skip

_RIGHT_TO_LEFT = expression("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def render(report: Report, view: View = PLAIN) -> str:
    """Return the findings, the most severe first, the coverage and the verdict."""
    page = _Page(view)
    judgement, _, counts = verdict(report).partition(":")
    # One line, as programs look for it, but where it would not fit into a narrow terminal.
    narrow = view.width < PLAIN.width
    summary = f"{judgement}:{counts}"
    first, *next_lines = wrapped(summary, view.width) if narrow else (summary,)
    end = [first.replace(judgement, page.style(judgement, judgement), 1), *next_lines]
    if view.quiet:
        lines = end
    else:
        below = page.cut([*page.waived(report), *page.sentences(report)], END)
        room = LINES - len(below) - len(end)
        lines = [*page.findings(report, room), *below, *end]
    return "".join(f"{inert(line)}\n" for line in lines)


@frozen
class _Page:
    """Sets the lines of a report for a view."""

    view: View

    def findings(self, report: Report, room: int) -> Iterator[str]:
        """Yield the findings by rule, as many groups as there are lines for, and what is left."""
        rules = sorted(by_rule(report.findings), key=lambda rule: severity_order(rule[0]))
        if len(report.findings) > SUMMARY and not self.view.verbose:
            summary = [*self._summary(rules), ""]
            yield from summary
            room -= len(summary)
        # The longest that can be said of what is left out has its place.
        room -= len(list(self._left_out(report.findings)))
        groups, unshown = GROUPS, list[Judged]()
        for findings in rules:
            is_first = True
            for group in alike(findings):
                lines = [self._head(findings)] if is_first else []
                lines += self._alike(group)
                if groups == GROUPS:
                    lines = self.cut(lines, room - 1)
                if not self.view.verbose and (groups == 0 or len(lines) + 1 > room):
                    # Nothing that comes later is shown before what is more severe.
                    groups = 0
                    unshown += group
                    continue
                yield from lines
                is_first = False
                room, groups = room - len(lines), groups - 1
            if not is_first:
                yield ""
                room -= 1
        yield from self._left_out(unshown)

    def cut(self, lines: list[str], room: int) -> list[str]:
        """Return as many lines as there is room for, and say how many are left out."""
        if self.view.verbose or len(lines) <= room:
            return lines
        return [
            *lines[: room - 1],
            f"… and {quantity(len(lines) - room + 1, 'more line')}: --verbose",
        ]

    def _left_out(self, unshown: Sequence[Judged]) -> Iterator[str]:
        """Say what is not shown, and how to see it."""
        if unshown:
            rule = unshown[0].rule.id
            yield from self.wrapped(
                f"… and {len(unshown)} more ({counted_by_rule(unshown)}): "
                f"--verbose, or --select {rule}",
                "",
            )
            yield ""

    def _summary(self, rules: Sequence[Sequence[Judged]]) -> Iterator[str]:
        """Yield one line per rule: its id, its name and how many findings it has."""
        shown = rules[:SUMMARY_RULES]
        width = max(len(findings[0].rule.name) for findings in shown)
        yield self.style(f"{sum(map(len, rules))} findings", "bold")
        for findings in shown:
            rule, severity = findings[0].rule, findings[0].severity
            yield f"  {rule.id} {rule.name:<{width}}  {self.style(counted(findings), severity)}"
        if len(rules) > len(shown):
            yield f"  … and {quantity(len(rules) - len(shown), 'more rule')}"

    def _head(self, findings: Sequence[Judged]) -> str:
        """Return the line above the findings of one rule and severity."""
        rule, severity = findings[0].rule, findings[0].severity
        return f"{self.style(f'{rule.id} {rule.name}', 'bold')}: " + self.style(
            counted(findings), severity
        )

    def _alike(self, findings: Sequence[Judged]) -> Iterator[str]:
        """Yield the common lines of several findings, then their places."""
        first = findings[0].finding
        message, fix = said_of(findings)
        yield from self.wrapped(message, "  ")
        shown = findings if self.view.verbose else findings[:PLACES]
        # What all places have in common is said once, below them.
        in_common = first.also if len({judged.finding.also for judged in findings}) == 1 else ()
        is_shared = len(findings) > 1 and bool(in_common) and not self.view.verbose
        for judged in shown:
            family = judged.finding.family
            part = family.part if family is not None and family.message == message else ""
            yield from self._place(judged, () if is_shared else judged.finding.also, part)
        yield from self._more(len(findings) - len(shown), "    ", "place")
        if is_shared:
            yield f"    also: {', '.join(in_common)}"
        contract = contract_of(findings)
        # Where a row of the contract itself is wrong, its line stands above.
        if contract is not None and contract != first.location:
            yield f"    contract: {self._position(contract)}"
        cuts = first.cut if self.view.verbose else first.cut[:CUTS]
        for cut_import in cuts:
            yield from self._line(cut_import, "    cut: ")
        yield from self._more(len(first.cut) - len(cuts), "    cut: ", "import")
        owners = sorted({owner for judged in findings for owner in judged.owners})
        if owners:
            yield from self.wrapped(f"owners: {', '.join(owners)}", "    ")
        yield from self.wrapped(f"fix: {fix}", "    ")

    def _place(self, judged: Judged, also_rules: Sequence[str], part: str) -> Iterator[str]:
        """Yield where a finding stands, with its evidence or part; all with --verbose."""
        finding = judged.finding
        evidence = finding.evidence or (Evidence(finding.location, part),)
        shown = evidence if self.view.verbose else evidence[:HOPS]
        for number, hop in enumerate(shown):
            yield from self._line(hop, "      " if number else "    ")
        yield from self._more(len(evidence) - len(shown), "      ", "hop")
        also = [f"also {', '.join(also_rules)}"] if also_rules else []
        if self.view.verbose:
            kind = finding.kind
            also += [f"{kind} import"] if kind not in (None, "import") else []
            also += [f"task {finding.task}"] if finding.task else []
            also += [f"commit {finding.commit[:10]}"] if finding.commit else []
            also.append(f"fingerprint {judged.fingerprint}")
        if also:
            yield from self.wrapped("; ".join(also), "      ")

    def _more(self, count: int, indent: str, noun: str) -> Iterator[str]:
        if count > 0:
            yield f"{indent}… and {count} more {noun}{'s' * (count > 1)}; --verbose shows all"

    def _line(self, evidence: Evidence, indent: str) -> Iterator[str]:
        """Show a place and the text there: as much as the line holds, or all of it."""
        shown, verbose = printable(evidence.text), self.view.verbose
        position = f"{printable(evidence.location.path)}:{evidence.location.line}"
        room = self.view.width - len(indent) - columns(position) - 2
        linked = f"{indent}{self._position(evidence.location)}"
        if room >= (columns(shown) if verbose else min(columns(shown), SHORTEST)):
            yield f"{linked}  {self._isolated(cut(shown, room))}".rstrip()
            return
        yield linked
        below = " " * len(indent) + "  "
        if verbose:
            yield from self.wrapped(shown, below, below)
        else:
            yield f"{below}{self._isolated(cut(shown, self.view.width - len(below)))}"

    def _position(self, place: Location) -> str:
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
        """Keep right-to-left words from reversing the text around them."""
        if not self.view.isolated or not _RIGHT_TO_LEFT.search(text):
            return text
        return f"\u2068{text}\u2069"

    def waived(self, report: Report) -> Iterator[str]:
        """Yield the waived findings, each with its decision."""
        room = len(report.waived) if self.view.verbose else WAIVED
        for findings in by_rule(report.waived):
            rule = findings[0].rule
            yield self.style(f"waived: {rule.id} {rule.name}: {len(findings)}", "waived")
            for judged in findings[:room]:
                finding = judged.finding
                yield from self._line(Evidence(finding.location, finding.message), "  ")
                yield f"    by {printable(judged.waived_by or '')}"
            yield from self._more(len(findings) - room, "  ", "place")
            room = max(room - len(findings), 0)
        if report.waived:
            yield ""

    def sentences(self, report: Report) -> Iterator[str]:
        """Yield what was left out, exceptions that end soon, and the coverage."""
        sentences = (*left_out_lines(report), *ending_lines(report))
        for sentence in (*sentences, *coverage_lines(report.coverage)):
            yield from self.wrapped(sentence, "", limit=2000)

    def wrapped(
        self, text: str, first: str, later: str | None = None, limit: int = LONGEST
    ) -> Iterator[str]:
        """Yield the lines of a text of the repository."""
        shown = printable(text, ALL if self.view.verbose else limit)
        return wrapped(self._isolated(shown), self.view.width, first, later)

    def style(self, text: str, name: str) -> str:
        """Return a text in a style, where there is colour."""
        return f"\x1b[{STYLES[name]}m{text}\x1b[0m" if self.view.colour else text
