"""What people do every day goes through without a trick."""

import json
from pathlib import Path

import pytest

from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request
from tests.building import git
from tests.trust.building import (
    ADA,
    APPROVERS,
    BASE,
    BLUEPRINT,
    CODE,
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

AMENDED = {
    **DRIFT,
    "docs/kavro/blueprint.md": BLUEPRINT.replace("| data | none | none |", "| | api | none |"),
}


def test_a_first_adoption_is_judged_by_its_own_policy(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", CODE)
    adopted = git(folder, "rev-parse", "HEAD").strip()
    settings = f'{APPROVERS}adopted = "{adopted}"\nbots = ["robot"]\nfail-on = "critical"\n'
    commit(folder, {"docs/kavro/blueprint.md": BLUEPRINT, SETTINGS: settings}, MAL)
    assert judged(folder).verdict == "PASS"


def test_an_amendment_by_an_approver_passes(tmp_path: Path) -> None:
    first = {**BASE, SETTINGS: 'approvers = ["Ada", "Grace"]\n'}
    folder = started(tmp_path / "r", first, GRACE)
    commit(folder, AMENDED, GRACE)
    assert judged(folder).verdict == "BLOCK"
    approve(folder, "policy", "main")
    approve(folder, "blueprint")
    commit(folder, {}, ADA)
    result = grades(judged(folder))
    assert "KV006" not in result
    assert "KV703" not in result
    assert "KV212" not in result


def test_a_solo_developer_without_approvers_passes(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", BASE)
    commit(folder, AMENDED)
    # Shown, and nothing more: the change's own policy decides.
    report = judged(folder)
    assert grades(report)["KV006"] == "minor"
    assert "KV703" not in grades(report)
    assert all(
        finding.rule.id in ("KV006", "KV705") for finding in report.findings if finding.blocks
    )


def test_a_solo_developer_who_names_himself_passes(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", {**BASE, SETTINGS: APPROVERS})
    commit(folder, {**AMENDED, "shop/api/v.py": ""})
    approve(folder, "policy", "main")
    approve(folder, "blueprint")
    commit(folder, {})
    # Nobody else could approve: told, and not blocked.
    assert set(grades(judged(folder)).values()) <= {"minor"}


def squashed(folder: Path) -> None:
    """Merge the branch `pr` into main as one commit by its author, as forges do."""
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--squash", "pr")
    commit(folder, {}, MAL, "Amend (#1)", "GitHub <noreply@github.com>")


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """Return a repository in which an approved amendment was squashed into main."""
    folder = started(tmp_path / "r", {**BASE, SETTINGS: APPROVERS})
    commit(folder, {**AMENDED, "shop/api/v.py": ""}, MAL)
    approve(folder, "policy", "main")
    approve(folder, "blueprint")
    commit(folder, {}, ADA)
    squashed(folder)
    return folder


def test_a_squash_merge_on_the_mainline_is_judged(
    merged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = merged.parent / "event.json"
    before = git(merged, "rev-parse", "HEAD^").strip()
    event.write_text(json.dumps({"ref": "refs/heads/main", "before": before}))
    monkeypatch.setenv("GITHUB_EVENT_NAME", "push")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    report = judged(merged, "auto")
    assert report.verdict != "BLOCK"
    # The forge's commit is by nobody in `approvers`: said, and a person has merged it.
    assert set(grades(report)) == {"KV006", "KV211", "KV212"}
    assert set(grades(report).values()) == {"minor"}


def test_the_next_change_after_a_squash_merge_passes(merged: Path) -> None:
    git(merged, "checkout", "--quiet", "-b", "next")
    commit(merged, {"shop/services/s.py": "from shop.models import m\nimport re\n"}, MAL)
    # What is on the mainline at the base counts as it stands there.
    assert judged(merged).verdict == "PASS"


@pytest.mark.parametrize("before", ["HEAD^", "0"])
def test_a_push_to_the_mainline_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    folder = started(tmp_path / "r", {**BASE, SETTINGS: APPROVERS})
    git(folder, "checkout", "--quiet", "main")
    commit(folder, {"shop/services/s.py": "from shop.models import m\nimport re\n"}, MAL)
    sha = "0" * 40 if before == "0" else git(folder, "rev-parse", before).strip()
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"ref": "refs/heads/main", "before": sha}))
    monkeypatch.setenv("GITHUB_EVENT_NAME", "push")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    report = judged(folder, "auto")
    assert report.verdict == "PASS"
    assert report.base == git(folder, "rev-parse", "HEAD^").strip()


def test_a_push_to_another_branch_is_compared_with_the_mainline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = started(tmp_path / "r", BASE)
    commit(folder, DRIFT, MAL)
    last = commit(folder, {"shop/models/n.py": ""}, MAL)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"ref": "refs/heads/pr", "before": f"{last}^"}))
    monkeypatch.setenv("GITHUB_EVENT_NAME", "push")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    report = judged(folder, "auto")
    assert report.base == git(folder, "rev-parse", "main").strip()
    assert "KV703" in grades(report)


def test_without_a_base_the_snapshot_s_own_settings_decide(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", {**BASE, SETTINGS: APPROVERS})
    commit(folder, {SETTINGS: 'fail-on = "never"\n', **DRIFT}, MAL)
    report = check(Request(folder, rev="HEAD"), FindingOptions())
    assert report.verdict == "FLAG"
    assert "KV006" not in grades(report)
