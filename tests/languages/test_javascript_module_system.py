"""Node's module system reached without `require`: an edge where it is known, else a count."""

import pytest

from kavro_lint.languages.javascript import extract
from tests.languages.test_javascript_resolution import resolve

OWN, NODE = [("./a", "import")], ("module", "import")
FROM = "createRequire(import.meta.url)"
EDGES = [
    ("require('module')._load('./a', module)", [NODE, *OWN]),
    ("module.constructor._load('./a', module)", OWN),
    ("const {require: r} = module; r('./a')", OWN),
    ("let r; ({require: r} = module)\nr('./a')", OWN),
    ("const {['require']: r} = module; r('./a')", OWN),
    ("const {require: r} = globalThis; r('./a')", OWN),
    (f"import {{createRequire}} from 'module'; const c = createRequire; c{FROM[13:]}('./a')", [
        NODE, *OWN]),
    ("import.meta.require('./a')", [("./a", "dynamic")]),
    ("navigator.serviceWorker.register('./a')", [("./a", "dynamic")]),
    ("CSS.paintWorklet.addModule('a')", [("./a", "dynamic")]),
    ("new threads.Worker('./a')", [("./a", "dynamic")]),
    ("fork(__dirname + '/a')", [("./a", "dynamic")]),
    ("/// <amd-dependency path='./a' name='a' />", OWN),
    ("/* of us */ /// <REFERENCE resolution-mode='require' types='./a' />", [("./a", "type-only")]),
    ("/*\n*/ --> `\nrequire('./a')", OWN),
]  # fmt: skip
COUNTED = [
    "Module._load(x)", "require('module')._load('./a')", "import {_load as l} from 'module'",
    "const {_load: l} = require('node:module')", "require('module')['_load'](x)",
    "require('module')[k](x)", "Module._extensions['.js'](m, './a')", "module.load('./a')",
    "require.extensions['.js'](m, './a')", "module['req' + 'uire']('./a')", "module[k]('./a')",
    "Reflect.get(module, k)('./a')", "(({require: r}) => r('./a'))(module)",
    "(m => m.require('./a'))(module)", "Module.prototype.require.call(module, './a')",
    "require.cache[k].require('./a')", "use(createRequire)", "eval(text)", "new Function(text)",
    "setTimeout('import(\"./a\")')", "vm.runInThisContext('require(\"./a\")')", "fork('./a')",
    "importScripts`./a`", "new Worker('require(\"./a\")', {stdin: true, eval: true})",
    "new module.constructor()._compile('require(\"./a\")', 'x')", "fork('src/a.js')",
    "class A { static r = require }\nA.r('./a')",
    "arguments[1]('./a')", "const [, r] = arguments; r('./a')", "(() => arguments[1]('./a'))()",
    "((e, r) => r('./a'))(...arguments)", "f(module)", "const m = module; m[k]('./a')",
    "f({module})", "[module].map(f)", "f(() => module)", "const f = module => 0; module[k]('./a')",
    "{ let module = 1 } module[k]('./a')", "((a = module) => a[k]('./a'))()", "f(...[module])",
    "(0, eval)('import(\"./a\")')", "eval?.('import(\"./a\")')",
    "const e = eval; e('import(\"./a\")')",
    "[].at.constructor('return import(\"./a\")')()",
    "arg\\u0075ments[1]('./a')", "module.constructor._l\\u006fad(x)",
]  # fmt: skip
SILENT = [
    "function f() { return arguments[1]('./a') }", "class A { m() { g(...arguments) } }",
    "x.arguments",
    "function f(a, module) { return g(module) }",
    "const module = await f(); g(module); module[k]", "try {} catch (module) { f(module) }",
    "f((module) => g(module))", "f(module => module[k])", "for (const module of all) f(module)",
    "export const module = 1; f(module)", "f(({module}) => g(module))",
    "use(require, exports, module)",
    "(0, eval)('this')", "x.constructor('a')", "if (module) f()", "module.exports = module.exports",
    "for (let module = 1; module < 2; module++) f(module)",
    "switch (1) { case 1: let module = 2; f(module) }",
    "this._load('./a')", "class A { _load(x) { Module.x } }",
    "Module.x = { _load(y) {}, _compile: 1 }",
    "schema.require('name')", "f(['require', 'exports'])", "for (const module of all) module[k]",
    "module['exports'] = 1", "setTimeout('tick()')", "fork(saga)", "eval('1')", "eval()",
    "require.extensions", "const {require} = module", "s = '<!--'", "module.exports = {}",
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), EDGES)
def test_a_call_with_a_literal_is_an_edge(source: str, expected: list[tuple[str, str]]) -> None:
    facts = extract(source.encode(), ".js")
    assert [(raw.specifier, raw.kind) for raw in facts.imports] == expected
    assert (facts.unanalysable, facts.lost) == (0, ())


@pytest.mark.parametrize("source", COUNTED)
def test_a_call_without_a_literal_is_counted(source: str) -> None:
    facts = extract(source.encode(), ".js")
    assert facts.unanalysable in (1, 2)
    assert all(raw.specifier.endswith("module") for raw in facts.imports)


@pytest.mark.parametrize("source", SILENT)
def test_a_call_that_loads_nothing_is_ignored(source: str) -> None:
    facts = extract(source.encode(), ".js")
    assert (facts.imports, facts.unanalysable, facts.lost) == ((), 0, ())


@pytest.mark.parametrize("hidden", ["x <!-- `\nrequire('./a')\n// `", "if (a<!--b) require('./a')"])
def test_a_comment_of_markup_in_code_is_reported(hidden: str) -> None:
    assert extract(hidden.encode(), ".js").lost


@pytest.mark.parametrize("specifier", ["..\\b\\m", "./..\\b/m", ".\\..\\b\\m.js"])
def test_a_backslash_is_read_as_a_slash(specifier: str) -> None:
    assert resolve({"a/o.js": "", "b/m.js": ""}, "a/o.js", specifier).target == "b/m.js"
