"""Several blueprints in one repository: names, limits that only narrow, rows without files."""

import json
from pathlib import Path

import pytest

from kavro_lint.artifacts import read_plan
from tests.building import repository, run
from tests.memory import findings_of, snapshot_of

OUTER, INNER = "docs/kavro/blueprint.md", "app/docs/kavro/blueprint.md"
HEAD = (
    "| Module | Paths | May import | Must not reach | Public | External |\n"
    "|---|---|---|---|---|---|\n"
)
CODE = {"app/web/w.py": "import lib.priv\n", "lib/priv.py": "import deep.d\n", "deep/d.py": ""}
LIB = "| lib | lib/ | | | api.py | |\n| deep | deep/ | | | | |\n"


def rows(*rows: str) -> str:
    return HEAD + "".join(f"| {row} |\n" for row in rows)


def found(files: dict[str, str], *rules: str) -> list[tuple[str, str, int]]:
    return sorted(
        (finding.rule, finding.location.path, finding.location.line)
        for finding in findings_of({**CODE, **files})
        if finding.rule in rules
    )


def two_without_an_outer_module() -> dict[str, str]:
    return {
        "one/docs/kavro/blueprint.md": rows("api | api/ | core | | |", "core | core/ | none | | |"),
        "two/docs/kavro/blueprint.md": rows("api | api/ | none | | |", "core | core/ | api | | |"),
        "one/api/a.py": "from ..core import c\n", "one/core/c.py": "",
        "two/api/a.py": "", "two/core/c.py": "from ..api import a\n",
    }  # fmt: skip


def test_names_of_two_blueprints_are_not_taken_for_each_other() -> None:
    files = two_without_an_outer_module()
    plan = read_plan(snapshot_of(files))
    assert [module.name for child in plan.children for module in child.modules] == [
        "one.api", "one.core", "two.api", "two.core"]  # fmt: skip
    assert found(files, "KV703", "KV704", "KV705", "KV204", "KV708") == []


def test_a_row_of_one_blueprint_is_no_row_of_the_other() -> None:
    files = {**two_without_an_outer_module(), "two/api/a.py": "from ..core import c\n"}
    assert found(files, "KV704") == [("KV704", "two/api/a.py", 1)]


def test_an_unowned_folder_in_a_module_is_still_nested_in_it() -> None:
    """The names have the folder's path, and the limits of the module hold."""
    files = {
        OUTER: rows("app | app/ | none | | |") + LIB,
        INNER: rows("web | web/ | | | |"),
        "app/tools/docs/kavro/blueprint.md": rows("run | run/ | //lib | | |"),
        "app/tools/run/r.py": "import lib.api\n",
        "lib/api.py": "",
    }
    assert found(files, "KV704") == [
        ("KV704", "app/tools/run/r.py", 1),
        ("KV704", "app/web/w.py", 1),
    ]
    plan = read_plan(snapshot_of(files))
    assert [(child.prefix, child.outer) for child in plan.all()[1:]] == [
        ("app", "app"),
        ("app.tools", "app"),
    ]


@pytest.mark.parametrize(
    ("outer", "inner", "rule", "place"),
    [
        ("app | app/ | | deep | |", "web | web/ | | | |", "KV709", "app/web/w.py"),
        ("app | app/ | | deep | |", "web | web/ | | web | |", "KV709", "app/web/w.py"),
        ("app | app/ | lib | | |", "web | web/ | * | | |", "KV706", "app/web/w.py"),
        ("app | app/ | | | |", "web | web/ | * | | |", "KV706", "app/web/w.py"),
    ],
)
def test_an_inner_blueprint_never_widens(outer: str, inner: str, rule: str, place: str) -> None:
    assert found({OUTER: rows(outer) + LIB, INNER: rows(inner)}, rule) == [(rule, place, 1)]


def test_a_star_of_both_lifts_public() -> None:
    files = {OUTER: rows("app | app/ | * | | |") + LIB, INNER: rows("web | web/ | * | | |")}
    assert found(files, "KV706") == []


def test_one_name_from_two_blueprints_is_reported() -> None:
    """Else the inner row would decide alone, and lift what the outer one forbids."""
    outer = rows("app | app/ | | | |", "app.web | app/web/ | none | | |") + LIB
    files = {OUTER: outer, INNER: rows("web | web/ | * | | |")}
    assert ("KV204", INNER, 3) in found(files, "KV204")
    assert ("KV204", OUTER, 4) not in found(files, "KV204")


