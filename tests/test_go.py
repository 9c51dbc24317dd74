"""Go as a user meets it: packages are folders, and a folder belongs to the module of its files."""

import json
from pathlib import Path

import pytest

from tests.building import git, repository, run, write

TABLE = "| Module | Paths | May import | Public | External |\n|---|---|---|---|---|\n"
MOD = "module x.io/app\n\ngo 1.22\n"


def blueprint(*rows: str) -> str:
    return TABLE + "".join(f"| {row} |\n" for row in rows)


def reported(folder: Path, *arguments: str) -> list[tuple[str, str, int, str, list[str]]]:
    """Return the id, path, line, `to` and `also` of each finding."""
    done = run(folder, "check", "--format", "json", *arguments)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    return [
        (finding["id"], finding["path"], finding["line"], finding["to"], finding["also"])
        for finding in report["findings"]
    ]


def test_the_row_decides_which_module_a_package_of_two_belongs_to(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD,
        "a/a.go": 'package a\nimport "x.io/app/b"\n',
        "b/b.go": "package b\n",
        "b/c.go": "package b\n",
        "b/b_test.go": "package b\n",
        "docs/kavro/blueprint.md": blueprint(
            "a | `a/` | none | |", "b | `b/*.go` | none | |", "c | `b/c.go` | none | |",
            "tests | `**/*_test.go` | * | |"),
    })  # fmt: skip
    assert [(entry[0], entry[3]) for entry in reported(folder)] == [("KV704", "b")]


def test_a_package_of_go_does_not_belong_to_the_python_beside_it(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD,
        "a/a.go": 'package a\nimport "x.io/app/b"\n',
        "b/b.go": "package b\n",
        **{f"b/p{number}.py": "" for number in range(5)},
        "docs/kavro/blueprint.md": blueprint(
            "a | `a/` | none | |", "py | `**/*.py` | none | |", "go | `b/*.go` | none | |"),
    })  # fmt: skip
    assert [(entry[0], entry[3]) for entry in reported(folder)] == [("KV704", "go")]


def test_the_root_package_has_an_owner(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD,
        "root.go": "package app\n",
        "a/a.go": 'package a\n\nimport "x.io/app"\n',
        "docs/kavro/blueprint.md": blueprint("root | `*.go` | none | |", "a | `a/` | none | |"),
    })  # fmt: skip
    assert reported(folder) == [("KV704", "a/a.go", 3, "root", [])]
    graph = json.loads(run(folder, "graph", "--level", "file", "--format", "json").stdout)
    assert [(edge["from"], edge["to"]) for edge in graph["edges"]] == [("a/a.go", "/")]


def test_a_vendored_package_is_judged_once(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD + "require y.io/lib v1.0.0\n",
        "a/a.go": 'package a\nimport "y.io/lib/p"\n',
        "vendor/y.io/lib/p/p.go": "package p\n",
        ".gitattributes": "vendor/** linguist-vendored\n",
        "docs/kavro/blueprint.md": blueprint("a | `a/` | none | | none"),
    })  # fmt: skip
    assert reported(folder) == [("KV704", "a/a.go", 2, "ungoverned", ["KV707"])]
    allowed = blueprint("a | `a/` | ungoverned | | `y.io/lib/p`")
    write(folder, {"docs/kavro/blueprint.md": allowed})
    assert reported(folder) == []


def test_a_prefix_of_a_package_allows_it(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD + "require golang.org/x/net v0.1.0\nrequire golang.org/x/netx v0.1.0\n",
        "a/a.go": 'package a\nimport (\n"net/http"\n"golang.org/x/net/http2"\n'
                  '"golang.org/x/net/html"\n"golang.org/x/netx"\n)\n',
        "docs/kavro/blueprint.md": blueprint("a | `a/` | none | | `golang.org/x/net`"),
    })  # fmt: skip
    assert [(entry[2], entry[3]) for entry in reported(folder)] == [(6, "golang.org/x/netx")]
    part = blueprint("a | `a/` | none | | `golang.org/x/net/http2`, `golang.org/x/netx`")
    write(folder, {"docs/kavro/blueprint.md": part})
    assert [(entry[2], entry[3]) for entry in reported(folder)] == [(5, "golang.org/x/net")]


