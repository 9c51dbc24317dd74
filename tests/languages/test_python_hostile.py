"""Sources that would take too much work are given up on, and that is said."""

import pytest

from kavro_lint.languages import syntax
from kavro_lint.languages.python import extract
from kavro_lint.languages.python.source_facts import GIVEN_UP
from kavro_lint.languages.python.statements import KINDS, grammar
from kavro_lint.model.facts import Unreadable


@pytest.mark.parametrize(
    "source",
    [
        b"\\\n" * 100_000 + b"import os\n",
        b"if a: import b\n" + b"\\\n \\\n\n" * 20_000 + b"\nimport os\n",
        b"if a: import b\nx = [" + b"1," * 1_200_000 + b"]\nimport os\n",
    ],
)
def test_what_is_given_up_is_reported_and_plain_statements_are_read(source: bytes) -> None:
    facts = extract(source, ".py")
    assert facts.given_up == GIVEN_UP
    assert [raw.specifier for raw in facts.imports] == ["os"]


@pytest.mark.parametrize(
    "unit",
    [b"(", b"[", b"import_module(", b"importlib.", b"a.", b"not ", b"if x:", b"try:\n",
     b"except ImportError:\n", b"import a;", b"__import__('a', ", b"f'{", b"'",
     b"exec('import a')\n", b"import_module,", b"TYPE_CHECKING = ", b"if TYPE_CHECKING: ",
     b"\xc3\xa9 = ", b"from ", b"\x0c"],
)  # fmt: skip
def test_each_node_is_visited_once(unit: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is counted: nodes that are yielded, and calls of the parser."""
    source = b"import importlib\nif TYPE_CHECKING: import b\n" + unit * (60_000 // len(unit))
    visited = parsed = 0
    real_walk, real_parse = syntax.walk, syntax.parse

    def walk(*arguments: object) -> object:
        nonlocal visited
        for node in real_walk(*arguments):  # type: ignore[arg-type]
            visited += 1
            yield node

    def parse(*arguments: object) -> object:
        nonlocal parsed
        parsed += len(arguments[1])  # type: ignore[arg-type]
        return real_parse(*arguments)  # type: ignore[arg-type]

    for module in ("extraction", "dynamic"):
        monkeypatch.setattr(f"kavro_lint.languages.python.{module}.walk", walk)
        monkeypatch.setattr(f"kavro_lint.languages.python.{module}.parse", parse)
    extract(source, ".py")
    assert visited <= len(source)
    assert parsed <= 3 * len(source)


def test_an_encoding_is_known_as_cpython_normalises_it() -> None:
    text = "# coding: {}\nimport os\ns = '\xd8'\n"
    for name, codec in [("utf-8-unix", "utf-8"), ("UTF_8_dos", "utf-8"),
                        ("latin-1-unix", "latin-1"),
                        ("iso-latin-1-mac", "latin-1"), ("iso_8859_1-x", "latin-1")]:  # fmt: skip
        source = text.format(name).encode(codec)
        assert len(extract(source, ".py").imports) == 1
        compile(source, "x.py", "exec")


@pytest.mark.parametrize("name", ["rot13", "hex", "no-such", "utf-16"])
def test_an_unknown_source_encoding_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable):
        extract(f"# coding: {name}\nimport os\ns = '\xe9'\n".encode(), ".py")


def test_deep_trees_are_walked_without_recursion() -> None:
    tree = syntax.parse(grammar, b"(" * 20_000 + b"x" + b")" * 20_000 + b"\nimport os\n")
    assert len(list(syntax.walk(tree, KINDS))) == 1
