"""What is read without a parser is what the parser reads, or is left to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.languages.python.extraction import facts
from kavro_lint.languages.python.quick import quick_facts

# Lines that a file may be made of, at one level of indentation each.
LINES = (
    "import a", "import a.b as c, d", "from . import e", "from ..f import (g,", "    h)",
    "from i import *", "from importlib import import_module", "import importlib",
    "from importlib import import_module as im", "import importlib as il", "x = 1",
    "if TYPE_CHECKING:", "    from j import k", "    import l", "else:", "if x:", "    pass",
    "import_module(name)", "m = import_module('n.o')", 'importlib.import_module("p")',
    "importlib.import_module(q.r, package=s)", "import_module('.t', __package__)",
    "__import__('u')", "__import__(v, {}, {}, ['w'])", "import_module('%s.x' % y)",
    'import_module(f"z{a}")', "def import_module(name):", "    return import_module(name)",
    "call(import_module, 'a')", "call('b', import_module(c))", "async_import_module('d')",
    "other.import_module('e')", "x. import_module('e2')", "il.import_module('f')", "im('g')",
    "# import_module('h')", "s = 'import_module(i)'", '"""', "'''", 'f"""', "import_module(", ")",
    "import_module('j',)", "import_module('k' 'l')", "import_module('')",
    "import_module(x for x in y)",
    "import_module(name='m')", "import_module(*n)", "import_module(o == 'p')",
    "é = import_module('q')",
    "s = 'a \\", "y = import_module\\", "(r)", "import_module (s)", "import_module('t\\x20')",
    "from builtins import __import__ as u", "class import_module(v):", "import_module(None)",
    "import_module('.x', y.z)", "__import__('.x')", "import_module('.x', 'y')",
    "d = {'a: import b': 1}", "import_module('a' + b)", "import_module('.'.join(c))",
    "e = f'{import_module(g)}: import h'", "if not TYPE_CHECKING:", "elif x:",
    "# TYPE_CHECKING as y", "i = \"it's: import j\"", "k = 'l: \\", "import m'",
    "    'n', import_module(o), \"p", "# 'import_module(q)", "r = '#', import_module(s)",
    "lazy import w", "import x; import y", "import z  # import", "# if TYPE_CHECKING:",
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(LINES), max_size=8), st.booleans())
def test_both_say_the_same(lines: list[str], stub: bool) -> None:
    content = "\n".join(lines).encode()
    quick, parsed = quick_facts(content, stub), facts(content, stub)
    # In a broken file the parser may say of imports that are whole that they are lost.
    if quick is not None and not parsed.lost and _compiles(content):
        assert quick == parsed


@given(st.text(alphabet="import_module(name)'\"#\\\n .,f=%\tlazyé", max_size=60))
def test_both_say_the_same_of_anything(text: str) -> None:
    content = f"from importlib import import_module\n{text}".encode()
    quick = quick_facts(content, False)
    if quick is not None and _compiles(content):
        assert quick == facts(content, False)


def _compiles(content: bytes) -> bool:
    try:
        compile(content.replace(b"lazy ", b""), "x.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.mark.parametrize(
    "source",
    [
        "from importlib import import_module\nimport_module(name)\n",
        "import importlib\nx = importlib.import_module('a.b')\n",
        "from x import async_import_module\nasync_import_module(name)\n",
        "if TYPE_CHECKING:\n    import a\n\nimport b\n",
        '"""Calls import_module(name)."""\nimport a\n',
        "from importlib import import_module\nimport_module('.a', __package__)\n",
        "from importlib import import_module\nimport_module('.a', b.c)\n",
        "from importlib import import_module\nimport_module('a.b', c,)\n",
        "from importlib import import_module\nx('y', import_module(z))\n",
        "from importlib import import_module\nimport_module('.'.join(x))\n",
        "from importlib import import_module\nx = {'import_module': y, \"import_module(z)\": 1}\n",
        "if not TYPE_CHECKING:\n    import a\nimport b\n",
        "# if TYPE_CHECKING, then\nif TYPE_CHECKING:\n    import a\n",
        "import a\nx = [\n    'at least one of: import meter',\n]\ny = \"b:import\"\n",
    ],
)
def test_what_is_plain_needs_no_parser(source: str) -> None:
    assert quick_facts(source.encode(), False) == facts(source.encode(), False)


@pytest.mark.parametrize(
    "source",
    [
        "from importlib import import_module as f\nf('a')\n",
        "__import__('.a')\n",
        "__import__('a', b)\n",
        "f'x: {import_module(z)}'\n",
        "if not TYPE_CHECKING:\n    import a\nelse:\n    import b\n",
        "# TYPE_CHECKING as x\nif x:\n    import a\n",
        "x = TYPE_CHECKING\nif x:\n    import a\n",
        "s = 'a \\\n' ; import a\n",
        "x; import a\n",
        "import_module(name='a')\nfrom importlib import import_module\n",
    ],
)
def test_what_is_not_is_left_to_it(source: str) -> None:
    source = f"from importlib import import_module\n{source}"
    assert quick_facts(source.encode(), False) is None


@pytest.mark.parametrize(
    "unit",
    ["import a", "ximport", "import_module(x),", "'a' import ", "a", '"import a" ', "# import"],
)
def test_a_long_line_is_the_parsers(unit: str) -> None:
    """What looks at a word looks at its line: of a longer one nothing is looked at twice."""
    line = f"from importlib import import_module\nx = [{unit * 100_000} import_module(y)\n"
    assert quick_facts(line.encode(), False) is None
    # As long as a page, and all of it is looked at.
    short = f"from importlib import import_module\nx = '{'a ' * 1_000}import b'\n"
    assert quick_facts(short.encode(), False) == facts(short.encode(), False)
