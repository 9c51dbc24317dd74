"""Point 6: ways to bend the policy that came to the mind of somebody who had not written it."""

from scene import ADA, APPROVERS, BASE, BLUEPRINT, DRIFT, MAL, MODEL, PLAN, SETTINGS, Link, Scene

FREE = BLUEPRINT.replace("| data | none | none |", "| | * | * |")
ROADMAP = "# R\n\n- [ ] 1.1.1 - a\n- [ ] 1.1.2 - b\n\n" + "".join(
    f"## Task 1.1.{n} - t\n\n**Goal:** g {n}\n**Scope - In:** `src/shop/{name}/`\n\n"
    for n, name in ((1, "models"), (2, "services"))
)
OWN_RULE = (
    '+++\nid = "SHOP1"\nseverity = "major"\npaths = ["{0}"]\n+++\n# no-legacy\n\n'
    "## What it does\n\nReports legacy.\n"
)
BENDS: dict[str, dict[str, object]] = {
    "settings under another name": {
        SETTINGS: None, ".kavro-lint.toml": 'exclude = ["src/shop/models/"]\n'},
    "settings moved to pyproject": {
        SETTINGS: None, "pyproject.toml": '[tool.kavro-lint]\nexclude = ["src/shop/models/"]\n'},
    "a second file of settings": {"pyproject.toml": '[tool.kavro-lint]\nfail-on = "never"\n'},
    "settings through a link": {SETTINGS: Link("s.toml"),
                                "s.toml": 'exclude = ["src/shop/models/"]\n'},
    "the blueprint through a link": {PLAN: Link("other.md"), "docs/kavro/other.md": FREE},
    "attributes through a link": {".gitattributes": Link("a"),
                                  "a": "src/shop/models/** linguist-vendored\n"},
    "attributes of a folder": {"src/shop/models/.gitattributes": "* linguist-generated\n"},
    "a macro of attributes": {".gitattributes": "[attr]mine linguist-vendored\n*.py mine\n"},
    "attributes with a quoted pattern": {
        ".gitattributes": '"src/shop/models/\\155.py" linguist-generated=true\n'},
    "the other blueprint's name": {PLAN: None, "docs/kavro/architecture.md": FREE},
    "two blueprints": {"docs/kavro/architecture.md": FREE},
    "a blueprint nested in the module": {
        "src/shop/models/docs/kavro/blueprint.md":
            "# B\n\n| Module | Paths | May import |\n|---|---|---|\n| m | `*.py` | * |\n"},
    "the table in a comment, another one before": {PLAN: FREE.replace("## Layers", "## Layers\n\n<!--")
        + "-->\n\n1. `delivery`\n2. `domain`\n3. `data`\n"},
    "an ungoverned table": {PLAN: BLUEPRINT + "\n| Ungoverned | Reason |\n|---|---|\n"
                            "| `src/shop/models/` | no |\n"},
    "the layers turned": {PLAN: BLUEPRINT.replace("1. `delivery`", "1. `data`").replace(
        "3. `data`", "3. `delivery`").replace("| none | none |\n| root", "| api | none |\n| root")},
    "a row more, which takes the file": {PLAN: BLUEPRINT.replace(
        "\n\n## Layers", f"\n| free | `{MODEL}` | | * | * |\n\n## Layers")},
    "the module planned": {PLAN: BLUEPRINT.replace("| models |", "| models (planned) |").replace(
        "| data | none | none |", "| | api | none |")},
    "the phases": {SETTINGS: APPROVERS + 'phases = [1]\nexclude = ["src/shop/models/"]\n'},
    "the sources' roots": {SETTINGS: APPROVERS + 'source-roots = ["src/shop/api"]\n'
                           + 'exclude = ["src/shop/models"]\n'},
    "type-only": {SETTINGS: APPROVERS + 'type-only = "ignore"\n', MODEL:
                  "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.api import v\n"},
    "the size": {SETTINGS: APPROVERS + "max-file-size = 5\n"},
    "severity of all": {SETTINGS: APPROVERS + '[severity]\nKV703 = "minor"\nKV704 = "minor"\n'
                        'KV705 = "minor"\nKV006 = "off"\n'},
    "severity by names": {SETTINGS: APPROVERS + '[severity]\nlayer-violation = "off"\n'
                          'forbidden-dependency = "off"\ndependency-cycle = "off"\n'
                          'policy-loosened = "off"\n'},
    "the artifacts' folder": {SETTINGS: APPROVERS + 'artifacts = "doc"\n', "doc/blueprint.md": FREE},
    "the artifacts' folder, odd": {SETTINGS: APPROVERS + 'artifacts = "docs/../doc"\n',
                                   "doc/blueprint.md": FREE},
    "approvers, everybody": {SETTINGS: 'approvers = ["*"]\nexclude = ["src/shop/models/"]\n'},
    "approvers, more": {SETTINGS: 'approvers = ["Ada", "Mallory"]\nexclude = ["src/shop/models/"]\n'},
    "an exception of another folder": {
        SETTINGS: APPROVERS + 'decisions = ["adr"]\n',
        "adr/0001-w.md": "# W\n\n**Status:** accepted\n\n| Exception | From | To | Until |\n"
        "|---|---|---|---|\n| * | models | * | 2999-01-01 |\n"},
    "an exception in the blueprint": {PLAN: BLUEPRINT + "\n## Decision Log\n\n### 2026-01-01 - w\n\n"
        "**Status:** accepted\n\n| Exception | From | To | Until |\n|---|---|---|---|\n"
        "| * | models | * | 2999-01-01 |\n"},
    "a mailmap": {".mailmap": "Ada <ada@x.invalid> Mallory <mal@x.invalid>\n",
                  SETTINGS: APPROVERS + 'exclude = ["src/shop/models/"]\n'},
    "an ignore file": {".gitignore": "src/shop/models/\n",
                       SETTINGS: APPROVERS + 'exclude = ["src/shop/models/**"]\n'},
    "owned by a family": {PLAN: BLUEPRINT.replace(
        "\n\n## Layers", "\n| f.{x} | `src/shop/models/{x}.py` | | * | * |\n\n## Layers")},
}  # fmt: skip


