"""Point 9: statements that a language's own tool follows are an edge, or are said or counted."""

import shutil
import subprocess
import sys

from scene import BASE, DRIFT, MODEL, Link, Scene, modules

# Each is a file of `models` that makes Python load shop.api; most are asked of Python itself.
PYTHON = {
    "form feed before": "\fimport shop.api\n",
    "form feed in the indentation": "if 1:\n \f import shop.api\n",
    "a carriage return alone": "x = 1\rimport shop.api\r",
    "a line joined in a comment's line": "x = 1 # \\\nimport shop.api\n",
    "a backslash at the very end": "import shop.api\\\n",
    "a string joined to the next line": "x = 'a\\\n'; import shop.api\n",
    "after a raw string's backslash": "x = r'\\'; import shop.api #'\n",
    "after a string with three quotes and one": "x = '''a''''b'; import shop.api\n",
    "after an f-string's braces": "x = f'{1!r:>{5}}'; import shop.api\n",
    "after bytes": "x = rb'\\' b''; import shop.api\n",
    "after an ellipsis": "...; import shop.api\n",
    "in a one-line class": "class A: import shop.api\n",
    "in a one-line with": "with open(__file__): import shop.api\n",
    "in a match": "match 1:\n    case 1: import shop.api\n",
    "in a try on one line": "try: import shop.api\nfinally: pass\n",
    "behind a lambda": "f = lambda: __import__('shop.api')\nf()\n",
    "in a decorator": "@(lambda f: __import__('shop.api'))\ndef f(): pass\n",
    "in a default": "def f(a=__import__('shop.api')): pass\n",
    "in an annotation": "def f(a: __import__('shop.api')): pass\n",
    "in an f-string": "x = f'{__import__(\"shop.api\")}'\n",
    "in a class's bases": "class A(type(__import__('shop.api'))): pass\n",
    "in a comprehension": "[__import__(n) for n in ['shop.api']]\n",
    "a joined name": "__import__('shop.' 'api')\n",
    "an escaped name": "__import__('shop\\x2eapi')\n",
    "a named escape": "__import__('shop\\N{FULL STOP}api')\n",
    "raw bytes decoded": "__import__(b'shop.api'.decode())\n",
    "importlib by from": "from importlib import import_module as i\ni('shop.api')\n",
    "importlib by attribute": "import importlib as l\nl.import_module('shop.api')\n",
    "importlib, relative": "import importlib\nimportlib.import_module('..api', __package__)\n",
    "importlib, keywords": "import importlib\nimportlib.import_module(name='shop.api')\n",
    "importlib by getattr": "import importlib\ngetattr(importlib, 'import_' + 'module')('shop.api')\n",
    "importlib.util": "import importlib.util as u\ns = u.find_spec('shop.api')\ns.loader.load_module()\n",
    "builtins": "import builtins\nbuiltins.__import__('shop.api')\n",
    "builtins by a dictionary": "__builtins__['__import__']('shop.api')\n",
    "pkgutil": "import pkgutil\npkgutil.resolve_name('shop.api')\n",
    "runpy": "import runpy\nrunpy.run_module('shop.api')\n",
    "sys.modules": "import sys, shop.services\nsys.modules['shop.services']\n__import__('shop.api')\n",
    "exec": "exec('import shop.api')\n",
    "exec, compiled": "exec(compile('import shop.api', 'x', 'exec'))\n",
    "eval": "eval('__import__(\"shop.api\")')\n",
    "a partial": "from functools import partial\npartial(__import__, 'shop.api')()\n",
    "map": "list(map(__import__, ['shop.api']))\n",
    "pydoc": "import pydoc\npydoc.locate('shop.api')\n",
    "pickle": "import pickle\npickle.loads(b'cshop.api\\n__name__\\n.')\n",
    "a mock": "from unittest.mock import patch\nwith patch('shop.api.v'): pass\n",
    "a mock of a dictionary": "from unittest import mock\nmock.patch.dict('shop.api.__dict__').start()\n",
    "a loader of tests": "import unittest\nunittest.defaultTestLoader.loadTestsFromName('shop.api')\n",
    "an entry point": "from importlib.metadata import EntryPoint\nEntryPoint('a', 'shop.api', 'g').load()\n",
    "an interpreter": "import code\ncode.InteractiveInterpreter().runsource('import shop.api')\n",
    "the interpreter's C functions": "import ctypes\nctypes.pythonapi.PyRun_SimpleString(b'import shop.api')\n",
    "a method by its name": "import operator, importlib\noperator.methodcaller('import_module', 'shop.api')(importlib)\n",
    "an expression that names": "import importlib\n(i := importlib.import_module)('shop.api')\n",
    "relative to the parent": "from .. import api\n",
    "relative, spaced dots": "from . . import api\n",
    "relative, a dot and a line": "from .\\\n. import api\n",
    "ellipsis of dots": "from ...shop.api import v\n",
    "an operator before a paren": "from shop.api import(v)\n",
    "no space after from": "from.. import api\n",
    "no space before import": "from ..api import*\n",
    "a name behind a comment in a list": "from shop import ( # (\n api)\n",
    "semicolons only": ";".join(["x = 1", "import shop.api"]) + ";\n",
    "a coding of UTF-7": b"# coding: utf-7\n+AGkAbQBwAG8AcgB0- shop.api\n",
    "a coding of latin": b"# coding: latin-1\nx = '\xe9'; import shop.api\n",
    "a coding of UTF-16 declared": "# coding: utf-16\nimport shop.api\n",
    "a mark of order and a coding": b"\xef\xbb\xbf# coding: utf-8\nimport shop.api\n",
    "a coding on the second line": b"#!/x\n# vim: set fileencoding=cp1252 :\nx = '\x80'; import shop.api\n",
    "rot13": "# coding: rot13\nvzcbeg fubc.ncv\n",
    "unicode_escape": "# coding: unicode_escape\nimport\\x20shop.api\n",
    "raw_unicode_escape": "# coding: raw_unicode_escape\nx = 1 #\\u000aimport shop.api\n",
    "ideographic letters": "import shop.ａｐｉ\n",
    "a long s": "import \u017fhop.api\n",
    "a zero-width joiner": "x = '\u200d'; import shop.api\n",
    "a turned comment": "x = 1 #\u202e\u2066\nimport shop.api\n",
    "a line separator in a string": "x = '\u2028'; import shop.api\n",
    "next line in a comment": "x = 1 #\x85\nimport shop.api\n",
    "unit separators": "x = 1\x0c; import shop.api\n",
    "type alias": "type A = __import__('shop.api')\nA.__value__\n",
    "a walrus": "(a := __import__('shop.api'))\n",
    "conditional expression": "1 if 0 else __import__('shop.api')\n",
    "an assert's message": "assert 1, __import__('shop.api')\nimport shop.api\n",
    "a global in a function": "def f():\n    global shop\n    import shop.api\nf()\n",
    "async": "async def f():\n    import shop.api\n",
    "in __getattr__": "def __getattr__(n):\n    from shop import api\n    return api\n",
    "behind __all__": "__all__ = ['x']\nfrom shop.api import *\n",
    "an unreachable one": "if 0:\n    import shop.api\n",
}
JAVASCRIPT = {
    "a hashbang": "#!/usr/bin/env node\nimport '../api/v.mjs'\n",
    "an HTML comment": "<!-- x\nimport '../api/v.mjs'\n",
    "no space": "import'../api/v.mjs'\n",
    "attributes": "import j from '../api/v.mjs' with {}\n",
    "a deferred one": "import defer * as d from '../api/v.mjs'\n",
    "after a regular expression": "const a = /[/'\"]/; import '../api/v.mjs'\n",
    "after a division": "let a = 1, g = 2; a = a / g; import '../api/v.mjs'; a /g\n",
    "after a template": "const a = `${`}`}`; import '../api/v.mjs'\n",
    "a comment between": "import/*'x'*/'../api/v.mjs'\n",
    "an export of all": "export*from'../api/v.mjs'\n",
    "names as strings": "export { 'a b' as c } from '../api/v.mjs'\n",
    "a template as argument": "import(`../api/v.mjs`)\n",
    "a joined argument": "import('../api/' + 'v.mjs')\n",
    "a comma": "import((0, '../api/v.mjs'))\n",
    "an escaped path": "import '../\\x61pi/v.mjs'\n",
    "an escaped keyword in a call": "im\\u0070ort('../api/v.mjs')\n",
    "a data address": "import 'data:text/javascript,import \"../api/v.mjs\"'\n",
    "a file address": "import('file:../api/v.mjs')\n",
    "meta.resolve": "import.meta.resolve('../api/v.mjs')\n",
    "a worker": "new Worker(new URL('../api/v.mjs', import.meta.url))\n",
    "a query": "import '../api/v.mjs?x=1#y'\n",
    "percent signs": "import '../%61pi/v.mjs'\n",
    "doubled slashes": "import '..//api/./v.mjs'\n",
    "a paragraph separator": "const a = 1 // x\u2029import '../api/v.mjs'\n",
    "a line separator in a string": "const a = '\u2028'; import '../api/v.mjs'\n",
    "no-break spaces": "import\u00a0'../api/v.mjs'\n",
    "a mark of order inside": "import\ufeff'../api/v.mjs'\n",
    "after a label": "{ a: import('../api/v.mjs') }\n",
    "in a class's field": "class A { static a = import('../api/v.mjs') }\n",
    "in a parameter": "const f = (a = import('../api/v.mjs')) => a; f()\n",
    "optional call": "globalThis?.require?.('../api/v.mjs')\n",
    "eval": "eval('import(\"../api/v.mjs\")')\n",
    "a function of text": "new Function('return import(\"../api/v.mjs\")')()\n",
    "vm": "import v from 'node:vm'; v.runInThisContext('import(\"../api/v.mjs\")')\n",
    "register": "import { register } from 'node:module'; register('../api/v.mjs', import.meta.url)\n",
    "createRequire by default": "import m from 'node:module'; m.createRequire(import.meta.url)('../api/v.mjs')\n",
    "getBuiltinModule": "process.getBuiltinModule('module').createRequire(import.meta.url)('../api/v.mjs')\n",
}  # fmt: skip


