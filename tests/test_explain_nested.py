"""`explain` for nested modules and type-only imports, on a screen, and from memory."""

import json
from pathlib import Path

import pytest

from tests.building import repository, run, write

FILES = {
    "docs/kavro/blueprint.md": (
        "| Module | Paths | Layer | May import |\n|---|---|---|---|\n"
        "| web | `web/` | top | |\n| web.ui | `web/ui/` | | |\n| api | `api/` | low | none |\n"
        "| tools | `tools/` | | * |\n\n## Layers\n\n1. top\n2. low\n"
    ),
    "web/__init__.py": "", "web/helper.py": "", "web/main.py": "import web.ui.a\n",
    "web/ui/__init__.py": "", "api/__init__.py": "", "api/models.py": "", "tools/run.py": "",
    "web/ui/a.py": (
        "from typing import TYPE_CHECKING\nfrom web import helper\n"
        "if TYPE_CHECKING:\n    from api import models\n"
    ),
}  # fmt: skip


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    return repository(tmp_path, FILES)


def test_a_module_and_the_one_around_it_are_two_sides(nested: Path) -> None:
    inner = run(nested, "explain", "web.ui", "web").stdout
    assert "yes, in 1 import:\n    web/ui/a.py:2  from web import helper\n" in inner
    outer = run(nested, "explain", "web", "web.ui").stdout
    assert "yes, in 1 import:\n    web/main.py:1  import web.ui.a\n" in outer


def test_a_type_only_import_is_recognised(nested: Path) -> None:
    pair = run(nested, "explain", "web.ui", "api").stdout
    assert "yes, in 1 type-only import:\n    web/ui/a.py:4  [type-only] from api" in pair
    assert "    api (1, type-only)\n" in run(nested, "explain", "web/ui/a.py").stdout
    write(nested, {"web/ui/b.py": "import api.models\n"})
    both = run(nested, "explain", "web.ui").stdout
    assert "    api (2)\n      web/ui/b.py:1  import api.models\n" in both


def test_rows_with_none_and_with_a_star_allow_what_they_state(tmp_path: Path) -> None:
    head = "| Module | Paths | May import |\n|---|---|---|\n"
    alone = head + "| a | `a/` | none |\n| a.b | `a/b/` | |\n"
    folder = repository(tmp_path, {"docs/kavro/blueprint.md": alone, "a/b/c.py": "", "a/d.py": ""})
    assert "may import: no other module (" in run(folder, "explain", "a.b").stdout


def test_a_star_lifts_public(nested: Path) -> None:
    assert "may import: any module, private files too (" in run(nested, "explain", "tools").stdout


def test_many_imports_fit_a_screen(nested: Path) -> None:
    many = "".join(f"import m{number}.x\n" for number in range(100)) + "from .gone import x\n"
    write(nested, {"web/ui/many.py": many})
    text = run(nested, "explain", "web/ui/many.py", "--imports").stdout
    assert len(text.splitlines()) <= 60
    assert "from .gone import x" in text
    assert "… and 61 more imports (--format json has all)" in text
    whole = run(nested, "explain", "web/ui/many.py", "--imports", "--format", "json").stdout
    assert len(json.loads(whole)["imports"]) == 101


@pytest.mark.parametrize("words", [["web.ui"], ["web.ui", "api"], ["web/ui/a.py", "--imports"]])
def test_an_explanation_from_memory_is_that_of_a_whole_run(nested: Path, words: list[str]) -> None:
    first = run(nested, "explain", *words)
    again = run(nested, "explain", *words)
    assert (first.stdout, first.returncode) == (again.stdout, again.returncode)
    write(nested, {"web/ui/a.py": "import web.main\nimport api.models\n"})
    changed = run(nested, "explain", *words)
    assert changed.stdout != first.stdout
    (nested / "docs/kavro/blueprint.md").unlink()
    assert run(nested, "explain", *words).stdout != changed.stdout


def test_a_rule_is_explained_outside_a_repository(tmp_path: Path) -> None:
    done = run(tmp_path, "explain", "KV703")
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0, "KV703 layer-violation (major, phase 7)",
    )  # fmt: skip


CYCLE = (
    "| Module | Paths | Layer | May import |\n|---|---|---|---|\n"
    "| high | `high/` | top | low |\n| low | `low/` | bottom | |\n\n"
    "## Layers\n\n1. top\n2. bottom\n"
)


def test_an_allowed_import_on_a_cycle_is_allowed_and_the_cycle_said(tmp_path: Path) -> None:
    files = {"high/h.py": "import low.l\n", "low/l.py": "import high.h\n",
             "docs/kavro/blueprint.md": CYCLE}  # fmt: skip
    folder = repository(tmp_path, files)
    allowed = run(folder, "explain", "high", "low").stdout
    assert "  yes: May import of high lists low" in allowed
    assert "  but it is part of a cycle:\n    KV705: dependency cycle: high -> low" in allowed
    assert "fix: cut this one import: low -> high" in allowed
    # What is to be cut is denied for itself, and for the cycle.
    denied = run(folder, "explain", "low", "high", "--format", "json").stdout
    assert [rule["id"] for rule in json.loads(denied)["rules"]] == ["KV703", "KV705"]


def test_a_large_module_fits_a_screen(tmp_path: Path) -> None:
    rows = "".join(f"| m{number} | `m{number}/` |\n" for number in range(60))
    files = {f"m{number}/x.py": f"import big.f{number % 30}\n" for number in range(60)}
    files |= {f"big/f{number}.py": f"import m{number}.x\n" for number in range(30)}
    files["docs/kavro/blueprint.md"] = f"| Module | Paths |\n|--|--|\n| big | `big/` |\n{rows}"
    lines = run(repository(tmp_path, files), "explain", "big").stdout.splitlines()
    assert len(lines) <= 50
    assert "    … and 25 more (--format json has all)" in lines
