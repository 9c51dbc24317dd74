"""Point 12: what says it is for type checkers, and where a module is moved that nobody parses."""

from scene import APPROVERS, BASE, MODEL, SETTINGS, Scene

CHECKED = (
    "TYPE_CHECKING: bool = True", "TYPE_CHECKING = not False", "TYPE_CHECKING = __debug__",
    "for TYPE_CHECKING in (1,): pass", "import typing; typing.TYPE_CHECKING = True",
    "import typing as t; setattr(t, 'TYPE_CHECKING', True)", "class TYPE_CHECKING: pass",
    "def TYPE_CHECKING(): pass", "with open(__file__) as TYPE_CHECKING: pass",
    "(TYPE_CHECKING := 1)", "TYPE_CHECKING, x = 1, 2", "[TYPE_CHECKING] = [1]",
    "from shop.services import s as TYPE_CHECKING", "import os as TYPE_CHECKING",
    "globals()['TYPE_CHECKING'] = 1", "exec('TYPE_CHECKING = 1')", "TYPE_CHECKING = True  # typing",
    "from typing import *\nTYPE_CHECKING = 1", "try:\n    pass\nexcept Exception as TYPE_CHECKING:\n    pass\nTYPE_CHECKING = 1",
    "type TYPE_CHECKING = int", "from os import *\nfrom shop.services.s import *", "TYPE_CHECKING = 1 if True else 0",
)  # fmt: skip
CONDITIONS = (
    "not TYPE_CHECKING", "TYPE_CHECKING or True", "TYPE_CHECKING is False", "TYPE_CHECKING == False",
    "(not TYPE_CHECKING)", "not (TYPE_CHECKING and True)", "TYPE_CHECKING < 1", "True or TYPE_CHECKING",
    "bool(TYPE_CHECKING) is False", "TYPE_CHECKING ^ True", "TYPE_CHECKING if 0 else 1",
    "~TYPE_CHECKING", "[TYPE_CHECKING]", "{TYPE_CHECKING}", "str(TYPE_CHECKING)", "'TYPE_CHECKING'",
    "f'{TYPE_CHECKING}'", "(x := TYPE_CHECKING) is False", "lambda: TYPE_CHECKING",
)  # fmt: skip
PLACES = (
    "m.pyw", "m.pyx", "m.es6", "m.jsm", "m.pxd", "m.PY", "m", "run", "m.py3", "m.rpy",
    "m.cy", "m.sage", "m.wsgi", "m.bzl", "m.ipy", "m.pyt", "m.cgi", "m.fcgi",
    "m.tac", "SConstruct", "m.gyp", "m.jsb", "m.es", "m.iced", "m.coffee", "m.ls", "m.sjs",
    "m.ssjs", "m.njs", "m._js", "m.bones", "m.frag", "m.gs", "m.pac", "m.xsjs", "m.xsjslib",
)  # fmt: skip


def main() -> None:
    scene = Scene()
    ignoring = {SETTINGS: 'type-only = "ignore"\n'}
    for text in CHECKED:
        scene.new({**BASE, **ignoring})
        scene.write({MODEL: f"{text}\nif TYPE_CHECKING:\n    from shop.api import v\n"})
        verdict = scene.check()
        scene.attempt(f"{text!r}", verdict.code in (1, 2), verdict)
    for condition in CONDITIONS:
        scene.write({MODEL: "from typing import TYPE_CHECKING\n"
                     f"if {condition}:\n    from shop.api import v\n"})  # fmt: skip
        verdict = scene.check()
        scene.attempt(f"if {condition}", verdict.code in (1, 2), verdict)
    text = "#!/usr/bin/env python3\nfrom shop.api import v\n"
    for name in PLACES:
        scene.new({**BASE, SETTINGS: APPROVERS, "src/shop/models/x.py": "import os\n"})
        scene.branch()
        kind = text if not name.startswith(("m.es", "m.js")) else "import '../api/v.js'\n"
        scene.write({"src/shop/models/x.py": None, f"src/shop/models/{name}": kind})
        scene.commit("Move")
        verdict = scene.check("--base", "main")
        coverage = verdict.report.get("coverage", {})
        # KV710 says that the import was read, and that there is no such script.
        result = verdict.code == 1 or "KV710" in verdict.severities or coverage.get("not_analysed")
        scene.attempt(f"moved to {name}", bool(result), verdict)
    scene.end()


main()
