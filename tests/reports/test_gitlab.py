"""GitLab's Code Quality report against its documented form."""

import json
from pathlib import Path

from hypothesis import given, settings
from jsonschema import Draft202012Validator

from kavro_lint.model.findings import Report
from kavro_lint.reports.gitlab import render
from tests.reports.making import PATIENT, all_odd, judged, report, reports

SCHEMA = Path(__file__).parents[1] / "schemas/gitlab-code-quality.json"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read(made: Report) -> list[dict]:
    text = render(made)
    assert text.isascii()
    document = json.loads(text)
    json.dumps(document, ensure_ascii=False).encode("utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []
    return document


@given(reports())
@settings(PATIENT, max_examples=150)
def test_any_report_is_valid(made: Report) -> None:
    issues = read(made)
    assert [issue["fingerprint"] for issue in issues] == [e.fingerprint for e in made.findings]


def test_paths_are_as_they_are() -> None:
    issues = {finding["fingerprint"]: finding["location"]["path"] for finding in read(all_odd())}
    for result in all_odd().findings:
        path = result.finding.location.path
        if path.isprintable():
            assert issues[result.fingerprint] == path
    assert "byte-\\xff-\\x80.py" in issues.values()


def test_an_issue_has_the_fields_that_gitlab_reads() -> None:
    assert read(report([judged("a.py", "x")], [judged("b.py", waived_by="d.md")])) == [
        {
            "description": "KV703 x (contract: docs/b.md:7)",
            "check_name": "layer-violation",
            "fingerprint": "0123456789abcdef",
            "severity": "major",
            "location": {"path": "a.py", "lines": {"begin": 3}},
        }
    ]


def test_no_finding_is_an_empty_list() -> None:
    assert read(report([])) == []
