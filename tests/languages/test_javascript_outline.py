"""A script of which only what is around its imports is parsed, beside one that is parsed whole."""

from collections.abc import Callable
from functools import partial
from unittest.mock import Mock, patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages import rehearsal, syntax
from kavro_lint.languages.javascript import extraction, part_trees
from kavro_lint.languages.javascript.extraction import facts
from kavro_lint.languages.javascript.outline import blocks_of
from kavro_lint.languages.javascript.scripts import grammar_of
from kavro_lint.languages.syntax import parse_once
from kavro_lint.model.facts import SourceFacts
from tests.languages.both_readers import mutated

LONG = "{ let long_enough = 'to be left out' }"
# Each says something that imports, in something else.
FORMS = [
    "require('a')",
    "function f() { HERE }",
    "try { HERE } catch ({ message }) { long(message) }",
    "const { some, names, that, are } = HERE;",
    "x = [HERE, 'some', 'names', 'that', 'are'];",
    "x = ['some', 'names', 'that', 'are', 'here'], HERE;",
    "if (x) /['\"`{]/.test(HERE);",
    "while ((x)) /re'/.test(HERE);",
    "y = (x) / 2 / HERE;",
    "y = a.if(x) / 2 / HERE / 1;",
    "y = x++ < 2 && HERE > 1;",
    "y = `a ${ HERE + `${ { a: 'long enough' }.a }` } } b`;",
    "y = { a: { b: 'long enough to be out' }, c: HERE };",
    "class A { static { let long = 'enough' } m() { return /[/']/.test(HERE) } }",
    "// a comment's {\nHERE // [ '\n",
    "/* ' ` { */ y = a /* ] */ / HERE;",
    "switch (a) { case /[/]'/: { let long = 'enough' } default: HERE }",
    "a ? /'/ : HERE;",
    "(({ a, lot, of, names }, [of_, parameters]) => HERE)",
    "y = a['long' + 'enough' + '}'] / HERE / '/';",
    "typeof HERE !== 'x';",
    "import('./x').then(({ some, long, names }) => { HERE })",
    "x = '\\'{' + \"\\\"[\" + HERE",
    "export { some, long, names } from './y'; HERE",
    "do { let long = 'enough' } while (x) /'/.test(HERE)",
    "x = y\n/ 2 / HERE",
    "return_ / 2 / HERE; a.return / 2 / HERE",
    "function f({ module, and, other, names }) { return module[HERE] }",
    "const { module, and, other, names } = y; module[x](HERE)",
    "module[HERE](arguments[1]('z'), module)",
    "function f(a, b) { let long = 'enough'; g(arguments[0], HERE) }",
    "// function f(a)\n{ let long = 'enough'; g(arguments[0], HERE) }",
    "if (// function f(\n a) { let long = 'enough'; g(arguments[0], HERE) }",
    "x = (a) => { let long = 'enough'; g(arguments[0], HERE) }",
]
TOKENS = [
    "{", "}", "[", "]", "(", ")", "/", "'", '"', "`", "${", "<", ">", "=>", "//", "/*", "*/", "if",
    "return", "a", ".", ",", ";", "=", "\n", "require('b')", "import('c')", "!", "++", "of", "<a>",
    "</a>", "/>", "</", "yield", "x", "2", LONG, "function f()", "?", ":", "\\", "in", "typeof",
]  # fmt: skip


def nested(forms: list[str]) -> str:
    """Return a script of forms, each in the one before it."""
    script = "require('innermost')"
    for form in forms:
        script = form.replace("HERE", script)
    return script


def parts(source: bytes, suffix: str = ".js") -> SourceFacts:
    """Return what a script says of which little is parsed, however short it is."""
    with patch.object(part_trees, "SMALL", 0), patch.object(part_trees, "_MOST_PARSED", 2):
        return facts(source, partial(grammar_of, source, suffix))


def whole(source: bytes, suffix: str = ".js") -> SourceFacts:
    """Return what a script says that is parsed whole."""
    with patch.object(extraction, "trees_around", lambda *about: None):
        return facts(source, partial(grammar_of, source, suffix))


def assert_same(source: bytes, suffix: str = ".js") -> None:
    """Assert that both say the same of a script in which the grammar sees no error."""
    for meaning in extraction._texts_to_parse(source, source):
        if parse_once(grammar_of(source, suffix), meaning).root_node.has_error:
            return
    assert parts(source, suffix) == whole(source, suffix)


@given(
    st.lists(st.lists(st.sampled_from(FORMS), max_size=3), min_size=1, max_size=4), st.booleans()
)
def test_little_of_a_script_says_what_all_of_it_says(scripts: list[list[str]], typed: bool) -> None:
    source = f"f({LONG});\n" + f"\nif (x) {LONG}\n".join(map(nested, scripts))
    assert_same(source.encode(), ".ts" if typed else ".js")


