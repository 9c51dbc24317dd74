"""Point 11: inputs that take more than linear work are done, or given up and said, in time."""

import json
import random

from scene import BASE, BLUEPRINT, MODEL, PLAN, SETTINGS, Scene

LIMIT = 20  # seconds of processor time
MEMORY = 2_500  # MB of addresses; the program alone takes some 200


def several(scene: Scene) -> dict[str, dict[str, object]]:
    chained = {
        f"src/shop/models/t{n}/tsconfig.json": json.dumps(
            {"extends": [f"../t{n + 1}/tsconfig.json", f"../t{n + 1}/tsconfig.json"]}
        )
        for n in range(40)
    }
    decisions = {f"docs/kavro/decisions/{n:04}-d.md": f"# D {n}\n\n**Status:** accepted\n\n"
                 + "| Exception | From | To | Until |\n|---|---|---|---|\n"
                 + "| * | models | api | 2999-01-01 |\n" * 40 for n in range(60)}  # fmt: skip
    rng = random.Random(7)
    graph = {f"src/shop/g/m{n}.py": "".join(f"import shop.g.m{rng.randrange(2000)}\n" for _ in range(3))
             for n in range(2000)}  # fmt: skip
    rows = "".join(f"| g.m{n} | `src/shop/g/m{n}.py` | | | |\n" for n in range(2000))
    tasks = "# R\n\n" + "".join(f"- [~] 1.1.{n} - t\n" for n in range(1200)) + "".join(
        f"\n## Task 1.1.{n} - t\n\n**Goal:** g\n**Scope - In:** `src/`\n" for n in range(1200))  # fmt: skip
    tree = "## Folder & Module Structure\n\n```\nsrc/\n" + "├── a/\n" * 20_000 + "```\n"
    return {
        "tsconfig files that extend each other twice": {**chained, "src/shop/models/t0/x.ts": "import 'a'\n"},
        "a folder tree of 20,000 lines": {PLAN: BLUEPRINT + tree},
        "a deep folder tree": {PLAN: BLUEPRINT + "## Folder & Module Structure\n\n```\n"
                               + "".join("│   " * n + "├── a/\n" for n in range(1500)) + "```\n"},
        "CODEOWNERS of 20,000 globs": {"CODEOWNERS": "".join(f"**/*a*{n}*b*/**/x @t\n" for n in range(20_000))},
        "exclude with stars": {SETTINGS: 'exclude = ["' + "*a" * 2000 + '*b"]\n', "a" * 250 + ".py": ""},
        "2,000 modules in one random graph": {**graph, PLAN: BLUEPRINT.replace("\n\n## Layers", "\n" + rows + "\n## Layers", 1)},
        "1,200 tasks of one scope": {"docs/kavro/roadmap.md": tasks},
        "60 decisions of 40 exceptions": decisions,
        "an id with catastrophic backtracking": {SETTINGS: "task-id = '(a|a)*b'\n", "docs/kavro/roadmap.md": "# R\n\n- [ ] " + "a" * 5000 + "\n"},
        "an id with huge repetitions": {SETTINGS: "task-id = '((a{1,1000}){1,1000}){1,1000}'\n"},
        "an id with nested quantifiers": {SETTINGS: "task-id = '(((((x+)+)+)+)+)+$'\n", "docs/kavro/roadmap.md": "# R\n\n- [ ] " + "x" * 3000 + "!\n"},
        "a row of 20,000 names": {PLAN: BLUEPRINT.replace("| delivery | services |", "| delivery | " + ", ".join(["services"] * 20_000) + " |")},
        "braces in a path": {PLAN: BLUEPRINT.replace("`src/shop/api/`", "`src/{" + "a,{b," * 500 + "c" + "}" * 501 + "`")},
        "a family of families": {PLAN: BLUEPRINT.replace("| api | `src/shop/api/`", "| {a}.{b}.{c} | `{a}/{b}/{c}/`")},
        "emphasis that never closes": {"docs/kavro/research.md": "# R\n\n" + "*a **b " * 20_000},
        "brackets that never close": {"docs/kavro/research.md": "# R\n\n" + "[" * 50_000 + "\n\n" + "![" * 20_000},
        "quotations in quotations": {"docs/kavro/research.md": ">" * 20_000 + " x\n"},
        "lists in lists": {"docs/kavro/roadmap.md": "".join(" " * (2 * n) + "- a\n" for n in range(800))},
        "a table of 3,000 columns": {"docs/kavro/research.md": "|a" * 3000 + "|\n" + "|-" * 3000 + "|\n" + ("|x" * 3000 + "|\n") * 50},
        "link definitions": {"docs/kavro/research.md": "".join(f"[a{n}]: x\n" for n in range(30_000)) + "[a1] " * 20_000},
        "HTML comments that never close": {"docs/kavro/research.md": "<!-- " * 50_000},
        "backticks of every length": {"docs/kavro/research.md": " ".join("`" * n for n in range(1, 600))},
        "front matter of aliases": {"docs/kavro/research.md": "---\na: &a [x]\n" + "".join(f"b{n}: &b{n} [*{'a' if not n else f'b{n-1}'}, *{'a' if not n else f'b{n-1}'}]\n" for n in range(40)) + "---\n# R\n"},
        "front matter, deep": {"docs/kavro/research.md": "---\na: " + "[" * 20_000 + "\n---\n# R\n"},
        "front matter, a number": {"docs/kavro/research.md": "---\nversion: " + "9" * 200_000 + "\n---\n# R\n"},
        "TOML, dotted keys": {SETTINGS: ".".join(["a"] * 20_000) + " = 1\n"},
        "TOML, inline tables": {"pyproject.toml": "[project]\nx = " + "{a = " * 3000 + "1" + "}" * 3000},
        "JSON, deep": {"package.json": '{"a":' * 50_000},
        "JSON, a number": {"package.json": '{"version": ' + "9" * 100_000 + "}"},
        "requirements, 20,000 lines": {"requirements.txt": "".join(f"a{n}==1 ; python_version < '3'\n" for n in range(20_000)), MODEL: "import b\n"},
        "one line of Python": {MODEL: "x = [" + "1, " * 1_400_000 + "]\n"},
        "a chain of operators": {MODEL: "x = " + "1 + " * 60_000 + "1\n"},
        "a chain of calls": {MODEL: "x" + ".f()" * 40_000 + "\n"},
        "a chain of else-ifs": {MODEL: "if a: pass\n" + "elif b: import c\n" * 4_000},
        "decorators": {MODEL: "@a\n" * 40_000 + "def f(): pass\n"},
        "f-strings in f-strings": {MODEL: "f'{" * 3_000 + "x" + "}'" * 3_000 + "\n"},
        "indentation": {MODEL: "".join(" " * n + "if a:\n" for n in range(900))},
        "one import of 50,000 names": {MODEL: "from shop.services import (" + ", ".join(f"n{n}" for n in range(50_000)) + ")\n"},
        "imports of one module, 20,000 times": {MODEL: "from shop.services import s\n" * 20_000},
        "dots before the name": {MODEL: "from " + "." * 50_000 + " import x\n"},
        "JavaScript, templates": {"src/shop/models/x.js": "`${" * 20_000},
        "JavaScript, regular expressions": {"src/shop/models/x.js": "a = /" + "[/" * 40_000},
        "JavaScript, arrows": {"src/shop/models/x.js": "a=>(" * 20_000},
        "TypeScript, types": {"src/shop/models/x.ts": "type A = " + "A<" * 20_000},
        "TypeScript, casts": {"src/shop/models/x.ts": "x = " + "<a>(" * 15_000},
        "JSX, elements": {"src/shop/models/x.jsx": "x = " + "<a>" * 30_000},
        "Vue, attributes": {"src/shop/models/x.vue": "<template><a " + "b='c' " * 40_000 + "></template><script>import 'a'</script>"},
        "Svelte, blocks": {"src/shop/models/x.svelte": "{#if a}" * 20_000 + "<script>import 'a'</script>"},
        "Go, parentheses": {"src/shop/models/x.go": "package a\n" + "import (\n" * 20_000},
        "a workspace of 2,000 folders": {"package.json": '{"workspaces": ["**/*", "src/**/**/**/*"]}', **{f"src/w{n}/package.json": "{}" for n in range(600)}},
    }  # fmt: skip


def main() -> None:
    scene = Scene()
    for name, files in several(scene).items():
        scene.new({**BASE, **files})
        done = scene.bounded("check", "--no-cache", seconds=LIMIT, memory=MEMORY)
        output = done.stderr.decode(errors="replace")
        broken = "Traceback" in output or "internal error" in output or len(done.stdout) > 300_000
        scene.attempt(name, done.returncode in (0, 1, 2) and not broken, done.returncode,
                      len(done.stdout), output[-200:])  # fmt: skip
    scene.end()


main()
