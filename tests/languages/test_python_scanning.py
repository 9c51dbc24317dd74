"""What is read without a full parse is what the full parse reads, or is left to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.languages.python.extraction import facts
from kavro_lint.languages.python.scanning import plain_statements, scanned_facts
from kavro_lint.languages.python.statements import read_statements

# Lines that a file may be made of, at one level of indentation each.
LINES = (
    "import a", "import a.b as c, d", "from . import e", "from ..f import (g,", "    h)",
    "from i import *", "from é.ü import ö", "x = 1", "if TYPE_CHECKING:", "    from j import k",
    "    import l", "else:", "if x:", "    pass", "async_import('d')", "# import h", '"""', "'''",
    'f"""', 'rb"""', "call(", ")", "s = 'a \\", "d = {'a: import b': 1}", "if not TYPE_CHECKING:",
    "elif x:", "# TYPE_CHECKING as y", "i = \"it's: import j\"", "k = 'l: \\", "import m'",
    "e = f'{g}: import h'", "e = f\"{d[\"k\"]}\"; import p", "e = f\"{'\"'}\"; import q",
    'f = """a"""; import r', '"""; import s', "'''; from t import u", "from \\", "    v import w",
    "x; \\", "import x, \\", "    y", "lazy import w", "import x; import y", "import z  # import",
    "# if TYPE_CHECKING:", "try:", "    import aa", "except ImportError:", "    import bb",
    "except (A,", "        ModuleNotFoundError):", "TYPE_CHECKING = True", "\x0cimport cc",
    "    \x0cimport dd", "import ｅｅ", 'g = f"""{ """ """ }', "class A: import ff",
    "with suppress(ImportError):", "    from gg import hh", "\tfrom ii import jj", "import kk \t",
    "def f(): return 1; import ll", "from typing import TYPE_CHECKING",
    "from mm import nn as oo, pp", "from .qq.rr import (  # why",
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(st.sampled_from(LINES), max_size=8), st.booleans())
def test_scanning_and_parsing_agree(lines: list[str], stub: bool) -> None:
    content = "\n".join(lines).encode()
    scanned, parsed = scanned_facts(content, stub), facts(content, stub)
    assert parsed is not None
    # In a broken file the parser may say of imports that are whole that they are lost.
    if scanned is not None and not parsed.lost and _compiles(content):
        assert scanned == parsed


@given(st.text(alphabet="import from x.,;'\"#\\\n\x0c\t():=flazyé", max_size=60))
def test_scanning_and_parsing_agree_on_any_text(text: str) -> None:
    content = f"import a\n{text}".encode()
    scanned = scanned_facts(content, False)
    if scanned is not None and _compiles(content):
        assert scanned == facts(content, False)


# Lines of files that call functions that import, some of them not where a statement begins.
CALLS = (
    "from importlib import import_module as f", "import importlib", "f('a')", "exec('import b')",
    "def g():", "    f(x)", "    return [f,", "    x]", "h = importlib.import_module", "h('c')",
    "class A:", "    def k(self):", "        __import__('d')", "    y = importlib.import_module(",
    "'e')", "x = (", "f('g')", ")", '"""', "# f('h')", "def k(", "    x=f):", "    pass", "x = \\",
    "if x:", "else:", "    from importlib import import_module", "    import_module('i')",
    "s = 'f('", "eval('import p')", "compile(q)",
    "async def l(): f('j')", "@f", 'm = f"""{f}', 'n"""', "x; y = f", "lambda: f", "print(f)",
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(st.sampled_from(CALLS), max_size=12))
def test_scanning_and_parsing_agree_on_calls(lines: list[str]) -> None:
    content = "\n".join(["import builtins", *lines]).encode()
    scanned, parsed = scanned_facts(content, False), facts(content, False)
    if scanned is not None and _compiles(content):
        assert scanned == parsed


def _compiles(content: bytes) -> bool:
    try:
        compile(content.replace(b"lazy ", b""), "x.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.mark.parametrize(
    "source",
    [
        "from x import async_import\nasync_import(name)\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n\nimport b\n",
        '"""An import of a."""\nimport a\n',
        "from x import TYPE_CHECKING\nif not TYPE_CHECKING:\n    import a\nimport b\n",
        "# TYPE_CHECKING\nimport typing\nif typing.TYPE_CHECKING:\n    import a\n",
        "import a\nx = [\n    'at least one of: import meter',\n]\ny = \"b:import\"\n",
        "try:\n    import a\nexcept ImportError:\n    a = None\n",
        "from é import ü\n",
        "from importlib import import_module as f\nf('a')\n",
        "__import__('.a')\n",
        "exec('import a')\n",
        "import runpy\nrunpy.run_module('a')\n",
        "import importlib\ndef f(\n    x,\n):\n    map(importlib.import_module, x)\nx = (\n1)\n",
        "import runpy\ndef f(x):\n    s = '''\nno statement\n'''\n    runpy.run_path(x)\n",
    ],
)
def test_what_is_plain_needs_no_full_parse(source: str) -> None:
    assert scanned_facts(source.encode(), False) == facts(source.encode(), False)


@pytest.mark.parametrize(
    "source",
    [
        "if not TYPE_CHECKING:\n    import a\nelse:\n    import b\n",
        "# TYPE_CHECKING as x\nif x:\n    import a\n",
        "x = TYPE_CHECKING\nif x:\n    import a\n",
        "TYPE_CHECKING = True\nif TYPE_CHECKING:\n    import a\n",
        "from a import b as TYPE_CHECKING\nif TYPE_CHECKING:\n    import c\n",
        "s = 'a \\\n' ; import a\n",
        "x; import a\n",
        "from \\\n    a import b\n",
        '"""A module.\n"""; import a\n',
        'x = f"{\'"\'}"; import a\n',
    ],
)
def test_what_is_not_plain_is_left_to_the_full_parse(source: str) -> None:
    assert scanned_facts(source.encode(), False) is None


@pytest.mark.parametrize("unit", ["import a", "ximport", "'a' import ", '"import a" ', "# import"])
def test_a_long_line_is_left_to_the_full_parse(unit: str) -> None:
    """What looks at a word looks at its line: of a longer one nothing is looked at twice."""
    line = f"import b\nx = [{unit * 100_000}\n"
    assert scanned_facts(line.encode(), False) is None
    # As long as a page, and all of it is looked at.
    short = f"import c\nx = '{'a ' * 1_000}import b'\n"
    assert scanned_facts(short.encode(), False) == facts(short.encode(), False)


def test_a_statement_that_is_broken_does_not_spoil_the_others() -> None:
    read = read_statements([b"import a", b"from b import (c", b"x = 1", b"from d import e as f"])
    assert [entry and entry.names for entry in read] == [
        (("a", None),), None, None, (("d", "e"),),
    ]  # fmt: skip


def test_what_looks_like_a_statement_is_what_is_left_of_too_large_a_file() -> None:
    content = b"\\\n" * 2_000 + b"import a\n    from b import (c,\n  d)  # e\nx = 1; import f\n"
    assert facts(content, False) is None
    result = [(statement.line, statement.column, statement.statement.names)
             for statement in plain_statements(content, False)]  # fmt: skip
    assert result == [(2_001, 1, (("a", None),)), (2_002, 5, (("b", "c"), ("b", "d")))]
