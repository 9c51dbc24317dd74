"""Annotations, read as GitHub's runner reads them."""

import re

from hypothesis import given, settings

from kavro_lint.model.findings import Report
from kavro_lint.printable import printable
from kavro_lint.reports.github import render
from tests.reports.making import PATIENT, all_odd, judged, report, reports


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as ActionCommand.cs of actions/runner does (TryParseV2)."""
    result = []
    for line in re.split(r"\r\n|\r|\n", text):
        body = line.lstrip()
        if not body.startswith("::") or "::" not in body[2:]:
            assert "##[" not in line
            continue
        head, _, data = body[2:].partition("::")
        name, _, stated = head.partition(" ")
        pairs = (part.partition("=") for part in stated.split(",") if "=" in part)
        properties = {key.strip(): _unescaped(value, True) for key, _, value in pairs}
        result.append((name, properties, _unescaped(data, False)))
    return result


def _unescaped(text: str, of_property: bool) -> str:
    marks = {"%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if of_property else {})
    for mark, sign in marks.items():
        text = text.replace(mark, sign)
    return text.replace("%25", "%")


@given(reports())
@settings(PATIENT, max_examples=150)
def test_there_is_one_command_for_each_finding_and_no_other(made: Report) -> None:
    check(made)


def test_odd_paths_and_messages_are_escaped() -> None:
    check(all_odd())


def check(made: Report) -> None:
    results = commands(render(made))
    assert len(results) == len(made.findings)
    for (name, properties, data), result in zip(results, made.findings, strict=True):
        assert name in ("error", "warning", "notice")
        assert list(properties) == ["file", "line", "col", "title"]
        assert properties["file"] == printable(result.finding.location.path, 5000)
        assert properties["line"] == "3"
        assert data.startswith(printable(result.finding.message, 1000))


def test_what_fails_is_an_error() -> None:
    made = report([judged("a.py", severity=grade) for grade in ("minor", "major", "critical")])
    assert [name for name, _, _ in commands(render(made))] == ["notice", "error", "error"]


def test_a_line_has_path_position_rule_and_message() -> None:
    assert render(report([judged("a.py", "x")])) == (
        "::error file=a.py,line=3,col=5,title=KV703 layer-violation (major)::"
        "x%0Acontract: docs/b.md:7%0Afix: do not: x%0Aowners: @team\n"
        "Coverage: 3 python files, 3 governed, 2 declared, 1 undeclared, 0 unreadable; "
        "imports: 4 internal.\n"
        "Not analysed: 2 .rb files.\n"
        "Unlimited (neither layer nor May import): a.\n"
        "Phases not judged: 1, 3, 4, 5, 6.\n"
        "BLOCK: 1 major, 2 known, compared with bbbbbbbbbb\n"
    )
