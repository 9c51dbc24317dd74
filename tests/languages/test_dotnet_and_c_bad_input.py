"""What is wrong with repositories of C#, C and C++: it is said, and nothing ends the run."""

from pathlib import Path

import pytest

from kavro_lint.languages.csharp.extraction import MOST_NAMES
from kavro_lint.languages.csharp.packed_facts import MANY_NAMES
from kavro_lint.languages.protocol import Project
from kavro_lint.languages.registry import by_name
from kavro_lint.model.findings import Report
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request
from tests.building import repository
from tests.languages.jvm_sources import edges, imports_of

BLUEPRINT = "| Module | Paths | May import |\n|---|---|---|\n| m | `m/` | |\n"
PROJECT = '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{}</ItemGroup></Project>'


def report(folder: Path, files: dict[str, str | bytes]) -> Report:
    blueprint = {"docs/kavro/blueprint.md": BLUEPRINT}
    return check(Request(repository(folder, {**blueprint, **files})), FindingOptions())


def messages(result: Report, rule: str) -> list[str]:
    return [row.finding.message for row in result.findings if row.rule.id == rule]


def test_without_a_project_file_every_source_sees_every_other() -> None:
    files = {"a/A.cs": "class A { B b; }", "b/B.cs": "class B {}"}
    assert edges(files, "csharp") == {("A", "B")}


def test_a_project_that_others_name_by_an_absolute_path_is_seen() -> None:
    """A solution that Visual Studio wrote on one machine: what a path leads to is not known."""
    files = {
        "A.sln": 'Project("{9A19103F}") = "B", "C:\\work\\b\\B.csproj", "{1B}"\nEndProject\n',
        "a/A.csproj": PROJECT.format('<ProjectReference Include="C:\\work\\b\\B.csproj" />'),
        "a/A.cs": "class A { B b; }",
        "b/B.csproj": PROJECT.format(""),
        "b/B.cs": "class B {}",
    }
    assert edges(files, "csharp") == {("A", "B")}


def test_a_project_in_a_submodule_is_a_library_and_not_missing() -> None:
    files = {
        "a/A.csproj": PROJECT.format('<ProjectReference Include="../lib/Lib/Lib.csproj" />'),
        "a/A.cs": "using Lib.Core; using App.Half; namespace App; class A { Half h; B b; }",
        "a/B.cs": "namespace App; class B {}",
    }
    project = Project(
        {path: path for path in files},
        frozenset({"", "a/"}),
        lambda path: files[path].encode() if path in files else None,
        submodules=("lib",),
    )
    language = by_name("csharp")
    facts = {
        p: language.extract(text.encode(), ".cs") for p, text in files.items() if "sproj" not in p
    }
    resolver = language.indexed(project, {path: fact.declares for path, fact in facts.items()})  # type: ignore[attr-defined]
    rows = [row[3] for row in resolver.resolve_source("a/A.cs", facts["a/A.cs"])]
    assert [(row.outcome, row.package or row.target, row.listed) for row in rows] == [
        ("external", "Lib.Core", "unsure"),
        ("unresolved", None, "unsure"),
        ("internal", "a/B.cs", None),
    ]
    assert resolver.failures == ()


