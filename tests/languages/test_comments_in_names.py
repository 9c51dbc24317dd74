"""A comment between the parts of a name does not hide where it leads."""

import pytest

from tests.languages import jvm_sources, rust_sources

COMMENTS = ["/**/", " /* a.Other */ ", "// x\n", "/* /* y */ */"]
NAMES = {
    "java, value": ("java", "package z; class A { int x = a{}.{}B.c; }"),
    "java, type": ("java", "package z; class A { a{}.{}B x; }"),
    "java, import": ("java", "package z; import a{}.{}B; class A {}"),
    "java, pattern": (
        "java",
        "package z; class A { int f(Object o) { return switch (o) { case a{}.{}B b -> 1; "
        "default -> 2; }; } }",
    ),
    "kotlin, value": ("kt", "package z\nval x = a{}.{}B()"),
    "kotlin, type": ("kt", "package z\nval x: a{}.{}B? = null"),
    "kotlin, import": ("kt", "package z\nimport a{}.{}B\n"),
}
# Comments nest in Kotlin and Rust alone.
PLAIN = COMMENTS[:3]


@pytest.mark.parametrize("comment", COMMENTS)
@pytest.mark.parametrize("case", NAMES)
def test_in_java_and_kotlin(case: str, comment: str) -> None:
    suffix, source = NAMES[case]
    if suffix == "java" and comment not in PLAIN:
        pytest.skip("comments do not nest in Java")
    files = {f"x/A.{suffix}": source.replace("{}", comment), "x/B.java": "package a; class B {}"}
    assert ("A", "B") in jvm_sources.edges(files)


@pytest.mark.parametrize("comment", COMMENTS)
@pytest.mark.parametrize("source", ["fn f() { crate{}::{}b::f() }", "m!(crate{}::{}b::f);"])
def test_in_rust(source: str, comment: str) -> None:
    files = {"src/lib.rs": "mod a; mod b;", "src/b.rs": "pub fn f() {}"}
    edges = rust_sources.imports_of({**files, "src/a.rs": source.replace("{}", comment)})
    assert ("src/a.rs", "src/b.rs") in [(edge.importer, edge.target) for edge in edges]


@pytest.mark.parametrize("comment", PLAIN)
def test_in_a_directive_of_csharp(comment: str) -> None:
    source = "using{}D{}={}Acme{}.{}B; class A { D d; }".replace("{}", comment)
    files = {"A.cs": source, "B.cs": "namespace Acme; public class B {}"}
    edges = jvm_sources.imports_of(files, "csharp")
    assert [(edge.importer, edge.target) for edge in edges] == [("A.cs", "B.cs")]
