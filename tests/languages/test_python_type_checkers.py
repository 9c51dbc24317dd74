"""TYPE_CHECKING counts where it is the type checkers', and nothing gives it another value."""

from pathlib import Path

import pytest

from kavro_lint.cache.memory import Memory as RunMemory
from kavro_lint.languages.python import extract
from kavro_lint.languages.python.extraction import facts
from kavro_lint.languages.python.scanning import scanned_facts
from kavro_lint.languages.reading import Reading, read_facts
from kavro_lint.model.facts import SourceSettings
from tests.memory import snapshot_of

FROM = "from typing import TYPE_CHECKING\n"
USE = "if TYPE_CHECKING:\n    import a\n"


def kind(source: str) -> str:
    """Return the kind of the import of `a`."""
    imports = {raw.specifier: raw.kind for raw in extract(source.encode(), ".py").imports}
    return imports["a"]


@pytest.mark.parametrize(
    "source",
    [
        FROM + USE,
        f"from typing import Any, TYPE_CHECKING as TC\n{USE.replace('TYPE_CHECKING', 'TC')}",
        f"import typing as t\n{USE.replace('TYPE', 't.TYPE')}",
        f"import typing_extensions\n{USE.replace('TYPE', 'typing_extensions.TYPE')}",
        f"import typing\nCHECKS = typing.TYPE_CHECKING\n{USE.replace('TYPE_CHECKING', 'CHECKS')}",
        f"{FROM}ONE = TYPE_CHECKING\nTWO = ONE\n{USE.replace('TYPE_CHECKING', 'TWO')}",
        f"TYPE_CHECKING = False\n{FROM and USE}",
        f"TYPE_CHECKING: bool = False\n{USE}",
        f"try:\n    {FROM}except ImportError:\n    TYPE_CHECKING = False\n{USE}",
        f"{FROM}f(TYPE_CHECKING)\nx = [TYPE_CHECKING, not TYPE_CHECKING]\n{USE}",
        f'{FROM}"""\nTYPE_CHECKING = True\n"""\n# TYPE_CHECKING = True\n{USE}',
        f"{FROM}def f(x=TYPE_CHECKING): return TYPE_CHECKING\n{USE}",
    ],
)
def test_the_type_checkers_name_is_followed(source: str) -> None:
    assert kind(source) == "type-only"


@pytest.mark.parametrize(
    "source",
    [
        f"{FROM}TYPE_CHECKING = True\n{USE}",
        f"{FROM}a, TYPE_CHECKING = 1, 2\n{USE}",
        f"{FROM}[a, TYPE_CHECKING] = 1, 2\n{USE}",
        f"{FROM}b = TYPE_CHECKING = True\n{USE}",
        f"{FROM}TYPE_CHECKING |= True\n{USE}",
        f"{FROM}TYPE_CHECKING = not TYPE_CHECKING\n{USE}",
        f"{FROM}def f(TYPE_CHECKING=True):\n    if TYPE_CHECKING:\n        import a\n",
        f"{FROM}def f(TYPE_CHECKING: bool):\n    if TYPE_CHECKING:\n        import a\n",
        f"{FROM}def f(*TYPE_CHECKING):\n    if TYPE_CHECKING:\n        import a\n",
        f"{FROM}for b, TYPE_CHECKING in c: pass\n{USE}",
        f"{FROM}with b as (c, TYPE_CHECKING): pass\n{USE}",
        f"{FROM}try: pass\nexcept E as TYPE_CHECKING: pass\n{USE}",
        f"{FROM}match 1:\n    case TYPE_CHECKING: pass\n{USE}",
        f"{FROM}match 1:\n    case [*TYPE_CHECKING]: pass\n{USE}",
        f"{FROM}match 1:\n    case int() as TYPE_CHECKING: pass\n{USE}",
        f"{FROM}def TYPE_CHECKING(): pass\n{USE}",
        f"{FROM}class TYPE_CHECKING: pass\n{USE}",
        f"{FROM}type TYPE_CHECKING = int\n{USE}",
        f"{FROM}if (TYPE_CHECKING := 1): pass\n{USE}",
        f"{FROM}import TYPE_CHECKING\n{USE}",
        f"{FROM}from b import c as TYPE_CHECKING\n{USE}",
        f"{FROM}del TYPE_CHECKING\n{USE}",
        # What a comment or a string says gives no name.
        f'{FROM}"""\nDEBUG = TYPE_CHECKING\n"""\nif DEBUG:\n    import a\n',
        f"{FROM}# from x import TYPE_CHECKING as DEBUG\nif DEBUG:\n    import a\n",
        f"{FROM}DEBUG = TYPE_CHECKING\nDEBUG = True\nif DEBUG:\n    import a\n",
        f"{FROM}DEBUG = TYPE_CHECKING or x\nif DEBUG:\n    import a\n",
        # Another module's attribute of that name.
        "from b import flags\nif flags.TYPE_CHECKING:\n    import a\n",
        "from b import flags as typing\nif typing.TYPE_CHECKING:\n    import a\n",
        "import typing\nimport flags as typing\nif typing.TYPE_CHECKING:\n    import a\n",
        "import typing\ntyping = flags\nif typing.TYPE_CHECKING:\n    import a\n",
        "import typing as t\ndef f(t):\n    if t.TYPE_CHECKING:\n        import a\n",
        "import typing.x\nif typing.x.TYPE_CHECKING:\n    import a\n",
    ],
)
def test_a_name_with_another_value_is_not_that_of_type_checkers(source: str) -> None:
    assert kind(source) == "import"


