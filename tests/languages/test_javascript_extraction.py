import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages import typescript
from kavro_lint.languages.javascript import clauses, decode, extract, extraction
from kavro_lint.languages.javascript.extraction import facts, whole_tree
from kavro_lint.languages.javascript.scripts import grammar_of
from kavro_lint.languages.syntax import parse
from kavro_lint.model.facts import Unreadable

# source, and for each import: specifier, kind, line
TABLE = [
    ('import "a"', [("a", "import", 1)]),
    ("import a from 'b'", [("b", "import", 1)]),
    ('import a, {b as c, default as d} from "e"; import * as f from "g"', [
        ("e", "import", 1), ("g", "import", 1)]),
    ('import a, * as b from "c"', [("c", "import", 1)]),
    ('import {\n  a, // } from "no"\n  b /* from */,\n} from "c"', [("c", "import", 1)]),
    ('import { "string name" as a } from "b"', [("b", "import", 1)]),
    ('import/**/a/**/from/**/"b"', [("b", "import", 1)]),
    ('import a from "b" with { type: "json" }\nimport "c"', [("b", "import", 1), ("c",
     "import", 2)]),
    ('import type { A } from "a"', [("a", "type-only", 1)]),
    ('import type A from "a"', [("a", "type-only", 1)]),
    ('import type from "a"', [("a", "import", 1)]),
    ('import type, { b } from "a"', [("a", "import", 1)]),
    ('import type from from "a"', [("a", "type-only", 1)]),
    ('import typeof A from "a"', [("a", "type-only", 1)]),
    ('import { type A, type B } from "a"', [("a", "type-only", 1)]),
    ('import { type A, b } from "a"', [("a", "import", 1)]),
    ('import { type } from "a"', [("a", "import", 1)]),
    ('import { type as b } from "a"', [("a", "import", 1)]),
    ('import c, { type A } from "a"', [("a", "import", 1)]),
    ('import {} from "a"', [("a", "import", 1)]),
    ('import defer * as a from "b"', [("b", "import", 1)]),
    ('import source a from "b"', [("b", "import", 1)]),
    ('import a = require("b")', [("b", "import", 1)]),
    ('import type a = require("b")', [("b", "type-only", 1)]),
    ('export import a = require("b")', [("b", "import", 1)]),
    ("import a = B.C; import d from 'e'", [("e", "import", 1)]),
    ('export * from "a"; export * as b from "c"', [("a", "re-export", 1), ("c", "re-export", 1)]),
    ('export { a, b as default } from "c"', [("c", "re-export", 1)]),
    ('export type { A } from "c"; export type * from "d"', [
        ("c", "type-only", 1), ("d", "type-only", 1)]),
    ('export { type A } from "c"', [("c", "type-only", 1)]),
    ('export { a }; export const b = 1; export default c', []),
    ("const a = require('b')", [("b", "import", 1)]),
    ("const {a, b: c} = require('d'), e = require('f').g", [("d", "import", 1), ("f",
     "import", 1)]),
    ("function f() { return require('a') }", [("a", "lazy", 1)]),
    ("const f = () => require('a')", [("a", "lazy", 1)]),
    ("class A { m() { require(`a`) } }", [("a", "lazy", 1)]),
    ("if (x) require('a')", [("a", "import", 1)]),
    ("require.resolve('a')", [("a", "dynamic", 1)]),
    ("const a = import('b')", [("b", "dynamic", 1)]),
    ("import(/* webpackChunkName: 'x' */ './b').then(f)", [("./b", "dynamic", 1)]),
    ("await import('./b', { with: { type: 'json' } })", [("./b", "dynamic", 1)]),
    ("let a: import('b').C", [("b", "type-only", 1)]),
    ("type A = typeof import('b')", [("b", "type-only", 1)]),
    ("let a: Promise<typeof import('b')>", [("b", "type-only", 1)]),
    ("import.meta.glob('./a/*.ts')", [("glob:./a/*.ts", "dynamic", 1)]),
    ("import.meta.glob(['./a/*.ts', '!./a/no.ts', './b/*.ts'])", [
        ("glob:./a/*.ts !./a/no.ts", "dynamic", 1), ("glob:./b/*.ts !./a/no.ts", "dynamic", 1)]),
    ("new Worker(new URL('./w.ts', import.meta.url))", [("./w.ts", "dynamic", 1)]),
    ("new URL('./data.csv', import.meta.url); new URL('..', import.meta.url)", []),
    ("jest.mock('./a'); vi.mock('./b', () => ({}))", [("./a", "dynamic", 1), ("./b",
     "dynamic", 1)]),
    ("vi.mock(import('./b'))", [("./b", "dynamic", 1)]),
    ('/// <reference path="a.ts" />\n/// <reference types="node" />\nf()', [
        ("./a.ts", "include", 1), ("node", "type-only", 2)]),
    ('#!/usr/bin/env node\n"use strict";\n\nimport a from "b"', [("b", "import", 4)]),
    ('f();\nimport a from "b"', [("b", "import", 2)]),
    ('@dec(require("a")) class A { b = import("c") }', [("a", "import", 1), ("c", "dynamic", 1)]),
    ('declare module "x" { import y from "z" }', [("z", "import", 1)]),
    ("const é = 1; import 'ü'", [("ü", "import", 1)]),
    ("import 'a\\x62\\u0063\\u{64}'", [("abcd", "import", 1)]),
    ("f(...require('a'))", [("a", "import", 1)]),
    ("import 'a'\r\nimport 'b'\rimport 'c'", [
        ("a", "import", 1), ("b", "import", 2), ("c", "import", 3)]),
    ("\ufeffimport 'a'", [("a", "import", 1)]),
    ("import 'a'\0", [("a", "import", 1)]),
    ("", []),
]  # fmt: skip

