"""GitLab's Code Quality report: a list of issues, as its merge request widget reads it.

The keys are those that GitLab's documentation requires (CI/CD, Code Quality, "Code Quality
report format"), a subset of Code Climate's; others are ignored there. Waived findings are left
out: the widget has no place for what is accepted.
"""

import json

from kavro_lint.model import Judged, Report
from kavro_lint.printable import printable
from kavro_lint.reports import PLAIN, View


def render(report: Report, view: View = PLAIN) -> str:
    """Return the findings as a JSON list in ASCII; `[]` where there are none."""
    return json.dumps([_issue(each) for each in report.findings], indent=2) + "\n"


def _issue(judged: Judged) -> dict[str, object]:
    finding = judged.finding
    contract = finding.contract
    said = [f"{judged.rule.id} {printable(finding.message, 1000)}"]
    if contract is not None:
        said.append(f"(contract: {printable(contract.path)}:{contract.line})")
    return {
        "description": " ".join(said),
        "check_name": judged.rule.name,
        "fingerprint": judged.fingerprint,
        "severity": judged.severity,
        "location": {
            "path": _path(finding.location.path),
            "lines": {"begin": max(finding.location.line, 1)},
        },
    }


def _path(path: str) -> str:
    """Return a path as it is, for the widget links it; bytes that are no UTF-8 are shown."""
    return "".join(printable(each) if "\ud800" <= each <= "\udfff" else each for each in path)