def test_missing_projects_that_others_refer_to_are_reported(tmp_path: Path) -> None:
    items = (
        '<ProjectReference Include="..\\gone\\Gone.csproj" />'
        '<ProjectReference Include="../maybe/M.csproj" Condition="Exists(\'../maybe\')" />'
    )
    files: dict[str, str | bytes] = {
        "m/a/A.csproj": PROJECT.format(items),
        "m/a/A.cs": "class A { B b; }",
        "m/a/B.cs": "class B {}",
    }
    assert messages(report(tmp_path, files), "KV002") == [
        "m/a/A.csproj: no project is at `../gone/Gone.csproj` (ProjectReference)"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_csharp_in_old_encodings_is_read(encoding: str) -> None:
    facts = by_name("csharp").extract("// Café\nclass A { B b; }".encode(encoding), ".cs")
    assert b'"B"' in facts.names


def test_what_a_program_wrote_is_read_up_to_a_number_of_names() -> None:
    text = "class A {\n" + "".join(f"T{n} f{n};\n" for n in range(300_000)) + "}\n"
    assert len(text) > 4_000_000
    facts = by_name("csharp").extract(text.encode(), ".cs")
    assert facts.given_up == MANY_NAMES
    assert facts.names.count(b'"type"') == MOST_NAMES


def test_a_script_loads_files_and_a_missing_one_is_reported() -> None:
    files = {
        "s/a.csx": '#!/usr/bin/env dotnet-script\n#r "nuget: X, 1.0"\n// #load "no.csx"\n'
        '#load "lib\\b.csx"\n#load "gone.csx"\n#load "nuget: Y, 2.0"\nusing System;\n',
        "s/lib/b.csx": '#load "../a.csx"\n',
        "s/c.cs": '#load "a.csx"\nclass C {}\n',
    }
    rows = [
        (edge.importer, edge.raw.line, edge.outcome, edge.target or edge.package)
        for edge in imports_of(files, "csharp")
    ]
    assert rows == [
        ("s/a.csx", 4, "internal", "s/lib/b.csx"),
        ("s/a.csx", 5, "unresolved", None),
        ("s/a.csx", 6, "external", "Y"),
        ("s/a.csx", 7, "standard", "System"),
        ("s/lib/b.csx", 1, "internal", "s/a.csx"),
    ]


def test_unread_files_that_a_project_compiles_are_reported(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "m/A.csproj": PROJECT.format(
            '<Compile Include="gen\\*.txt" /><Compile Include="B.cs" /><Compile Include="$(X).y" />'
        ),
        "m/A.cs": "class A { B b; }",
        "m/B.cs": "class B {}",
        "m/gen/one.txt": "class One {}",
        "m/gen/two.txt": "class Two {}",
    }
    assert messages(report(tmp_path, files), "KV002") == [
        "m/A.csproj: it compiles what is not read as C#: m/gen/one.txt, m/gen/two.txt"
    ]


def test_what_c_includes_and_nobody_reads_is_counted(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "m/a.c": '#include "list.def"\n#include "x.inc"\n#include "plain"\n#embed "logo.bin"\n',
        "m/list.def": '#include "b.h"\n',
        "m/x.inc": "",
        "m/plain": "",
        "m/logo.bin": b"\0",
        "m/b.h": "",
    }
    coverage = report(tmp_path, files).coverage
    assert coverage.not_analysed == {"(no suffix)": 1, ".def": 1, ".inc": 1}
    assert coverage.imports["internal"] == 4


def test_headers_that_include_each_other_end(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "m/a.h": '#include "b.h"\n',
        "m/b.h": '#include "a.h"\n#include "b.h"\n',
        "m/a.cpp": '#include "a.h"\n',
    }
    coverage = report(tmp_path, files).coverage
    assert (coverage.files["cpp"], coverage.imports["internal"]) == (3, 4)


def test_a_macro_that_builds_a_path_is_counted(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "m/a.c": "#define HEADER(x) <x.h>\n#include HEADER(b)\n#include CONFIG_FILE\n",
        "m/b.h": "",
    }
    imports = report(tmp_path, files).coverage.imports
    assert (imports["unanalysable"], imports["internal"]) == (2, 0)


@pytest.mark.parametrize(
    ("suffix", "first", "other"),
    [
        (".cs", "using m.m2;\n", "class M1 { M2 m; }\nclass M2 {}\n"),
        (".c", "#include <api.h>\n", '#include "m2.c"\n'),
        (".cpp", "#include <api.h>\n", '#include "m2.cpp"\n'),
    ],
)
def test_many_files_whose_imports_lead_nowhere_are_reported(
    tmp_path: Path, suffix: str, first: str, other: str
) -> None:
    files: dict[str, str | bytes] = {f"m/m{n}{suffix}": first for n in range(12)}
    files["m/include/api.h"] = ""
    assert "KV008" in {row.rule.id for row in report(tmp_path / "none", files).findings}
    files |= {f"m/m1{suffix}": other, f"m/x{suffix}": "class X { M2 m; }\n"}
    assert "KV008" not in {row.rule.id for row in report(tmp_path / "one", files).findings}
