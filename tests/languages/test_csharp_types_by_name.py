"""C#: a type that a text names is an edge where the text is a literal, else it is counted."""

import pytest

from kavro_lint.languages.registry import by_name
from tests.languages.test_csharp import imports_of

DATA = "namespace Acme.Data { public class B { public class In {} } }"


def source(statement: str) -> str:
    return f"namespace X; class A {{ void F() {{ {statement} }} }}"


@pytest.mark.parametrize(
    "statement",
    [
        'Type.GetType("Acme.Data.B");',
        'System.Type.GetType("Acme.Data.B, Acme.Data", true);',
        'Type.GetType(@"Acme.Data.B+In");',
        'Activator.CreateInstance(assembly.GetType( "Acme.Data.B" ));',
    ],
)
def test_a_literal_is_an_edge(statement: str) -> None:
    edges = imports_of({"A.cs": source(statement), "B.cs": DATA})
    assert [(edge.importer, edge.target) for edge in edges] == [("A.cs", "B.cs")]


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("Type.GetType(name);", 1),
        ('Activator.CreateInstance("Acme", "Acme.Data.B");', 1),
        ('Assembly.Load("Acme"); Assembly.LoadFrom(path);', 2),
        ("CSharpScript.EvaluateAsync(text);", 1),
        ("Activator.CreateInstance(typeof(B)); Activator.CreateInstance<B>();", 0),
        ("x.GetType(); loader.Load(name); test.RunAsync(x);", 0),
        ('// Type.GetType(name)\nvar s = "Type.GetType(name)";', 0),
        ("#if A\nType.GetType(name);\n#else\nf();\n#endif", 1),
    ],
)
def test_another_text_is_counted(statement: str, count: int) -> None:
    assert by_name("csharp").extract(source(statement).encode(), ".cs").unanalysable == count


def test_a_text_names_types_of_projects_that_are_not_referred_to() -> None:
    files = {
        "one/one.csproj": "<Project/>", "two/two.csproj": "<Project/>", "two/B.cs": DATA,
        "one/A.cs": source('Type.GetType("Acme.Data.B, two");'),
    }  # fmt: skip
    assert [edge.target for edge in imports_of(files)] == ["two/B.cs"]
    files["one/A.cs"] = source("Acme.Data.B x;")
    assert imports_of(files) == []