SILENT = [
    "// import a from 'b'",
    "/* import a from 'b'; require('c') */",
    "const a = 'import b from \"c\"'",
    "const a = `\nimport b from 'c'\nrequire('d')\n`",
    "const a = /import('b')/",
    "a.require('b'); a.import('c'); a?.require('d')",
    "const o = { import: 1, require() {}, from: 'x' }",
    "/** @type {import('a').B} */ let b",
    "require.cache['a']; require.main === module; typeof require",
    "xrequire('a'); $import('b'); reimport('c')",
    "import.meta.env.DEV",
    "const from = 'a'; export { from }",
    "export const a = { from: 'b' }",
    "Array.from('abc')",
]

TSX = "const a = <p>import b from 'c' {require('d')} it's import('e')</p>"


def read(source: str, suffix: str = ".ts") -> list[tuple[str, str, int]]:
    imports = extract(source.encode(), suffix).imports
    return [(raw.specifier, raw.kind, raw.line) for raw in imports]


@pytest.mark.parametrize(("source", "expected"), TABLE)
def test_import_statements_are_extracted(source: str, expected: list[tuple[str, str, int]]) -> None:
    assert read(source) == expected
    assert not extract(source.encode(), ".ts").lost


@pytest.mark.parametrize(("source", "expected"), TABLE)
def test_what_comes_first_changes_nothing(
    source: str, expected: list[tuple[str, str, int]]
) -> None:
    if source.startswith(("#!", "\ufeff", "///")):
        return
    assert read(f"f();\n{source}") == [(name, kind, line + 1) for name, kind, line in expected]


@pytest.mark.parametrize("source", SILENT)
@pytest.mark.parametrize("suffix", [".ts", ".tsx", ".js"])
def test_text_that_only_looks_like_an_import_is_not_one(source: str, suffix: str) -> None:
    facts = extract(source.encode(), suffix)
    assert (facts.imports, facts.unanalysable, facts.lost) == ((), 0, ())


def test_text_between_tags_is_no_import() -> None:
    assert read(TSX, ".tsx") == read(TSX, ".jsx") == [("d", "import", 1)]


def test_flow_types_are_read() -> None:
    source = "// @flow\nimport type {A} from 'a';\nimport {typeof B} from 'b';\n"
    source += "function f(x: ?A): {| y: number |} { return require('c') }"
    assert read(source, ".js")[0] == ("a", "type-only", 2)
    assert read(source, ".js")[-1] == ("c", "lazy", 4)


@pytest.mark.parametrize(
    "source",
    ["import(a)", "require(a)", "require('a' + b)", "import(`./${a}`)", "require(a ? 'b' : c)"],
)
def test_an_import_without_a_literal_is_counted(source: str) -> None:
    facts = extract(source.encode(), ".ts")
    assert (facts.imports, facts.unanalysable) == ((), 1)


def test_a_broken_import_is_reported_as_lost() -> None:
    facts = extract(b'import { a from "x"\nimport b from "y"', ".ts")
    assert [raw.specifier for raw in facts.imports] == ["y"]
    assert facts.lost == ((1, 1),)


