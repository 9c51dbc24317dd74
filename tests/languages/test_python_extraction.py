import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.python import extract
from kavro_lint.languages.python.decoding import decoded
from kavro_lint.model.facts import Unreadable

# source, and for each import: specifier, name, kind, line
TABLE = [
    (b"import a, b.c as d", [("a", None, "import", 1), ("b.c", None, "import", 1)]),
    (b"import a; import b", [("a", None, "import", 1), ("b", None, "import", 1)]),
    (b"from . import x", [(".", "x", "import", 1)]),
    (b"from ...a.b import x as y", [("...a.b", "x", "import", 1)]),
    (b"from a import *", [("a", "*", "import", 1)]),
    (b"from a import (b, # no\n  c,\n)", [("a", "b", "import", 1), ("a", "c", "import", 1)]),
    (b"from a \\\n  import b", [("a", "b", "import", 1)]),
    (b"import a.\\\nb", [("a.b", None, "import", 1)]),
    (b"def f():\n  try:\n    import a\n  except E: import b", [
        ("a", None, "import", 3), ("b", None, "import", 4)]),
    (b"match x:\n  case 1:\n    import a", [("a", None, "import", 3)]),
    (b"lazy import a\nlazy from b import c", [("a", None, "lazy", 1), ("b", "c", "lazy", 2)]),
    (b"lazy = 1\nimport a", [("a", None, "import", 2)]),
    (b"from __future__ import annotations", [("__future__", None, "import", 1)]),
    (b"print 'x'\nexec 'y' in z\nimport a", [("a", None, "import", 3)]),
    (b"try: pass\nexcept E, e: pass\nimport a", [("a", None, "import", 3)]),
    (b"x = t'{import_}'\nimport a", [("a", None, "import", 2)]),
    (b'"""\nimport no\n>>> import no\n"""\n# import no\nimport a', [("a", None, "import", 6)]),
    (b"\xef\xbb\xbfimport a\r\nimport b\rimport c", [
        ("a", None, "import", 1), ("b", None, "import", 2), ("c", None, "import", 3)]),
    (b"\x0cimport a", [("a", None, "import", 1)]),
    (b"# coding: latin-1\n'\xe9'; import a", [("a", None, "import", 2)]),
    (b"import a\0", [("a", None, "import", 1)]),
    (b"", []),
]  # fmt: skip

TYPE_CHECKING = [
    ("if TYPE_CHECKING:\n import a\nelse:\n import b", ["type-only", "import"]),
    ("import typing\nif typing.TYPE_CHECKING:\n import a", ["import", "type-only"]),
    ("import typing as t\nif t.TYPE_CHECKING and x:\n import a", ["import", "type-only"]),
    ("if TYPE_CHECKING or x:\n import a", ["import"]),
    ("if (not TYPE_CHECKING):\n import a\nelif x:\n import b", ["import", "type-only"]),
    ("if x:\n import a\nelif TYPE_CHECKING:\n import b\nelse:\n import c",
     ["import", "type-only", "import"]),
    ("if TYPE_CHECKING:\n if x:\n  import a", ["type-only"]),
    ("TC = TYPE_CHECKING\nif TC: import a", ["type-only"]),
]  # fmt: skip

DYNAMIC = [
    ("import importlib\nimportlib.import_module('a.b')", ["a.b"], 0),
    ("import importlib as il\nil.import_module('a')", ["a"], 0),
    ("from importlib import import_module as f\nf('a')", ["a"], 0),
    ("import importlib\nimportlib.import_module('.c', package='x.y')", ["x.y.c"], 0),
    ("import importlib\nimportlib.import_module('..c', 'x.y')", ["x.c"], 0),
    ("import importlib\nimportlib.import_module('.c', __package__)", [".c"], 0),
    ("import importlib\nimportlib.import_module(name)", [], 1),
    ("import importlib\nimportlib.import_module(f'a.{b}')", [], 1),
    ("__import__('a')", ["a"], 0),
    ("__import__('a' + b)", [], 1),
    ("self.import_module('a')", [], 0),
]


@pytest.mark.parametrize(("source", "expected"), TABLE)
def test_import_statements_are_extracted(
    source: bytes, expected: list[tuple[str, str | None, str, int]]
) -> None:
    facts = extract(source, ".py")
    assert [(raw.specifier, raw.name, raw.kind, raw.line) for raw in facts.imports] == expected
    assert not facts.lost


@pytest.mark.parametrize(("source", "kinds"), TYPE_CHECKING)
def test_imports_for_type_checkers_are_marked(source: str, kinds: list[str]) -> None:
    assert [raw.kind for raw in extract(source.encode(), ".py").imports] == kinds


@pytest.mark.parametrize(("source", "specifiers", "unanalysable"), DYNAMIC)
def test_dynamic_imports_are_edges_or_counted(
    source: str, specifiers: list[str], unanalysable: int
) -> None:
    facts = extract(source.encode(), ".py")
    assert [raw.specifier for raw in facts.imports if raw.kind == "dynamic"] == specifiers
    assert facts.unanalysable == unanalysable


def test_a_stub_is_for_type_checkers() -> None:
    assert [raw.kind for raw in extract(b"import a", ".pyi").imports] == ["type-only"]


def test_complete_statements_of_a_broken_file_are_read_and_the_rest_is_reported_as_lost() -> None:
    facts = extract(b"from x import (a, b\nimport c\n", ".py")
    assert [raw.specifier for raw in facts.imports] == ["c"]
    assert facts.lost == ((1, 1), (2, 1))


def test_columns_count_characters() -> None:
    assert extract("é = 1; import a".encode(), ".py").imports[0].column == 8


@pytest.mark.parametrize(
    "content", [b"import a\n\xff", b"# coding: nonsense\nimport a", b"# coding: idna\nimport a"]
)
def test_a_file_that_cannot_be_decoded_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        decoded(content)


def test_deep_nesting_does_not_overflow() -> None:
    assert extract(b"(" * 20_000 + b")" * 20_000 + b"\nimport a", ".py").imports


@given(st.binary(max_size=300))
def test_any_bytes_give_facts_or_are_unreadable(content: bytes) -> None:
    try:
        facts = extract(b"import a\n" + content, ".py")
    except Unreadable:
        return
    assert all(raw.line >= 1 and raw.column >= 1 for raw in facts.imports)


names = st.from_regex(r"[a-z]{1,5}", fullmatch=True).filter(
    lambda name: name not in ("as", "if", "in", "is", "or", "and", "def", "del", "for", "not",
                              "try", "elif", "else", "from", "pass", "with", "lazy", "async",
                              "await", "break", "class", "raise", "while", "yield", "exec")
)  # fmt: skip


@given(st.lists(st.tuples(names, st.lists(names, min_size=1, max_size=3)), max_size=5))
def test_every_import_that_is_written_is_read(statements: list[tuple[str, list[str]]]) -> None:
    source = "".join(f"from .{m} import ({', '.join(n)})\n" for m, n in statements)
    result = [(raw.specifier, raw.name) for raw in extract(source.encode(), ".py").imports]
    assert result == [(f".{module}", name) for module, taken in statements for name in taken]
