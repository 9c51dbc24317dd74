"""A change that bends the policy it is judged by is at least as visible as what it hides."""

from pathlib import Path

import pytest

from tests.building import git
from tests.trust.building import (
    APPROVERS,
    BASE,
    BLUEPRINT,
    CLAUDE,
    DRIFT,
    GRACE,
    MAL,
    SETTINGS,
    approve,
    commit,
    grades,
    judged,
    started,
)  # fmt: skip

OFF = "[severity]\nlayer-violation = {0}\nforbidden-dependency = {0}\ndependency-cycle = {0}\n"
WORKFLOW = {
    "docs/kavro/roadmap.md": "# R\n\n- [ ] 1.1.1 - a\n- [ ] 1.1.2 - b\n\n"
    "## Task 1.1.1 - a\n\n**Goal:** it is there\n**Scope - In:** `shop/models/`\n\n"
    "## Task 1.1.2 - b\n\n**Goal:** it is there\n**Scope - In:** `shop/services/`\n",
}
# Each is the settings, or files, that a change adds along with the drift.
BENDS: dict[str, dict[str, str | None]] = {
    "KV006 off": {SETTINGS: APPROVERS + '[severity]\nKV006 = "off"\n' + OFF.format('"off"')[11:]},
    "KV006 minor": {SETTINGS: APPROVERS + '[severity]\nKV006 = "minor"\nKV7 = "minor"\n'},
    "rules off": {SETTINGS: APPROVERS + OFF.format('"off"')},
    "rules minor": {SETTINGS: APPROVERS + OFF.format('"minor"')},
    "approvers dropped": {SETTINGS: 'exclude = ["shop/models/"]\n'},
    "approvers replaced": {SETTINGS: 'approvers = ["Mallory"]\nexclude = ["shop/models/"]\n'},
    "settings deleted": {SETTINGS: None, ".gitattributes": "shop/models/** linguist-vendored\n"},
    "mainline renamed": {SETTINGS: 'mainline = "pr"\nexclude = ["shop/models/"]\n'},
    "fail-on never": {SETTINGS: APPROVERS + 'fail-on = "never"\n'},
    "fail-on critical": {SETTINGS: APPROVERS + 'fail-on = "critical"\n'},
    "excluded": {SETTINGS: APPROVERS + 'exclude = ["shop/models/"]\n'},
    "vendored": {".gitattributes": "shop/models/** linguist-vendored\n"},
    "permitted": {
        "docs/kavro/blueprint.md": BLUEPRINT.replace("| data | none | none |", "| | * | * |")
    },
    "blueprint deleted": {"docs/kavro/blueprint.md": None},
    "artifacts elsewhere": {
        "docs/new/blueprint.md": BLUEPRINT.replace("| data | none | none |", "| | * | * |"),
        SETTINGS: APPROVERS + 'artifacts = "docs/new"\n',
    },
    "adopted moved": {SETTINGS: APPROVERS + 'adopted = "HEAD"\nexclude = ["shop/models/"]\n'},
    "waived": {
        "docs/kavro/decisions/0001-waive.md": "# Waive\n\n**Status:** accepted\n\n"
        "| Exception | From | To | Until |\n|---|---|---|---|\n"
        "| * | models | api | 2999-01-01 |\n"
    },
}  # fmt: skip


@pytest.mark.parametrize("bend", BENDS.values(), ids=BENDS)
def test_where_the_base_names_approvers_a_bent_policy_blocks(
    tmp_path: Path, bend: dict[str, str | None]
) -> None:
    folder = started(tmp_path / "r", {**BASE, SETTINGS: APPROVERS})
    commit(folder, {**DRIFT, **bend}, MAL)
    report = judged(folder)
    assert report.verdict == "BLOCK"
    assert grades(report)["KV006"] == "major"
    # What the base's policy finds stands too.
    assert grades(report)["KV703"] == "major"


@pytest.mark.parametrize("bend", BENDS.values(), ids=BENDS)
def test_where_nobody_is_named_a_bent_policy_is_shown(
    tmp_path: Path, bend: dict[str, str | None]
) -> None:
    folder = started(tmp_path / "r", {**BASE, SETTINGS: 'exclude = ["none/"]\n'})
    commit(folder, {**DRIFT, **bend}, MAL)
    assert "KV006" in grades(judged(folder))


EXCLUDING = APPROVERS + "exclude = ['shop/{0}/']\n"
PLAN = "docs/kavro/blueprint.md"
ROW = "| data | none | none |"


