"""SARIF against the standard's own schema, and what its readers make of it."""

import json
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator

from kavro_lint.git.remote import published
from kavro_lint.model.findings import Report
from kavro_lint.reports import View
from kavro_lint.reports.sarif import render
from tests.reports.making import PATIENT, RULES, all_odd, judged, report, reports

SCHEMA = Path(__file__).parents[1] / "schemas/sarif-schema-2.1.0.json"
VALIDATOR = Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read(made: Report, view: View | None = None) -> dict:
    text = render(made, view) if view else render(made)
    assert text.isascii()
    document = json.loads(text)
    # No lone surrogates, which strict readers refuse.
    json.dumps(document, ensure_ascii=False).encode("utf-8")
    problems = [error.message for error in VALIDATOR.iter_errors(document)]
    assert problems == []
    return document["runs"][0]


@given(reports())
@settings(PATIENT, max_examples=40)
def test_any_report_is_valid(made: Report) -> None:
    run = read(made)
    assert len(run["results"]) == len(made.findings) + len(made.waived)


def test_odd_paths_are_uris_that_lead_back_to_them() -> None:
    made = all_odd()
    results = {
        result["partialFingerprints"]["kavroLint/v1"]: result for result in read(made)["results"]
    }
    for finding in made.findings:
        location = results[finding.fingerprint]["locations"][0]["physicalLocation"][
            "artifactLocation"
        ]
        path = finding.finding.location.path
        assert unquote_to_bytes(location["uri"]) == (
            os.fsencode(path) if path != "\ud800" else rb"\ud800"
        )
        assert urlsplit(location["uri"])[:2] == ("", "")
        assert location["uriBaseId"] == "%SRCROOT%"


def test_a_result_says_all_that_a_finding_does() -> None:
    run = read(report([judged("a.py", more=["b.py"])]))
    result = run["results"][0]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (result["ruleId"], rule["id"], rule["name"]) == ("KV703", "KV703", "layer-violation")
    assert rule["help"]["markdown"].startswith("# layer-violation")
    assert rule["helpUri"].startswith("https://")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (3, 5)
    assert (result["level"], result["suppressions"]) == ("error", [])
    contract, hop = result["relatedLocations"]
    assert contract["physicalLocation"]["artifactLocation"]["uri"] == "docs/b.md"
    assert contract["physicalLocation"]["region"]["startLine"] == 7
    assert hop["physicalLocation"]["artifactLocation"]["uri"] == "b.py"
    assert "[docs/b.md:7](1)" in result["message"]["text"]
    assert contract["id"] == 1
    assert len(result["codeFlows"][0]["threadFlows"][0]["locations"]) == 2


def test_a_waived_finding_is_suppressed_by_its_decision() -> None:
    decision = "docs/kavro/decisions/0001-x.md"
    result = read(report([], [judged("a.py", waived_by=decision)]))["results"][0]
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert decision in suppression["justification"]
    assert result["level"] == "error"


def test_the_invocation_says_how_it_ended_and_what_was_not_seen() -> None:
    run = read(report([judged("a.py")]))
    (invocation,) = run["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (1, True)
    assert invocation["exitCodeDescription"].startswith("BLOCK: 1 major")
    notes = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert "Not analysed: 2 .rb files." in notes
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["KV703", "KV704"]
    assert run["automationDetails"]["id"] == "kavro-lint/"
    assert "versionControlProvenance" not in run
    view = View(address=lambda: "https://host.example/a.git")
    (provenance,) = read(report([]), view)["versionControlProvenance"]
    assert provenance["repositoryUri"] == "https://host.example/a.git"
    assert provenance["revisionId"] == "a" * 40


def test_levels_say_what_fails() -> None:
    levels = [
        read(report([judged("a.py", severity=severity)]))["results"][0]["level"]
        for severity in ("minor", "major", "critical")
    ]
    assert levels == ["note", "error", "error"]


def test_a_message_has_no_link_but_to_the_contract() -> None:
    result = read(report([judged("a.py", "see [here](http://x.example)")]))["results"][0]
    assert r"see \[here\](http://x.example)" in result["message"]["text"]


def test_every_rule_has_help() -> None:
    run = read(report([judged("a.py", rule=rule) for rule in RULES]))
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) == len(RULES)
    for rule in rules:
        assert len(rule["help"]["markdown"]) > 200
        assert "## Instead" in rule["help"]["markdown"]
        assert rule["fullDescription"]["text"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://host.example/a/b.git", "https://host.example/a/b.git"),
        ("https://name:secret@host.example/a", "https://host.example/a"),
        ("https://token@host.example/a", "https://host.example/a"),
        ("git@host.example:a/b.git", "ssh://host.example/a/b.git"),
        ("ssh://git@host.example:22/a.git", "ssh://host.example:22/a.git"),
        ("/home/me/a", None), ("../a", None), ("C:\\a", None), ("C:/a", None),
        ("file:///a", None), ("ext::sh -c x", None), ("", None), ("https://hö.example/a", None),
    ],
)  # fmt: skip
def test_an_address_holds_no_secret_and_no_folder(url: str, shown: str | None) -> None:
    assert published(url) == shown
