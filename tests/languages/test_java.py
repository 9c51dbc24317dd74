"""Java: names are edges. Each case is what javac says of it (Java Language Specification, 6)."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.java.extraction import extracted
from kavro_lint.languages.jvm.changes import carried, names_changed
from kavro_lint.languages.registry import by_name
from tests.building import repository, run
from tests.languages.jvm_sources import edges, imports_of

OTHER = "package b; public class Other { public static class Inner {} public static int X; }"

CASES = {
    "a type of the same package needs no import": (
        {"a/A.java": "package a; class A { B b; }", "a/B.java": "package a; class B {}"},
        {("A", "B")},
    ),
    "the package is the one of its line, whatever the folder": (
        {"x/A.java": "package a; class A { B b; }", "y/B.java": "package a; class B {}"},
        {("A", "B")},
    ),
    "a record pattern with its package": (
        {
            "x/A.java": "package a; class A { int f(Object o) { return switch (o) { "
            "case b.R(var x) when x > 1 -> 1; default -> 2; }; } }",
            "b/R.java": "package b; public record R(int x) {}",
        },
        {("A", "R")},
    ),
    "an import of a type": (
        {"a/A.java": "package a; import b.Other; class A {}", "b/Other.java": OTHER},
        {("A", "Other")},
    ),
    "a full name inline, in a type and in an expression": (
        {
            "a/A.java": "package a; class A { b.Other o; int x = c.C.f(); }",
            "b/Other.java": OTHER,
            "c/C.java": "package c; public class C { public static int f() { return 1; } }",
        },
        {("A", "Other"), ("A", "C")},
    ),
    "an import of a package leads to what is used of it": (
        {
            "a/A.java": "package a; import b.*; class A { Other o; }",
            "b/Other.java": OTHER,
            "b/Unused.java": "package b; public class Unused {}",
        },
        {("A", "Other")},
    ),
    "an import of a package of which nothing is used leads to its folder": (
        {"a/A.java": "package a; import b.*; class A {}", "b/Other.java": OTHER},
        {("A", "b/")},
    ),
    "a static import leads to the class": (
        {"a/A.java": "package a; import static b.Other.X; class A {}", "b/Other.java": OTHER},
        {("A", "Other")},
    ),
    "a static import on demand leads to the class": (
        {"a/A.java": "package a; import static b.Other.*; class A {}", "b/Other.java": OTHER},
        {("A", "Other")},
    ),
    "an external import shadows the package": (
        {
            "a/A.java": "package a; import java.util.List; class A { List l; }",
            "a/List.java": "package a; class List {}",
        },
        set(),
    ),
    "a type parameter hides a type": (
        {"a/A.java": "package a; class A<B> { B b; }", "a/B.java": "package a; class B {}"},
        set(),
    ),
    "a type parameter of a method hides it only there": (
        {
            "a/A.java": "package a; class A { <B> B f() { return null; } B g() { return null; } }",
            "a/B.java": "package a; class B {}",
        },
        {("A", "B")},
    ),
    "a variable hides a type of its name": (
        {
            "a/A.java": "package a; class A { void f(A B) { B.g(); } void g() {} }",
            "a/B.java": "package a; class B { static void g() {} }",
        },
        set(),
    ),
    "a nested type hides one of the package": (
        {
            "a/A.java": "package a; class A { class B {} B b; }",
            "a/B.java": "package a; class B {}",
        },
        set(),
    ),
    "an inherited nested type is the one of the supertype": (
        {
            "a/A.java": "package a; class A extends P { Inner i; }",
            "a/P.java": "package a; class P { static class Inner {} }",
            "a/Inner.java": "package a; class Inner {}",
        },
        {("A", "P")},
    ),
    "a header does not see the members of its type": (
        {
            "a/A.java": "package a; class A extends Inner { class Inner {} }",
            "a/Inner.java": "package a; class Inner {}",
        },
        {("A", "Inner")},
    ),
    "a nested type of an inherited type leads to both files": (
        {
            "a/A.java": "package a; class A { Sub.Inner i; }",
            "a/Sub.java": "package a; class Sub extends P {}",
            "a/P.java": "package a; class P { static class Inner {} }",
        },
        {("A", "Sub"), ("A", "P"), ("Sub", "P")},
    ),
    "an anonymous class inherits nested types": (
        {
            "a/A.java": "package a; class A { Object o = new P() { Inner i; }; }",
            "a/P.java": "package a; class P { static class Inner {} }",
            "a/Inner.java": "package a; class Inner {}",
        },
        {("A", "P")},
    ),
    "annotations, method references, class literals, records and patterns": (
        {
            "a/A.java": "package a; @N class A { Object f = M::g; Object c = L[].class;"
            " record R(K k) {} boolean p(Object o) { return o instanceof J(var x); } }",
            **{f"a/{n}.java": f"package a; @interface {n} {{}}" for n in "NMLKJ"},
        },
        {("A", n) for n in "NMLKJ"},
    ),
    "comments, strings and text blocks hold no names": (
        {
            "a/A.java": 'package a; class A { /* B b; */ String s = "B.x()"; String t = """\n'
            ' B.y() \\""" B """; // B\n}',
            "a/B.java": "package a; class B {}",
        },
        set(),
    ),
    "several types in a file": (
        {
            "a/A.java": "package a; class A { Second s; }",
            "a/B.java": "package a; class B {} class Second {}",
        },
        {("A", "B")},
    ),
    "an import that only Javadoc needs counts": (
        {
            "a/A.java": "package a; import b.Other; /** {@link Other} */ class A {}",
            "b/Other.java": OTHER,
        },
        {("A", "Other")},
    ),
    "what a module requires, uses and provides": (
        {
            "one/module-info.java": "module one { requires transitive two; uses b.Other; }",
            "two/module-info.java": "module two { exports b; provides b.Other with c.C; }",
            "b/Other.java": OTHER,
            "c/C.java": "package c; public class C {}",
        },
        {("module-info", "module-info"), ("module-info", "Other"), ("module-info", "C")},
    ),
    "record, sealed and yield are names too": (
        {
            "a/A.java": "package a; class A { int record; sealed interface S permits B {}"
            " int f(int x) { return switch (x) { default -> { yield B.c; } }; } }",
            "a/B.java": "package a; final class B implements A.S { static int c; }",
        },
        {("A", "B"), ("B", "A")},
    ),
}


