"""Forms of imports beside the statement, and names that are other than they look."""

import pytest

from kavro_lint.languages.protocol import Project
from kavro_lint.languages.python import extract, resolver

LIB = "import importlib, runpy, pkgutil\n"


@pytest.mark.parametrize(
    ("source", "edges", "unanalysable"),
    [
        ("__import__(name='a.b')", ["a.b"], 0),
        ("__import__(name=x)", [], 1),
        ("from importlib import import_module as f\nf('a')\nf(x)", ["a"], 1),
        (f"{LIB}load = importlib.import_module\nload('a')\nload(x)", ["a"], 1),
        (f"{LIB}load = __import__\nload('a')", ["a"], 0),
        (f"{LIB}list(map(importlib.import_module, names))", [], 1),
        (f"{LIB}importlib.util.find_spec('a.b')", ["a.b"], 0),
        ("from importlib import util as u\nu.spec_from_file_location('a', 'a.py')", [], 1),
        (f"{LIB}runpy.run_module('a.b')\nrunpy.run_path('x.py')", ["a.b"], 1),
        (f"{LIB}pkgutil.resolve_name('a.b:C.d')", ["a.b"], 0),
        (f"{LIB}pkgutil.resolve_name('a.b')\npkgutil.resolve_name('c')", ["a", "c"], 0),
        ("import pydoc\npydoc.locate('a.b.C.d')\npydoc.locate(x)", ["a.b.C"], 1),
        ("from unittest.mock import patch\n@patch('a.b.C')\ndef f(): pass\npatch(x)", ["a.b"], 1),
        ("import unittest.mock\nunittest.mock.patch('a.b.C')", ["a.b"], 0),
        ("from unittest import mock as m\nm.patch.multiple('a.b', c=1)", ["a"], 0),
        ("def t(mocker):\n    mocker.patch('a.b.C', x)", ["a.b"], 0),
        ("def t(mocker):\n    mocker.patch(x)\n    mocker.patch.object(x, 'a.b')", [], 1),
        (
            "def t(mocker):\n    mocker.patch.dict('a.b', {})\n    mocker.patch.dict(x, {})",
            ["a"],
            0,
        ),
        ("def t(monkeypatch):\n    monkeypatch.setattr('a.b.C', 1)", ["a.b"], 0),
        ("def t(monkeypatch):\n    monkeypatch.delattr(target='a.b.C')", ["a.b"], 0),
        ("def t(monkeypatch):\n    monkeypatch.setattr(x, 'a.b.C', 1)", [], 0),
        ("import mock\nmock.patch.multiple(target='a.b', x=1)", ["a"], 0),
        ("import mock\nmock.patch.dict('a.b', {})\nmock.patch.dict(os.environ, {})", ["a"], 0),
        ("from unittest.mock import patch\nself.client.patch('/a')\npatch.object(a, 'b')", [], 0),
        ("import pytest\npytest.importorskip('a.b')\npytest.importorskip(x)", ["a.b"], 1),
        ("import unittest\nunittest.TestLoader().loadTestsFromName('a.b')", ["a"], 0),
        ("import unittest\nclass A(unittest.TestCase): pass", [], 0),
        ("import pickle\npickle.loads(b'ca.b\\nc\\n.')", [], 1),
        ("from pickle import Unpickler as U\nU(f).load()", [], 1),
        ("from importlib.metadata import EntryPoint as E\nE('x', 'a.b:C', 'y').load()", ["a.b"], 0),
        ("import code\ncode.InteractiveInterpreter().runsource('import a')", [], 1),
        ("import ctypes\nctypes.pythonapi.PyImport_ImportModule(b'a')\nctypes.c_int(1)", [], 1),
        (f"{LIB}(f := importlib.import_module)('a')", [], 1),
        (f"{LIB}operator.methodcaller('import_module', 'a')(importlib)", [], 1),
        (f"{LIB}importlib.__getattribute__('import_module')('a')", [], 1),
        ("from pdb import run\nrun('import a')\nrun('f()')", ["a"], 0),
        ("import cProfile\ncProfile.runctx('import a', {}, {})", ["a"], 0),
        (f"{LIB}for m in pkgutil.walk_packages(p): pass", [], 1),
        ("exec('import a; from b import c')", ["a", "b"], 0),
        (f"{LIB}pkgutil.get_loader('a.b')\npkgutil.find_loader(x)", ["a.b"], 1),
        ("eval(\"__import__('a')\")", [], 1),
        ("__import__('a')\neval(x)\neval('1 + 1')", ["a"], 0),
        ("exec(code)", [], 1),
        ("exec('x = 1')", [], 1),
        ("cursor.exec('import a')", [], 0),
        ("(__import__)('a')", ["a"], 0),
        ("__builtins__.__import__('a')", ["a"], 0),
        ("__builtins__['__import__']('a')", [], 1),
        ("getattr(__builtins__, '__import__')('a')", [], 1),
        (f"{LIB}getattr(importlib, 'import_module')('a')", [], 1),
        ("from importlib import *\nimport_module('a')", ["a"], 0),
        (f"{LIB}getattr(importlib, 'import_' + 'module')('a')", [], 1),
        (f"{LIB}getattr(importlib, name)\ngetattr(x, name)", [], 1),
        (f"{LIB}importlib._bootstrap._gcd_import('a')", ["a"], 0),
        # Only what a module that is imported has imports: `run` is cProfile's, here of an object.
        (
            "from importlib import import_module as f\n"
            "getattr(x, 'run')\ngetattr(x, 'import_module')",
            [],
            1,
        ),
        ("import cProfile\ngetattr(x, 'run')", [], 1),
        # Any loader has the method, whatever is imported.
        (f"{LIB}def f(loader):\n    return loader.load_module('a')", [], 1),
        ("def f(loader):\n    return loader.load_module('a')", [], 1),
        ("__loader__.load_module('a')\nx.load_module", [], 1),
        ("import timeit\ntimeit.timeit('import a')\ntimeit.timeit('f()')", ["a"], 0),
        ("import cProfile as p\np.run('import a')", ["a"], 0),
        (f"{LIB}other = importlib\nother.import_module('a')", ["a"], 0),
        (f"{LIB}class A:\n    load = importlib.import_module\nA.load('a')", ["a"], 0),
        ("eval('__import__(\"a\")')", [], 1),
        ("compile('import a', '', 'exec')", ["a"], 0),
        ("eval('1 + 1')", [], 0),
        ("eval(text)\nre.compile('import')", [], 0),
        ("import zipimport\nzipimport.zipimporter('x.zip')", [], 1),
        ("names = ['import_module', '__import__']", [], 0),
        ("__ｉmport__('a')", ["a"], 0),
        ("# 10 m²\n__ｉmport__('a')", ["a"], 0),
        ("from importlib import ｉmport_module\nimport_module('a')", ["a"], 0),
    ],
)
def test_a_call_that_imports_is_an_edge_or_counted(
    source: str, edges: list[str], unanalysable: int
) -> None:
    facts = extract(f"{source}\n".encode(), ".py")
    assert [raw.specifier for raw in facts.imports if raw.kind == "dynamic"] == edges
    assert facts.unanalysable == unanalysable


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("shop.api.C", "shop/api.py"),
        ("shop.api.C.method", "shop/api.py"),
        ("shop.api.registry.handler", "shop/api.py"),
        ("shop.models.order.f", "shop/models/order.py"),
        ("shop.models.order", "shop/models/order.py"),
        ("shop.nothing.f", "shop/__init__.py"),
        ("os.path.exists", None),
    ],
)
def test_a_text_leads_to_the_longest_beginning_that_is_a_module(
    name: str, target: str | None
) -> None:
    paths = ("shop/__init__.py", "shop/api.py", "shop/models/__init__.py", "shop/models/order.py")
    project = Project(
        {path: path for path in paths}, frozenset(("shop/", "shop/models/", "")), lambda _: None
    )
    source = f"from unittest.mock import patch\npatch({name!r})\n".encode()
    dynamic = [
        statement for statement in extract(source, ".py").statements if statement.kind == "dynamic"
    ]
    ((_, _, _, resolution),) = resolver(project).resolve_file("shop/api2.py", dynamic)
    assert resolution.target == target
    (raw,) = (raw for raw in extract(source, ".py").imports if raw.kind == "dynamic")
    alone = resolver(project).resolve("shop/api2.py", raw)
    assert (alone.target, alone.outcome) == (target, resolution.outcome)
    assert resolution.outcome == ("internal" if target else "standard")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a", "type-only"),
        ("TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import a", "type-only"),
        ("TYPE_CHECKING = True\nif TYPE_CHECKING:\n    import a", "import"),
        ("class x:\n    TYPE_CHECKING = True\nif x.TYPE_CHECKING:\n    import a", "import"),
        ("(TYPE_CHECKING := 1)\nif TYPE_CHECKING:\n    import a", "import"),
        ("for TYPE_CHECKING in y:\n    if TYPE_CHECKING:\n        import a", "import"),
        ("from x import y as TYPE_CHECKING\nif TYPE_CHECKING:\n    import a", "import"),
        ("import typing as t\nif t.ＴYPE_CHECKING:\n    import a", "type-only"),
    ],
)
def test_a_name_that_the_file_sets_is_not_that_of_type_checkers(source: str, kind: str) -> None:
    imports = {raw.specifier: raw.kind for raw in extract(f"{source}\n".encode(), ".py").imports}
    assert imports["a"] == kind


@pytest.mark.parametrize(
    ("source", "optional"),
    [
        ("try:\n    import a\nexcept ImportError:\n    import b\nimport c", [2, 4]),
        ("try:\n    import a\nexcept (\n  E,\n  ModuleNotFoundError,\n):\n    a = 1", [2]),
        ("try:\n    import a\nexcept OSError:\n    raise", []),
        ("with suppress(ImportError):\n    import a\nimport b", [2]),
        ("if x:\n try:\n  import a\n except ImportError:\n  pass\n import b", [3]),
    ],
)  # fmt: skip
def test_what_may_fail_is_optional(source: str, optional: list[int]) -> None:
    assert [line for line, _ in extract(f"{source}\n".encode(), ".py").optional] == optional


def test_the_rest_of_a_template_line_is_not_a_statement() -> None:
    facts = extract(b"from a.{{ x }}.b import C, D\nimport e\nif f: import g; import h\n", ".py")
    assert [raw.specifier for raw in facts.imports] == ["e", "g", "h"]
    assert [line for line, _ in facts.lost] == [1]