def main() -> None:
    scene = Scene()
    for name, bend in BENDS.items():
        scene.new({**BASE, SETTINGS: APPROVERS}, ADA)
        scene.branch()
        scene.write({**DRIFT, **bend})
        scene.commit("Change", MAL)
        verdict = scene.check("--base", "main")
        shown = {"KV006", "KV703", "KV704", "KV705"} & set(verdict.severities)
        scene.attempt(name, verdict.code == 2 or (verdict.code == 1 and bool(shown)), verdict)
    # What the base has in other settings, dropped by the change.
    for name, first, change, expected in (
        ("a rule of one's own is dropped", {"r/no-legacy.md": OWN_RULE.format("legacy"),
         SETTINGS: APPROVERS + 'rules = ["r"]\n'}, {"src/shop/models/legacy.py": "",
         SETTINGS: APPROVERS}, {"KV006", "SHOP1"}),
        ("a rule's page is deleted", {"r/no-legacy.md": OWN_RULE.format("legacy"),
         "r/no-b.md": OWN_RULE.format("b").replace("SHOP1", "SHOP2").replace("no-legacy", "no-b"),
         SETTINGS: APPROVERS + 'rules = ["r"]\n'}, {"src/shop/models/legacy.py": "",
         "r/no-legacy.md": None}, {"KV006", "SHOP1"}),
        ("a gate is switched off", {SETTINGS: APPROVERS + '[gates]\nsecret = ["src/shop/api/"]\n'},
         {SETTINGS: APPROVERS, "src/shop/api/w.py": ""}, {"KV006"}),
        ("a gate's pattern is narrowed", {SETTINGS: APPROVERS +
         '[gates]\nsecret = ["src/shop/api/"]\n'}, {SETTINGS: APPROVERS +
         '[gates]\nsecret = ["src/shop/api/x"]\n', "src/shop/api/w.py": ""}, {"KV006"}),
        ("the default gates are switched off", {SETTINGS: APPROVERS}, {SETTINGS: APPROVERS +
         '[gates]\nmigrations = "off"\nci = "off"\n', ".github/workflows/x.yml": "on: push\n"},
         {"KV006"}),
        ("the ids of tasks", {SETTINGS: APPROVERS}, {SETTINGS: APPROVERS + "task-id = 'X\\d+'\n",
         "docs/kavro/roadmap.md": ROADMAP.replace("[ ] 1.1.1", "[x] 1.1.1")}, {"KV006"}),
        ("standards", {SETTINGS: APPROVERS + 'standards = "all"\n'}, {SETTINGS: APPROVERS,
         MODEL: "try:\n    import os\nexcept Exception:\n    pass\n"}, {"KV006"}),
        ("a scope is widened", {SETTINGS: APPROVERS}, {"docs/kavro/roadmap.md": ROADMAP.replace(
         "`src/shop/models/`", "`src/shop/`"), "src/shop/services/s.py": "import os\n"}, {"KV006"}),
        ("the roadmap is deleted", {SETTINGS: APPROVERS}, {"docs/kavro/roadmap.md": None,
         "src/shop/services/s.py": "import os\n"}, {"KV006"}),
        ("packages", {SETTINGS: APPROVERS, "pyproject.toml": '[project]\nname = "x"\n'
         'dependencies = ["requests"]\n'}, {SETTINGS: APPROVERS + '[packages]\nevil = "requests"\n',
         PLAN: BLUEPRINT.replace("| data | none | none |", "| data | none | requests |"),
         MODEL: "import evil\n"}, {"KV006"}),
    ):  # fmt: skip
        scene.new({**BASE, "docs/kavro/roadmap.md": ROADMAP, **first}, ADA)
        scene.branch()
        scene.write(change)
        scene.commit("Change\n\nKavro-Task: 1.1.1", MAL)
        verdict = scene.check("--base", "main")
        scene.attempt(name, verdict.code == 1 and expected <= set(verdict.severities), verdict)
    scene.end()


main()