@pytest.mark.parametrize("case", CASES, ids=[*CASES])
def test_a_name_leads_where_the_compiler_says(case: str) -> None:
    files, expected = CASES[case]
    assert edges(files) == expected


def test_a_name_is_a_reference_at_its_first_line() -> None:
    files = {
        "a/A.java": "package a;\nclass A {\n  int x;\n  B b;\n  B c;\n}",
        "a/B.java": "package a; class B {}",
    }
    (edge,) = imports_of(files)
    assert (edge.raw.kind, edge.raw.line, edge.raw.column) == ("reference", 4, 3)
    assert edge.raw.text == "B b;"


@pytest.mark.parametrize(
    ("line", "outcome", "package"),
    [
        ("import java.util.List;", "standard", "java.util"),
        ("import javax.swing.JFrame;", "standard", "javax.swing"),
        ("import javax.inject.Inject;", "external", "javax.inject:javax.inject"),
        ("import org.slf4j.Logger;", "external", "org.slf4j:slf4j-api"),
        ("import com.fasterxml.jackson.databind.JsonNode;", "external", "com.fasterxml.jackson"),
        ("import a.Missing;", "unresolved", None),
        ("import a.generated.Missing;", "unresolved", None),
    ],
)
def test_an_import_that_leads_to_no_file_has_its_outcome(
    line: str, outcome: str, package: str | None
) -> None:
    pom = """<project><groupId>x</groupId><dependencies>
      <dependency><groupId>javax.inject</groupId><artifactId>javax.inject</artifactId></dependency>
      <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></dependency>
    </dependencies></project>"""
    files = {
        "pom.xml": pom,
        "src/main/java/a/A.java": f"package a; {line} class A {{}}",
        "src/main/java/a/b/B.java": "package a.b; class B {}",
    }
    (edge,) = imports_of(files)
    assert (edge.outcome, edge.package) == (outcome, package)


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("import a.docs.*;", "unresolved"),
        ("import a.Real.XReal;", "unresolved"),
        ("import static a.Real.real;", "internal"),
        ("import a.Real.*;", "internal"),
    ],
)
def test_only_a_whole_name_leads_to_a_type(line: str, outcome: str) -> None:
    """A package may have a description and no type; a name may end like the type before it."""
    files = {
        "a/docs/package-info.java": "package a.docs;",
        "a/Real.java": "package a; public class Real {}",
        "b/B.java": f"package b; {line} class B {{}}",
    }
    (edge,) = imports_of(files)
    assert edge.outcome == outcome


