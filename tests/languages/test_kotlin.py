"""Kotlin: names are edges, and Java shares its index. Cases are what the compiler says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.registry import by_name
from kavro_lint.model.facts import Unreadable
from tests.languages.jvm_sources import edges, imports_of

CASES = {
    "a type of the same package": (
        {"a/A.kt": "package a\nclass A(val b: B)\n", "a/B.kt": "package a\nclass B\n"},
        {("A", "B")},
    ),
    "an import of a type, by another name": (
        {
            "a/A.kt": "package a\nimport b.B as C\nval x: C? = null\n",
            "b/B.kt": "package b\nclass B\n",
        },
        {("A", "B")},
    ),
    "an import of a function leads to each file that overloads it": (
        {
            "a/A.kt": "package a\nimport b.f\n",
            "b/One.kt": "package b\nfun f() {}\n",
            "b/Two.kt": "package b\nfun f(x: Int) {}\n",
        },
        {("A", "One"), ("A", "Two")},
    ),
    "an import from a source without a package": (
        {
            "a/A.kt": "package a\nimport B\nimport f\nimport Gone\nval x = B()\n",
            "b/B.kt": "class B\n",
            "b/C.kt": "fun f() {}\n",
            "a/D.kt": "package a\nval x = B()\n",
        },
        {("A", "B"), ("A", "C")},
    ),
    "an import of an extension": (
        {
            "a/A.kt": "package a\nimport b.trim2\n",
            "b/B.kt": "package b\nfun String.trim2() = this\n",
        },
        {("A", "B")},
    ),
    "an extension that is not imported gives no edge": (
        {
            "a/A.kt": 'package a\nval x = "".trim2()\n',
            "a/B.kt": "package a\nfun String.trim2() = this\n",
        },
        set(),
    ),
    "a function and a property of the package": (
        {
            "a/A.kt": "package a\nclass A { val x = make(LIMIT) }\n",
            "a/B.kt": "package a\nfun make(x: Int) = x\n",
            "a/C.kt": "package a\nconst val LIMIT = 1\n",
        },
        {("A", "B"), ("A", "C")},
    ),
    "a function of the file itself comes first": (
        {
            "a/A.kt": "package a\nprivate fun make() = 1\nval x = make()\n",
            "a/B.kt": "package a\nfun make() = 1\n",
        },
        set(),
    ),
    "a member of a known supertype comes first": (
        {
            "a/A.kt": "package a\nclass A : P() { val x = make() }\n",
            "a/P.kt": "package a\nopen class P { fun make() = 1 }\n",
            "a/B.kt": "package a\nfun make() = 1\n",
        },
        {("A", "P")},
    ),
    "a parameter hides a property of the package": (
        {"a/A.kt": "package a\nfun f(size: Int) = size\n", "a/B.kt": "package a\nval size = 1\n"},
        set(),
    ),
    "a named argument is no name": (
        {"a/A.kt": "package a\nval x = g(size = 1)\n", "a/B.kt": "package a\nval size = 1\n"},
        set(),
    ),
    "what tests of a project declare is not there for its main sources": (
        {
            "src/main/kotlin/a/A.kt": "package a\nclass A { val x = limit }\n",
            "src/test/kotlin/a/B.kt": "package a\nval limit = 1\n",
            "src/test/kotlin/a/C.kt": "package a\nval y = limit\n",
            "build.gradle.kts": "",
        },
        {("C", "B")},
    ),
    "an entry of an enumeration and a member of an object": (
        {
            "a/A.kt": "package a\nimport b.E.ONE\nimport b.O.f\n",
            "b/E.kt": "package b\nenum class E { ONE }\n",
            "b/O.kt": "package b\nobject O { fun f() {} }\n",
        },
        {("A", "E"), ("A", "O")},
    ),
    "an import of a package leads to what is used of it": (
        {
            "a/A.kt": "package a\nimport b.*\nval x = B()\nval y = f()\n",
            "b/B.kt": "package b\nclass B\n",
            "b/F.kt": "package b\nfun f() = 1\n",
            "b/Unused.kt": "package b\nclass Unused\n",
        },
        {("A", "B"), ("A", "F")},
    ),
    "names in templates of strings, but for those that are escaped": (
        {
            "a/A.kt": 'package a\nval x = "at $ONE.y"\nval y = """$TWO"""\n'
            'val z = "\\$SIX" // $SIX\n',
            "a/One.kt": "package a\nconst val ONE = 1\n",
            "a/Two.kt": "package a\nconst val TWO = 2\n",
            "a/Six.kt": "package a\nconst val SIX = 6\n",
        },
        {("A", "One"), ("A", "Two")},
    ),
    "the default of a parameter of a class": (
        {
            "a/A.kt": "package a\nclass A(val x: Int = ONE, y: Int = TWO)\n",
            "a/One.kt": "package a\nconst val ONE = 1\n",
            "a/Two.kt": "package a\nconst val TWO = 2\n",
        },
        {("A", "One"), ("A", "Two")},
    ),
    "a delegate, a reference and what stands around an infix function": (
        {
            "a/A.kt": "package a\nclass A(x: I) : I by one\nval f = ::two\nval p = six to one\n",
            "a/I.kt": "package a\ninterface I\n",
            "a/One.kt": "package a\nval one: I = TODO()\n",
            "a/Two.kt": "package a\nfun two() {}\n",
            "a/Six.kt": "package a\nval six = 6\n",
        },
        {("A", "I"), ("A", "One"), ("A", "Two"), ("A", "Six"), ("One", "I")},
    ),
    "code in a string template, a class literal and references": (
        {
            "a/A.kt": 'package a\nval x = "${B.y} ${"${C.z}"}"\nval k = D::class\nval r = ::f\n',
            **{f"a/{n}.kt": f"package a\nobject {n} {{ val y = 1; val z = 2 }}\n" for n in "BCD"},
            "a/F.kt": "package a\nfun f() = 1\n",
        },
        {("A", "B"), ("A", "C"), ("A", "D"), ("A", "F")},
    ),
    "comments that nest, and strings, hold no names": (
        {
            "a/A.kt": 'package a\n/* /* B() */ B() */\nval s = "B()" + """B()"""\n// B()\n',
            "a/B.kt": "package a\nclass B\n",
        },
        set(),
    ),
    "a type parameter hides a type": (
        {"a/A.kt": "package a\nclass A<B>(val b: B)\n", "a/B.kt": "package a\nclass B\n"},
        set(),
    ),
    "a nested type that is inherited": (
        {
            "a/A.kt": "package a\nclass A : P() { val i: Inner? = null }\n",
            "a/P.kt": "package a\nopen class P { class Inner }\n",
            "a/Inner.kt": "package a\nclass Inner\n",
        },
        {("A", "P")},
    ),
    "an alias of a type leads to its file": (
        {
            "a/A.kt": "package a\nval x: Short? = null\n",
            "a/Aliases.kt": "package a\ntypealias Short = Long2\n",
            "a/Long2.kt": "package a\nclass Long2\n",
        },
        {("A", "Aliases"), ("Aliases", "Long2")},
    ),
    "annotations of a file, and names in back-ticks": (
        {
            "a/A.kt": "@file:Mark\npackage a\nval x = `odd name`()\n",
            "a/Mark.kt": "package a\nannotation class Mark\n",
            "a/B.kt": "package a\nfun `odd name`() = 1\n",
        },
        {("A", "Mark"), ("A", "B")},
    ),
    "Java and Kotlin use each other": (
        {
            "a/A.kt": "package a\nclass A { val j = J() }\n",
            "a/J.java": "package a; class J { A a; int x = UtilKt.f(); int y = Named.g(); }",
            "a/Util.kt": "package a\nfun f() = 1\n",
            "a/other.kt": '@file:JvmName("Named")\npackage a\nfun g() = 1\n',
        },
        {("A", "J"), ("J", "A"), ("J", "Util"), ("J", "other")},
    ),
    "an actual declaration is the one of the own source set": (
        {
            "m/build.gradle.kts": "",
            "m/src/commonMain/kotlin/a/P.kt": "package a\nexpect class P\n",
            "m/src/jvmMain/kotlin/a/P.kt": "package a\nactual class P\n",
            "m/src/jvmMain/kotlin/a/J.kt": "package a\nval j: P? = null\n",
        },
        {("J", "P")},
    ),
    "a fun interface, a context and a guard lose no names": (
        {
            "a/A.kt": "package a\nfun interface F { fun x(b: B) }\n"
            "fun g(x: Any) = when (x) { is C if x.ok -> 1\n else -> 2 }\n",
            "a/B.kt": "package a\nclass B\n",
            "a/C.kt": "package a\nclass C\n",
        },
        {("A", "B"), ("A", "C")},
    ),
}


@pytest.mark.parametrize("case", CASES, ids=[*CASES])
def test_a_name_leads_where_the_compiler_says(case: str) -> None:
    files, expected = CASES[case]
    assert edges(files) == expected


@pytest.mark.parametrize(
    ("line", "outcome", "package"),
    [
        ("import kotlin.math.PI", "standard", "kotlin.math"),
        ("import java.io.File", "standard", "java.io"),
        ("import io.ktor.client.HttpClient", "external", "io.ktor:ktor-client-core"),
        ("import a.Missing", "unresolved", None),
    ],
)
def test_an_import_that_leads_to_no_file_has_its_outcome(
    line: str, outcome: str, package: str | None
) -> None:
    catalog = '[libraries]\nktor = { module = "io.ktor:ktor-client-core", version = "1" }\n'
    files = {
        "build.gradle.kts": "dependencies { implementation(libs.ktor) }",
        "gradle/libs.versions.toml": catalog,
        "src/main/kotlin/a/A.kt": f"package a\n{line}\nclass A\n",
    }
    (edge,) = imports_of(files)
    assert (edge.outcome, edge.package) == (outcome, package)


@given(st.binary(max_size=200))
def test_no_bytes_end_the_reading(content: bytes) -> None:
    by_name("kotlin").extract(b"package a\nimport b.C\nclass A { " + content, ".kt")


@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,6}", fullmatch=True), min_size=1, unique=True))
def test_every_type_that_is_written_is_an_edge(names: list[str]) -> None:
    uses = "\n".join(f"val v{number}: {name}? = null" for number, name in enumerate(names))
    files = {"a/Own0.kt": f"package a\n{uses}\n"}
    files |= {f"a/{name}.kt": f"package a\nclass {name}\n" for name in names}
    assert edges(files) == {("Own0", name) for name in names}


@pytest.mark.parametrize("unit", ['"${', "<a", "f(", "{ "])
def test_unended_source_is_given_up_and_reported(unit: str) -> None:
    with pytest.raises(Unreadable, match="are not closed"):
        by_name("kotlin").extract(f"package a\nval x = {unit * 100_000}".encode(), ".kt")


def test_functions_with_context_parameters_are_read() -> None:
    """The grammar does not know them, and reads on and on: files of Arrow could not be read."""
    functions = "".join(
        "context(raise: Raise<E>)\n@RaiseDSL\npublic inline fun <A, B, C> "
        f"f{number}(one: () -> A, two: () -> B, block: (A, B) -> C): C {{\n"
        "  contract { callsInPlace(block, AT_MOST_ONCE) }\n"
        "  return withNel { f(one, two, block) }\n}\n\n"
        for number in range(80)
    )
    files = {
        "a/A.kt": f"package a\nval b: B\n{functions}",
        "a/B.kt": "package a\nclass B\n",
    }
    assert edges(files) == {("A", "B")}


def test_a_name_below_a_comment_that_ends_in_a_dot_is_no_member() -> None:
    files = {
        "a/A.kt": "package a\nfun f() {\n  // As it is.\n  B.c()\n}\n",
        "a/B.kt": "package a\nobject B { fun c() {} }\n",
    }
    assert edges(files) == {("A", "B")}


def test_a_function_that_is_called_where_the_grammar_errs_is_an_edge() -> None:
    """`internal var` in a constructor makes a class of KotlinPoet one error."""
    files = {
        "a/A.kt": "package a\nclass A(\n  internal var internal val x: Int) {\n"
        '  fun f(y: Int) { require(y) { "no" }\n when { y == 1 -> { make(y) } } }\n}\n',
        "a/B.kt": "package a\nfun make(x: Int) = x\n",
    }
    assert edges(files) == {("A", "B")}


def test_a_package_of_a_library_to_which_tests_add_is_not_all_of_this_repository() -> None:
    """The library is named by the last part of its group, as assertk's packages are."""
    files = {
        "build.gradle.kts": 'testImplementation("com.willowtreeapps.assertk:assertk:0.28")',
        "src/test/kotlin/assertk/assertions/More.kt": "package assertk.assertions\nfun more() {}\n",
        "src/test/kotlin/a/ATest.kt": (
            "package a\nimport assertk.assertions.isEqualTo\nimport assertk.assertions.more\n"
        ),
    }
    outcomes = {edge.raw.specifier: (edge.outcome, edge.package) for edge in imports_of(files)}
    assert outcomes == {
        "assertk.assertions.isEqualTo": ("external", "com.willowtreeapps.assertk:assertk"),
        "assertk.assertions.more": ("internal", None),
    }


def test_what_gradle_gives_a_build_is_not_missing_where_the_build_adds_to_it() -> None:
    files = {
        "src/main/kotlin/Own.kt": "package org.gradle.kotlin.dsl\nfun own() {}\n",
        "src/main/kotlin/k/K.kt": "package k\nimport org.gradle.kotlin.dsl.assign\n",
    }
    (edge,) = imports_of(files)
    assert (edge.outcome, edge.listed) == ("unresolved", "unsure")
