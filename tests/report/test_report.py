"""What a report says of a period, in all formats, and what it never says."""

import html
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from kavro_lint.commands.report.survival import rate_interval, survival_of
from tests.building import run
from tests.history.lines import BAD, BLUEPRINT, OWN, STRICT, Line
from tests.report.project import PERSON, project

FORMATS = ("html", "markdown", "json")
ALL = ("--since", "2026-10-01", "--until", "2026-11-10")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return project(tmp_path_factory.mktemp("project"))


def report_text(line: Line, form: str, *arguments: str) -> str:
    done = run(line.folder, "report", "--format", form, *(arguments or ALL))
    assert done.returncode == 0, done.stderr
    return done.stdout


def document(line: Line, *arguments: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(report_text(line, "json", *arguments))
    return loaded


def test_the_report_says_whether_drift_grew_by_what_and_since_when(line: Line) -> None:
    whole = document(line)
    assert str(whole["sentence"]).startswith("Worse: ")
    reasons = " ".join(map(str, whole["reasons"]))  # type: ignore[call-overload]
    for words in (
        "by changes of code", "fixed in the code", "allowed by the contract now",
        "waived by a decision", "deleted with their files", "removed by a setting",
        "since 2026-10-0",
    ):  # fmt: skip
        assert words in reasons, reasons
    later = document(line, "--since", "2026-10-08", "--until", "2026-10-15")
    assert str(later["sentence"]).startswith("Better: ")
    quiet = document(line, "--since", "2026-10-20", "--until", "2026-10-25")
    assert str(quiet["sentence"]).startswith("As before: ")
    assert quiet["reasons"] == ["There are no new and no resolved findings."]
    empty = document(line, "--since", "2027-10-20", "--until", "2027-10-25")
    assert empty["reasons"] == ["There are no commits in this period."]


def test_what_was_there_when_the_contract_came_is_not_new(tmp_path: Path) -> None:
    line = Line(tmp_path, {"a/x.py": BAD, "b/y.py": OWN})
    line.commit({BLUEPRINT: STRICT})
    begun = document(line, "--since", "2026-09-20", "--until", "2026-10-20")
    words = "As before: 1 finding is open, as many as on 2026-10-02, when judging began."
    assert begun["sentence"] == words
    assert begun["reasons"] == ["There are no new and no resolved findings."]
    line.commit({"b/y.py": f"from a import x\n{OWN}"})
    worse = document(line, "--since", "2026-09-20", "--until", "2026-10-20")
    words = "Worse: 3 findings are open, 2 more than on 2026-10-02, when judging began (1)."
    assert worse["sentence"] == words
    assert worse["reasons"] == [
        "2 findings are new, by changes of code.",
        "By rule: KV704 forbidden-dependency +1, KV705 dependency-cycle +1.",
        "It has been so since 2026-10-03.",
    ]
    later = document(line, "--since", "2026-10-03", "--until", "2026-10-20")
    assert later["sentence"] == "Worse: 3 findings are open, 2 more than on 2026-10-03 (1)."


def test_the_numbers_agree_with_each_other(line: Line) -> None:
    whole = document(line)
    weeks = whole["weeks"]
    assert isinstance(weeks, list)
    came = sum(sum(week["born"].values()) for week in weeks)
    went = sum(sum(week["gone"].values()) for week in weeks)
    assert whole["before"] + came - went == whole["open"]  # type: ignore[operator]
    assert weeks[-1]["open"] == whole["open"]
    assert whole["curve"][-1][1] == whole["open"]  # type: ignore[index]
    rules = whole["rules"]
    assert isinstance(rules, list)
    assert sum(rule["open"] for rule in rules) == whole["open"]
    assert sum(rule["born"] for rule in rules) == came
    assert sum(whole["ages"].values()) == whole["open"]  # type: ignore[attr-defined]


def test_the_open_findings_are_those_of_check(line: Line) -> None:
    checked = json.loads(run(line.folder, "check", "--all", "--format", "json").stdout)
    assert document(line)["open"] == len(checked["findings"])
    assert document(line)["waived"] == len(checked["waived"])


def test_agents_are_shown_with_counts_and_an_interval(line: Line) -> None:
    tools = document(line)["tools"]
    assert isinstance(tools, list)
    by_name = {tool["tool"]: tool for tool in tools}
    assert list(by_name) == ["Claude Code", "unattributed"]
    claude = by_name["Claude Code"]
    assert (claude["commits"], claude["born"]) == (4, 7)
    assert claude["low"] < claude["rate"] < claude["high"]
    assert "human" not in report_text(line, "html").lower()


def test_changes_of_the_contract_and_of_tasks_are_listed(line: Line) -> None:
    whole = document(line)
    amendments = whole["amendments"]
    assert isinstance(amendments, list)
    assert [amendment["parts"] for amendment in amendments][-1] == ["module m2"]
    assert not any(amendment["approved"] for amendment in amendments)
    decisions = whole["decisions"]
    assert isinstance(decisions, list)
    assert [decision["what"] for decision in decisions] == ["accepted"]


@pytest.mark.parametrize("form", FORMATS)
def test_no_person_is_named_unless_asked_for(line: Line, form: str) -> None:
    text = html.unescape(report_text(line, form))
    for name in ("Ada", "Countess", "lovelace", "A Tester", "tester@", "noreply@anthropic"):
        assert name not in text
    named = html.unescape(report_text(line, form, *ALL, "--people")).replace("\\", "")
    assert PERSON.split(" <")[0] in named


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_history_names_no_person_unless_asked_for(line: Line, form: str) -> None:
    text = run(line.folder, "history", "--format", form).stdout
    for name in ("Ada", "Countess", "lovelace", "A Tester", "tester@", "noreply@anthropic"):
        assert name not in text
    assert "Ada Countess" in run(line.folder, "history", "--people", "--format", form).stdout


def test_an_agent_that_a_setting_names_has_no_name(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"kavro-lint.toml": 'agents = ["*tester*"]\n'})
    line.commit({"a/x.py": BAD})
    for form in ("text", "json", "csv"):
        text = run(line.folder, "history", "--format", form).stdout
        assert "Tester" not in text
        assert "other agent" in text


