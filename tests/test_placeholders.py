"""Placeholders never satisfy: a note that nobody filled in is no note."""

import pytest

from kavro_lint.artifacts.markdown import parse
from kavro_lint.artifacts.validation import read_notes
from kavro_lint.artifacts.verdicts import grade_of, stated_grade_of
from tests.memory import findings_of

TABLE = "| Module | Paths |\n|---|---|\n| a | `a/` |\n"
ROADMAP = "- ✅ 1.1.1 - One\n\n### Task 1.1.1 - One\n\n**Validation steps:**\n1. Run `make`\n"
SKELETON = """## Governance Report - Task 1.1.1
**Commits:** [a revision or range]
**Validated by:** {by}
**Date:** 2026-11-02

### Overall: {verdict}

| Criterion | Status | Notes |
|---|---|---|
| Architectural alignment | {row} | [notes] |
| Scope compliance | {row} | [notes] |
| Standards compliance | {row} | [notes] |
| Test coverage | {row} | [notes] |
| Documentation currency | {row} | [notes] |

### Validation steps
1. {row} - Run `make`: [what was seen]
"""
CHOICE = "[PASS, FLAG or BLOCK]"


def rules(**words: str) -> set[str]:
    filled = {"by": "[name]", "verdict": CHOICE, "row": CHOICE, **words}
    files = {
        "docs/kavro/blueprint.md": TABLE,
        "docs/kavro/roadmap.md": ROADMAP,
        "docs/kavro/validation/1.1.1.md": SKELETON.format(**filled),
        "a/x.py": "",
    }
    result = {finding.rule for finding in findings_of(files)}
    return result & {"KV730", "KV731", "KV732"}


@pytest.mark.parametrize("words", [{}, {"by": "Ada"}])
def test_a_skeleton_is_not_a_note(words: dict[str, str]) -> None:
    assert rules(**words) == {"KV730"}


def test_a_note_of_which_a_part_is_filled_in_is_incomplete() -> None:
    assert rules(by="Ada", verdict="PASS") == {"KV731"}
    assert rules(by="Ada", row="PASS") == {"KV731"}


@pytest.mark.parametrize(
    "text",
    [
        "[PASS, FLAG or BLOCK]", "[PASS | FLAG | BLOCK]", "PASS / FLAG / BLOCK", "PASS|FLAG|BLOCK",
        "PASS, FLAG or BLOCK", "PASS or FLAG", "[PASS]", "TBD", "", "...", "NOT PASS", "~~PASS~~",
        "PASS?", "not yet passed", "it didn't pass", "passed (?)", "would be PASS", "<PASS>",
        "{PASS}", "pending PASS", "PASS if green", "$PASS", "should pass", "«PASS»",
        "![PASS](seen.svg)",
    ],
)  # fmt: skip
def test_a_choice_is_not_a_verdict(text: str) -> None:
    assert grade_of(text) is None


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("PASS", "PASS"), ("✅ PASS - all seen", "PASS"), ("**FLAG**: see below", "FLAG"),
        ("PASS - what was a FLAG is resolved", "PASS"), ("[x] PASS", "PASS"), ("Failed", "BLOCK"),
        ("[PASS](https://ci.example/1)", "PASS"),
    ],
)  # fmt: skip
def test_a_verdict_is_read(text: str, grade: str) -> None:
    assert grade_of(text) == grade


@pytest.mark.parametrize(
    "text",
    ["PASS (to be confirmed)", "PASS TBD", "PASS - TODO", "PASS…", "PASS ...", "**PASS** FLAG",
     "I say PASS", "TBD: PASS", "PASS [date]", "PASS - [what was seen]", "**PASS** [who], "],
)  # fmt: skip
def test_an_unsure_word_is_not_a_verdict_where_a_form_asks_for_one(text: str) -> None:
    assert stated_grade_of(text) is None
    assert rules(by="Ada", verdict=text, row="PASS") == {"KV731"}


@pytest.mark.parametrize(
    "text",
    ["PASS", "✅ PASS - all seen", "**PASS**: what was a FLAG is resolved", "[x] PASS", "_Passed_",
     "[PASS](https://ci.example/1)", "verdict: PASS", "PASS with two remarks", "`PASS` [1]"],
)  # fmt: skip
def test_a_verdict_with_a_reason_is_read(text: str) -> None:
    assert stated_grade_of(text) == "PASS"


def test_a_step_of_which_only_the_verdict_is_filled_in_has_no_result() -> None:
    steps = ["[what was seen]", "Run `make`: [what was seen]", "41 passed", "see [log](x.txt)"]
    text = "".join(f"{number}. PASS - {step}\n" for number, step in enumerate(steps, 1))
    note = f"## Governance Report - Task 1.1.1\n\n### Validation steps\n{text}"
    (read,) = read_notes([parse("v.md", note.encode())], "docs", None)
    assert [read.results[number].status for number in (1, 2, 3, 4)] == ["", "", "PASS", "PASS"]
