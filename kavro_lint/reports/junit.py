"""JUnit XML as Jenkins, GitLab and others read it, valid against Jenkins' junit-10.xsd.

One suite. A finding that fails the run is a failure (an error where nothing could be judged);
one that does not, or that a decision waives, is skipped, with its message: shown, and green.
A rule that was judged and found nothing is a test that passes; one that was not judged is left
out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from kavro_lint.model.findings import Judged, Report
from kavro_lint.printable import printable
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.wording import coverage_lines, ending_lines, verdict
from kavro_lint.reports.wording.limits import left_out_lines

CASE, BODY = "    ", "      "


def render(report: Report, view: View = PLAIN) -> str:
    """Return one test suite, in ASCII."""
    names: Counter[str] = Counter()
    cases = [(judged, _outcome(judged)) for judged in (*report.findings, *report.waived)]
    with_findings = {
        judged.rule.id for judged in (*report.findings, *report.waived, *report.left_out)
    }
    rules_without_findings = [rule for rule in report.rules if rule.id not in with_findings]
    outcomes = Counter(outcome for _, outcome in cases)
    counts = {
        "tests": len(cases) + len(rules_without_findings),
        "failures": outcomes["failure"],
        "errors": outcomes["error"],
        "skipped": outcomes["skipped"],
    }
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<testsuites>"]
    lines.append(f'  <testsuite name="kavro-lint"{_attributes(counts)}>')
    lines += _properties(report)
    for judged, outcome in cases:
        lines += _case(judged, outcome, names)
    for rule in rules_without_findings:
        lines.append(
            f"{CASE}<testcase{_attributes(_test_name(rule.id, rule.name, rule.summary))}/>"
        )
    sentences = [*coverage_lines(report.coverage), *ending_lines(report), *left_out_lines(report)]
    sentences.append(verdict(report))
    shown = "\n".join(_text(printable(sentence, 2000)) for sentence in sentences)
    lines += [f"{CASE}<system-out>{shown}</system-out>", "  </testsuite>", "</testsuites>"]
    return "".join(f"{line}\n" for line in lines)


def _outcome(judged: Judged) -> str:
    if not judged.blocks:
        return "skipped"
    return "error" if judged.rule.blind else "failure"


def _properties(report: Report) -> Iterator[str]:
    properties = {
        "verdict": report.verdict, "commit": report.commit, "base": report.base,
        "known": report.known, "waived": len(report.waived),
    }  # fmt: skip
    yield f"{CASE}<properties>"
    for name, value in properties.items():
        if value is not None:
            yield f"{BODY}<property{_attributes({'name': name, 'value': value})}/>"
    yield f"{CASE}</properties>"


def _case(judged: Judged, outcome: str, names: Counter[str]) -> Iterator[str]:
    """Yield a finding. Its name has no line, so that it is the same test in the next run."""
    finding = judged.finding
    name = f"{printable(finding.location.path)}: {printable(finding.placed_message, 400)}"
    names[f"{judged.rule.id} {name}"] += 1
    if (number := names[f"{judged.rule.id} {name}"]) > 1:
        name += f" ({number})"
    yield f"{CASE}<testcase{_attributes(_test_name(judged.rule.id, judged.rule.name, name))}>"
    because = f"waived by {printable(judged.waived_by)}: " if judged.waived_by else ""
    attributes = {
        "type": judged.severity,
        "message": because + printable(finding.placed_message, 400),
    }
    lines = [f"{printable(finding.location.path)}:{finding.location.line}"]
    for evidence in finding.evidence:
        position = f"{printable(evidence.location.path)}:{evidence.location.line}"
        lines.append(f"  {position}  {printable(evidence.text)}")
    if finding.contract is not None:
        lines.append(f"contract: {printable(finding.contract.path)}:{finding.contract.line}")
    lines.append(f"fix: {printable(finding.fix, 1000)}")
    lines += [f"owners: {', '.join(map(printable, judged.owners))}"] if judged.owners else []
    text = "\n".join(_text(line) for line in lines)
    yield f"{BODY}<{outcome}{_attributes(attributes)}>{text}</{outcome}>"
    yield f"{CASE}</testcase>"


def _test_name(rule: str, name: str, text: str) -> dict[str, object]:
    return {"classname": f"{rule} {name}", "name": text}


def _attributes(attributes: Mapping[str, object]) -> str:
    return "".join(f" {key}={_ascii(quoteattr(str(value)))}" for key, value in attributes.items())


def _text(text: str) -> str:
    return _ascii(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _ascii(text: str) -> str:
    """Return text whose other characters are references: it fits any code page it is piped to."""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
