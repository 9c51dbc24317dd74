"""Point 1: whatever starts a second Python, or looks for modules, takes none from the checkout."""

import subprocess
import sys

from scene import BASE, Scene

DECOYS = (
    "sitecustomize", "usercustomize", "encodings/__init__", "codecs", "tomllib/__init__", "regex",
    "regex/__init__", "yaml/__init__", "sqlite3/__init__", "concurrent/futures/__init__", "select",
    "subprocess", "fcntl", "resource", "markdown_it/__init__", "typer", "click", "rich", "json",
    "distributed/__init__", "tree_sitter_javascript", "pygls", "mcp", "http/__init__", "email",
    "_posixsubprocess", "kavro_lint", "kavro_lint/__main__", "duckdb", "xxhash", "mdit_py_plugins",
)  # fmt: skip
PAGE = """+++
id = "SHOP1"
severity = "minor"
phase = 7
check = "standards"
settings = ["standards"]
message = "a call"
fix = "do not"
+++
# my-rule

## What it does

Reports a call.

## Query

```query python
((call function: (identifier) @f) @finding (#match? @f "^(a+)+$"))
```
"""
COMMANDS = (
    ("check",), ("check", "--no-cache", "--select", "SHOP1"), ("blame",), ("diff", "HEAD"),
    ("history",), ("report", "--format", "markdown"), ("status",), ("graph",),
    ("explain", "models"), ("tasks",), ("rules",), ("init", "--dry-run"), ("agents", "status"),
    ("server",), ("mcp",), ("hook",),
)  # fmt: skip


def started(scene: Scene) -> list[str]:
    names = sorted(path.name for path in scene.place.glob("RAN-*"))
    for path in scene.place.glob("RAN-*"):
        path.unlink()
    return names


def main() -> None:
    scene = Scene()
    many = {f"src/shop/models/f{n}.py": f"print(aaaaaaaaaaaaaaaa)\nx{n} = 1\n" for n in range(520)}
    decoys = {
        f"{name}.py": f"open({str(scene.place / ('RAN-' + name.replace('/', '-')))!r}, 'w')\n"
        for name in DECOYS
    }
    program = f"#!/bin/sh\ntouch {scene.place}/RAN-program\nexit 0\n"
    programs = dict.fromkeys(("git", "python", "python3", "sh", "gpg", "ssh", "bash"), program)
    rules = {"kavro-lint.toml": 'rules = ["my/"]\nstandards = "all"\n', "my/my-rule.md": PAGE}
    others = {
        "pyvenv.cfg": "home = .\n", "pytest.ini": "[pytest]\naddopts = -p evil\n",
        "python._pth": ".\n", "pip.conf": "[global]\nindex-url = file:///nowhere\n",
    }  # fmt: skip
    scene.new({**BASE, **many, **decoys, **programs, **rules, **others})
    for name in programs:
        (scene.top / name).chmod(0o755)
    subprocess.run([sys.executable, "-c", "import yaml"], cwd=scene.top, check=False)
    scene.attempt("control: Python itself takes what is planted", started(scene) != [])
    for command in COMMANDS:
        scene.run(*command, timeout=60, stdin=b"{}")
        names = started(scene)
        scene.attempt(f"modules of the checkout, {' '.join(command)}", not names, names)
    for name, variables in {
        "a locale that needs a second start": {"LC_ALL": "C", "PYTHONUTF8": "0"},
        "a locale nobody knows": {"LC_ALL": "xx_YY.nope", "PYTHONCOERCECLOCALE": "0"},
        "PATH begins with the folder itself": {"PATH": f".:{scene.environment['PATH']}"},
        "PATH has an empty entry": {"PATH": f":{scene.environment['PATH']}:"},
        "PATH has a relative entry": {"PATH": f"src/..:{scene.environment['PATH']}"},
    }.items():
        done = scene.run("check", "--no-cache", **variables)
        names = started(scene)
        scene.attempt(name, not names and done.returncode in (0, 1), names, done.returncode)
    scene.end()


main()
