"""Who brought it in: through renames, reverts and merges, and by brute force."""

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.compare_blame import by_force, key_of
from kavro_lint.commands.blame import TOGETHER, Origin, blame
from kavro_lint.pipeline.request import Request
from tests.building import git, repository, run, write
from tests.test_comparison import Tree, build, trees, written

HEAD = "| Module | Paths | May import |\n|---|---|---|\n"
BLUEPRINT = HEAD + "| a | `a/` | none |\n| b | `b/` | none |\n"
OWN = "".join(f"own_{n} = {n}\n" for n in range(9))
FILES = {"a/x.py": OWN, "b/y.py": "", "docs/kavro/blueprint.md": BLUEPRINT}
BAD = {"a/x.py": f"from b import y\n{OWN}"}


def commit(folder: Path, message: str, files: dict[str, str] | None = None) -> str:
    write(folder, files or {})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return git(folder, "rev-parse", "HEAD").strip()


def origins(folder: Path, rev: str | None = "HEAD") -> list[Origin]:
    return list(blame(Request(folder, rev=rev)))


def test_blame_follows_a_rename(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    bad = commit(folder, "Use b\n\nKavro-Task: 1.2.3", BAD)
    git(folder, "mv", "a/x.py", "a/w.py")
    commit(folder, "Rename")
    (origin,) = origins(folder)
    assert origin.commit
    assert (origin.commit.sha, origin.commit.tasks) == (bad, ("1.2.3",))


def test_blame_finds_the_commit_after_a_revert_of_a_revert(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    commit(folder, "Use b", BAD)
    git(folder, "revert", "--no-edit", "HEAD")
    git(folder, "revert", "--no-edit", "HEAD")
    again = git(folder, "rev-parse", "HEAD").strip()
    commit(folder, "Write", {"README.md": "x\n"})
    (origin,) = origins(folder)
    assert origin.commit
    assert origin.commit.sha == again


def test_blame_names_the_merge_or_the_commit_as_it_was_written(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    git(folder, "checkout", "--quiet", "-b", "task/1.2.3-use-b")
    commit(folder, "Prepare", {"a/w.py": ""})
    bad = commit(folder, "Use b\n\nCo-authored-by: Claude <noreply@anthropic.com>", BAD)
    commit(folder, "Polish", {"a/w.py": "z = 1\n"})
    git(folder, "checkout", "--quiet", "main")
    commit(folder, "Write", {"README.md": "x\n"})
    subject = "Merge pull request #7 from shop/task/1.2.3-use-b"
    git(folder, "merge", "--quiet", "--no-ff", f"--message={subject}", "task/1.2.3-use-b")
    merge = git(folder, "rev-parse", "HEAD").strip()
    (origin,) = origins(folder)
    assert origin.commit and origin.authored
    assert (origin.commit.sha, origin.authored.sha) == (merge, bad)
    assert (origin.authored.tasks, origin.authored.agent) == (("1.2.3",), "Claude Code")
    document = json.loads(run(folder, "blame", "--format", "json").stdout)
    (result,) = document["findings"]
    assert result["commit"]["sha"] == merge
    assert result["authored"]["sha"] == bad
    assert (result["task"], result["agent"]) == (["1.2.3"], "Claude Code")
    assert document["summary"] == {
        "module": {"a": 1}, "task": {"1.2.3": 1}, "agent": {"Claude Code": 1},
    }  # fmt: skip
    text = run(folder, "blame").stdout
    assert f"introduced by {merge[:10]}" in text
    assert f"written in    {bad[:10]}" in text
    assert "By task: 1.2.3 1" in text


def test_what_no_state_has_alone_is_not_called_uncommitted(tmp_path: Path) -> None:
    """Who approves their own change, only two commits together say."""
    folder = repository(tmp_path, FILES)
    assert run(folder, "approve", "blueprint", "--by", "Ann").returncode == 0
    approval = commit(folder, "Approve")
    commit(folder, "Write", {"README.md": "x\n"})
    for rev in (None, "HEAD"):
        (origin,) = origins(folder, rev)
        assert origin.judged.rule.id == "KV212"
        assert origin.commit is not None
        assert origin.commit.sha == approval
    record = next((folder / "docs/kavro/approvals").iterdir())
    record.write_text(f"{record.read_text()}\nRead twice.\n")
    commit(folder, "Add a remark")
    (origin,) = [blamed for blamed in origins(folder, None) if blamed.judged.rule.id == "KV212"]
    assert origin.unknown == TOGETHER, origin.commit


def test_uncommitted_changes_and_shallow_clones_are_reported_by_blame(tmp_path: Path) -> None:
    folder = repository(tmp_path / "whole", FILES)
    write(folder, BAD)
    (origin,) = origins(folder, None)
    assert (origin.commit, origin.unknown) == (None, "not committed yet")
    commit(folder, "Use b")
    commit(folder, "Write", {"README.md": "x\n"})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{folder}", "cut")
    (origin,) = origins(tmp_path / "cut")
    assert (origin.commit, "shallow clone" in origin.unknown) == (None, True)


def test_blame_finds_the_origin_of_an_artifact_a_cycle_a_chain_and_a_file(tmp_path: Path) -> None:
    rows = "| a | `a/` | b |\n| b | `b/` | a |\n| c | `c/` | none |\n"
    folder = repository(tmp_path, {**FILES, "docs/kavro/blueprint.md": HEAD + rows, **BAD})
    cycle = commit(folder, "Turn round", {"b/y.py": "from a import x\n"})
    phantom = git(folder, "rev-list", "--max-parents=0", "HEAD").strip()
    loose = commit(folder, "Add", {"loose/z.py": ""})
    result = {
        origin.judged.rule.id: origin.commit and origin.commit.sha for origin in origins(folder)
    }
    assert result == {"KV705": cycle, "KV702": phantom, "KV701": loose}


def test_findings_are_chosen_by_rule_place_and_fingerprint(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**FILES, **BAD})
    (result,) = json.loads(run(folder, "check", "--format", "json").stdout)["findings"]
    for word in ("KV704", "forbidden-dependency", "a/x.py", "a/x.py:1", result["fingerprint"][:6]):
        done = run(folder, "blame", word)
        assert (done.returncode, "1 finding." in done.stdout) == (0, True), done
    done = run(folder, "blame", "KV703")
    assert (done.returncode, "no finding is 'KV703'" in done.stderr) == (2, True)


def test_a_hostile_message_is_shown_harmlessly(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    write(folder, BAD)
    git(folder, "add", "--all")
    git(
        folder, "-c", "i18n.commitEncoding=utf-8", "commit", "--quiet", "--message=\x1b[31m\x07 red"
    )
    done = run(folder, "blame")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


@settings(max_examples=25, deadline=None)
@given(st.lists(trees, min_size=2, max_size=5), st.booleans())
def test_blame_agrees_with_brute_force(states: list[Tree], merges: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build(folder, [written(state) for state in states], merges)
        commits = git(folder, "rev-list", "--first-parent", "HEAD").split()
        expected = by_force(folder, commits)
        for origin in origins(folder):
            key = key_of(origin.judged)
            if key is not None:
                assert origin.commit
                assert origin.commit.sha == expected.get(key, commits[-1])
