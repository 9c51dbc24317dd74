"""The report as GitHub-flavoured Markdown: a comment on a pull request, a job's summary.

Whatever comes from the repository is shown as it is and does nothing: no markup, no HTML, no
mention of a person, no reference to an issue, no link.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.model.findings import Judged, Report
from kavro_lint.model.places import Evidence, Location
from kavro_lint.printable import printable
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
from kavro_lint.reports.wording.limits import left_out_lines, severity_order
from kavro_lint.spelling import quantity

# A comment on GitHub holds 65,536 characters, a job's summary 1 MiB.
LARGEST = 60_000
PLACES = 10

# Between a sign and what follows it, so that forges see neither mention nor reference nor link.
_ZERO_WIDTH_SPACE = "&#8203;"
_ACTIVE = re.compile(r"([\\`*_\[\]<>|])|([#!%~&$^])(?=(\w?))")
_LEADING = re.compile(r"@(?=\w)|:(?=[\w/+-])|(?i:www\.|\bgh-)")
# What stands in a code span and in a cell of a table without harm.
_HARMLESS = re.compile(r"[^`|\\]*[^`|\\ ]")


def render(report: Report, view: View = PLAIN) -> str:
    """Return the verdict, one table per rule, the waived findings, and the coverage."""
    judgement, _, counts = verdict(report).partition(": ")
    head = f"## kavro-lint: {judgement}\n\n{counts}\n"
    tail = "".join((*_waived(report), *_coverage(report)))
    body = _findings(report, view, LARGEST - len(head) - len(tail))
    return f"{head}{body}{tail}"


def _findings(report: Report, view: View, room: int) -> str:
    """Return one table per rule and severity, failing ones first, and what is left out."""
    parts: list[str] = []
    left_out = 0
    for group in sorted(by_rule(report.findings), key=_severity):
        rule = group[0].rule
        title = f"\n### {rule.id} {code(rule.name)}: {counted(group)}\n\n{_HEADER}"
        rows, unshown = [title], 0
        room -= len(title)
        for findings in alike(group):
            row = _row(findings, view)
            room -= len(row)
            if room < 0:
                unshown += len(findings)
            else:
                rows.append(row)
        parts += rows if len(rows) > 1 else []
        left_out += unshown
    parts += [f"\n**{_more(left_out, 'finding')}**\n"] if left_out else []
    parts += [f"\n**{sentence}**\n" for sentence in left_out_lines(report)]
    return "".join(parts)


def _more(count: int, noun: str) -> str:
    return f"… and {count} more {noun}{'s' * (count > 1)} that do not fit here"


def _within(rows: Iterable[str], room: int, noun: str) -> Iterator[str]:
    """Yield the rows that fit, and how many do not."""
    left_out = 0
    for row in rows:
        room -= len(row)
        if room >= 0:
            yield row
        else:
            left_out += 1
    if left_out:
        yield f"\n{_more(left_out, noun)}\n"


def _severity(findings: Sequence[Judged]) -> tuple[bool, int, str]:
    return *severity_order(findings[0]), findings[0].rule.id


_HEADER = "| Where | What | Contract |\n|---|---|---|\n"


def _row(findings: Sequence[Judged], view: View) -> str:
    """Return the row of a group of findings with the same text."""
    message, fix = said_of(findings)
    shown = findings if view.verbose else findings[:PLACES]
    places = [line for judged in shown for line in _places(judged)]
    if len(findings) > len(shown):
        places.append(f"… and {quantity(len(findings) - len(shown), 'more place')}")
    also = sorted({rule for judged in findings for rule in judged.finding.also})
    owners = sorted({owner for judged in findings for owner in judged.owners})
    sentences = [f"**{prose(message)}**", f"Fix: {prose(fix)}"]
    sentences += [f"Also: {', '.join(also)}"] if also else []
    sentences += [f"Owners: {', '.join(map(code, owners))}"] if owners else []
    contract = contract_of(findings)
    line = code(_at(contract)) if contract else "–"
    return f"| {'<br>'.join(places)} | {'<br>'.join(sentences)} | {line} |\n"


def _places(judged: Judged) -> Iterator[str]:
    finding = judged.finding
    evidence = finding.evidence or (Evidence(finding.location, ""),)
    for number, hop in enumerate(evidence):
        text = f" {code(hop.text)}" if hop.text else ""
        yield f"{'→ ' if number else ''}{code(_at(hop.location))}{text}"


def _waived(report: Report) -> Iterator[str]:
    """Yield what decisions waive, folded."""
    if not report.waived:
        return
    yield f"\n<details><summary>{len(report.waived)} waived by decisions</summary>\n\n"
    yield "| Where | What | Decision |\n|---|---|---|\n"
    yield from _within(map(_waived_row, report.waived), LARGEST // 4, "finding")
    yield "\n</details>\n"


def _waived_row(judged: Judged) -> str:
    place, message = code(_at(judged.finding.location)), prose(judged.finding.message)
    return f"| {place} | {judged.rule.id} {message} | {code(judged.waived_by or '')} |\n"


def _coverage(report: Report) -> Iterator[str]:
    yield "\n<details><summary>What was looked at</summary>\n\n"
    sentences = (*ending_lines(report), *coverage_lines(report.coverage))
    rows = (f"- {prose(sentence, 2000)}\n" for sentence in sentences)
    yield from _within(rows, LARGEST // 4, "line")
    yield "\n</details>\n"


def _at(place: Location) -> str:
    return f"{printable(place.path)}:{place.line}"


def prose(text: str, limit: int = 400) -> str:
    """Return a sentence of kavro-lint as Markdown; text in backticks becomes code."""
    parts = printable(text, limit).strip().split("`")
    # Code that is nothing would let what stands around it meet.
    if len(parts) % 2 == 0 or not all(parts[1::2]):
        return escaped(text, limit)
    shown = (
        code(part, limit) if odd % 2 else escaped(part, limit) for odd, part in enumerate(parts)
    )
    return "".join(shown)


def escaped(text: str, limit: int = 200) -> str:
    """Return a text that Markdown shows as it is: in a paragraph, a list or a table's cell."""
    # What is printable holds no such sign, so each one in the end is ours.
    shown = _LEADING.sub(lambda match: f"{match[0]}\u200b", printable(text, limit))
    return _ACTIVE.sub(_entity, shown).replace("\u200b", _ZERO_WIDTH_SPACE)


def _entity(match: re.Match[str]) -> str:
    """Return a character escaped for Markdown; the start of a reference is split."""
    if match[1]:
        return f"&#{ord(match[1])};"
    return f"&#{ord(match[2])};{_ZERO_WIDTH_SPACE if match[3] else ''}"


def code(text: str, limit: int = 200) -> str:
    """Return a text as inline code that is valid anywhere, also in a table cell."""
    shown = printable(text, limit)
    if _HARMLESS.fullmatch(shown) and not shown.startswith(" "):
        return f"`{shown}`"
    entities = re.sub(r"[^\w /]|_", lambda match: f"&#{ord(match[0])};", shown)
    return f"<code>{entities}</code>"
