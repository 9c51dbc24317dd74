"""GitLab's Code Quality report: a list of issues, as its merge request widget reads it.

The keys are those that GitLab's documentation requires (CI/CD, Code Quality, "Code Quality
report format"), a subset of Code Climate's; others are ignored there. Waived findings are left
out: the widget has no place for what is accepted. What `--max-findings` leaves out is an issue of
its own, at the first of those places.
"""

import json

from kavro_lint.model.findings import Judged, Report
from kavro_lint.model.places import Location
from kavro_lint.printable import printable
from kavro_lint.reports import PLAIN, View
from kavro_lint.reports.wording.limits import left_out_lines


def render(report: Report, view: View = PLAIN) -> str:
    """Return the findings as a JSON list in ASCII; `[]` where there are none."""
    issues = [_issue(judged) for judged in report.findings]
    issues += [
        {
            "description": sentence,
            "check_name": "max-findings",
            "fingerprint": "max-findings",
            "severity": "info",
            "location": _location(report.left_out[0].finding.location),
        }
        for sentence in left_out_lines(report)
    ]
    return json.dumps(issues, indent=2) + "\n"


def _issue(judged: Judged) -> dict[str, object]:
    finding = judged.finding
    contract = finding.contract
    sentences = [f"{judged.rule.id} {printable(finding.placed_message, 1000)}"]
    if contract is not None:
        sentences.append(f"(contract: {printable(contract.path)}:{contract.line})")
    return {
        "description": " ".join(sentences),
        "check_name": judged.rule.name,
        "fingerprint": judged.fingerprint,
        "severity": judged.severity,
        "location": _location(finding.location),
    }


def _location(place: Location) -> dict[str, object]:
    return {"path": _path(place.path), "lines": {"begin": max(place.line, 1)}}


def _path(path: str) -> str:
    """Return a path as it is, for the widget links it; bytes that are not UTF-8 are shown."""
    return "".join(
        printable(character) if "\ud800" <= character <= "\udfff" else character
        for character in path
    )