@pytest.mark.parametrize(
    ("subject", "rule", "first", "second"),
    [
        ("policy", "KV006", {SETTINGS: EXCLUDING.format("services")},
         {SETTINGS: EXCLUDING.format("models")}),
        ("blueprint", "KV211", {PLAN: BLUEPRINT.replace(ROW, "| | * | none |")},
         {PLAN: BLUEPRINT.replace(ROW, "| | * | * |")}),
    ],
    ids=["policy", "blueprint"],
)  # fmt: skip
def test_a_record_that_somebody_else_rewrote_covers_what_the_approver_wrote(
    tmp_path: Path, subject: str, rule: str, first: dict[str, str], second: dict[str, str]
) -> None:
    folder = started(tmp_path / "r", {**BASE, SETTINGS: APPROVERS})
    commit(folder, first)
    approve(folder, subject, "main")
    commit(folder, {})
    assert rule not in grades(judged(folder))
    # Mallory writes the fingerprints of another change into Ada's record.
    commit(folder, {**DRIFT, **second}, MAL)
    records = folder / "docs/kavro/approvals"
    old = next(records.iterdir())
    approve(folder, subject, "main")
    new = next(path for path in records.iterdir() if path != old)
    new.replace(old)
    commit(folder, {}, MAL)
    assert grades(judged(folder))[rule] == "major"


def test_a_base_that_shows_no_loosening_says_so(tmp_path: Path) -> None:
    off = '[severity]\nKV006 = "off"\n'
    folder = started(tmp_path / "r", {**BASE, SETTINGS: off})
    commit(folder, {**DRIFT, SETTINGS: f'exclude = ["shop/models/"]\n{off}'}, MAL)
    report = judged(folder)
    assert "KV006" not in grades(report)
    result = "The base switches KV006 off: 1 line of this change loosens the policy."
    assert result in report.coverage.remarks


BOT = {SETTINGS: 'bots = ["*"]\n'}