def test_the_page_fetches_nothing_and_is_well_formed(line: Line) -> None:
    page = report_text(line, "html")
    assert "<script" not in page.lower()
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", page)
    assert not re.search(r"https?:|url\(|@import", page)
    svgs = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(svgs) >= 3
    for svg in svgs:
        ET.fromstring(svg)
    heads = re.findall(r"<h2>(.*?)</h2>", page)
    for title in ("Open drift", "New and resolved findings by week", "How long drift stays",
                  "Module pairs that drift", "Commits by agent tool"):  # fmt: skip
        assert title in heads


def test_hostile_names_are_text_in_every_format(tmp_path: Path) -> None:
    hostile = "x<img src=q onerror=alert(1)>&amp;|`_*[a](b)"
    table = "| Module | Paths | May import |\n|---|---|---|\n"
    rows = "| a | `a/` | none |\n| b | `b/` | none |\n"
    line = Line(tmp_path, {"docs/kavro/blueprint.md": table + rows, "b/y.py": OWN, "a/w.py": ""})
    line.commit({f"a/{hostile}.py": BAD})
    page = report_text(line, "html")
    assert "<img" not in page
    assert html.escape(f"a/{hostile}.py") in page
    markdown = report_text(line, "markdown")
    assert "<img" not in markdown
    (row,) = [entry for entry in markdown.splitlines() if "onerror" in entry][:1]
    assert len(re.findall(r"(?<!\\)\|", row)) == 9
    for form in ("csv", "text"):
        assert run(tmp_path, "history", "--format", form).returncode == 0


def test_survival_counts_an_open_finding_up_to_its_age() -> None:
    # Kaplan and Meier by hand: at 3 one of 5 goes, at 5 one of 3, at 8 one of 1.
    survival = survival_of([(3, True), (4, False), (5, True), (6, False), (8, True)])
    at_risk = [(step.days, step.at_risk) for step in survival.steps]
    assert at_risk == [(3, 5), (4, 4), (5, 3), (6, 2), (8, 1)]
    shares = [step.share for step in survival.steps if step.gone]
    assert shares == pytest.approx([0.8, 0.8 * 2 / 3, 0.0])
    assert (survival.median, survival.still_open) == (8, 2)
    assert survival_of([]).steps == ()
    assert survival_of([(3, False)]).median is None


def test_the_interval_of_a_rate_is_that_of_wilson() -> None:
    assert rate_interval(0, 100)[0] == 0.0
    assert rate_interval(0, 0) == (0.0, 0.0)
    # Exact Poisson bounds for 10 events are 4.80 and 18.39.
    low, high = rate_interval(10, 100)
    assert (low, high) == pytest.approx((4.79, 18.39), abs=0.05)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--since", "yesterday"), "--since 'yesterday' is not a date"),
        (("--until", "2026-13-01"), "--until '2026-13-01' is not a date"),
        (("--since", "2026-11-02", "--until", "2026-11-01"), "before it begins"),
        (("--until", "2001-01-01"), "no commit is as old as 2001-01-01"),
        (("--format", "htm"), "unknown --format 'htm'"),
        (("--contract", "later"), "unknown --contract 'later'"),
    ],
)
def test_impossible_requests_are_refused(
    line: Line, arguments: tuple[str, ...], words: str
) -> None:
    done = run(line.folder, "report", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@cache
def no_contract(folder: Path) -> Line:
    return Line(folder, {"a/x.py": BAD, "b/y.py": OWN})


def test_a_repository_without_contract_has_a_report(tmp_path: Path) -> None:
    line = no_contract(tmp_path)
    for form in FORMATS:
        assert "Nothing could be judged" in report_text(line, form)
    assert "no contract" in report_text(line, "markdown")


def test_answers_of_hooks_in_this_clone_are_reported(tmp_path: Path) -> None:
    line = Line(tmp_path)
    folder = line.folder / ".git/kavro-lint/agents"
    folder.mkdir(parents=True)
    entry = [1_700_000_000.0, "claude", "s", "KV703", "a/x.py", "f", "deny"]
    (folder / "answers.jsonl").write_text(2 * (json.dumps(entry) + "\n") + "half a li")
    assert document(line)["answers"] == [
        {"agent": "claude", "rule": "KV703", "answer": "deny", "count": 2}
    ]
    assert "This clone only." in report_text(line, "markdown")


def test_sessions_without_a_task_are_counted(tmp_path: Path) -> None:
    line = Line(tmp_path)
    start = {"hook_event_name": "SessionStart", "cwd": str(line.folder)}
    for session, mode in (("one", "single-phase"), ("two", "single-phase"), ("three", "")):
        done = subprocess.run(
            [sys.executable, "-m", "kavro_lint", "hook", "--agent", "claude"],
            cwd=line.folder, env={**os.environ, "KAVRO_MODE": mode}, capture_output=True,
            input=json.dumps({**start, "session_id": session}).encode(), check=True,
        )  # fmt: skip
        assert (b"KAVRO_MODE=single-phase" in done.stdout) == bool(mode)
    assert document(line)["answers"] == [
        {"agent": "claude", "rule": "KAVRO_MODE", "answer": "mode", "count": 2}
    ]
    assert "KAVRO\\_MODE | mode | 2" in report_text(line, "markdown")
    assert "KAVRO_MODE" in report_text(line, "html")
