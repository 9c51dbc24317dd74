"""JUnit XML against the schema of Jenkins' xUnit plugin."""

from pathlib import Path
from xml.etree import ElementTree

import xmlschema
from hypothesis import given, settings

from kavro_lint.model.findings import Report
from kavro_lint.printable import printable
from kavro_lint.reports.junit import render
from tests.reports.making import PATIENT, all_odd, judged, report, reports

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parents[1] / "schemas/junit-10.xsd"))


def read(made: Report) -> ElementTree.Element:
    text = render(made)
    assert text.isascii()
    SCHEMA.validate(text)
    suite = ElementTree.fromstring(text)[0]
    cases = suite.findall("testcase")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert len(set(names)) == len(names) == int(suite.get("tests", ""))
    for outcome, count in {"failure": "failures", "error": "errors", "skipped": "skipped"}.items():
        assert len(suite.findall(f"testcase/{outcome}")) == int(suite.get(count, ""))
    return suite


@given(reports())
@settings(PATIENT, max_examples=60)
def test_any_report_is_valid(made: Report) -> None:
    suite = read(made)
    failing = [finding for finding in made.findings if finding.blocks]
    assert len(suite.findall("testcase/failure")) == len(failing)


def test_odd_paths_and_messages_come_back() -> None:
    made = all_odd()
    messages = {entry.get("message") for entry in read(made).findall("testcase/failure")}
    assert messages == {printable(finding.finding.message, 400) for finding in made.findings}


def test_what_does_not_fail_is_skipped_and_shown() -> None:
    minor = judged("a.py", severity="minor", rule="KV708")
    suite = read(report([minor], [judged("b.py", waived_by="docs/d.md")]))
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "2")
    result = [entry.get("message") for entry in suite.findall("testcase/skipped")]
    assert result == ["a may not import b", "waived by docs/d.md: a may not import b"]


def test_a_rule_that_was_judged_and_found_nothing_passes() -> None:
    suite = read(report([judged("a.py")]))
    silent = [entry.get("classname") for entry in suite.findall("testcase") if not len(entry)]
    assert silent == ["KV704 forbidden-dependency"]
    assert "BLOCK: 1 major" in (suite.findtext("system-out") or "")
    assert len(read(report([])).findall("testcase")) == 2


def test_a_run_that_could_not_judge_is_an_error() -> None:
    suite = read(report([judged("a.py", rule="KV008")]))
    assert (suite.get("errors"), suite.get("failures")) == ("1", "0")