@given(
    st.lists(st.sampled_from(FORMS), min_size=1, max_size=3),
    st.tuples(st.integers(0, 500), st.integers(0, 500), st.sampled_from("duis")),
    st.sampled_from(TOKENS),
    st.sampled_from([".js", ".ts", ".tsx"]),
)
def test_spoiled_scripts_are_read_as_whole_ones(
    forms: list[str], change: tuple[int, int, str], other: str, suffix: str
) -> None:
    words = list(f"f({LONG}); {nested(forms)}; g({LONG})")
    assert_same(mutated(words, *change, other).encode(), suffix)


@given(st.lists(st.sampled_from(TOKENS), max_size=30), st.sampled_from([".js", ".ts", ".tsx"]))
def test_nonsense_is_read_as_a_whole_script(tokens: list[str], suffix: str) -> None:
    assert_same(f"f({LONG}); {' '.join(tokens)}; require('d')".encode(), suffix)


def test_what_holds_no_import_is_not_parsed() -> None:
    source = f"f(function () {LONG}); x = [1, 2, 3, 4, 5, 6, 7, 8]; require('a'); `${LONG}`"
    blocks = blocks_of(source.encode())
    assert blocks is not None
    without = [source[start:end] for start, end in blocks]
    assert without == [LONG[1:-1], "1, 2, 3, 4, 5, 6, 7, 8"]


@pytest.mark.parametrize(
    "source",
    [
        "f() {} /a'/.test(b)",
        "x = <a>it's</a>",
        "return <a/>",
        "x = y<a>'</a>",
        "if (x) <a>'</a>",
        "a.return /b'/ c",
        "yield /'/",
        "break\n/'/.test(x)",
        "x++ / 2",
        "x! / 2",
        "'never ended",
        "`never ended",
        "/* never ended",
        "f(}",
        "[}",
        "{",
        "<!-- a comment",
        "x\n--> a comment",
        "#!/usr/bin/env node",
    ],
)
def test_what_is_not_told_without_a_parser_is_parsed_whole(source: str) -> None:
    assert blocks_of(f"f({LONG}); {source}".encode()) is None


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the sizes of what a second process is asked to try."""
    sizes: list[int] = []

    def succeeds(grammar: Callable[[], object], content: bytes) -> bool:
        sizes.append(len(content))
        return True

    monkeypatch.setattr(rehearsal, "succeeds", succeeds)
    return sizes


def test_a_bundle_needs_no_second_process(tried: list[int]) -> None:
    module = "{n}: [function (require, exports) {{ {code} }}, {{ './some': {n}, './other': {n} }}],"
    code = "if (a) { return a.b(/'/, 1) / 2 } else { g() }" * 40
    code = f"exports.f = function (a) {{ {code} }};"
    rows = [module.format(n=n, code=f"var a = require('./{n}'); {code}") for n in range(300)]
    source = ("bundle({" + "\n".join(rows) + "}, [1])").encode()
    assert len(source) > 400_000
    assert len(parts(source).imports) == 300
    assert not tried
    assert whole(source) == parts(source)
    assert tried


def test_parts_that_take_too_many_steps_are_halved_but_not_often(
    tried: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"f(function () {{ require('{n}'); {'g(1);' * 30} }});\n" for n in range(150))
    source = f"{rows} f({{ {'a: 1,' * 9_000} }})".encode()
    counted = Mock(wraps=syntax._counted)
    monkeypatch.setattr(syntax, "_counted", counted)
    monkeypatch.setattr(syntax, "MOST_CALLS", 800)
    assert len(parts(source).imports) == 150
    assert counted.call_count == 3
    assert not tried
    counted.reset_mock()
    monkeypatch.setattr(syntax, "MOST_CALLS", 9)
    assert len(parts(source).imports) == 150
    assert counted.call_count < 2 * part_trees._MOST_TREES + 2
    assert tried


def test_arguments_of_a_function_need_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    parse_parts = Mock(wraps=part_trees.parse_parts)
    monkeypatch.setattr(part_trees, "parse_parts", parse_parts)
    uses = "g(arguments[0]); h.apply(this, arguments); return function () { return arguments }"
    said = parts(f"f(function* (a, b) {{ {uses} }})".encode())
    assert (said.imports, said.unanalysable) == ((), 0)
    parse_parts.assert_not_called()
    for other in ("f((a) => {{ {} }})", "if (a) {{ {} }}", "// function f(a)\n{{ {} }}"):
        assert parts(other.format(f"{uses}; {LONG}").encode()).unanalysable
    assert parse_parts.call_count == 3
