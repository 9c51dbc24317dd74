"""The commands of the README and the guide, run in the order of each page."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from kavro_lint.commands.demo import FILES as SHOP
from tests.building import git, repository, run, write
from tests.test_documentation import PAGES, typed

FIELDS = """\
**Goal:** {goal}
**Scope - In:** `src/shop/api/`
**Scope - Out:** everything else
**Dependencies:** None
**Expected output:** `POST /orders`
**Implementation strategy:** the route first
**Validation steps:**
1. `pytest tests/orders` passes
**Rollback plan:** revert the commit
**Complexity:** Low
"""
ROADMAP = (
    "# Roadmap\n\n- ⬜ 1.2.3 - Pay for orders\n- ⬜ 1.2.4 - Send invoices\n\n"
    + "## Task 1.2.3 - Pay for orders\n\n"
    + FIELDS.format(goal="An order can be paid.")
    + "\n## Task 1.2.4 - Send invoices\n\n"
    + FIELDS.format(goal="An invoice is sent.")
)
# They wait for a client or an event; they have tests of their own.
SERVERS = {"mcp", "server", "hook"}
# Pages that begin before there is a blueprint.
BEGINNINGS = {"getting-started.md", "adopting.md"}


def shop(folder: Path, page: str) -> Path:
    """Return the demonstration's shop on a branch `topic` that has left `main`."""
    sources = {path: text for path, text in SHOP.items() if path.startswith("src/")}
    files = sources if page in BEGINNINGS else {**SHOP, "docs/kavro/roadmap.md": ROADMAP}
    repository(folder, files)
    git(folder, "checkout", "--quiet", "-b", "topic")
    write(folder, {"src/shop/migrations/0001_orders.py": "import shop.models.order\n"})
    # The list that the page shows, of a repository that is here.
    write(folder, {"repositories.toml": '[[repository]]\nname = "shop"\npath = "."\n'})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=[1.2.3] Keep orders")
    git(folder, "fetch", "--quiet", ".", "topic")
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_work_in_its_order(page: Path, tmp_path: Path) -> None:
    calls = [call for _, call in typed(page) if call.split()[0] not in SERVERS]
    folder = shop(tmp_path / "shop", page.name)
    for call in calls:
        beginning = call.startswith("init") and page.name not in BEGINNINGS
        place = shop(tmp_path / "new", "getting-started.md") if beginning else folder
        done = run(place, *shlex.split(call), XDG_CACHE_HOME=str(tmp_path / "cache"))
        # 1 is a verdict; 2 would say that the page shows something that cannot be done.
        assert done.returncode in (0, 1), f"{page.name}: {call}\n{done.stdout}{done.stderr}"


SHAPES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "python": (
        "app/api.py",
        {
            "pyproject.toml": "[project]\nname = 'app'\n",
            "app/__init__.py": "",
            "app/api.py": "from app import models\n",
            "app/models.py": "import os\n",
        },
    ),
    "typescript": (
        "src/pages/home.ts",
        {
            "package.json": '{"name": "web", "dependencies": {"react": "19"}}',
            "src/pages/home.ts": "import React from 'react';\nimport { get } from '../api/get';\n",
            "src/api/get.ts": "export const get = 1;\n",
        },
    ),
    "go": (
        "cmd/shop/main.go",
        {
            "go.mod": "module example.com/shop\n\ngo 1.22\n",
            "cmd/shop/main.go": 'package main\n\nimport "example.com/shop/orders"\n',
            "orders/orders.go": 'package orders\n\nimport "fmt"\n',
        },
    ),
    "mixed": (
        "backend/app/main.py",
        {
            "backend/pyproject.toml": "[project]\nname = 'app'\n",
            "backend/app/__init__.py": "",
            "backend/app/main.py": "from app import core\n",
            "backend/app/core.py": "",
            "frontend/package.json": '{"name": "web"}',
            "frontend/src/main.ts": "import './api';\n",
            "frontend/src/api.ts": "export {};\n",
        },
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_first_hour_works_in_a_repository_of_each_shape(shape: str, tmp_path: Path) -> None:
    source, files = SHAPES[shape]
    folder = repository(tmp_path / shape, files)
    for call in ("init --dry-run", "init", "check", f"explain {source} --imports", "graph"):
        done = run(folder, *shlex.split(call), XDG_CACHE_HOME=str(tmp_path / "cache"))
        assert done.returncode == 0, f"{call}\n{done.stdout}{done.stderr}"
    assert (folder / "docs/kavro/blueprint.md").is_file()
    assert "BLOCK" not in run(folder, "check").stdout


@pytest.mark.parametrize("shape", SHAPES)
def test_the_workflow_begins_in_a_repository_of_each_shape(shape: str, tmp_path: Path) -> None:
    source, files = SHAPES[shape]
    folder = repository(tmp_path / shape, files)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    for call in ("init --workflow", "check", "tasks", "status", f"explain {source}", "diff HEAD"):
        done = run(folder, *shlex.split(call), **cache)
        assert done.returncode == 0, f"{call}\n{done.stdout}{done.stderr}"
    # What nobody has filled in yet is open.
    report = run(folder, "check", **cache).stdout
    assert report.splitlines()[-1].startswith("FLAG: ")
    assert "broken-link" not in report