def test_an_author_who_calls_himself_a_bot_is_not_one(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", {**BASE, **WORKFLOW})
    commit(folder, {"shop/models/m.py": "import re\n"}, MAL)
    commit(folder, BOT, MAL, "Settings\n\nKavro-Mode: single-phase")
    assert {"KV735", "KV006"} <= set(grades(judged(folder)))


def test_an_agent_that_the_change_no_longer_names_is_one(tmp_path: Path) -> None:
    named = {**BASE, SETTINGS: 'agents = ["Robo"]\n'}
    folder = started(tmp_path / "r", named)
    drift = {**DRIFT, SETTINGS: "agents = []\nexclude = ['shop/models/']\n"}
    commit(folder, drift, "Robo <robo@x.invalid>")
    assert grades(judged(folder))["KV006"] == "major"


@pytest.mark.parametrize("value", ["HEAD", "pr", "HEAD~1"])
def test_adoption_is_where_the_base_says(tmp_path: Path, value: str) -> None:
    folder = started(tmp_path / "r", {**BASE, **WORKFLOW})
    outside = {"shop/services/s.py": "from shop.models import m\nimport os\n"}
    commit(folder, outside, MAL, "Outside\n\nKavro-Task: 1.1.1")
    commit(folder, {SETTINGS: f'adopted = "{value}"\n'}, MAL)
    assert {"KV734", "KV006"} <= set(grades(judged(folder)))


@pytest.mark.parametrize(
    ("files", "before"),
    [
        ({"docs/kavro/roadmap.md": "# R\n\n- [x] 1.1.1 x\n", SETTINGS: 'fail-on = "never"\n'}, ""),
        ({"docs/kavro/roadmap.md": "# R\n\n- [x] 1.1.1 x\n",
          SETTINGS: '[severity]\nKV730 = "off"\n'}, ""),
        ({SETTINGS: "phases = [1]\n"}, "phases = [1, 4]\n"),
    ],
    ids=["fail-on", "a rule on tasks is off", "phases"],
)  # fmt: skip
def test_rules_on_artifacts_and_tasks_are_compared_too(
    tmp_path: Path, files: dict[str, str], before: str
) -> None:
    first = {**BASE, "docs/kavro/roadmap.md": "# R\n\n- [ ] 1.1.1 x\n", SETTINGS: before}
    folder = started(tmp_path / "r", first)
    commit(folder, files, MAL)
    assert "KV006" in grades(judged(folder))


@pytest.mark.parametrize(
    ("who", "committer", "message"),
    [
        (CLAUDE, None, "c"),
        (GRACE, CLAUDE, "c"),
        (GRACE, None, "c\n\nCo-authored-by: Claude <noreply@anthropic.com>"),
        (GRACE, None, "c\n\nCo-authored-by: Claude\n <noreply@anthropic.com>"),
        (GRACE, None, "c\n\nCo-authored-by : Claude <noreply@anthropic.com>"),
        (GRACE, None, "c\n\nCo-authored-by: Claude noreply@anthropic.com"),
        (GRACE, None, "c\n\nSigned-off-by: Claude <noreply@anthropic.com>"),
        (GRACE, None, "c\n\nAssisted-by: Claude Code"),
        (GRACE, None, "c\n\nAssisted-by:\n Claude Code"),
        (GRACE, None, "c\n\nGenerated with [Claude Code](https://claude.ai/code)"),
    ],
    ids=[
        "author",
        "committer",
        "co-author",
        "folded",
        "space",
        "no brackets",
        "signed off",
        "trailer",
        "folded trailer",
        "mark",
    ],
)
def test_an_agent_does_not_clear_itself(
    tmp_path: Path, who: str, committer: str | None, message: str
) -> None:
    folder = started(tmp_path / "r", BASE)
    commit(folder, {**DRIFT, SETTINGS: 'exclude = ["shop/models/"]\n'}, who, message, committer)
    assert grades(judged(folder)) == {"KV006": "major"}


def test_an_agent_s_approval_is_major_self_approval(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", BASE)
    approve(folder, "blueprint")
    commit(folder, {}, CLAUDE)
    assert grades(judged(folder))["KV212"] == "major"


def test_an_exception_is_not_revived_by_a_commit_that_is_dated_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = (
        "# Waive\n\n**Status:** accepted\n\n| Exception | From | To | Until |\n|---|---|---|---|\n"
        "| * | models | api | 2026-01-01 |\n"
    )
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-02T12:00:00Z")
    folder = started(tmp_path / "r", {**BASE, "docs/kavro/decisions/0001-waive.md": decision})
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-11-02T12:00:00Z")
    commit(folder, DRIFT, MAL)
    assert "KV703" in grades(judged(folder))


def test_the_rule_page_of_the_base_decides(tmp_path: Path) -> None:
    page = (
        '+++\nid = "SHOP1"\nseverity = "major"\npaths = ["{0}"]\n+++\n# no-legacy\n\n'
        "## What it does\n\nReports legacy.\n"
    )
    first = {**BASE, "checks/no-legacy.md": page.format("legacy"),
             SETTINGS: APPROVERS + 'rules = ["checks"]\n'}  # fmt: skip
    folder = started(tmp_path / "r", first)
    files = {"shop/models/legacy.py": "", "checks/no-legacy.md": page.format("other")}
    commit(folder, files, MAL)
    assert {"KV006", "SHOP1"} <= set(grades(judged(folder)))


def test_a_change_does_not_name_its_own_branch_as_the_mainline(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", BASE)
    commit(folder, {**DRIFT, SETTINGS: 'mainline = "pr"\n'}, MAL)
    report = judged(folder, "auto")
    assert report.base == git(folder, "rev-parse", "main").strip()
    assert {"KV703", "KV006"} <= set(grades(report))


def test_a_mainline_that_the_default_branch_names_is_trusted(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", {**BASE, SETTINGS: 'mainline = "develop"\n'})
    git(folder, "checkout", "--quiet", "-b", "develop")
    base = commit(folder, {"shop/services/t.py": ""})
    git(folder, "checkout", "--quiet", "-b", "topic")
    commit(folder, {"shop/services/u.py": ""}, MAL)
    report = judged(folder, "auto")
    assert report.base == base
    assert report.verdict == "PASS"


def test_a_git_note_that_names_a_tool_makes_a_commit_an_agent_s(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", BASE)
    commit(folder, {**DRIFT, SETTINGS: 'exclude = ["shop/models/"]\n'}, GRACE)
    assert grades(judged(folder)) == {"KV006": "minor"}
    note = '{"prompts": {"1": {"agent_id": {"tool": "cursor"}}}}'
    git(folder, "notes", "--ref=ai", "add", "--message", note)
    assert grades(judged(folder)) == {"KV006": "major"}


def test_a_mark_of_generated_code_does_not_hide_what_a_row_names(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", {**BASE, SETTINGS: APPROVERS})
    hidden = f"# @generated by hand\n{DRIFT['shop/models/m.py']}"
    commit(folder, {"shop/models/m.py": hidden}, MAL)
    assert "KV703" in grades(judged(folder))