def test_of_two_types_of_one_name_the_nearest_is_meant() -> None:
    files = {
        "one/pom.xml": "<project/>",
        "two/pom.xml": "<project/>",
        "one/src/main/java/a/T.java": "package a; class T {}",
        "two/src/main/java/a/T.java": "package a; class T {}",
        "two/src/test/java/a/U.java": "package a; class U { T t; }",
    }
    (edge,) = imports_of(files)
    assert edge.target == "two/src/main/java/a/T.java"


def test_types_that_are_as_near_are_ambiguous() -> None:
    files = {
        "x/a/T.java": "package a; public class T {}",
        "y/a/T.java": "package a; public class T {}",
        "z/b/U.java": "package b; import a.T; class U {}",
    }
    (edge,) = imports_of(files)
    assert edge.outcome == "ambiguous"
    assert edge.candidates == ("x/a/T.java", "y/a/T.java")


def test_a_violation_says_what_it_uses_and_a_test_closes_no_cycle(tmp_path: Path) -> None:
    table = (
        "| Module | Paths | May import |\n|--|--|--|\n"
        "| web | `src/main/java/web/`, `src/test/java/web/` | none |\n"
        "| data | `src/main/java/data/`, `src/test/java/data/` | web |\n"
    )
    files = {
        "src/main/java/web/Page.java": "package web;\npublic class Page {\n  data.Row row;\n}\n",
        "src/main/java/data/Row.java": "package data;\npublic class Row {}\n",
        "src/test/java/data/RowTest.java": "package data;\nclass RowTest { web.Page p; }\n",
        "docs/kavro/blueprint.md": table,
    }
    done = run(repository(tmp_path, files), "check")
    assert "web may not use data: web may import nothing" in done.stdout
    assert "src/main/java/web/Page.java:3" in done.stdout
    assert "KV705" not in done.stdout
    assert "3 java files" in done.stdout


IDENTIFIERS = st.from_regex(r"[A-Z][a-z]{1,6}", fullmatch=True)


@given(st.lists(IDENTIFIERS, min_size=1, max_size=6, unique=True), st.data())
def test_reading_returns_what_was_written(names: list[str], data: st.DataObject) -> None:
    """A source that is generated from names has these names, each once and in its order."""
    forms = ["{} f{};", "Object f{1} = new {0}();", "void f{1}({0} p) {{}}", "@{0} int f{1};"]
    lines = [
        data.draw(st.sampled_from(forms)).format(name, number) for number, name in enumerate(names)
    ]
    blank = st.sampled_from(["", " ", "\n", "/* { Hidden h; */", '// "\n', "\t"])
    text = "package p; class Own_ { " + "".join(line + data.draw(blank) for line in lines) + " }"
    written = [row.name for row in extracted(text.encode()).names if row.name != "Object"]
    assert written == names


