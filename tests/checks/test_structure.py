"""Cases of the structure rules, beside the stories: what hits, and what must stay silent."""

import pytest

from tests.memory import findings_of

BLUEPRINT = "docs/kavro/blueprint.md"
PLAIN = "Module | Paths | May import"


def table(head: str, *rows: str, below: str = "") -> str:
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|---" * columns + "|", *(f"| {row} |" for row in rows)]
    return "\n".join(lines) + "\n" + below


def layers(*names: str) -> str:
    return "\n## Layers\n\n" + "".join(f"{n}. {name}\n" for n, name in enumerate(names, 1))


def diagram(*arrows: str) -> str:
    return "\n```mermaid\nflowchart LR\n%% kavro\n" + "\n".join(arrows) + "\n```\n"


def exempt(kind: str, path: str) -> str:
    return f"\n| {kind} | Reason |\n|---|---|\n| `{path}` | why |\n"


AB = {"a/x.py": "import b.y\n", "b/y.py": ""}
TYPED = {
    "a/x.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import b.y\n",
    "b/y.py": "import a.x\n",
}
CHAIN = {"a.py": "import b\n", "b.py": "import c\n", "c.py": ""}
ROW_A, ROW_B = "a | `a/` | b", "b | `b/` | none"

# blueprint, files, expected (rule, path, line)
CASES = {
    "unstated": (table(PLAIN, "a | `a/` | ", "b | `b/` | "), AB, []),
    "listed": (table(PLAIN, ROW_A, ROW_B), AB, []),
    "nothing": (table(PLAIN, "a | `a/` | —", ROW_B), AB, [("KV704", "a/x.py", 1)]),
    "anything": (table(PLAIN, "a | `a/` | any", ROW_B), AB, []),
    "ungoverned is not listed": (
        table(PLAIN, "a | `a/` | none", below=exempt("Ungoverned", "b/")), AB,
        [("KV704", "a/x.py", 1)]),
    "ungoverned is listed": (
        table(PLAIN, "a | `a/` | ungoverned", below=exempt("Ungoverned", "b/")), AB, []),
    "ungoverned for whom it is not stated": (
        table(PLAIN, "a | `a/` | ", below=exempt("Ungoverned", "b/")), AB, []),
    "imports of an ungoverned file are not judged": (
        table(PLAIN, "b | `b/` | ", below=exempt("Ungoverned", "a/")), AB, []),
    "imports of an undeclared file are not judged": (
        table(PLAIN, "b | `b/` | none"), AB, [("KV701", "a/x.py", 1)]),
    "a planned module": (table(PLAIN, ROW_A, ROW_B, "c (planned) | `c/` | a"), AB, []),
    "the last row owns": (
        table(PLAIN, "a | `a/` | b", "b | `b/` | none", "x | `**/x.py` | none"), AB,
        [("KV204", BLUEPRINT, 3), ("KV704", "a/x.py", 1)]),
    "a layer above may jump past an open one": (
        table("Module | Paths | Layer", "a | `a/` | one", "b | `b/` | three",
              below=layers("one", "two", "three")), AB, []),
    "a closed layer without modules is closed all the same": (
        table("Module | Paths | Layer", "a | `a/` | one", "b | `b/` | three",
              below=layers("one", "two (closed)", "three")), AB, [("KV703", "a/x.py", 1)]),
    "a module without a layer stands outside": (
        table("Module | Paths | Layer", "a | `a/` | ", "b | `b/` | one",
              below=layers("one (independent, closed)")), AB, []),
    "layers in a table": (
        table("Module | Paths | Layer", "a | `a/` | low", "b | `b/` | top")
        + "\n| Layer | Flags |\n|---|---|\n| top | |\n| low | |\n", AB, [("KV703", "a/x.py", 1)]),
    "independence between nested modules that part below one parent": (
        table("Module | Paths | Layer", "p | `p/` | one", "p.a | `a/` | ", "p.b | `b/` | ",
              below=layers("one (independent)")), AB, [("KV703", "a/x.py", 1),
                                                       ("KV702", BLUEPRINT, 3)]),
    "a diagram's arrow": (
        table("Module | Paths", "a | `a/`", "b | `b/`", below=diagram("a --> b")), AB, []),
    "a diagram without the arrow": (
        table("Module | Paths", "a | `a/`", "b | `b/`", below=diagram("b --> a")), AB,
        [("KV704", "a/x.py", 1), ("KV708", BLUEPRINT, 4)]),
    "a node that is no module": (
        table("Module | Paths", "a | `a/`", "b | `b/`", below=diagram("a --> b", "a --> c")), AB,
        [("KV205", BLUEPRINT, 10)]),
    "a type-only import closes no cycle": (
        table(PLAIN, "a | `a/` | ", "b | `b/` | "), TYPED, []),
    "a cycle is one finding for its component": (
        table(PLAIN, "a | `a.py` | ", "b | `b.py` | ", "c | `c.py` | "),
        CHAIN | {"c.py": "import a\n"}, [("KV705", "a.py", 1)]),
    "a chain": (
        table("Module | Paths | Must not reach", "a | `a.py` | c", "b | `b.py` | ",
              "c | `c.py` | "), CHAIN, [("KV709", "a.py", 1)]),
    "a chain over files of one module only": (
        table("Module | Paths | Must not reach", "a | `a.py` | c", "b | `b.py` | ",
              "c | `c.py` | "), CHAIN | {"b.py": ""}, []),
    "public by a path from the root": (
        table("Module | Paths | Public", "a | `a/` | ", "b | `b/` | `/b/y.py`"), AB, []),
    "generated is not unresolved": (
        table(PLAIN, "a | `a/` | ", below=exempt("Generated", "a/gen.py")),
        {"a/x.py": "from . import gen\n"}, []),
    "unresolved": (
        table(PLAIN, "a | `a/` | "), {"a/x.py": "from . import gen\n"}, [("KV710", "a/x.py", 1)]),
    "external by a prefix of its parts": (
        table("Module | Paths | External", "a | `a/` | `google.cloud`"),
        {"a/x.py": "import google.cloud.storage, google.auth\n"}, [("KV707", "a/x.py", 1)]),
    "the standard library needs no permission": (
        table("Module | Paths | External", "a | `a/` | none"), {"a/x.py": "import json\n"}, []),
    "a family": (
        table(PLAIN, "p.{name} | `p/{name}/` | core", "core | `core/` | none"),
        {"p/one/x.py": "import core.k\n", "p/two/x.py": "import p.one.x\nimport core.k\n",
         "core/k.py": ""}, [("KV704", "p/two/x.py", 1)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_structure_rule_finds_exactly_what_it_should(case: str) -> None:
    blueprint, files, expected = CASES[case]
    findings = findings_of({BLUEPRINT: blueprint, **files})
    places = [(finding.rule, finding.location.path, finding.location.line) for finding in findings]
    assert sorted(places) == sorted(expected)


def test_one_statement_gives_one_finding_and_the_others_in_also() -> None:
    head = "Module | Paths | Layer | May import | Public"
    text = table(head, "a | `a/` | low | none | ", "b | `b/` | top | | `z.py`",
                 below=layers("top", "low"))  # fmt: skip
    findings = findings_of({BLUEPRINT: text, **AB, "b/z.py": ""})
    assert [(finding.rule, finding.also) for finding in findings] == [("KV703", ("KV704", "KV706"))]


def test_a_strict_type_only_import_closes_cycles_and_an_ignored_one_is_none() -> None:
    text = table(PLAIN, "a | `a/` | none", "b | `b/` | a")
    files = {BLUEPRINT: text, **TYPED}
    assert {finding.rule for finding in findings_of(files)} == {"KV704"}
    assert {finding.rule for finding in findings_of(files, "strict")} == {"KV704", "KV705"}
    assert {finding.rule for finding in findings_of(files, "ignore")} == set()
    assert findings_of(files)[0].kind == "type-only"


def test_an_inner_blueprint_narrows_and_never_widens() -> None:
    outer = table(PLAIN, "svc | `svc/` | none", "lib | `lib/` | none")
    inner = table(PLAIN, "core | `core/` | none", "web | `web/` | core, //lib")
    files = {
        BLUEPRINT: outer, f"svc/{BLUEPRINT}": inner, "lib/l.py": "",
        "svc/core/c.py": "from svc.web import w\n",
        "svc/web/w.py": "import svc.core.c\nimport lib.l\n",
    }  # fmt: skip
    result = {
        (finding.rule, finding.location.path, finding.source) for finding in findings_of(files)
    }
    assert ("KV704", "svc/core/c.py", "svc.core") in result  # the inner row
    assert ("KV704", "svc/web/w.py", "svc.web") in result  # the outer row


def test_atoms_are_what_two_snapshots_can_have_in_common() -> None:
    findings = findings_of({BLUEPRINT: table(PLAIN, "a | `a/` | none", ROW_B), **AB})
    assert findings[0].atoms == {("import", "a/x.py", "b/y.py")}
    undeclared = findings_of({BLUEPRINT: table(PLAIN, "b | `b/` | none"), **AB})
    assert undeclared[0].atoms == {("file", "a/x.py")}


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [
        ({".gitignore": "/a/client/\n"}, "Generated"),
        ({"a/.gitignore": "client*\n"}, "Generated"),
        ({".gitignore": "*\n", "a/.gitignore": "!client*\n"}, "correct the import"),
        ({}, "correct the import"),
    ],
)
def test_what_git_ignores_is_proposed_for_the_generated_table(
    ignore: dict[str, str], expected: str
) -> None:
    files = {
        "a/x.ts": 'import { db } from "./client";\n',
        BLUEPRINT: table(PLAIN, "a | `a/` | none"),
        **ignore,
    }
    (finding,) = [entry for entry in findings_of(files) if entry.rule == "KV710"]
    assert expected in finding.fix