VUE = """<template><p>import a from 'no'</p></template>
<!-- <script>import 'no'</script> -->
<script lang="ts">export default {}; import type A from "./a"</script>
<script setup lang="ts">
import b from './b.vue'
</script>
<style>@import 'no';</style>
<script type="application/ld+json">{"import": "no"}</script>
<script src="./c.js"></script>
"""
ASTRO = """---
import A from '../a.astro'
---
<p>import 'no'</p> {await import('./d.ts')}
<script>import './e'</script>
"""
SVELTE = """<script context="module">import 'a'</script>
<script>
  import b from 'b'
</script>
{#await import('./c.svelte') then c}{/await} import('no')
"""


@pytest.mark.parametrize(
    ("source", "suffix", "expected"),
    [
        (VUE, ".vue", [("./a", 3), ("./b.vue", 5), ("./c.js", 9)]),
        (ASTRO, ".astro", [("../a.astro", 2), ("./d.ts", 4), ("./e", 5)]),
        (SVELTE, ".svelte", [("a", 1), ("b", 3), ("./c.svelte", 5)]),
    ],
)
def test_scripts_of_components_are_read(
    source: str, suffix: str, expected: list[tuple[str, int]]
) -> None:
    result = [(name, line) for name, _, line in read(source, suffix)]
    assert result == expected
    blanked = decode(source.encode(), suffix)
    assert blanked.count(b"\n") == source.count("\n")
    assert b"</p>" not in blanked


def test_files_that_only_have_the_suffix_are_not_sources() -> None:
    packet = b"\x47\x40\x00\x10" + bytes(range(184))
    assert extract(packet * 20, ".ts").foreign == "an MPEG transport stream"
    assert extract(b"<?xml version='1.0'?>\n<!DOCTYPE TS><TS/>", ".ts").foreign is not None
    assert extract(b"Good = 1", ".ts").foreign is None


def test_bytes_that_are_not_text_are_unreadable() -> None:
    with pytest.raises(Unreadable, match="line 2"):
        extract(b"a\n\xff", ".js")
    assert extract("import 'a'".encode("utf-16"), ".js").imports[0].specifier == "a"


def test_many_imports_on_one_long_line_are_read() -> None:
    many = b"\n".join(b'import a%d from "./%d"' % (n, n) for n in range(20_000))
    assert len(extract(many, ".ts").imports) == 20_000
    long = b"!function(e){" + b'var t=/"/.test(e)?require("./a"):e.x;' * 20_000 + b"}()"
    imports = extract(long, ".js").imports
    assert len(imports) == 20_000
    assert imports[-1].line == 1
    assert long[imports[-1].column - 1 :].startswith(b'require("./a")')


@pytest.mark.parametrize(
    "unit", [b"import/*", b"import {", b'import "', b"import(`", b"{require('a');"]
)
def test_unended_constructs_take_linear_time(unit: bytes) -> None:
    result = extract(b"f();" + unit * 20_000, ".ts")
    assert len(result.imports) + len(result.lost) + result.unanalysable > 0


def test_typescript_reads_what_javascript_reads() -> None:
    assert typescript.extract is extract
    assert ".vue" in typescript.SUFFIXES


SPACE = st.sampled_from([" ", "\n", "/* from 'x' */ ", " // {\n", "\t"])
NAME = st.sampled_from(["a", "$b", "type", "from", "as", "of", "é", "default as c"])
PLAIN = st.sampled_from(["a", "$b", "type", "of", "é"])
SPECIFIER = st.sampled_from(["./a", "../b.js", "@s/p", "node:fs", "x?raw", "a b"])
BETWEEN = st.sampled_from(
    ["", "f();\n", "const s = 'import \"no\"';\n", "// require('no')\n", "`${1} import 'no'`;\n",
     "const r = /['\"`]/;\n", "if (a) { b() }\n", "export const q = {};\n"]
)  # fmt: skip


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, str]:
    """Return a statement that imports, and what it imports."""
    space, specifier = draw(SPACE), draw(SPECIFIER)
    quote = draw(st.sampled_from(["'", '"']))
    literal = f"{quote}{specifier}{quote}"
    names = ", ".join(draw(st.lists(NAME, max_size=3)))
    form = draw(
        st.sampled_from(
            [
                "import{s}{l}",
                "import {n}{s}from{s}{l}",
                "import {{{s}{m}{s}}}{s}from{s}{l}",
                "import {n},{s}{{{m}}} from{s}{l}",
                "import{s}*{s}as {n} from {l}",
                "export{s}*{s}from{s}{l}",
                "export {{{s}{m} }}{s}from {l}",
                "const {n} = require({s}{l}{s})",
                "void import({s}{l}{s})",
            ]
        )
    )
    return form.format(s=space, l=literal, n=draw(PLAIN), m=names), specifier


