"""The report as text for 80 columns: by rule, then by pair of modules; then what was looked at.

People read it in a terminal, agents in a log: no line depends on colour.
"""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from kavro_lint.model import SEVERITIES, Coverage, Evidence, Judged, Report
from kavro_lint.printable import printable

WIDTH = 80


def render(report: Report) -> str:
    """Return the report, its coverage and its verdict."""
    by_rule = sorted(report.findings, key=lambda each: each.rule.id)
    lines = [
        line
        for _, group in groupby(by_rule, key=lambda each: each.rule.id)
        for line in (*_group(list(group)), "")
    ]
    more = [*_waived(report), *_coverage(report.coverage), _verdict(report)]
    return "\n".join([*lines, *more]) + "\n"


def _group(findings: Sequence[Judged]) -> Iterator[str]:
    rule = findings[0].rule
    grades = Counter(each.severity for each in findings)
    counted = ", ".join(
        f"{grades[grade]} {grade}" for grade in reversed(SEVERITIES) if grades[grade]
    )
    yield f"{rule.id} {rule.name}: {counted}"
    for _, pair in groupby(sorted(findings, key=_pair), key=_pair):
        yield from _same_pair(list(pair))


def _pair(judged: Judged) -> tuple[str, str, str]:
    """Group by modules, and by what is said of them."""
    finding = judged.finding
    return finding.source or "", finding.target or "", finding.message


def _same_pair(findings: Sequence[Judged]) -> Iterator[str]:
    """Say once what several places have in common, then the places."""
    first = findings[0].finding
    yield from _wrapped(first.message, "  ")
    for each in findings:
        place, evidence = each.finding.location, each.finding.evidence
        if not evidence:
            yield _line(Evidence(place, ""), "    ")
        for number, hop in enumerate(evidence):
            yield _line(hop, "      " if number else "    ")
        if each.finding.also:
            yield f"      also {', '.join(each.finding.also)}"
    if first.contract is not None:
        yield f"    contract: {printable(first.contract.path)}:{first.contract.line}"
    if first.cut:
        for cut in first.cut[:5]:
            yield _line(cut, "    cut: ")
        if len(first.cut) > 5:
            yield f"    cut: … and {len(first.cut) - 5} more"
    yield from _wrapped(f"fix: {first.fix}", "    ")


def _line(evidence: Evidence, indent: str) -> str:
    """Show a place and as much of the text there as a line holds."""
    where = f"{indent}{printable(evidence.location.path)}:{evidence.location.line}  "
    return f"{where}{printable(evidence.text, max(WIDTH - len(where), 24))}".rstrip()


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        printable(text, 400),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _waived(report: Report) -> Iterator[str]:
    """Yield the waived findings, each with the decision, and the exceptions that end soon."""
    by_rule = sorted(report.waived, key=lambda each: each.rule.id)
    for _, group in groupby(by_rule, key=lambda each: each.rule.id):
        waived = list(group)
        yield f"waived: {waived[0].rule.id} {waived[0].rule.name}: {len(waived)}"
        for each in waived:
            place = each.finding.location
            yield _line(Evidence(place, each.finding.message), "  ")
            yield f"    by {printable(each.waived_by or '')}"
    if report.waived:
        yield ""
    for waiver in report.ending:
        place = waiver.location
        rules = ", ".join(waiver.rules)
        yield from _wrapped(
            f"Ends soon, on {waiver.until}: the exception for {rules} ({place.path}:{place.line}).",
            "",
        )


def _coverage(coverage: Coverage) -> Iterator[str]:
    files = ", ".join(f"{count} {language}" for language, count in coverage.files.items())
    imports = coverage.imports
    counts = ", ".join(f"{count} {outcome}" for outcome, count in imports.items() if count)
    yield from textwrap.wrap(
        f"Coverage: {files or 'no'} files, {coverage.governed} governed, "
        f"{coverage.declared} declared, {coverage.undeclared} undeclared, "
        f"{coverage.unreadable} unreadable; imports: {counts or 'none'}.",
        WIDTH,
        subsequent_indent="  ",
    )
    if coverage.not_analysed:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in coverage.not_analysed.items())
        yield from _wrapped(f"Not analysed: {kinds} files.", "")
    for approval in coverage.approvals:
        yield from _wrapped(f"Approved: {approval}.", "")
    for remark in coverage.remarks:
        yield from _wrapped(remark, "")
    if coverage.submodules:
        names = ", ".join(coverage.submodules)
        yield from _wrapped(f"Not entered (submodules): {names}.", "")
    if coverage.unlimited_modules:
        names = ", ".join(coverage.unlimited_modules)
        yield from _wrapped(f"Unlimited (neither layer nor May import): {names}.", "")
    because = [
        f"{phase} ({why})" for phase, why in coverage.phases_judged.items() if why != "always"
    ]
    if because:
        yield from _wrapped(f"Phases judged besides 2 and 7: {', '.join(because)}.", "")
    if coverage.phases_not_judged:
        phases = ", ".join(map(str, coverage.phases_not_judged))
        yield f"Phases not judged: {phases}."


def _verdict(report: Report) -> str:
    counts = Counter(each.severity for each in report.findings)
    counted = ", ".join(
        f"{counts[grade]} {grade}" for grade in reversed(SEVERITIES) if counts[grade]
    )
    extras = [f"{len(report.waived)} waived"] if report.waived else []
    extras += [f"{report.known} known"] if report.known else []
    extras += [f"compared with {report.base[:10]}"] if report.base else []
    return f"{report.verdict}: {', '.join([counted or 'no findings', *extras])}"
