"""How findings go, and what brings them: each of the ways has a test of its own."""

from pathlib import Path

from tests.building import git
from tests.history.lines import BAD, BLUEPRINT, DECISION, FILES, HEAD, LOOSE, OWN, STRICT, Line

SETTING = "kavro-lint.toml"


def test_a_finding_is_fixed_where_the_code_changed(tmp_path: Path) -> None:
    line = Line(tmp_path)
    bad = line.commit({"a/x.py": BAD})
    good = line.commit({"a/x.py": OWN})
    finding = line.finding()
    assert (finding["born"], finding["died"], finding["how"]) == (bad, good, "fixed")
    assert (finding["cause"], finding["path"], finding["from"], finding["to"]) == (
        "code", "a/x.py", "a", "b",
    )  # fmt: skip


def test_a_finding_is_amended_where_the_contract_allows_it_now(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD})
    amended = line.commit({BLUEPRINT: LOOSE})
    finding = line.finding()
    assert (finding["died"], finding["how"]) == (amended, "amended")


def test_a_finding_is_amended_where_one_commit_changes_code_and_contract(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD})
    line.commit({BLUEPRINT: LOOSE, "a/x.py": f"{BAD}more = 1\n", "b/new.py": ""})
    assert line.finding()["how"] == "amended"


def test_a_finding_is_fixed_where_one_commit_changes_code_and_contract(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD})
    line.commit({BLUEPRINT: LOOSE, "a/x.py": OWN})
    assert line.finding()["how"] == "fixed"


def test_a_finding_is_waived_by_a_decision(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD})
    waived = line.commit({"docs/kavro/decisions/0001-allow-it.md": DECISION})
    finding = line.finding()
    assert (finding["died"], finding["how"]) == (waived, "waived")
    assert next(x for x in line.lines() if x.get("commit") == waived)["waived"] == 1


def test_a_finding_is_deleted_with_its_file(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD, "a/w.py": ""})
    gone = line.commit(gone="a/x.py")
    finding = line.finding()
    assert (finding["died"], finding["how"]) == (gone, "deleted")


def test_a_finding_may_end_by_a_setting(tmp_path: Path) -> None:
    for number, text in enumerate(('exclude = ["a/x.py"]\n', '[severity]\nKV704 = "off"\n')):
        line = Line(tmp_path / str(number))
        line.commit({"a/x.py": BAD, "a/w.py": ""})
        gone = line.commit({SETTING: text})
        finding = line.finding()
        assert (finding["died"], finding["how"]) == (gone, "setting"), text


