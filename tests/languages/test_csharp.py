"""C#: names are edges. Cases are what the compiler says of them (benchmarks/compare_roslyn.py)."""

from collections.abc import Mapping
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.csharp.branch_texts import hides_directive, utf8
from kavro_lint.languages.csharp.packed_facts import HIDDEN, facts
from kavro_lint.languages.protocol import Project
from kavro_lint.languages.registry import by_name
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.imports import Import
from tests.languages import jvm_sources

CSHARP = by_name("csharp")
PROJECT = '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{}</ItemGroup></Project>'


def imports_of(files: Mapping[str, str]) -> list[Import]:
    """Return the usings and references of files, as one snapshot has them."""
    return jvm_sources.imports_of(files, "csharp")


def edges(files: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the internal edges by the files' names without suffix."""
    return jvm_sources.edges(files, "csharp")


B = "namespace N { public class B { public static int X; public class Inner {} } }"
CASES = {
    "a type of the same namespace": (
        {"A.cs": "namespace N; class A : B {}", "B.cs": B},
        {("A", "B")},
    ),
    "a type of a namespace around": (
        {"A.cs": "namespace N.M { class A { B b; } }", "B.cs": B},
        {("A", "B")},
    ),
    "a type that a using brings, and the using alone is no edge": (
        {"A.cs": "using N; class A { B b; }", "C.cs": "using N; class C {}", "B.cs": B},
        {("A", "B")},
    ),
    "a using inside of a namespace, by the end of its name": (
        {"A.cs": "namespace O { using P; class A { C c; } }", "C.cs": "namespace O.P; class C {}"},
        {("A", "C")},
    ),
    "another namespace's type is not seen without a using": (
        {"A.cs": "namespace M; class A { B b; }", "B.cs": B},
        set(),
    ),
    "an alias, a static using and a whole name": (
        {
            "A.cs": "using Z = N.B; class A { Z z; }",
            "C.cs": "using static N.B; class C { Inner i; int y = X; }",
            "D.cs": "class D { object o = N.B.X; }",
            "E.cs": "class E { object o = global::N.B.X; }",
            "B.cs": B,
        },
        {("A", "B"), ("C", "B"), ("D", "B"), ("E", "B")},
    ),
    "a global using of any source of the project": (
        {"A.cs": "class A { B b; }", "G.cs": "global using N;", "B.cs": B},
        {("A", "B")},
    ),
    "every part of a partial type": (
        {
            "A.cs": "class A { P p; }",
            "P.One.cs": "partial class P {}",
            "Q.cs": "partial class P {}",
        },
        {("A", "P"), ("A", "Q")},
    ),
    "types of one name with other type parameters": (
        {
            "A.cs": "class A { L<int> l; }",
            "L.cs": "class L {}",
            "M.cs": "class L<T> {}",
        },
        {("A", "M")},
    ),
    "a type parameter hides a type": (
        {
            "A.cs": "class A<B> { B b; void M<C>(C c) {} }",
            "B.cs": "class B {}",
            "C.cs": "class C {}",
        },
        set(),
    ),
    "an attribute without its suffix, and the suffix in attributes only": (
        {
            "A.cs": "[Mark] class A {}",
            "C.cs": "class C { Mark m; }",
            "M.cs": "class MarkAttribute : System.Attribute {}",
        },
        {("A", "M")},
    ),
    "a nested type of a base class": (
        {"A.cs": "class A : N.B { Inner i; }", "C.cs": "class C { Inner i; }", "B.cs": B},
        {("A", "B")},
    ),
    "a property hides a type of its name": (
        {"A.cs": "class A { int Kind { get; } int X => Kind.Y; }", "K.cs": "class Kind {}"},
        set(),
    ),
    "an inherited property hides it too": (
        {
            "A.cs": "class A : P { int X => Kind.Y; }",
            "P.cs": "class P { public int Kind { get; } }",
            "K.cs": "class Kind {}",
        },
        {("A", "P")},
    ),
    "a property that is named like its type gives the type's own members": (
        {
            "A.cs": "class A : P { int X => Color.Red; string Y => Color.Name; }",
            "P.cs": "class P { public Color Color; }",
            "Color.cs": "class Color { public static int Red; public string Name; }",
        },
        {("A", "P"), ("A", "Color"), ("P", "Color")},
    ),
    "a variable hides a type where it is in scope": (
        {
            "A.cs": "class A { void M() { var Kind = 1; Kind.ToString(); } }",
            "C.cs": "class C { void M() { var Kind = 1; } void N() { Kind.ToString(); } }",
            "K.cs": "class Kind {}",
        },
        {("C", "K")},
    ),
    "both branches of #if": (
        {
            "A.cs": "#if X\nclass A : B {\n#else\nclass A : C {\n#endif\nD d; }",
            "B.cs": "class B {}",
            "C.cs": "class C {}",
            "D.cs": "class D {}",
        },
        {("A", "B"), ("A", "C"), ("A", "D")},
    ),
    "branches in a branch of #if": (
        {
            "A.cs": "class A { void M() {\n#if X\nB.M();\n#else\nif (C.M())\n#if Y\nD.M(\n#else\n"
            "E.M(\n#endif\n);\n#endif\n} }",
            **{f"{name}.cs": f"class {name} {{}}" for name in "BCDE"},
        },
        {("A", "B"), ("A", "C"), ("A", "D"), ("A", "E")},
    ),
    "a variable in a branch of #if hides nothing in another one": (
        {
            "A.cs": "class A { void M() {\n#if X\nvar Kind = 1;\n#else\nKind.M();\n#endif\n} }",
            "Kind.cs": "class Kind {}",
        },
        {("A", "Kind")},
    ),
    "code in the holes of strings, and not in the strings": (
        {
            "A.cs": 'class A { string s = $"B.X {C.X} {{D.X}}" + @"D.X" + """D.X"""; }',
            "B.cs": "class B {}",
            "C.cs": "class C {}",
            "D.cs": "class D {}",
        },
        {("A", "C")},
    ),
    "patterns, casts, nameof, typeof, catch and constraints": (
        {
            "A.cs": "class A<T> where T : B1 { object M(object o) { try { var x = (B2)o; "
            "if (o is B3 || o is B4 b) {} return nameof(B5) + typeof(B6); } catch (B7) {} "
            "return o switch { B8 => 1, B9.X => 2, _ => o as B10 }; } }",
            **{f"B{n}.cs": f"class B{n} {{}}" for n in range(1, 11)},
        },
        {("A", f"B{n}") for n in range(1, 11)},
    ),
    "an extension method explains a using that nothing else explains": (
        {
            "A.cs": "using N; class A { void M(string s) { s.Twice(); } }",
            "C.cs": "using N; class C { void M(string s) { s.Trim(); } }",
            "B.cs": "namespace N; static class B { public static int Twice(this string s) => 2; }",
        },
        {("A", "B")},
    ),
    "records with parameters, delegates and enums": (
        {
            "A.cs": "record A(B b) : C; delegate D F(E e);",
            **{f"{name}.cs": f"class {name} {{}}" for name in "BCDE"},
        },
        {("A", name) for name in "BCDE"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_names_become_edges(case: str) -> None:
    files, expected = CASES[case]
    assert edges(files) == expected


def test_a_type_is_taken_from_the_projects_that_a_project_refers_to() -> None:
    files = {
        "a/A.csproj": PROJECT.format('<ProjectReference Include="..\\b\\B.csproj" />'),
        "a/A.cs": "class A { Shared s; }",
        "b/B.csproj": PROJECT.format(""),
        "b/B.cs": "class Shared {}",
        "c/C.csproj": PROJECT.format(""),
        "c/C.cs": "class Shared {}",
        "d/D.csproj": PROJECT.format(""),
        "d/D.cs": "class D { Shared s; }",
    }
    assert edges(files) == {("A", "B")}


def test_a_reference_that_depends_on_a_property_lets_a_project_see_all() -> None:
    files = {
        "a/A.csproj": PROJECT.format('<ProjectReference Include="$(Where)/B.csproj" />'),
        "a/A.cs": "class A { B b; }",
        "b/B.csproj": PROJECT.format(""),
        "b/B.cs": "class B {}",
    }
    assert edges(files) == {("A", "B")}


def test_what_a_project_does_not_compile_may_name_what_is_gone() -> None:
    project = PROJECT.format('<Compile Remove="Old\\**\\*.cs" /><Compile Include="../x/**/*.cs" />')
    files = {
        "a/A.csproj": project,
        "a/A.cs": "using N.Gone; namespace N; class A { X x; }",
        "a/Old/deep/B.cs": "using N.Gone;",
        "x/y/X.cs": "class X {}",
    }
    rows = [(edge.importer, edge.outcome, edge.listed) for edge in imports_of(files)]
    assert rows == [
        ("a/A.cs", "unresolved", None),
        ("a/A.cs", "internal", None),
        ("a/Old/deep/B.cs", "unresolved", "unsure"),
    ]


GENERATED = """<PropertyGroup><Out>Generated</Out></PropertyGroup>
<ItemGroup><Compile Remove="$(OUT)/**/*.cs" /></ItemGroup>"""


@pytest.mark.parametrize(("items", "target"), [
    (GENERATED, "Color"),
    (GENERATED.replace("<Out>", "<Out Condition=\"'$(A)' == ''\">"), "Made"),
    (GENERATED.replace("Group><Out", "Group Condition=\"'$(A)' == ''\"><Out"), "Made"),
    (GENERATED.replace("<Out>", "<Out>Other</Out><Out>"), "Made"),
    (GENERATED.replace("PropertyGroup", "ItemGroup"), "Made"),
    (GENERATED.replace(">Generated", ">$(Else)Generated"), "Made"),
])  # fmt: skip
def test_what_a_project_does_not_compile_is_meant_last(items: str, target: str) -> None:
    """Spectre.Console commits what its generator writes, and takes it away by a property."""
    files = {
        "a/A.csproj": PROJECT.format(f'{items}<ProjectReference Include="../b/B.csproj" />'),
        "a/A.cs": "class A { Color c; }",
        "a/Generated/Made.cs": "class Color {}",
        "b/B.csproj": PROJECT.format(""),
        "b/Color.cs": "class Color {}",
    }
    assert edges(files) == {("A", target)}


def test_usings_and_packages_of_the_folders_around_count() -> None:
    files = {
        "Directory.Build.props": PROJECT.format(
            '<Using Include="N" /><PackageReference Include="Serilog.Sinks.File" />'
        ),
        "a/A.csproj": PROJECT.format(""),
        "a/A.cs": "using Serilog.Sinks.File.Rolling; using System.Text; using N.Missing;\n"
        "using Microsoft.AspNetCore.Mvc; class A { B b; }",
        "a/B.cs": "namespace N; class B {}",
    }
    rows = imports_of(files)
    assert [(edge.outcome, edge.package or edge.target) for edge in rows] == [
        ("external", "Serilog.Sinks.File"),
        ("standard", "System.Text"),
        ("unresolved", None),
        ("external", "Microsoft.AspNetCore.Mvc"),
        ("internal", "a/B.cs"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<Project>",
        "",
        '<!DOCTYPE p [<!ENTITY a "aaaa">]><Project>&a;</Project>',
        '<?xml version="1.0" encoding="klingon"?><Project/>',
        "\0",
    ],
)
def test_a_project_file_that_is_not_plain_xml_is_reported(text: str) -> None:
    files = {"A.csproj": text, "A.cs": "class A { B b; }", "B.cs": "class B {}"}
    project = Project({path: path for path in files}, frozenset({""}), lambda p: files[p].encode())
    facts = {path: CSHARP.extract(files[path].encode(), ".cs") for path in ("A.cs", "B.cs")}
    declared = {path: fact.declares for path, fact in facts.items()}
    resolver = CSHARP.indexed(project, declared)  # type: ignore[attr-defined]
    rows = resolver.resolve_source("A.cs", facts["A.cs"])
    assert [row[3].target for row in rows] == ["B.cs"]
    assert [failure.location.path for failure in resolver.failures] == ["A.csproj"]


def test_two_types_of_one_name_are_ambiguous() -> None:
    files = {"A.cs": "class A { B b; }", "x/B.cs": "class B {}", "y/B.cs": "class B {}"}
    (edge,) = imports_of(files)
    assert (edge.outcome, edge.candidates) == ("ambiguous", ("x/B.cs", "y/B.cs"))


@pytest.mark.parametrize(
    "text",
    [
        "class A : A {}",
        "class A : B {} class B : A {}",
        "using A = A; class C { A a; }",
        "namespace A.B.C.D { class E { A.B.C.D.E e; } }",
        "class A<" + "T<" * 5_000,
        "a." * 1_500,
        "class A { " * 3_000,
        "#if X\n" * 3_000,
        '$"{' * 3_000,
        "x = " + "(" * 25_000,
        "\ufeffclass A {}",
    ],
)
def test_sources_that_no_compiler_accepts_raise_no_error(text: str) -> None:
    facts = CSHARP.extract(text.encode(), ".cs")
    project = Project({"A.cs": "A.cs"}, frozenset({""}), lambda path: None)
    resolver = CSHARP.indexed(project, {"A.cs": facts.declares})  # type: ignore[attr-defined]
    assert all(row[3].target is None for row in resolver.resolve_source("A.cs", facts))


@given(
    st.text(alphabet="class A{}<>.:;()=>\"'@$#/*\\\n if else endif using namespace B") | st.text()
)
def test_whatever_the_text_it_is_read(text: str) -> None:
    facts = CSHARP.extract(text.encode("utf-8", "surrogatepass"), ".cs")
    assert facts.declares


NAMES = st.lists(st.sampled_from("BCDEFGH"), min_size=1, max_size=7, unique=True)
PLACES = (
    "{0} f;", "object f = new {0}();", "void M({0} p) {{}}", "System.Func<{0}> f;",
    "int f = {0}.X;", "{0}[] f;", "{0}? f;", "[{0}] int f;", "object f = typeof({0});",
)  # fmt: skip


@given(NAMES, st.lists(st.sampled_from(PLACES), min_size=7, max_size=7), st.booleans())
def test_reading_returns_what_was_written(
    names: list[str], places: list[str], is_broken: bool
) -> None:
    members = "\n".join(
        place.format(name).replace(" f", f" f{number}").replace("M(", f"M{number}(")
        for number, (name, place) in enumerate(zip(names, places, strict=False))
    )
    # A member that no compiler takes does not take its neighbours away.
    broken = "\nint = = ;\n" if is_broken else ""
    files = {"A.cs": f"class A {{ {members}{broken} }}"}
    files |= {f"{name}.cs": f"class {name} {{}}" for name in "BCDEFGH"}
    assert edges(files) == {("A", name) for name in names}


def test_stored_imports_are_those_of_a_fresh_run() -> None:
    """What one file's change means for another is told by `names_changed` and `words`."""
    states = [
        {"B.cs": "namespace N; class B {}"},
        {"B.cs": "namespace M; class B {}"},
        {"B.cs": "namespace N; class B<T> {}"},
        {"B.cs": "namespace N; class B { public static int X; }"},
        {"B.cs": "global using M;"},
        {"B.cs": "namespace N; class P { public int B; }"},
        {"B.cs": "namespace N; static class E { public static void Twice(this string s) {} }"},
        {},
    ]
    sources = {
        "A.cs": "using N; class A : P { B b; int x = B.X; void M(string s) { s.Twice(); } }",
        "D.cs": "namespace M; class B {}",
    }
    for before, after in pairwise([*states, *reversed(states)]):
        old = _declared({**sources, **before}).get("B.cs", b"")
        new = _declared({**sources, **after}).get("B.cs", b"")
        changed = CSHARP.names_changed(old, new)  # type: ignore[attr-defined]
        for path, text in sources.items():
            facts = CSHARP.extract(text.encode(), ".cs")
            words = CSHARP.words(facts)  # type: ignore[attr-defined]
            if changed is not None and changed.isdisjoint(words):
                result, other = ({**sources, **state} for state in (before, after))
                assert _of(path, result) == _of(path, other), (before, after)


def _declared(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: CSHARP.extract(text.encode(), ".cs").declares for path, text in files.items()}


def _of(path: str, files: Mapping[str, str]) -> list[Import]:
    return [edge for edge in imports_of(files) if edge.importer == path]


@pytest.mark.parametrize(
    "text",
    [
        "class A { N.\\u0042 b; }",
        "using \\U0000004e; class A { B b; }",
        'class A { string s = "\\\\u0042"; N.\\u0042 b; }',
        "// a comment\u2028using N; class A { B b; }",
        "// a comment\u0085using N; class A { B b; }",
    ],
)
def test_escapes_in_names_and_other_line_ends_hide_nothing(text: str) -> None:
    assert edges({"A.cs": text, "B.cs": B}) == {("A", "B")}


def test_escapes_in_strings_and_comments_stay_as_they_are() -> None:
    text = rb'class A { string s = "\u0042"; char c = ' + rb"'\u0042'; /* \u0042 */ }"
    assert utf8(text) == text


def test_a_comment_that_hides_the_end_of_a_branch_is_reported() -> None:
    hidden = b"#if false\n/*\n#endif\nusing N;\n#if false\n*/\n#endif\n"
    assert facts(hidden).given_up == HIDDEN
    assert facts(b"#if X\n/* a */\n#endif\n/*\n#endif\n*/\n").given_up is None


@pytest.mark.parametrize(
    "piece", ["/*", '"""', '@"', '$@""', "$", "'", '"', '"\\', "\\u0041/*", "/*\n", '""""a"""']
)
def test_what_does_not_end_takes_time_that_grows_with_the_length(piece: str) -> None:
    def seconds(count: int) -> float:
        source = b"#if A\n\\u0041 " + piece.encode() * count
        begun = process_time()
        hides_directive(utf8(source))
        return process_time() - begun

    # Of quadratic work thirty times the length takes nine hundred times as long.
    assert seconds(30_000) < 90 * seconds(1_000) + 0.2


@pytest.mark.parametrize(
    ("name", "unit", "suffix"),
    [
        ("csharp", "a.", ".cs"),
        ("java", "a.", ".java"),
        ("kotlin", "a.", ".kt"),
        ("csharp", "a+", ".cs"),
    ],
)
def test_a_chain_that_nobody_writes_is_given_up_at_once(name: str, unit: str, suffix: str) -> None:
    """Queries take time that grows with the square of how deep nodes stand in each other."""
    # What leaves the source to its grammar.
    begin = {"java": b"# ", "kotlin": b"context(a: B) "}.get(name, b"")
    with pytest.raises(Unreadable, match="longer than anybody writes"):
        by_name(name).extract(begin + unit.encode() * 50_000, suffix)
