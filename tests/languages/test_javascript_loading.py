"""Ways to load a module that are no plain import, and texts that hide one from a scanner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.javascript import extract
from kavro_lint.languages.javascript.lexical import unescaped

HERE = "createRequire(import.meta.url)"

# source, and for each import: specifier, kind
LOADS = [
    (f"{HERE}('./a')", [("./a", "import")]),
    (f"{HERE}.resolve('./a')", [("./a", "dynamic")]),
    (f"const load = {HERE}\nload('./a')", [("./a", "import")]),
    (f"const load = module.{HERE};\nfunction f() {{ load('./a') }}", [("./a", "lazy")]),
    (f"const require = {HERE}\nrequire('./a')", [("./a", "import")]),
    ("createRequire(fileURLToPath(import.meta.url))('a')", [("a", "import")]),
    ("import { createRequire as made } from 'm'\nmade(import.meta.url)('./a')", [
        ("m", "import"), ("./a", "import")]),
    ("import { createRequire as made } from 'm'\nconst r = made(import.meta.url)\nconst q = r\n"
     "r('./a')\nq('./b')", [("m", "import"), ("./a", "import"), ("./b", "import")]),
    ("createRequire(somewhere)('a')", [("a", "import")]),
    ("module.require('./a')", [("./a", "import")]),
    ("module . require('./a')", [("./a", "import")]),
    ("globalThis.require('./a')", [("./a", "import")]),
    ("module['require']('./a')", [("./a", "import")]),
    ("(require)('./a')", [("./a", "import")]),
    ("(0, require)('./a')", [("./a", "import")]),
    ("require?.('./a')", [("./a", "import")]),
    ("new require('./a')", [("./a", "import")]),
    ("const q = require; q('./a')", [("./a", "import")]),
    ("let q = module.require\nq('./a')\nq.resolve('./b')", [("./a", "import"), ("./b", "dynamic")]),
    ("requ\\u0069re('./a')", [("./a", "import")]),
    ("r\\u{65}quire('./a')", [("./a", "import")]),
    ("'\\u0061'; \\u{72}equ\\u{69}re('./a')", [("./a", "import")]),
    ("require('..\\57a')", [("../a", "import")]),
    ("require('./\\\na')", [("./a", "import")]),
    ("require(path.join(__dirname, '..', 'a'))", [("../a", "import")]),
    ("require(path.resolve(__dirname, './a.js'))", [("./a.js", "import")]),
    ("require(__dirname + '/a')", [("./a", "import")]),
    ("require(`${__dirname}/a`)", [("./a", "import")]),
    ("import(join(import.meta.dirname, 'a.js'))", [("./a.js", "dynamic")]),
    ("require.context('./w', true, /\\.js$/)", [("glob:./w/**/*", "dynamic")]),
    ("require.context('./w', false)", [("glob:./w/*", "dynamic")]),
    ("require.ensure(['./a'], f)", [("./a", "import")]),
    ("require(['./a', 'b'], (a, b) => {})", [("./a", "import"), ("b", "import")]),
    ("requirejs(['a'])", [("a", "import")]),
    ("define(['require', 'exports', './a', 'text!./b.html'], f)", [
        ("./a", "import"), ("text!./b.html", "import")]),
    ("define('name', [\n  './a', // why\n  './b',\n], f)", [("./a", "import"), ("./b", "import")]),
    ("System.import('./a'); System.register(['./b'], f)", [
        ("./a", "dynamic"), ("./b", "import")]),
    ("new Worker('w.js'); new Worker('./v.js')", [("./w.js", "dynamic"), ("./v.js", "dynamic")]),
    ("new Worker(new URL('w', import.meta.url))", [("./w", "dynamic")]),
    ("new SharedWorker(new URL('./w.js', import.meta.url), {})", [("./w.js", "dynamic")]),
    ("importScripts('a.js', '/b.js', 'https://x.y/c.js')", [
        ("./a.js", "dynamic"), ("/b.js", "dynamic"), ("https://x.y/c.js", "dynamic")]),
    ("import.meta.resolve('a')", [("a", "dynamic")]),
]  # fmt: skip

OPAQUE = [
    "createRequire(somewhere)('./a')",
    "define(dependencies, function () {})",
    "define('name', dependencies, make)",
    "export const load = createRequire(import.meta.url)",
    "use(createRequire(import.meta.url))",
    "use(require)",
    "const tools = { require }",
    "const tools = { load: require }",
    "module.exports = require",
    "const load = ok && require",
    "const q = require; use(q)",
    "require.call(null, './a')",
    "process.mainModule.require('./a')",
    "require.main.require('./a')",
    "module['require']",
    "require[name]('a')",
    "require.context(folder)",
    "define(['a', b], f)",
    "importScripts(name)",
    "new Worker(name)",
    "new Worker(new URL(name, import.meta.url))",
    "import.meta.resolve(name)",
    "import.meta.glob(patterns)",
    "System.import(name)",
    "eval('require')('a')",
    "new Function('x', 'return import(x)')",
]

# What has the same words, and loads nothing or nothing more.
SILENT = [
    "typeof require",
    "if (require) f()",
    "require && f()",
    "f(require, exports, module)",
    "(function (require, exports) {})",
    "function require(name) {}",
    "var require = make()",
    "const { require } = tools",
    "x = require.cache; y = require.main === module; z = require.extensions",
    "customElements.define('x-y', [])",
    "define(function () {})",
    "define('name', f)",
    "this.require('a'); app.require('b')",
    "eval('1 + 1'); new Function('a', 'return a')",
    "new URL('./data.csv', import.meta.url)",
    "class Worker {}; Worker('a')",
    "// we require(d) this; module.require('a')\n'require, define([1])'",
    "let a = 'requ\\u0069re'",
    "a_requ\\u0069re('./a'); a\\u{72}\\u{65}quire('./a')",
    "\u00e9requ\\u0069re('./a')",
]


def read(source: str, suffix: str = ".js") -> list[tuple[str, str]]:
    return [(raw.specifier, raw.kind) for raw in extract(source.encode(), suffix).imports]


@pytest.mark.parametrize(("source", "expected"), LOADS)
def test_a_literal_is_an_import(source: str, expected: list[tuple[str, str]]) -> None:
    facts = extract(source.encode(), ".js")
    assert read(source) == expected
    assert (facts.lost, facts.unanalysable) == ((), 0)


@pytest.mark.parametrize("source", OPAQUE)
def test_an_import_without_a_literal_is_counted(source: str) -> None:
    facts = extract(source.encode(), ".js")
    assert facts.unanalysable >= 1
    assert "./a" not in [raw.specifier for raw in facts.imports]


@pytest.mark.parametrize("source", SILENT)
def test_a_call_that_loads_nothing_is_ignored(source: str) -> None:
    facts = extract(source.encode(), ".js")
    assert (facts.imports, facts.unanalysable, facts.lost) == ((), 0, ())


# https://tc39.es/ecma262/#sec-white-space, and the ends of lines that are no line feeds.
WHITE = "\t\v\f \u00a0\u1680\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
LINE_ENDS = "\n\u2028\u2029"


@pytest.mark.parametrize("end", [*LINE_ENDS, "\r"])
@pytest.mark.parametrize("begin", ["// a ", "f() // a", "#!/usr/bin/env node"])
def test_every_end_of_line_ends_a_comment(begin: str, end: str) -> None:
    assert read(f"{begin}{end}import './a'") == [("./a", "import")]
    assert read(f"{begin}{end}require('./a')") == [("./a", "import")]


@pytest.mark.parametrize("space", [*WHITE, *LINE_ENDS])
def test_every_white_space_parts_words(space: str) -> None:
    source = f"f();{space}import{space}a{space}from{space}'./a'{space};{space}require{space}('./b')"
    assert read(source) == [("./a", "import"), ("./b", "import")]
    assert read(source[4:]) == read(source)


def test_columns_count_characters_before_wide_spaces() -> None:
    raw = extract("f();\u2028\u00a0import 'a'".encode(), ".js").imports[0]
    assert (raw.line, raw.column) == (1, 7)


def test_a_literal_keeps_the_spaces_in_it() -> None:
    assert read("import './a\u00a0b'; import './c\u2028d'") == [
        ("./a\u00a0b", "import"), ("./c\u2028d", "import")]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "<!-- /*\nrequire('./a') // */",
        "f()\n--> /*\nrequire('./a') // */",
        "'x'\n-->\n/ require('./a')",
        "x\n--> require('./a')",
        "a = b\n/c/ + require('./a')",
        "a++ / require('./a') / 2",
        "if (x) /'/.test(y); require('./a')",
        "`${`'${require('./a')}`}`",
        "var s = '\\\n//'; require('./a')",
        "function f() {}\n/'/g; require('./a') //'",
    ],
)
def test_what_looks_like_a_comment_or_a_text_hides_nothing(source: str) -> None:
    assert read(source) == [("./a", "import")]


@pytest.mark.parametrize("word", ["await", "yield"])
def test_a_division_that_may_be_a_regular_expression_is_reported(word: str) -> None:
    assert extract(f"{word} /a/require('./a')/ 2".encode(), ".js").lost


@pytest.mark.parametrize("suffix", [".vue", ".svelte", ".astro"])
@pytest.mark.parametrize("unit", ["<script ", "<style a='", '<script src="', "<script\n"])
def test_a_tag_that_never_ends_is_reported(unit: str, suffix: str) -> None:
    facts = extract(("<script>import './a'</script>\n" + unit * 50_000).encode(), suffix)
    assert [raw.specifier for raw in facts.imports] == ["./a"]
    assert facts.lost == ((2, 1),)


def test_thousands_of_aliases_are_read_once_each() -> None:
    source = "".join(f"const q{n} = require; q{n}('./{n}');\n" for n in range(3_000))
    assert len(extract(source.encode(), ".js").imports) == 3_000


@given(st.text(alphabet="abu{}01x78d3\\\n'\"\u2028"))
def test_escapes_in_any_text_are_read(text: str) -> None:
    unescaped(text).encode()


@given(st.sampled_from(["'", '"']), st.text(alphabet="./aé \u00a0\u2028", min_size=1))
def test_an_escaped_literal_is_what_was_escaped(quote: str, text: str) -> None:
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in text)
    assert read(f"require({quote}{escaped}{quote})") == [(text, "import")]


@pytest.mark.parametrize(
    ("source", "optional"),
    [
        ("try { require('a') } catch {}", True),
        ("try { await import('a') } catch (e) { f() }", True),
        ("import('a').catch(f)", True),
        ("require('a')", False),
        ("try { f(() => require('a')) } catch {}", False),
        ("import('a').then(f)", False),
    ],
)
def test_an_import_whose_failure_is_caught_is_optional(source: str, optional: bool) -> None:
    facts = extract(source.encode(), ".js")
    places = [(raw.line, raw.column) for raw in facts.imports]
    assert list(facts.optional) == (places if optional else [])