def test_a_finding_may_end_by_attributes(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.commit({"a/x.py": BAD, "a/w.py": ""})
    line.commit({".gitattributes": "a/x.py linguist-vendored\n"})
    assert line.finding()["how"] == "setting"


def test_a_setting_and_a_row_at_once_are_told_apart(tmp_path: Path) -> None:
    rows = HEAD + "| a | `a/` | none |\n| b | `b/` | c |\n| c | `c/` | none |\n"
    line = Line(tmp_path, {**FILES, BLUEPRINT: rows, "c/z.py": OWN})
    line.commit({"a/x.py": BAD, "a/w.py": "", "c/z.py": f"from a import w\n{OWN}"})
    amended = HEAD + "| a | `a/` | none |\n| b | `b/` | c |\n| c | `c/` | a |\n"
    line.commit({BLUEPRINT: amended, SETTING: 'exclude = ["a/x.py"]\n'})
    assert {result["path"]: result["how"] for result in line.findings()} == {
        "a/x.py": "setting", "c/z.py": "amended",
    }  # fmt: skip


def test_each_finding_has_the_cause_that_brought_it(tmp_path: Path) -> None:
    line = Line(tmp_path, {**FILES, BLUEPRINT: LOOSE, "a/x.py": BAD})
    tightened = line.commit({BLUEPRINT: STRICT})
    finding = line.finding()
    assert (finding["born"], finding["cause"]) == (tightened, "contract")


def test_an_exception_that_ends_brings_the_finding_back(tmp_path: Path) -> None:
    line = Line(tmp_path)
    bad = line.commit({"a/x.py": BAD})
    line.commit({"docs/kavro/decisions/0001-allow-it.md": DECISION})
    again = line.commit(
        {"docs/kavro/decisions/0001-allow-it.md": DECISION.replace("2030-01-01", "2020-01-01")}
    )
    first, second = line.findings()
    assert (first["how"], second["born"], second["cause"]) == ("waived", again, "expired")
    assert second["relapse_of"] == bad


def test_a_second_birth_is_a_relapse(tmp_path: Path) -> None:
    line = Line(tmp_path)
    bad = line.commit({"a/x.py": BAD})
    line.commit({"a/x.py": OWN})
    again = line.commit({"a/x.py": BAD})
    first, second = line.findings()
    assert (first["born"], first["relapse_of"]) == (bad, None)
    assert (second["born"], second["relapse_of"], second["died"]) == (again, bad, None)
    assert first["fingerprint"] == second["fingerprint"]


def test_a_rename_or_a_move_ends_no_finding(tmp_path: Path) -> None:
    line = Line(tmp_path)
    bad = line.commit({"a/x.py": BAD})
    line.move("a/x.py", "a/w.py")
    line.move("a/w.py", "a/deep/w.py")
    finding = line.finding()
    assert (finding["born"], finding["died"], finding["path"]) == (bad, None, "a/deep/w.py")


def test_a_statement_keeps_its_own_birth_when_another_goes(tmp_path: Path) -> None:
    line = Line(tmp_path, {**FILES, "b/z.py": OWN})
    line.commit({"a/x.py": BAD})
    second = line.commit({"a/x.py": f"from b import y\nfrom b import z\n{OWN}"})
    line.commit({"a/x.py": f"from b import z\n{OWN}"})
    first, kept = line.findings()
    assert (first["how"], kept["born"], kept["died"]) == ("fixed", second, None)
    line.commit({"a/x.py": f"import b.z as written_otherwise\n{OWN}"})
    assert line.findings()[1]["died"] is None


def test_a_file_that_moves_into_another_module_has_another_finding(tmp_path: Path) -> None:
    rows = STRICT + "| c | `c/` | none |\n"
    line = Line(tmp_path, {**FILES, BLUEPRINT: rows, "c/z.py": ""})
    line.commit({"a/x.py": BAD})
    line.move("a/x.py", "c/x.py")
    finding = line.finding()
    assert (finding["died"], finding["path"], finding["from"]) == (None, "c/x.py", "c")


def test_an_import_that_breaks_another_rule_where_its_file_moved_is_the_same_finding(
    tmp_path: Path,
) -> None:
    table = "| Module | Paths | May import | Public |\n|---|---|---|---|\n"
    rows = "| a | `a/` | none | |\n| b | `b/` | none | `open.py` |\n| c | `c/` | b | |\n"
    files = {**FILES, BLUEPRINT: table + rows, "b/open.py": OWN, "c/z.py": "import b.open\n"}
    for number, (before, after) in enumerate(((BAD, BAD), (BAD, f"import b.y\n{OWN}"))):
        line = Line(tmp_path / str(number), files)
        bad = line.commit({"a/x.py": before})
        assert line.finding()["died"] is None
        git(line.folder, "mv", "a/x.py", "c/x.py")
        line.commit({"c/x.py": after}, "Move")
        assert not line.findings()
        moved = line.finding(rule="KV706")
        assert (moved["born"], moved["died"], moved["path"]) == (bad, None, "c/x.py")
        fixed = line.commit({"c/x.py": OWN})
        gone = line.finding(rule="KV706")
        assert (gone["died"], gone["how"], gone["relapse_of"]) == (fixed, "fixed", None)


def test_an_import_that_is_allowed_where_its_file_moved_is_fixed(tmp_path: Path) -> None:
    line = Line(tmp_path, {**FILES, BLUEPRINT: STRICT + "| c | `c/` | b |\n", "c/z.py": ""})
    line.commit({"a/x.py": BAD})
    moved = line.move("a/x.py", "c/x.py")
    assert (line.finding()["died"], line.finding()["how"]) == (moved, "fixed")


def test_a_merge_brings_what_its_branch_brought(tmp_path: Path) -> None:
    line = Line(tmp_path)
    git(line.folder, "checkout", "--quiet", "-b", "task/1.2.3-use-b")
    line.commit({"a/w.py": ""}, "Prepare")
    written = line.commit(
        {"a/x.py": BAD}, "Use b\n\nCo-authored-by: Claude <noreply@anthropic.com>"
    )
    line.commit({"a/x.py": f"{BAD}more = 1\n"}, "Polish")
    git(line.folder, "checkout", "--quiet", "main")
    line.commit({"README.md": "x\n"})
    subject = "Merge pull request #7 from shop/task/1.2.3-use-b"
    git(line.folder, "merge", "--quiet", "--no-ff", f"--message={subject}", "task/1.2.3-use-b")
    finding = line.finding()
    assert (finding["born"], finding["authored"]) == (line.head(), written)
    assert (finding["task"], finding["agent"], finding["by"]) == ("1.2.3", "Claude Code", "agent")


def test_a_cycle_that_grows_is_the_same_cycle(tmp_path: Path) -> None:
    rows = HEAD + "".join(f"| {name} | `{name}/` | |\n" for name in "abc")
    line = Line(tmp_path, {**FILES, BLUEPRINT: rows, "c/z.py": OWN})
    closed = line.commit({"a/x.py": BAD, "b/y.py": f"from a import x\n{OWN}"})
    line.commit({"b/y.py": f"from a import x\nfrom c import z\n{OWN}",
                 "c/z.py": f"from a import x\n{OWN}"})  # fmt: skip
    finding = line.finding(rule="KV705")
    assert (finding["born"], finding["died"]) == (closed, None)


def test_commits_before_the_contract_say_so(tmp_path: Path) -> None:
    line = Line(tmp_path, {"a/x.py": BAD, "b/y.py": OWN})
    adopted = line.commit({BLUEPRINT: STRICT})
    commits = [entry for entry in line.lines() if entry["kind"] == "commit"]
    assert [commit["status"] for commit in commits] == ["no contract", "judged"]
    assert (line.finding()["born"], line.finding()["cause"]) == (adopted, "contract")


def test_a_broken_setting_is_reported_in_its_row_and_ends_no_finding(tmp_path: Path) -> None:
    line = Line(tmp_path)
    bad = line.commit({"a/x.py": BAD})
    broken = line.commit({SETTING: "nonsense = 1\n"})
    line.commit({SETTING: ""})
    status = {
        entry["commit"]: entry["status"] for entry in line.lines() if entry["kind"] == "commit"
    }
    assert "unknown setting" in status[broken]
    assert (line.finding()["born"], line.finding()["died"]) == (bad, None)


def test_rules_on_changes_are_events(tmp_path: Path) -> None:
    line = Line(tmp_path, {**FILES, "a/x.py": BAD})
    loosened = line.commit({SETTING: 'exclude = ["a/x.py"]\n', "a/w.py": ""})
    events = [entry for entry in line.lines() if entry["kind"] == "event"]
    assert [(event["id"], event["born"], event["died"]) for event in events] == [
        ("KV006", loosened, loosened)
    ]


def test_parts_of_the_contract_have_intervals(tmp_path: Path) -> None:
    line = Line(tmp_path)
    decided = line.commit({"docs/kavro/decisions/0001-allow-it.md": DECISION})
    amended = line.commit({BLUEPRINT: LOOSE})
    result = [(x["kind"], x["id"], x["born"], x["died"]) for x in line.lines() if "id" in x]
    first = line.shas[0]
    assert ("row", "a", first, amended) in result
    assert ("row", "a", amended, None) in result
    assert ("row", "b", first, None) in result
    assert ("decision", "docs/kavro/decisions/0001-allow-it.md", decided, None) in result
    exceptions = [entry for entry in result if entry[0] == "exception"]
    assert len(exceptions) == 1
