"""Annotations of a GitHub workflow: one command per finding, then the verdict.

The format is that of actions/toolkit (`core.error` and its kin): properties are escaped more
than messages. GitHub shows ten errors, ten warnings and ten notices of a step, and this many
annotations is why the whole report is appended to the job's summary, where there is one.
"""

from collections.abc import Iterator

from kavro_lint.model.findings import Judged, Report
from kavro_lint.printable import inert, printable
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.wording import coverage_lines, ending_lines, verdict
from kavro_lint.reports.wording.limits import left_out_lines

# As long as a path can be (Linux's PATH_MAX), for a path that is cut leads nowhere.
LONGEST_PATH = 4096

APPENDED = {"GITHUB_STEP_SUMMARY": "markdown"}


def render(report: Report, view: View = PLAIN) -> str:
    """Return the annotations, and below them the waived findings, the coverage and the verdict."""
    lines = [_annotation(judged) for judged in report.findings]
    lines += [inert(line) for line in _words(report)]
    return "".join(f"{line}\n" for line in lines)


def _annotation(judged: Judged) -> str:
    finding = judged.finding
    place = finding.location
    properties = {
        "file": printable(place.path, LONGEST_PATH),
        "line": str(max(place.line, 1)),
        "col": str(max(place.column, 1)),
        "title": f"{judged.rule.id} {judged.rule.name} ({judged.severity})",
    }
    attributes = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    sentences = [printable(finding.placed_message, 1000)]
    if finding.contract is not None:
        sentences.append(f"contract: {printable(finding.contract.path)}:{finding.contract.line}")
    sentences += [f"fix: {printable(finding.fix, 1000)}"]
    sentences += [f"owners: {', '.join(map(printable, judged.owners))}"] if judged.owners else []
    return f"::{_level(judged)} {attributes}::{_data(chr(10).join(sentences))}"


def _level(judged: Judged) -> str:
    """Return `error` for what fails the run; of the rest, `notice` for what is minor."""
    if judged.blocks:
        return "error"
    return "notice" if judged.severity == "minor" else "warning"


def _words(report: Report) -> Iterator[str]:
    """Yield the lines that are not annotations; each begins with a word of ours."""
    for judged in report.waived:
        place = judged.finding.location
        position = f"{printable(place.path)}:{place.line}"
        yield f"Waived: {judged.rule.id} {position} by {printable(judged.waived_by or '')}"
    sentences = (*left_out_lines(report), *ending_lines(report), *coverage_lines(report.coverage))
    for sentence in sentences:
        yield printable(sentence, 2000)
    yield verdict(report)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
