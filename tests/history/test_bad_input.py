"""Histories as they should not be: cut, grafted, rewritten, dated wrongly, without authors."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kavro_lint.commands.history import judge_line
from kavro_lint.commands.history.view import view_of
from kavro_lint.errors import CannotJudge
from tests.building import git, repository, run
from tests.history.lines import BAD, BLUEPRINT, FILES, OWN, STRICT, Line


def entries_of(folder: Path, *arguments: str) -> list[dict[str, str]]:
    done = run(folder, "history", "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def findings(folder: Path, *arguments: str) -> list[dict[str, str]]:
    return [line for line in entries_of(folder, *arguments) if line["kind"] == "finding"]


def refused(folder: Path, *arguments: str) -> str:
    done = run(folder, "history", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_shallow_clone_begins_where_it_is_cut(tmp_path: Path) -> None:
    line = Line(tmp_path / "whole")
    line.commit({"a/x.py": BAD})
    line.commit({"README.md": "x\n"})
    line.commit({"README.md": "y\n"})
    git(tmp_path, "clone", "--quiet", "--depth=2", f"file://{line.folder}", "cut")
    (result,) = findings(tmp_path / "cut")
    assert result["born"] == line.shas[2]
    assert "this clone is shallow" in run(tmp_path / "cut", "history").stdout
    # Once it is deeper, all of it is judged again.
    git(tmp_path / "cut", "fetch", "--quiet", "--unshallow")
    assert findings(tmp_path / "cut") == findings(line.folder)


def test_a_partial_clone_fetches_what_it_needs_or_says_so(tmp_path: Path) -> None:
    line = Line(tmp_path / "whole")
    git(line.folder, "config", "uploadpack.allowFilter", "true")
    git(line.folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    line.commit({"a/x.py": BAD})
    line.move("a/x.py", "a/w.py")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{line.folder}", "part")
    done = run(tmp_path / "part", "history", "--format", "json")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    (result,) = [json.loads(row) for row in done.stdout.splitlines() if '"finding"' in row]
    assert result["died"] is None


def test_missing_blobs_are_no_traceback(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD, "a/gone.py": "import b.y\n"})
    line.commit({"a/more.py": OWN + "more = 1\n"}, gone="a/gone.py")
    line.commit({"a/x.py": OWN})
    blob = git(line.folder, "rev-parse", "HEAD~2:a/gone.py").strip()
    (line.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    rules = {result["id"] for result in findings(line.folder)}
    assert "KV704" in rules
    assert "KV002" in rules


def test_grafts_and_replaced_commits_change_nothing(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD})
    line.commit({"a/x.py": OWN})
    whole = entries_of(line.folder)
    git(line.folder, "replace", line.shas[1], line.shas[0])
    shutil.rmtree(line.folder / ".git/kavro-lint")
    assert entries_of(line.folder) == whole
    git(line.folder, "replace", "--delete", line.shas[1])
    # A graft is what Git itself takes for the line: the commit before is not there.
    (line.folder / ".git/info").mkdir(exist_ok=True)
    (line.folder / ".git/info/grafts").write_text(f"{line.shas[1]}\n")
    assert [x["commit"] for x in entries_of(line.folder) if x["kind"] == "commit"] == line.shas[1:]


def test_merged_unrelated_histories_are_judged(tmp_path: Path) -> None:
    line = Line(tmp_path)
    git(line.folder, "checkout", "--quiet", "--orphan", "other")
    git(line.folder, "rm", "-rfq", ".")
    line.commit({"b/z.py": "from a import x\n"}, "Another root")
    git(line.folder, "checkout", "--quiet", "main")
    line.git("merge", "--quiet", "--allow-unrelated-histories", "--no-edit", "other")
    (result,) = findings(line.folder)
    assert (result["born"], result["path"]) == (line.head(), "b/z.py")
    assert result["authored"] == line.shas[-1]


def test_clocks_may_run_backwards_or_stand_still(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES, commit=False)
    dates = ("2026-10-05", "2026-10-03", "1970-01-02", "2099-01-01", "2026-10-06")
    texts = (OWN, BAD, OWN, BAD, OWN)
    for date, text in zip(dates, texts, strict=True):
        (folder / "a/x.py").write_text(text)
        git(folder, "add", "--all")
        stamp = f"{date}T12:00:00Z"
        subprocess.run(
            ["git", "-C", str(folder), "commit", "--quiet", "--message=x"], check=True,
            env={**__import__("os").environ, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp},
        )  # fmt: skip
    first, second = findings(folder)
    assert (first["born_on"], second["born_on"]) == ("2026-10-03", "2099-01-01")
    done = run(folder, "report", "--format", "json", "--since", "2026-10-01", "--until",
               "2026-10-31")  # fmt: skip
    document = json.loads(done.stdout)
    assert document["commits"] == 5
    days = [day for day, _ in document["curve"]]
    assert days == sorted(days)
    for form in ("text", "csv"):
        assert run(folder, "history", "--format", form).returncode == 0


def raw_commit(folder: Path, author: bytes, parent: str, tree: str) -> str:
    text = b"tree %s\nparent %s\nauthor %s\ncommitter %s\n\nx\n" % (
        tree.encode(), parent.encode(), author, author,
    )  # fmt: skip
    done = subprocess.run(
        ["git", "-C", str(folder), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        input=text, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.decode().strip()


@pytest.mark.parametrize(
    "author",
    [
        b" <> 1790000000 +0000", b"<> 1790000000 +0000", b"A <a@b> 99999999999999 +0000",
        b"\xff\xfe <\xff> 1790000000 +9999", b"A <a@b> -5 +0000",
    ],
)  # fmt: skip
def test_commits_without_author_or_with_odd_dates_are_judged(tmp_path: Path, author: bytes) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD})
    tree = git(line.folder, "rev-parse", "HEAD^{tree}").strip()
    sha = raw_commit(line.folder, author, line.shas[0], tree)
    git(line.folder, "update-ref", "refs/heads/main", sha)
    (result,) = findings(line.folder, "--people")
    assert result["born"] == sha
    for form in ("html", "markdown", "json"):
        done = run(line.folder, "report", "--people", "--format", form, "--until", "2026-12-01")
        assert done.returncode == 0, done.stderr


def test_ten_thousand_contributors_are_bounded_work(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    stream = ["commit refs/heads/main\nmark :1\ncommitter A <a@x> 1790000000 +0000\ndata 1\nx\n"]
    for path, text in FILES.items():
        stream.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    for number in range(10_000):
        who = f"P{number} <p{number}@x.example> {1_790_000_000 + number} +0000"
        stream.append(f"commit refs/heads/main\ncommitter {who}\ndata 1\nx\n")
        if number % 1000 == 0:
            text = BAD if number % 2000 else OWN
            stream.append(f"M 100644 inline a/x.py\ndata {len(text)}\n{text}\n")
    subprocess.run(
        ["git", "-C", str(folder), "fast-import", "--quiet"], input="".join(stream).encode(),
        check=True,
    )  # fmt: skip
    judged = judge_line(folder, tip="refs/heads/main")
    view = view_of(judged)
    assert len(list(view.rows)) == 10_001
    assert len([interval for interval in view.intervals if interval.kind == "finding"]) == 5
    assert not view.people


def test_what_cannot_be_judged_says_why(tmp_path: Path) -> None:
    assert "is not in a Git repository" in refused(tmp_path)
    empty = tmp_path / "empty"
    repository(empty, {}, commit=False)
    assert "there is no commit yet" in refused(empty)
    line = Line(tmp_path / "r")
    assert "is not on the first-parent line" in refused(line.folder, f"{other_commit(line)}..main")
    assert "nonsense" in refused(line.folder, "nonsense")
    assert "is not a date" in refused(line.folder, "--since", "soon")
    assert "unknown --every" in refused(line.folder, "--every", "hour")
    bare = Line(tmp_path / "bare", {"a/x.py": BAD})
    assert "no blueprint to judge by" in refused(bare.folder, "--contract", "now")
    git(line.folder, "branch", "--move", "main", "trunk")
    assert "no mainline is known here" in refused(line.folder)
    assert findings(line.folder, "trunk") == []


def other_commit(line: Line) -> str:
    git(line.folder, "checkout", "--quiet", "-b", "side")
    sha = line.commit({"README.md": "x\n"})
    git(line.folder, "checkout", "--quiet", "main")
    return sha


def test_a_repository_that_is_deleted_meanwhile_is_reported(tmp_path: Path) -> None:
    line = Line(tmp_path / "r")
    for number in range(6):
        line.commit({"a/x.py": BAD if number % 2 else OWN})

    def delete(done: int, total: int) -> None:
        if done == 3:
            shutil.rmtree(line.folder)

    try:
        judged = judge_line(line.folder, progress=delete)
    except (CannotJudge, OSError):
        return
    # What Git had in hand already was judged; what it had not is told as such.
    assert len(list(judged.store.rows())) == 7


def test_history_may_begin_at_a_range_or_a_day(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD})
    line.commit({"a/x.py": OWN})
    line.commit({"a/x.py": BAD})
    line.commit({"a/x.py": OWN})
    first, second, third = line.shas[1], line.shas[2], line.shas[3]
    assert [result["died"] for result in findings(line.folder, first)] == [None]
    assert [result["born"] for result in findings(line.folder, f"{second}..main")] == [third]
    assert len(findings(line.folder, "--since", "2026-10-04")) == 1
    rows = [x for x in entries_of(line.folder, "--every", "month") if x["kind"] == "commit"]
    assert [row["on"] for row in rows] == ["2026-10-05"]


def test_by_todays_contract_only_imports_and_chains_are_judged(tmp_path: Path) -> None:
    line = Line(tmp_path, {"a/x.py": BAD, "b/y.py": OWN})
    line.commit({"loose/z.py": ""})
    line.commit({BLUEPRINT: STRICT})
    (result,) = findings(line.folder, "--contract", "now")
    assert (result["id"], result["born"]) == ("KV704", line.shas[0])
    assert {result["id"] for result in findings(line.folder)} == {"KV701", "KV704"}
