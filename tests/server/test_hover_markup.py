"""What a repository says is no markup in a hover: no link, no picture, no emphasis."""

import re
from pathlib import Path

import pytest

from kavro_lint.commands.org.export import _plain_cell
from kavro_lint.pipeline.check import examine
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.server.navigation import hover
from tests.trust.building import started

EVIL = "b`](command:x)![p](https://e.invalid/p.png)<img src=x>"
NAME = "b![p](https:)<b>**x"
ROWS = f"| a | `a/` | none |\n| {NAME} | `b/` | none |\n"
PLAN = f"| Module | Paths | May import |\n|---|---|---|\n{ROWS}"


def shown_of(hover_text: str | None) -> str:
    """Return what of a hover is not code."""
    return re.sub(r"`[^`]*`|</?code>", "", hover_text or "")


@pytest.mark.parametrize(("path", "line"), [("a/x.js", 1), ("docs/kavro/blueprint.md", 4)])
def test_a_hover_holds_no_markup_of_the_repository(tmp_path: Path, path: str, line: int) -> None:
    name = EVIL.replace("/", "_")
    files = {
        "docs/kavro/blueprint.md": PLAN,
        "a/x.js": f"import '../b/{name}.js'\n",
        f"b/{name}.js": "",
    }
    folder = started(tmp_path / "r", files)
    text = shown_of(hover(examine(Request(folder), FindingOptions()), path, line))
    assert text
    assert not re.search(r"!\[|\]\(|<img|<b>", text)


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(1)", "\tx"])
def test_a_cell_of_a_table_is_no_formula(value: str) -> None:
    assert _plain_cell(value) == f"'{value}"
    assert _plain_cell(7) == 7