@pytest.mark.parametrize(
    "source",
    [
        FROM + USE, f"import typing as tt\n{USE.replace('TYPE', 'tt.TYPE')}",
        f"import typing\n{USE.replace('TYPE', 'typing.TYPE')}",
        f"from .b import (c, TYPE_CHECKING)\n{USE}", f"# TYPE_CHECKING\nimport a\n{FROM}",
    ],
)  # fmt: skip
def test_both_readers_tell_where_the_name_comes_from(source: str) -> None:
    scanned = scanned_facts(source.encode(), stub=False)
    assert scanned is not None
    assert scanned == facts(source.encode(), stub=False)


PLAIN = {"b/__init__.py": "", "a/__init__.py": "", "b/m.py": f"{FROM}{USE}"}
OTHER = f"from b.flags import TYPE_CHECKING\n{USE}"


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({}, "type-only"),
        ({"typing.py": "TYPE_CHECKING = True\n"}, "import"),
        ({"typing/__init__.py": ""}, "import"),
        ({"b/m.py": OTHER, "b/flags.py": "TYPE_CHECKING = True\n"}, "import"),
        ({"b/m.py": OTHER, "b/flags.py": "TYPE_CHECKING = 1 == 1\n"}, "import"),
        ({"b/m.py": OTHER, "b/flags.py": "import os\n"}, "import"),
        ({"b/m.py": OTHER, "b/flags.py": FROM}, "type-only"),
        ({"b/m.py": OTHER, "b/flags.py": "TYPE_CHECKING = False\n"}, "type-only"),
        ({"b/m.py": OTHER, "b/flags.py": "from .two import TYPE_CHECKING\n",
          "b/two.py": "TYPE_CHECKING = True\n"}, "import"),
        ({"b/m.py": OTHER, "b/flags.py": "from .two import *\n", "b/two.py": FROM}, "type-only"),
        ({"b/m.py": OTHER, "b/flags.py": "from .m import TYPE_CHECKING\n"}, "import"),
        ({"b/m.py": OTHER}, "import"),
        ({"b/m.py": OTHER.replace("b.flags", "elsewhere")}, "import"),
        ({"b/m.py": f"from b import TYPE_CHECKING\n{USE}",
          "b/TYPE_CHECKING.py": "TYPE_CHECKING = False\n"}, "import"),
        ({"b/m.py": f"{FROM}from b.flags import *\n{USE}",
          "b/flags.py": "TYPE_CHECKING = True\n"}, "import"),
        ({"b/m.py": f"{FROM}from b.flags import *\n{USE}", "b/flags.py": "import os\n"},
         "type-only"),
        ({"b/m.py": USE}, "import"),
        ({"b/m.py": f"from typing import *\n{USE}"}, "type-only"),
        ({"b/m.py": f"from b.flags import *\n{USE}", "b/flags.py": "import os\n"}, "import"),
        # Another file sets it where all see it.
        ({"b/start.py": "import typing\ntyping.TYPE_CHECKING = True\n"}, "import"),
        ({"b/start.py": "import typing\nsetattr(typing, 'TYPE_CHECKING', True)\n"}, "import"),
        ({"docs/conf.py": "import typing\ntyping.TYPE_CHECKING = True\n"}, "type-only"),
        ({"b/start.py": "class C:\n    def f(self):\n        self.TYPE_CHECKING = True\n"},
         "type-only"),
    ],
)  # fmt: skip
def test_the_name_is_followed_through_the_repository(files: dict[str, str], kind: str) -> None:
    imports = read_facts(snapshot_of({**PLAIN, **files})).imports
    kinds = {import_.target: import_.raw.kind for import_ in imports
             if import_.importer == "b/m.py"}  # fmt: skip
    assert kinds["a/__init__.py"] == kind


