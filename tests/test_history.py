"""Bases, mainlines and clones as they come: what is judged, and what is said to be missing."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.building import git, repository, run, write

TABLE = "| Module | Paths | May import |\n|---|---|---|\n| a | `a/` | none |\n| b | `b/` | none |\n"
SECTIONS = "".join(
    f"\n## {name}\n\nN/A - too small\n"
    for name in (
        "High-Level Architecture", "Folder & Module Structure", "API Layer Design", "Data Design",
        "Cross-Cutting Concerns", "Scalability & Resilience", "Testing Strategy",
        "Deployment Strategy", "Decision Log",
    )
)  # fmt: skip
BLUEPRINT = f"---\nstatus: approved\n---\n{TABLE}{SECTIONS}"
SPEC = (
    "\n**Goal:** It is built.\n**Scope - Out:** the rest\n**Dependencies:** None\n"
    "**Expected output:** it\n**Implementation strategy:** step by step\n"
    "**Rollback plan:** revert it\n**Complexity:** Low\n**Validation steps:**\n1. `pytest` passes\n"
)
ROADMAP = (
    "- ⬜ 1.1.1 - One\n- ⬜ 1.1.2 - Two\n"
    f"\n### Task 1.1.1 - One\n\n**Scope - In:** `a/`\n{SPEC}"
    f"\n### Task 1.1.2 - Two\n\n**Scope - In:** `c/`\n{SPEC}"
)
OWN = "".join(f"own_{n} = {n}\n" for n in range(9))
OLD = {"a/old.py": f"from b import y\n{OWN}", "b/y.py": OWN, "docs/kavro/blueprint.md": BLUEPRINT}
NEW = {"a/new.py": "from b import y\n"}


def commit(folder: Path, message: str, files: dict[str, str | bytes] | None = None) -> str:
    write(folder, files or {})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return git(folder, "rev-parse", "HEAD").strip()


def report(folder: Path, *arguments: str, **environment: str) -> dict[str, object]:
    done = run(folder, "check", "--format", "json", *arguments, **environment)
    assert done.stderr == "", done
    loaded: dict[str, object] = json.loads(done.stdout)
    loaded["exit"] = done.returncode
    return loaded


def reported(folder: Path, *arguments: str, **environment: str) -> list[str]:
    findings = report(folder, *arguments, **environment)["findings"]
    assert isinstance(findings, list)
    return [f"{finding['id']} {finding['path']}" for finding in findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", OLD)


def test_each_snapshot_is_compared_with_its_base(folder: Path) -> None:
    write(folder, NEW)
    assert reported(folder, "--base", "HEAD") == ["KV704 a/new.py"]
    assert reported(folder, "--staged", "--base", "HEAD") == []
    git(folder, "add", "--all")
    assert reported(folder, "--staged", "--base", "HEAD") == ["KV704 a/new.py"]
    commit(folder, "New")
    assert reported(folder, "--rev", "HEAD", "--base", "HEAD~1") == ["KV704 a/new.py"]
    assert reported(folder, "--base", "HEAD") == []
    assert reported(folder, "--all", "--base", "HEAD") == ["KV704 a/new.py", "KV704 a/old.py"]


def test_the_summary_counts_what_was_there(folder: Path) -> None:
    base = git(folder, "rev-parse", "HEAD").strip()
    loaded = report(folder, "--base", "HEAD")
    assert loaded["summary"] == {"critical": 0, "major": 0, "minor": 0, "waived": 0, "known": 1}
    assert (loaded["verdict"], loaded["exit"]) == ("PASS", 0)
    assert loaded["snapshot"] == {"kind": "worktree", "commit": base, "base": base}


def test_the_setting_adopted_makes_known_what_was_there(folder: Path) -> None:
    adopted = git(folder, "rev-parse", "HEAD").strip()
    write(folder, {"kavro-lint.toml": f'adopted = "{adopted}"\n', **NEW})
    assert reported(folder) == ["KV704 a/new.py"]
    assert reported(folder, "--all") == ["KV704 a/new.py", "KV704 a/old.py"]
    write(folder, {"kavro-lint.toml": f'adopted = "{"0" * 40}"\n'})
    loaded = report(folder)
    assert (loaded["exit"], loaded["verdict"]) == (2, "BLOCK")


@pytest.mark.parametrize("staged", [True, False])
def test_a_rename_takes_its_debt_along(folder: Path, staged: bool) -> None:
    (folder / "a/old.py").rename(folder / "a/moved.py")
    write(folder, {"a/moved.py": OLD["a/old.py"] + "# touched\n"})
    if staged:
        git(folder, "add", "--all")
    assert reported(folder, "--base", "HEAD") == []


def test_a_rename_of_case_only_and_a_change_of_type_are_followed(folder: Path) -> None:
    git(folder, "mv", "a/old.py", "a/Old.py")
    commit(folder, "Shout")
    assert reported(folder, "--base", "HEAD~1") == []
    (folder / "a/Old.py").unlink()
    (folder / "a/Old.py").symlink_to("../b/y.py")
    commit(folder, "Link")
    assert reported(folder, "--base", "HEAD~1") == []
    (folder / "a/Old.py").unlink()
    commit(folder, "Back", {"a/Old.py": OLD["a/old.py"]})
    assert reported(folder, "--base", "HEAD~1") == ["KV704 a/Old.py"]


def test_an_unknown_base_and_one_without_a_common_commit_are_errors(folder: Path) -> None:
    done = run(folder, "check", "--base", "mian")
    assert (done.returncode, "did you mean main" in done.stderr) == (2, True)
    git(folder, "checkout", "--quiet", "--orphan", "other")
    commit(folder, "Another beginning")
    done = run(folder, "check", "--base", "main")
    assert (done.returncode, "no commit in common" in done.stderr) == (2, True)


def test_criss_cross_merges_have_one_base(folder: Path) -> None:
    for branch in ("one", "two"):
        git(folder, "checkout", "--quiet", "-b", branch, "main")
        commit(folder, branch, {f"a/{branch}.py": ""})
    result, two = (git(folder, "rev-parse", branch).strip() for branch in ("one", "two"))
    for branch, other in (("one", two), ("two", result)):
        git(folder, "checkout", "--quiet", branch)
        git(folder, "merge", "--quiet", "--no-edit", "--no-ff", other)
    assert len(git(folder, "merge-base", "--all", "one", "two").split()) == 2
    commit(folder, "New", NEW)
    assert reported(folder, "--base", "one") == ["KV704 a/new.py"]


def test_a_base_without_a_blueprint_is_adoption(tmp_path: Path) -> None:
    code = {path: text for path, text in OLD.items() if path.endswith(".py")}
    folder = repository(tmp_path, code)
    commit(folder, "Draw", {"docs/kavro/blueprint.md": BLUEPRINT})
    loaded = report(folder, "--base", "HEAD~1")
    assert loaded["findings"] == []
    coverage = loaded["coverage"]
    assert isinstance(coverage, dict)
    assert "this is adoption" in coverage["remarks"][0]


def test_a_base_with_a_broken_policy_is_reported(folder: Path) -> None:
    commit(folder, "Break", {"docs/kavro/blueprint.md": "---\nopen\n| Module | Paths |\n|--|\n"})
    commit(folder, "Mend", {"docs/kavro/blueprint.md": BLUEPRINT})
    assert reported(folder, "--base", "HEAD~1") == []
    commit(folder, "Break", {"kavro-lint.toml": "not toml"})
    commit(folder, "Mend", {"kavro-lint.toml": ""})
    loaded = report(folder, "--base", "HEAD~1")
    coverage = loaded["coverage"]
    assert isinstance(coverage, dict)
    assert "cannot be read" in coverage["remarks"][0]


def test_messages_in_a_broken_encoding_with_escapes_or_two_tasks_are_read(folder: Path) -> None:
    write(folder, {"docs/kavro/roadmap.md": ROADMAP})
    commit(folder, "Plan")
    for message in (b"\xff\xfe\x1b[31mred", b"x\n\nKavro-Task: 1.1.1, 9.9.9\nKavro-Task: 1.1.2"):
        write(folder, {"b/y.py": OWN + repr(message)})
        git(folder, "add", "--all")
        command = ["git", "-C", str(folder), "commit", "--quiet", "--file=-"]
        subprocess.run(command, input=message, check=True, capture_output=True)
    done = run(folder, "check", "--base", "HEAD~2", "--select", "KV73")
    assert "KV735 commit-without-task: 1 minor" in done.stdout
    assert "names task 9.9.9, which does not exist" in " ".join(done.stdout.split())
    assert "\x1b" not in done.stdout
    assert "changes b/y.py, outside its scope" in done.stdout


def test_ten_thousand_commits_in_the_range_are_judged(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    files = {**OLD, "docs/kavro/roadmap.md": ROADMAP}
    stream = ["commit refs/heads/main\ncommitter A <a@b> 1793620800 +0000\ndata 1\nx\n"]
    for path, text in files.items():
        stream.append(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n")
    for number in range(10_000):
        message = f"Go on {number}\n\nKavro-Task: 1.1.1\n"
        stream.append(f"commit refs/heads/main\ncommitter A <a@b> {1793620801 + number} +0000\n")
        stream.append(f"data {len(message)}\n{message}M 100644 inline a/w.py\n")
        stream.append(f"data {len(str(number))}\n{number}\n")
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    subprocess.run(command, input="".join(stream).encode(), check=True)
    git(folder, "symbolic-ref", "HEAD", "refs/heads/main")
    loaded = report(folder, "--rev", "HEAD", "--base", "HEAD~10000")
    assert loaded["verdict"] == "BLOCK"
    findings = loaded["findings"]
    assert isinstance(findings, list)
    assert {finding["id"] for finding in findings} == {"KV730"}


EVENTS = [
    (
        {"GITHUB_EVENT_NAME": "pull_request"},
        {"pull_request": {"base": {"sha": "BASE", "ref": "x"}}},
    ),
    (
        {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"},
        {"pull_request": {"base": {"sha": "0" * 40, "ref": "main"}}},
    ),
    ({"GITHUB_EVENT_NAME": "push"}, {"before": "BASE"}),
    (
        {"GITHUB_EVENT_NAME": "merge_group"},
        {"merge_group": {"base_ref": "refs/heads/main", "base_sha": "0" * 40}},
    ),
    ({"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": "BASE"}, {}),
    (
        {"GITLAB_CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
        {},
    ),
    ({"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": "0" * 40}, {}),
    ({"GITHUB_EVENT_NAME": "workflow_dispatch"}, {}),
    ({}, {}),
]


@pytest.mark.parametrize(("environment", "event"), EVENTS)
def test_the_base_is_read_from_a_ci_event(
    folder: Path, tmp_path: Path, environment: dict[str, str], event: dict[str, object]
) -> None:
    base = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "checkout", "--quiet", "-b", "more")
    commit(folder, "New", NEW)
    place = tmp_path / "event.json"
    place.write_text(json.dumps(event).replace("BASE", base))
    values = {key: value.replace("BASE", base) for key, value in environment.items()}
    if event:
        values["GITHUB_EVENT_PATH"] = str(place)
        values["GITHUB_ACTIONS"] = "true"
    cleared = {"GITHUB_ACTIONS": "", "GITHUB_EVENT_PATH": "", "GITLAB_CI": ""}
    loaded = report(folder, "--base", "auto", **{**cleared, **values})
    assert loaded["snapshot"] == {
        "kind": "worktree", "commit": git(folder, "rev-parse", "HEAD").strip(), "base": base,
    }  # fmt: skip
    assert loaded["summary"] == {"critical": 0, "major": 1, "minor": 0, "waived": 0, "known": 1}


def test_an_event_that_cannot_be_read_is_an_error(folder: Path) -> None:
    values = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": "/none"}
    done = run(folder, "check", "--base", "auto", **values)
    assert (done.returncode, "--base <revision>" in done.stderr) == (2, True)


def test_the_checkout_of_actions_is_compared_with_its_base(folder: Path, tmp_path: Path) -> None:
    commit(folder, "New", NEW)
    clone = tmp_path / "clone"
    git(tmp_path, "init", "--quiet", str(clone))
    source = f"file://{folder}"
    git(clone, "fetch", "--quiet", "--depth=1", source, "main:refs/remotes/pull/1/merge")
    git(clone, "checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge")
    # Structure rules need no history.
    assert reported(clone) == ["KV704 a/new.py", "KV704 a/old.py"]
    values = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"}
    place = tmp_path / "event.json"
    place.write_text(json.dumps({"pull_request": {"base": {"sha": "1" * 40, "ref": "main"}}}))
    loaded = report(clone, "--base", "auto", **values, GITHUB_EVENT_PATH=str(place))
    assert (loaded["exit"], loaded["verdict"]) == (2, "BLOCK")
    done = run(clone, "check", "--base", "main")
    assert done.returncode == 2
    assert "fetch-depth: 0" in done.stdout
    # What was not compared is no PASS, however little is asked for.
    for fewer in (
        ["a"],
        ["--select", "KV704"],
        ["--ignore", "KV007"],
        ["a/new.py", "--ignore=KV0"],
    ):
        assert reported(clone, "--base", "main", *fewer) == ["KV007 docs/kavro/blueprint.md"]
        assert run(clone, "check", "--base", "main", *fewer).returncode == 2
    write(clone, {"kavro-lint.toml": '[severity]\nKV007 = "off"\n'})
    assert reported(clone, "--base", "main") == ["KV007 docs/kavro/blueprint.md"]
    (clone / "kavro-lint.toml").unlink()
    # A rule that is off, or not asked for, needs nothing.
    write(clone, {"docs/kavro/roadmap.md": ROADMAP})
    assert "KV007 docs/kavro/blueprint.md" in reported(clone)
    assert "KV007 docs/kavro/blueprint.md" not in reported(clone, "--select", "KV704")
    assert "KV007 docs/kavro/blueprint.md" in reported(clone, "--select", "KV730")


def test_a_partial_clone_fetches_in_one_batch_or_says_so(folder: Path, tmp_path: Path) -> None:
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    commit(folder, "New", {**NEW, "a/old.py": OLD["a/old.py"] + "x = 1\n"})
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{folder}", "partial")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{folder}", "cut")
    assert reported(tmp_path / "partial", "--base", "HEAD~1") == ["KV704 a/new.py"]
    git(tmp_path / "cut", "remote", "set-url", "origin", f"file://{tmp_path}/nowhere")
    loaded = report(tmp_path / "cut", "--base", "HEAD~1")
    assert (loaded["exit"], loaded["verdict"]) == (2, "BLOCK")
    findings = loaded["findings"]
    assert isinstance(findings, list)
    assert [finding["id"] for finding in findings] == ["KV007"]
    assert "this clone is partial" in findings[0]["message"]


def test_grafts_and_a_branch_without_commits_are_handled(folder: Path, tmp_path: Path) -> None:
    write(folder, {"docs/kavro/roadmap.md": ROADMAP})
    head = commit(folder, "Plan")
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/grafts").write_text(f"{head}\n")
    assert "KV007 docs/kavro/blueprint.md" in reported(folder)
    fresh = repository(tmp_path / "fresh", {**OLD, "docs/kavro/roadmap.md": ROADMAP}, commit=False)
    assert reported(fresh) == ["KV704 a/old.py"]
    assert reported(fresh, "--base", "auto") == ["KV704 a/old.py"]


def test_no_mainline_is_never_a_guess(folder: Path) -> None:
    write(folder, {"docs/kavro/roadmap.md": ROADMAP})
    commit(folder, "Plan")
    git(folder, "branch", "--move", "main", "trunk")
    assert "KV007 docs/kavro/blueprint.md" in reported(folder)
    write(folder, {"kavro-lint.toml": 'mainline = "trunk"\n'})
    assert reported(folder) == ["KV704 a/old.py"]
    write(folder, {"kavro-lint.toml": 'mainline = "tronk"\n'})
    assert "KV007 docs/kavro/blueprint.md" in reported(folder)


def test_a_git_note_is_a_validation(folder: Path) -> None:
    write(folder, {"docs/kavro/roadmap.md": ROADMAP})
    commit(folder, "Plan")
    commit(folder, "One\n\nKavro-Task: 1.1.1", {"a/w.py": ""})
    assert "KV730 docs/kavro/roadmap.md" in reported(folder)
    git(folder, "notes", "--ref=kavro", "add", "--message=PASS - 41 tests passed", "HEAD")
    # The tracker still calls it not started.
    assert reported(folder) == ["KV704 a/old.py", "KV303 docs/kavro/roadmap.md"]
    git(folder, "notes", "--ref=kavro", "add", "--force", "--message=BLOCK - it crashes", "HEAD")
    assert "KV732 docs/kavro/roadmap.md" in reported(folder)


def test_a_commit_after_the_one_with_a_git_note_is_not_validated(folder: Path) -> None:
    write(folder, {"docs/kavro/roadmap.md": ROADMAP})
    commit(folder, "Plan")
    git(folder, "checkout", "--quiet", "-b", "mine")
    commit(folder, "One\n\nKavro-Task: 1.1.1", {"a/w.py": ""})
    git(folder, "notes", "--ref=kavro", "add", "--message=PASS - 41 tests passed", "HEAD")
    assert not [line for line in reported(folder, "--base", "main") if "KV733" in line]
    commit(folder, "More\n\nKavro-Task: 1.1.1", {"a/w.py": "w = 1\n"})
    assert "KV733 docs/kavro/roadmap.md" in reported(folder, "--base", "main")


def test_a_change_cannot_name_its_own_approvers(folder: Path) -> None:
    write(folder, {"kavro-lint.toml": 'approvers = ["grace@example.invalid"]\n'})
    roadmap = ROADMAP.replace("⬜ 1.1.1", "🔄 1.1.1")
    commit(folder, "Plan", {"docs/kavro/roadmap.md": roadmap})
    git(folder, "checkout", "--quiet", "-b", "mine")
    write(folder, {"kavro-lint.toml": 'approvers = ["tester@example.invalid"]\n'})
    run(folder, "approve", "blueprint", "--by", "me")
    commit(folder, "Approve myself")
    assert "KV210 docs/kavro/blueprint.md" in reported(folder)
    git(folder, "-c", "user.name=Grace", "commit", "--quiet", "--amend", "--no-edit",
        "--author=Grace <Grace@example.invalid>")  # fmt: skip
    assert "KV210 docs/kavro/blueprint.md" not in reported(folder)


def test_that_nothing_was_checked_is_said_whatever_paths_are_asked_for(tmp_path: Path) -> None:
    files = {name: text for name, text in OLD.items() if not name.endswith(".py")}
    folder = repository(tmp_path / "bare", {**files, "other/README.md": "x\n"})
    assert "KV008 docs/kavro/blueprint.md" in reported(folder)
    assert reported(folder, "other/") == ["KV008 docs/kavro/blueprint.md"]
    assert run(folder, "check", "other/").returncode == 2