def main() -> None:
    scene = Scene()
    plan = {"docs/kavro/blueprint.md": str(BASE["docs/kavro/blueprint.md"])}
    scene.new({**BASE, **plan})
    for name, text in PYTHON.items():
        scene.write({MODEL: text})
        asked = subprocess.run(
            [sys.executable, "-c", "import sys; sys.path.insert(0, 'src'); sys.dont_write_bytecode = True\n"
             "import shop.models.m\nprint('shop.api' in sys.modules)"],
            cwd=scene.top, capture_output=True, text=True, env=scene.environment,
        )  # fmt: skip
        loads = asked.stdout.strip().endswith("True")
        verdict = scene.check()
        counted = verdict.report.get("coverage", {}).get("imports", {}).get("unanalysable", 0)
        result = verdict.code in (1, 2) or counted or verdict.severities
        scene.attempt(f"Python: {name}", bool(result) or not loads, verdict, asked.stderr[-80:])
    scene.write({MODEL: "import os\n"})
    for name, link in (
        (
            "a link to text",
            {"src/shop/models/x.py": Link("x.txt"), "src/shop/models/x.txt": DRIFT[MODEL]},
        ),
        (
            "a link to a link",
            {
                "src/shop/models/x.py": Link("y"),
                "src/shop/models/y": Link("x.txt"),
                "src/shop/models/x.txt": DRIFT[MODEL],
            },
        ),
        # Each import of the link leads to the file behind it.
        (
            "a link to another module's file",
            {"src/shop/models/x.py": Link("../api/v.py"), MODEL: "from . import x\n"},
        ),
        (
            "a link to a folder of sources",
            {"src/shop/models/pkg": Link("../../../lib"), "lib/x.py": DRIFT[MODEL]},
        ),
        ("a link out of the repository", {"src/shop/models/x.py": Link("../../../../x.py")}),
    ):
        scene.new({**BASE, **plan, **link})
        verdict = scene.check()
        scene.attempt(f"links: {name}", verdict.code != 0 or bool(verdict.severities)
                      or "link" in str(verdict.report.get("coverage")), verdict)  # fmt: skip
    table = modules([("api", "src/api/", "models"), ("models", "src/models/", "none")])
    scene.new({"docs/kavro/blueprint.md": table, "src/api/v.mjs": "globalThis.seen = 1\n",
               "src/api/v.cjs": "globalThis.seen = 1\n", "src/models/x.mjs": "export const a = 1\n"})  # fmt: skip
    node = shutil.which("node")
    for name, text in JAVASCRIPT.items():
        scene.write({"src/models/x.mjs": text})
        loads = True
        if node:
            asked = subprocess.run(
                [node, "-e", "import(process.argv[1]).catch(() => 0).then(() => setTimeout(() => "
                 "console.log(!!globalThis.seen), 20))", str(scene.top / "src/models/x.mjs")],
                capture_output=True, text=True, env=scene.environment,
            )  # fmt: skip
            loads = asked.stdout.strip().endswith("true")
        verdict = scene.check()
        counted = verdict.report.get("coverage", {}).get("imports", {}).get("unanalysable", 0)
        result = verdict.code in (1, 2) or counted or verdict.severities
        scene.attempt(f"JavaScript: {name}", bool(result) or not loads, verdict)
    scene.end()


main()