def test_a_folder_named_as_a_module_elsewhere_is_reported() -> None:
    files = {
        OUTER: rows("app | lib/ | | | |", "deep | deep/ | | | |"),
        INNER: rows("web | web/ | | | |"),
    }
    assert found(files, "KV204") == [("KV204", INNER, 3)]


@pytest.mark.parametrize("pattern", ["app/web/", "**/web/"])
def test_a_row_whose_files_another_blueprint_governs_is_shadowed(pattern: str) -> None:
    outer = rows("app | app/ | | | |", f"front | {pattern} | none | | |") + LIB
    files = {OUTER: outer, INNER: rows("web | web/ | | | |")}
    assert found(files, "KV204") == [("KV204", OUTER, 4)]
    (finding,) = [finding for finding in findings_of({**CODE, **files}) if finding.rule == "KV204"]
    assert finding.message == f"row front is shadowed: {INNER} governs every file it matches"
    assert finding.fix == f"delete the row, and state what it limits in {INNER}"


def test_a_row_with_files_outside_the_inner_blueprint_is_not_shadowed() -> None:
    outer = rows("app | app/ | | | |", "front | **/web/ | | | |") + LIB
    files = {OUTER: outer, INNER: rows("web | web/ | | | |"), "other/web/x.py": ""}
    assert found(files, "KV204") == []


def test_unknown_names_from_the_root_are_reported_in_every_blueprint() -> None:
    outer = rows("app | app/ | //gone, wrong, //lib | | |") + LIB
    files = {OUTER: outer, INNER: rows("web | web/ | //lost | | |")}
    plan = read_plan(snapshot_of(files))
    messages = [finding.message for inner in plan.all() for finding in inner.problems]
    assert messages == [
        "May import of module app names wrong, which is not a declared module",
        "module app names //gone, which no blueprint declares",
        "module web names //lost, which no blueprint declares",
    ]


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    outer = rows("app | app/ | lib, deep | deep | | one, two") + LIB
    inner = rows("web | web/ | | | | one", "core | core/ | | | | ")
    return repository(tmp_path, {OUTER: outer, INNER: inner, **CODE, "app/core/c.py": ""})


def test_an_explanation_has_what_outer_modules_state(nested: Path) -> None:
    text = run(nested, "explain", "app.web").stdout
    assert f"  may import: any module (as app may)\n  packages: one ({INNER}:3)\n" in text
    assert f"  may import (of app): lib, deep ({OUTER}:3)\n" in text
    assert f"  must not reach (of app): deep ({OUTER}:3)\n" in text
    assert f"  packages (of app): one, two ({OUTER}:3)\n" in text
    assert "any (External is not stated)" not in run(nested, "explain", "app.core").stdout
    document = json.loads(run(nested, "explain", "app.web", "--format", "json").stdout)["allowed"]
    assert document["unlimited"] is False
    assert document["stated"]["external"]["names"] == ["one"]
    (outer,) = document["outer"]
    assert (outer["module"], outer["stated"]["external"]["names"]) == ("app", ["one", "two"])


def test_a_module_is_limited_by_the_one_that_its_blueprint_is_nested_in(nested: Path) -> None:
    checked = run(nested, "check", "--no-cache", "--format", "json").stdout
    assert json.loads(checked)["coverage"]["unlimited_modules"] == ["deep", "lib"]


def test_the_reason_of_a_permission_is_that_of_the_blueprint_with_both(tmp_path: Path) -> None:
    head = "| Module | Paths | Layer |\n|---|---|---|\n"
    outer = head + "| app | app/ | up |\n| lib | lib/ | down |\n\n## Layers\n\n1. up\n2. down\n"
    inner = head + "| web | web/ | one |\n\n## Layers\n\n1. zero\n2. one\n"
    files = {OUTER: outer, INNER: inner, "app/web/w.py": "import lib.x\n", "lib/x.py": ""}
    text = run(repository(tmp_path, files), "explain", "app.web", "lib").stdout
    assert f"yes: layer up is above down ({OUTER}:8)" in text


def test_a_name_is_local_where_one_stands(nested: Path) -> None:
    assert run(nested / "app/core", "explain", "web").stdout.startswith("app.web (")
    assert run(nested / "app", "explain", "//lib").stdout.startswith("lib (")
    assert run(nested / "app", "explain", "lib").stdout.startswith("lib (")
    assert "did you mean app.web?" in run(nested, "explain", "web").stderr