def test_a_renamed_package_keeps_its_debt(tmp_path: Path) -> None:
    body = "package b\n" + "".join(f"var x{number} = {number}\n" for number in range(30))
    folder = repository(tmp_path, {
        "go.mod": MOD,
        "a/a.go": 'package a\n\nimport "x.io/app/b"\n' + body.partition("\n")[2],
        "b/b.go": body,
        "docs/kavro/blueprint.md": blueprint("a | `a/` | none | |", "b | `**/b*/` | none | |"),
    })  # fmt: skip
    git(folder, "mv", "b", "base")
    write(folder, {"a/a.go": (folder / "a/a.go").read_text().replace("app/b", "app/base")})
    git(folder, "commit", "--all", "--quiet", "--message=Rename b")
    assert [entry[0] for entry in reported(folder)] == ["KV704"]
    assert reported(folder, "--base", "HEAD~1") == []


def test_many_files_without_any_resolved_import_are_reported(tmp_path: Path) -> None:
    files = {f"a/b/f{number}.go": 'package b\nimport "x.io/a/b"\n' for number in range(11)}
    folder = repository(tmp_path, {**files, "docs/kavro/blueprint.md": blueprint("a | `a/` | | |")})
    done = run(folder, "check")
    assert done.returncode == 2
    assert "11 go files" in done.stdout


def test_scripts_that_import_only_the_standard_library_are_not_accused(tmp_path: Path) -> None:
    files = {f"a/f{number}.go": 'package a\nimport "fmt"\n' for number in range(11)}
    folder = repository(tmp_path, {**files, "docs/kavro/blueprint.md": blueprint("a | `a/` | | |")})
    assert run(folder, "check").returncode == 0


@pytest.mark.parametrize(
    "manifest", ["", "modul q", "module", "module (", "\x00\xff", "require (\n", "module \x1b[31m"]
)
def test_a_broken_go_mod_raises_no_error(tmp_path: Path, manifest: str) -> None:
    folder = repository(tmp_path, {
        "go.mod": manifest.encode("latin-1"),
        "a/a.go": 'package a\nimport "x.io/app/b"\n',
        "b/b.go": "package b\n",
        "docs/kavro/blueprint.md": blueprint("a | `a/` | b | |", "b | `b/` | none | |"),
    })  # fmt: skip
    done = run(folder, "explain", "a/a.go", "--imports")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "go.mod" in done.stdout
    assert "\x1b" not in done.stdout
    assert run(folder, "check").returncode in (0, 1)


def test_importers_of_a_file_of_a_package_are_listed(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD,
        "a/a.go": 'package a\nimport "x.io/app/b"\n',
        "b/b.go": "package b\n",
        "b/b_test.go": "package b\n",
    })  # fmt: skip
    assert "imported by: 1 file\n    a/a.go" in run(folder, "explain", "b/b.go").stdout
    assert "imported by: 0 files" in run(folder, "explain", "b/b_test.go").stdout


def test_files_that_go_passes_over_are_not_judged(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD,
        "a/a.go": 'package a\nimport "x.io/app/testdata"\n',
        "testdata/t.go": "package testdata\n",
        "a/testdata/broken.go": "package a\nimport fmt\n",
        "a/_old/x.go": "package old\n",
        "docs/kavro/blueprint.md": blueprint("a | `a/` | none | |"),
    })  # fmt: skip
    report = json.loads(run(folder, "check", "--format", "json").stdout)
    assert report["findings"] == []
    assert report["coverage"]["files"] == {"go": 1}
    assert report["coverage"]["imports"]["internal"] == 1


def test_a_syntax_error_is_minor_and_what_is_whole_is_judged(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD,
        "a/a.go": 'package a\nimport (\n"x.io/app/b"\n<<<<<<< HEAD\n)\n',
        "b/b.go": "package b\n",
        "docs/kavro/blueprint.md": blueprint("a | `a/` | none | |", "b | `b/` | none | |"),
    })  # fmt: skip
    assert [entry[:3] for entry in reported(folder)] == [
        ("KV704", "a/a.go", 3), ("KV002", "a/a.go", 4)]  # fmt: skip


def test_a_module_that_go_mod_does_not_list_is_found_once(tmp_path: Path) -> None:
    folder = repository(tmp_path, {
        "go.mod": MOD + "require y.io/known v1.0.0\n",
        "a/a.go": 'package a\nimport (\n"y.io/known/p"\n"y.io/other/p"\n"y.io/other/q"\n)\n',
        "docs/kavro/blueprint.md": blueprint("a | `a/` | none | | *"),
    })  # fmt: skip
    assert reported(folder) == [("KV712", "a/a.go", 4, "y.io/other", [])]
