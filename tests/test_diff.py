"""`kavro-lint diff`: what comes and goes, who brought it, what became of the contract."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kavro_lint.commands.diff.formats.markdown import code, prose
from kavro_lint.printable import printable
from tests.building import git, repository, run, write

HEAD = "| Module | Paths | Layer | May import | External |\n|---|---|---|---|---|\n"
ROWS = (
    "| api | `api/` | top | auth, billing | none |\n| auth | `auth/` | low | none | none |\n"
    "| billing | `billing/` | low | none | |\n"
)
LAYERS = "\n## Layers\n\n1. top\n2. low\n"
CONTRACT = "docs/kavro/blueprint.md"
SHOP = {
    "api/views.py": "from auth import login\n",
    "auth/login.py": "x = 1\n",
    "billing/invoices.py": "y = 1\n",
    CONTRACT: HEAD + ROWS + LAYERS,
}

Json = dict[str, object]


def commit(folder: Path, message: str, files: Mapping[str, str | bytes] | None = None) -> str:
    write(folder, files or {})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return git(folder, "rev-parse", "HEAD").strip()


def branch(folder: Path, files: Mapping[str, str | bytes] = SHOP) -> Path:
    repository(folder, files)
    git(folder, "checkout", "--quiet", "-b", "topic")
    return folder


def diff(folder: Path, *arguments: str, code: int = 0) -> Json:
    done = run(folder, "diff", *arguments, "--format", "json")
    assert done.returncode == code, done
    document: Json = json.loads(done.stdout)
    return document


def pairs(document: Json, key: str = "dependencies") -> list[tuple[str, ...]]:
    changes = document[key]
    assert isinstance(changes, list)
    return [
        (change["change"], change["from"], change["to"], change["standing"]) for change in changes
    ]


def test_an_empty_difference_is_one_line(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    write(folder, {"auth/login.py": "x = 2\n", "README.md": "hello\n"})
    for form in ("markdown", "text"):
        for revisions in ([], ["main"], ["main..topic"], ["HEAD...HEAD"], ["..topic"]):
            done = run(folder, "diff", *revisions, "--format", form)
            assert (done.returncode, done.stdout) == (0, "No architectural change.\n")
    document = diff(folder, "main")
    assert (document["changed"], document["verdict"], document["schema"]) == (False, "PASS", 1)


def test_a_dependency_that_nobody_allowed_is_shown(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    commit(folder, "Prepare", {"auth/login.py": "x = 3\n"})
    source = "from billing import (\n    invoices,\n)\nimport stripe\n"
    brought = commit(folder, "Charge\n\nKavro-Task: 1.2.3", {"auth/login.py": source})
    commit(folder, "Move it down", {"auth/login.py": f"import os\n{source}"})
    document = diff(folder, "main", code=1)
    assert pairs(document) == [("added", "auth", "billing", "denied")]
    (change,) = document["dependencies"]  # type: ignore[misc]
    assert change["first"] == {
        "path": "auth/login.py", "line": 2, "text": "from billing import (invoices)",
        "kind": "import", "target": "billing/invoices.py",
    }  # fmt: skip
    assert change["commit"]["sha"] == brought
    assert change["commit"]["author"]["name"] == "A Tester"
    assert change["commit"]["tasks"] == ["1.2.3"]
    assert change["contract"] == {"path": CONTRACT, "line": 4}
    (package,) = document["externals"]  # type: ignore[misc]
    assert (package["from"], package["to"], package["whole"]) == ("auth", "stripe", True)
    assert [entry["id"] for entry in document["introduced"]] == ["KV704", "KV707"]  # type: ignore[attr-defined]
    assert document["amendments"] == []
    shown = run(folder, "diff", "main").stdout
    question = "This introduces a new dependency from `auth` to `billing`; is that intended?"
    assert question in shown
    assert "The blueprint does not allow it, and was not amended to." in shown
    assert "**Contract: not amended**" in shown
    assert f"| {brought[:10]} `A Tester` 2026-11-02<br>`Charge` (task 1.2.3) |" in shown
    assert "linkStyle 0 stroke:#cf222e" in shown
    assert run(folder, "diff", "main", "--fail-on", "never").returncode == 0
    assert run(folder, "diff", "main", "--fail-on", "critical").returncode == 0


def test_an_amendment_beside_the_code_is_shown(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    rows = ROWS.replace("low | none | none", "low | billing | none")
    write(folder, {"auth/login.py": "import billing.invoices\n", CONTRACT: HEAD + rows + LAYERS})
    git(folder, "add", "--all")
    document = diff(folder, "main")
    assert pairs(document) == [("added", "auth", "billing", "amended")]
    assert document["amendments"] == [{
        "what": "module auth", "change": "changed", "path": CONTRACT, "line": 4,
        "says": ["May import: none → billing"], "approved": None,
    }]  # fmt: skip
    assert document["dependencies"][0]["unknown"] == "not committed yet"  # type: ignore[index]
    assert document["head"] == {"kind": "worktree", "commit": git(folder, "rev-parse", "HEAD")[:-1]}
    assert diff(folder, "main", "--staged")["head"]["kind"] == "index"  # type: ignore[index]
    shown = run(folder, "diff", "main", "--format", "text").stdout
    assert "the blueprint was amended for it" in " ".join(shown.split())
    assert "Contract: amended\n  ~ module auth (docs/kavro/blueprint.md:4)" in shown


def test_an_amendment_is_approved_or_not(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    run(folder, "approve", "blueprint", "--by", "Ada")
    commit(folder, "Approve")
    git(folder, "branch", "--force", "main")
    rows = ROWS.replace("low | none | none", "low | billing | none")
    commit(folder, "Amend", {CONTRACT: HEAD + rows + LAYERS})
    (row,) = diff(folder, "main", code=1)["amendments"]  # type: ignore[misc]
    assert row["approved"] == ""
    assert "not yet" in run(folder, "diff", "main").stdout
    run(folder, "approve", "blueprint", "--by", "Grace", "--on", "2026-11-03")
    (row,) = diff(folder, "main")["amendments"]  # type: ignore[misc]
    assert row["approved"] == "Grace on 2026-11-03 (recorded)"


def test_removed_dependencies_and_fixed_findings_are_shown(tmp_path: Path) -> None:
    bad = {**SHOP, "auth/login.py": "from billing import invoices\nimport stripe\n"}
    folder = branch(tmp_path, bad)
    removed = commit(folder, "Cut it", {"auth/login.py": "x = 1\n"})
    document = diff(folder, "main..topic")
    assert pairs(document) == [("removed", "auth", "billing", "gone")]
    assert document["dependencies"][0]["commit"]["sha"] == removed  # type: ignore[index]
    assert pairs(document, "externals") == [("removed", "auth", "stripe", "gone")]
    assert [entry["id"] for entry in document["fixed"]] == ["KV704", "KV707"]  # type: ignore[attr-defined]
    assert (document["introduced"], document["verdict"]) == ([], "PASS")
    shown = run(folder, "diff", "main..topic").stdout
    assert "-.->|gone|" in shown
    assert "stroke-dasharray" in shown


def test_new_and_removed_modules_are_shown(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    git(folder, "rm", "--quiet", "billing/invoices.py")
    rows = ROWS.split("| billing |", maxsplit=1)[0].replace("auth, billing", "auth, reports")
    rows += "| reports | `reports/` | low | none | none |\n"
    files = {
        "reports/monthly.py": "",
        "api/views.py": "from auth import login\nimport reports.monthly\n",
    }
    commit(folder, "Replace billing", {CONTRACT: HEAD + rows + LAYERS, **files})
    document = diff(folder, "main")
    assert [(e["module"], e["change"], e["files"]) for e in document["modules"]] == [  # type: ignore[attr-defined]
        ("reports", "added", 1), ("billing", "removed", 1),
    ]  # fmt: skip
    assert pairs(document) == [("added", "api", "reports", "amended")]
    assert [(e["what"], e["change"]) for e in document["amendments"]] == [  # type: ignore[attr-defined]
        ("module api", "changed"), ("module reports", "added"), ("module billing", "removed"),
    ]  # fmt: skip


def test_what_moves_with_its_row_is_no_change_of_the_code(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    git(folder, "mv", "auth", "identity")
    moved = ROWS.replace("`auth/`", "`identity/`")
    commit(folder, "Move", {CONTRACT: HEAD + moved + LAYERS,
                            "api/views.py": "from identity import login\n"})  # fmt: skip
    document = diff(folder, "main")
    assert (document["modules"], document["dependencies"]) == ([], [])
    (row,) = document["amendments"]  # type: ignore[misc]
    assert row["says"] == ["Paths: + identity/, - auth/"]


def test_a_file_that_goes_with_its_row_is_no_finding_that_was_fixed(tmp_path: Path) -> None:
    rows = "| api | `api.py` | | * | |\n"
    folder = branch(tmp_path, {"api.py": "import os\nx = 1\n", CONTRACT: HEAD + rows})
    git(folder, "rm", "--quiet", "api.py")
    rows = "| api | `api/` | | * | |\n| web | `web/` | | none | |\n"
    files = {"api/x.py": "import web.y\n", "web/y.py": "y = 2\n", CONTRACT: HEAD + rows}
    commit(folder, "Make it a package", files)
    document = diff(folder, "main")
    assert document["fixed"] == []
    assert pairs(document) == [("added", "api", "web", "allowed")]


def test_a_row_with_another_name_is_the_same_row(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    rows = ROWS.replace("| auth |", "| identity |").replace("auth, billing", "identity, billing")
    commit(folder, "Rename", {CONTRACT: HEAD + rows + LAYERS})
    document = diff(folder, "main")
    assert (document["modules"], document["dependencies"]) == ([], [])
    what = [(e["what"], e["change"], e["says"]) for e in document["amendments"]]  # type: ignore[attr-defined]
    assert ("module identity", "renamed", ["was auth"]) in what


def test_undeclared_code_is_seen(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    commit(folder, "Add", {"reports/monthly.py": "import api.views\nimport numpy\n"})
    document = diff(folder, "main", code=1)
    assert pairs(document) == [("added", "reports/", "api", "undeclared")]
    assert document["modules"][0]["declared"] is False  # type: ignore[index]
    assert [entry["id"] for entry in document["introduced"]] == ["KV701"]  # type: ignore[attr-defined]


def test_a_waived_dependency_settings_and_exceptions_are_shown(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    decision = (
        "# Let it be\n\n**Status:** accepted\n\n"
        "| Exception | From | To | Until |\n|---|---|---|---|\n"
        "| forbidden-dependency | auth | billing | 2099-01-01 |\n"
    )
    files = {
        "auth/login.py": "from billing import invoices\n",
        "kavro-lint.toml": 'fail-on = "critical"\n',
    }
    commit(folder, "Waive", {"docs/kavro/decisions/0001-let-it-be.md": decision, **files})
    document = diff(folder, "main")
    assert pairs(document) == [("added", "auth", "billing", "waived")]
    what = {amendment["what"]: amendment["says"] for amendment in document["amendments"]}  # type: ignore[attr-defined]
    assert what["setting fail-on"] == ["major → critical"]
    assert "exception forbidden-dependency from auth to billing until 2099-01-01" in what


def test_without_a_blueprint_folders_stand_for_modules(tmp_path: Path) -> None:
    files = {"src/shop/api/views.py": "", "src/shop/data/rows.py": "", "tests/unit/test_x.py": ""}
    folder = branch(tmp_path, {**files, "src/shop/__init__.py": ""})
    commit(folder, "Use", {"src/shop/api/views.py": "from shop.data import rows\nimport flask\n",
                           "tests/unit/test_x.py": "import shop.api.views\n"})  # fmt: skip
    document = diff(folder, "main")
    assert pairs(document) == [
        ("added", "src/shop/api/", "src/shop/data/", "unstated"),
        ("added", "tests/", "src/shop/api/", "unstated"),
    ]
    assert document["has_contract"] is False
    assert document["introduced"] == []
    shown = run(folder, "diff", "main").stdout
    assert "There is no blueprint: each folder stands for a module." in shown
    assert "| Contract |" not in shown
    git(folder, "mv", "src/shop/data", "src/shop/store")
    commit(
        folder, "Rename", {"src/shop/api/views.py": "from shop.store import rows\nimport flask\n"}
    )
    document = diff(folder, "HEAD~1..HEAD")
    (change,) = document["modules"]  # type: ignore[misc]
    assert (change["change"], change["was"]) == ("renamed", "src/shop/data/")
    assert document["dependencies"] == []


def test_diff_says_that_a_blueprint_is_adopted(tmp_path: Path) -> None:
    without = {path: text for path, text in SHOP.items() if path != CONTRACT}
    folder = branch(tmp_path, without)
    commit(folder, "Adopt", {CONTRACT: SHOP[CONTRACT]})
    document = diff(folder, "main")
    assert document["dependencies"] == []
    assert any("adoption" in remark for remark in document["remarks"])  # type: ignore[attr-defined]
    assert ("module api", "added") in [(e["what"], e["change"]) for e in document["amendments"]]  # type: ignore[attr-defined]


def test_the_base_moves_on_and_is_no_change(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    commit(folder, "Work", {"README.md": "x\n"})
    git(folder, "checkout", "--quiet", "main")
    commit(folder, "Elsewhere", {"api/views.py": "import billing.invoices\n"})
    git(folder, "checkout", "--quiet", "topic")
    for revisions in ("main", "main..topic", "main...topic"):
        assert diff(folder, revisions)["changed"] is False
    git(folder, "merge", "--quiet", "--no-edit", "main")
    brought = commit(folder, "Use", {"billing/invoices.py": "import auth.login\n"})
    document = diff(folder, "main", code=1)
    assert pairs(document) == [("added", "billing", "auth", "denied")]
    assert document["dependencies"][0]["commit"]["sha"] == brought  # type: ignore[index]


def test_an_import_that_solves_a_conflict_is_of_the_merge(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    commit(folder, "One", {"auth/login.py": "x = 2\n"})
    git(folder, "checkout", "--quiet", "-b", "other", "main")
    commit(folder, "Two", {"auth/login.py": "x = 3\n"})
    git(folder, "checkout", "--quiet", "topic")
    subprocess.run(["git", "-C", str(folder), "merge", "--quiet", "other"], capture_output=True)
    merge = commit(folder, "Merge", {"auth/login.py": "import billing.invoices\n"})
    document = diff(folder, "main", code=1)
    assert document["dependencies"][0]["commit"]["sha"] == merge  # type: ignore[index]


def test_a_file_that_moves_into_another_module_moves_its_dependency(tmp_path: Path) -> None:
    folder = branch(tmp_path)
    git(folder, "mv", "api/views.py", "billing/views.py")
    moved = commit(folder, "Move")
    document = diff(folder, "main", code=1)
    assert ("added", "billing", "auth", "denied") in pairs(document)
    assert ("removed", "api", "auth", "gone") in pairs(document)
    assert {dependency["commit"]["sha"] for dependency in document["dependencies"]} == {moved}  # type: ignore[attr-defined]


def test_a_file_that_became_a_package_keeps_its_imports(tmp_path: Path) -> None:
    folder = branch(
        tmp_path, {"app/x.py": "from lib.errors import E\n", "lib/errors.py": "E = 1\n"}
    )
    git(folder, "rm", "--quiet", "lib/errors.py")
    split = commit(folder, "Split", {"lib/errors/__init__.py": "from lib.errors.e import E\n",
                                     "lib/errors/e.py": "E = 1\nF = 2\nG = 3\n"})  # fmt: skip
    document = diff(folder, "main")
    assert [(pair[0], pair[2]) for pair in pairs(document)] == [
        ("added", "lib/errors/"), ("removed", "lib/"),
    ]  # fmt: skip
    assert {dependency["commit"]["sha"] for dependency in document["dependencies"]} == {split}  # type: ignore[attr-defined]


def test_hostile_text_is_no_markup(tmp_path: Path) -> None:
    nasty = "a|b`c<img src=x>@all #1 \x1b[31m"
    contract = HEAD + "| m | `m/` | | none | none |\n| n | `n/` | | none | none |\n"
    folder = branch(tmp_path, {"m/x.py": "", f"n/{nasty}.py": "", "n/y.py": "", CONTRACT: contract})
    git(folder, "config", "user.name", "@octocat | <script>")
    commit(folder, f"@all | `<b>` closes #1 {chr(7)}", {
        f"n/{nasty}.py": "import m.x\n", "m/x.py": "import n.y\n",
    })  # fmt: skip
    shown = run(folder, "diff", "main").stdout
    assert "\x1b" not in shown
    assert "\x07" not in shown
    for line in shown.splitlines():
        outside = _outside_code(line)
        assert "@" not in outside.replace("@\u200b", "")
        assert "<img" not in outside
        assert "<script" not in outside
        assert "#1" not in outside
        if line.startswith("| ➕"):
            assert line.replace("\\|", "").count("|") == 6, line


def _outside_code(line: str) -> str:
    """Return what of a line stands in no code span (CommonMark 6.1)."""
    return re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", line)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["mian"], "did you mean main"),
        (["main..nowhere"], "no commit is named 'nowhere'"),
        (["main..topic", "--staged"], "cannot be combined"),
        (["main", "--format", "markdwn"], "did you mean markdown"),
        (["main", "--fail-on", "majr"], "did you mean major"),
        (["--", "--output=x"], "no commit is named"),
    ],
)
def test_diff_refuses_bad_input_and_writes_nothing(
    tmp_path: Path, arguments: list[str], expected: str
) -> None:
    folder = branch(tmp_path)
    done = run(folder, "diff", *arguments)
    assert (done.returncode, expected in done.stderr) == (2, True), done
    assert not (folder / "x").exists()


def test_a_shallow_clone_and_a_branch_without_commits_are_reported(tmp_path: Path) -> None:
    folder = branch(tmp_path / "whole")
    commit(folder, "One", {"README.md": "1\n"})
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=topic", f"file://{folder}", "cut")
    done = run(tmp_path / "cut", "diff", "main")
    assert (done.returncode, "shallow" in done.stderr, "fetch-depth: 0" in done.stderr) == (
        2,
        True,
        True,
    )
    empty = repository(tmp_path / "empty", SHOP, commit=False)
    document = diff(empty)
    assert (document["base"], pairs(document)) == (None, [("added", "api", "auth", "allowed")])


def test_a_difference_is_written_to_a_file_and_read_from_a_bare_repository(tmp_path: Path) -> None:
    folder = branch(tmp_path / "here")
    commit(folder, "Charge", {"auth/login.py": "from billing import invoices\n"})
    assert run(folder, "diff", "main", "--output", "summary.md").returncode == 1
    assert (folder / "summary.md").read_text().startswith("### Architecture: 1 new dependency")
    git(tmp_path, "clone", "--quiet", "--bare", str(folder), "bare.git")
    done = run(tmp_path / "bare.git", "diff", "main..topic", "--format", "text")
    assert (done.returncode, "auth -> billing" in done.stdout) == (1, True)
    assert run(folder, "diff", "main", "--output", "no/such/folder.md").returncode == 2


@given(st.text(max_size=60))
def test_any_name_is_one_cell_of_a_table_and_no_markup(name: str) -> None:
    shown = printable(name) or " "
    table = f"| a | b |\n|---|---|\n| {code(name)} | x |\n"
    tokens = MarkdownIt("gfm-like", {"linkify": False}).enable("table").parse(table)
    inline = [token for token in tokens if token.type == "inline"]
    assert len(inline) == 4
    (span,) = inline[2].children or ()
    assert span.type == "code_inline"
    assert span.content.strip() == shown.strip()


@given(st.text(max_size=60))
def test_any_message_is_text(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parseInline(prose(text))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special", "softbreak"}
    content = "".join(child.content for token in tokens for child in token.children or ())
    assert (
        content.replace("\u200b", "").strip() == printable(text, 600).replace("\u200b", "").strip()
    )
    assert not re.search(r"[@#]\w", content)