@given(st.binary(max_size=200))
def test_no_bytes_end_the_reading(content: bytes) -> None:
    java = by_name("java")
    java.extract(b"package a; import b.C; class A { " + content, ".java")


@given(st.integers(0, 200), st.sampled_from(["}", "{", "(", '"', "/*", "class", "<"]))
def test_a_source_that_is_cut_or_broken_keeps_its_imports(at: int, broken: str) -> None:
    text = "package a; import b.C; import d.E; class A extends F { G g; void h(I i) { J.k(); } }"
    head = "package a; import b.C; import d.E; "
    source = text[: len(head) + at] + broken
    rows = extracted(source.encode()).declarations.imports
    assert [row.name for row in rows] == ["b.C", "d.E"]


def test_names_that_come_or_go_are_reported_and_so_is_inheritance() -> None:
    java = by_name("java")

    def declares(text: str) -> bytes:
        return java.extract(text.encode(), ".java").declares

    plain = declares("package a; class A {}")
    assert names_changed(plain, declares("package a; class A { int x; }")) == frozenset()
    assert names_changed(plain, declares("package a; class A { class B {} }")) == {"B"}
    assert names_changed(b"", plain) == {"a", "A"}
    extended = declares("package a; class A extends B {}")
    assert names_changed(plain, extended) == {"A"}
    assert carried({"A"}, [plain, declares("class C extends D {}")]) == {"A"}
    assert carried({"A"}, [plain, declares("class C extends a.A {}")]) is None
    assert names_changed(plain, declares("package a; import x.Y; class A {}")) == frozenset()


def random_source(chance: random.Random) -> tuple[str, str]:
    """Return a path, and a source whose names other sources of this kind write."""
    package, number = chance.choice("abc"), chance.randrange(3)
    members = ("J0 x;", "b.J1 y;", "J2.In z;", "class In {}", "In i;", "int n;", "c.J0.In k;")
    head = chance.choice(("", "import b.*;", "import c.J2;", "import java.util.List;"))
    extends = chance.choice(("", "", f" extends {chance.choice('abc')}.J{number - 1}"))
    inside = "\n".join(chance.sample(members, chance.randrange(4)))
    text = f"package {package};\n{head}\npublic class J{number}{extends} {{\n{inside}\n}}\n"
    return f"{package}/J{number}.java", text


def test_stored_imports_equal_those_that_are_read_anew(tmp_path: Path) -> None:
    rows = "".join(f"| {name} | `{name}/` | none |\n" for name in "abc")
    table = f"| Module | Paths | May import |\n|--|--|--|\n{rows}"
    files = {
        "a/A.java": "package a;\nclass A { B b; C c; }\n",
        "a/B.java": "package a;\nclass B {}\n",
        "b/C.java": "package b;\npublic class C {}\n",
        "docs/kavro/blueprint.md": table,
    }
    place = repository(tmp_path, files)

    def graphs() -> tuple[str, str]:
        stored = run(place, "check", "--all", "--format", "json").stdout
        return stored, run(place, "check", "--all", "--format", "json", "--no-cache").stdout

    chance = random.Random(7)
    findings: list[int] = []
    for path, text in (
        *(random_source(chance) for _ in range(30)),
        ("a/B.java", "package a;\nclass B {}\nclass C {}\n"),
        ("a/B.java", "package a;\nclass B extends A {}\n"),
        ("a/A.java", "package a;\nimport b.*;\nclass A { B b; C c; }\n"),
        ("b/C.java", "package c;\npublic class C {}\n"),
    ):
        (place / path).parent.mkdir(exist_ok=True)
        (place / path).write_text(text)
        stored, fresh = graphs()
        assert stored == fresh
        findings.append(stored.count('"KV704"'))
    assert len(set(findings)) > 5