@given(st.lists(st.tuples(BETWEEN, statements()), max_size=6))
def test_generated_files_are_read_as_the_parser_reads_them(
    parts: list[tuple[str, tuple[str, str]]],
) -> None:
    source = "".join(f"{between}{statement};\n" for between, (statement, _) in parts)
    content = source.encode()
    result = extract(content, ".ts")
    assert [raw.specifier for raw in result.imports] == [name for _, (_, name) in parts]
    assert result == whole_tree(content, lambda: grammar_of(content, ".ts"))


@given(st.lists(st.sampled_from(["import", "export", "require", "{", "}", "(", ")", "'a'", '"', "`",
                                 "from", "*", "//", "/*", "*/", "\n", " ", "type", "=", ",", "/",
                                 "jest.mock", ".", "<", ">", "${"]), max_size=40))  # fmt: skip
def test_nonsense_has_no_imports_but_what_is_written(words: list[str]) -> None:
    source = "".join(words)
    for result in (facts, whole_tree):
        results = result(source.encode(), lambda: grammar_of(source.encode(), ".ts"))
        assert all(raw.specifier in source for raw in results.imports)
        assert len(results.imports) + results.unanalysable <= sum(map(len, words))


@pytest.mark.parametrize("source", [source for source, _ in TABLE])
def test_the_parser_says_of_a_statement_what_its_expression_says(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = extract(source.encode(), ".ts")
    monkeypatch.setattr(extraction, "read_clauses", dict.fromkeys)
    assert extract(source.encode(), ".ts") == parsed


def test_each_statement_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []

    def counted(grammar: object, content: bytes) -> object:
        parsed.append(content)
        return parse(grammar, content)  # type: ignore[arg-type]

    monkeypatch.setattr(clauses, "parse", counted)
    monkeypatch.setattr(clauses, "_known", {})
    source = b"import a from 'a'\nimport {type B} from 'b'\nexport * from 'c'\n"
    for _ in range(3):
        assert len(extract(source, ".ts").imports) == 3
    assert len(parsed) == 1
    extract(b"import a from 'a'\nimport d from 'd'\n", ".js")
    assert parsed[1:] == [b"import d from 'd'"]


@pytest.mark.parametrize(
    ("source", "trees"),
    [
        # jQuery's last line: the list of AMD is empty, and nothing else may import.
        (b'x;"function"==typeof define&&define.amd&&define("jquery",[],function(){})', 0),
        (b'x;"function"==typeof define&&define.amd&&define("jquery",["a"],function(){})', 1),
        (b"x;define([], f);require(name)", 1),
        (b"x;define([], f);g(require)", 1),
        # A line that begins as a comment is not code, whatever it is in.
        (b"x\n\t// e.g. var a = require('a')\n", 0),
        (b"x = `\n // require('a')`", 0),
        (b"x; // require('a')", 1),
        (b"x/*\n// */ require('a')", 1),
        (b"x = `\n// ` + require('a')", 1),
        (b"x = `\n// ${require('a')}`", 1),
        (b"x = '\\\n// ' + require('a')", 1),
        (b"x = <b>\n// {require('a')}\n</b>", 1),
        (b"x\n// \xe2\x80\xa8require('a')", 1),
    ],
)
def test_what_imports_nothing_needs_no_tree(
    source: bytes, trees: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = whole_tree(source, lambda: grammar_of(source, ".js"))
    parsed: list[bytes] = []

    def counted(grammar: object, content: bytes) -> object:
        parsed.append(content)
        return parse(grammar, content)  # type: ignore[arg-type]

    monkeypatch.setattr(extraction, "parse", counted)
    assert extract(source, ".js") == whole
    assert len(parsed) == trees
    assert trees or not whole.imports


def test_code_behind_what_looks_like_a_comment_is_read() -> None:
    for source in (
        "x/*\n// */ require('a')",
        "x = `\n// ` + require('a')",
        "x = `\n// ${require('a')}`",
        "x = '\\\n// ' + require('a')",
        "x = <b>\n// {require('a')}\n</b>",
        "x\n// \u2028require('a')",
    ):
        read = extract(source.encode(), ".js")
        assert [raw.specifier for raw in read.imports] == ["a"], source