@pytest.mark.parametrize(
    "line",
    [
        "vars(typing)['TYPE_CHECKING'] = True",
        "typing.__dict__['TYPE_CHECKING'] = True",
        "sys.modules['typing'].__dict__['TYPE_CHECKING'] = True",
        "globals()['TYPE_CHECKING'] = True",
        "globals()['TYPE_CHECKING'] |= True",
        "a, vars(typing)['TYPE_CHECKING'] = 1, True",
        "del vars(typing)['TYPE_CHECKING']",
        "vars(typing).update(TYPE_CHECKING=True)",
        "vars(typing).update({'TYPE_CHECKING': True})",
        "vars(typing).update([('TYPE_CHECKING', True)])",
        "vars(typing).setdefault('TYPE_CHECKING', True)",
        "typing.__setattr__('TYPE_CHECKING', True)",
        "object.__setattr__(typing, 'TYPE_CHECKING', True)",
        "setattr(sys.modules['typing'], 'TYPE_CHECKING', True)",
        "setattr((typing), ('TYPE_CHECKING'), True)",
        "mock.patch('typing.TYPE_CHECKING', True).start()",
        "mock.patch.object(typing, 'TYPE_CHECKING', True).start()",
        "mock.patch.multiple('typing', TYPE_CHECKING=True).start()",
        "mock.patch.dict(vars(typing), TYPE_CHECKING=True).start()",
        "monkeypatch.setitem(vars(typing), 'TYPE_CHECKING', True)",
        "settings |= {'TYPE_CHECKING': True}",
        "sys.modules['typing'].TYPE_CHECKING = True",
    ],
)
def test_a_value_that_is_given_by_the_name_as_a_text_counts(line: str) -> None:
    files = {**PLAIN, "b/start.py": f"import sys, typing\n{line}\n"}
    imports = read_facts(snapshot_of(files)).imports
    assert {row.raw.kind for row in imports if row.target == "a/__init__.py"} == {"import"}


@pytest.mark.parametrize(
    "line",
    [
        "x = getattr(typing, 'TYPE_CHECKING')",
        "x = vars(typing)['TYPE_CHECKING']",
        "x = node.id == 'TYPE_CHECKING'",
        "__all__ = ['TYPE_CHECKING', 'Any']",
        "NAMES = {'typing.TYPE_CHECKING', 'TYPE_CHECKING'}",
        "print('TYPE_CHECKING')",
        "'''TYPE_CHECKING = True'''",
        "x = vars(typing).get('TYPE_CHECKING')",
        "f(TYPE_CHECKING=1)",
    ],
)
def test_a_text_that_is_read_gives_no_value(line: str) -> None:
    files = {**PLAIN, "b/start.py": f"import typing\n{line}\n"}
    imports = read_facts(snapshot_of(files)).imports
    assert {row.raw.kind for row in imports if row.target == "a/__init__.py"} == {"type-only"}


def test_a_long_chain_of_files_is_followed_without_recursion() -> None:
    files = {f"b/f{n}.py": f"from b.f{n + 1} import TYPE_CHECKING\n" for n in range(3_000)}
    files["b/f3000.py"] = FROM
    files["b/m.py"] = f"from b.f0 import TYPE_CHECKING\n{USE}"
    imports = read_facts(snapshot_of({**PLAIN, **files})).imports
    import_ = next(entry for entry in imports if entry.target == "a/__init__.py")
    assert import_.raw.kind == "type-only"


def test_what_is_stored_of_a_file_does_not_hide_what_another_says_now(tmp_path: Path) -> None:
    for value, kind in (("False", "type-only"), ("True", "import"), ("False", "type-only")):
        files = {**PLAIN, "b/m.py": OTHER, "b/flags.py": f"TYPE_CHECKING = {value}\n"}
        memory = RunMemory(str(tmp_path), b"tool")
        read = Reading(snapshot_of(files), SourceSettings(), memory).facts()
        assert {
            import_.raw.kind for import_ in read.imports if import_.target == "a/__init__.py"
        } == {kind}  # fmt: skip
