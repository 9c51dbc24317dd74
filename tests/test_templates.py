"""Kavro's own templates, short and long, filled in as an agent would: nothing is wrong."""

import json
import shutil
from pathlib import Path

import pytest

from tests.building import git, run

TEMPLATES = Path(__file__).parent / "templates"


@pytest.mark.parametrize(("form", "not_judged"), [("short", [5, 6]), ("long", [])])
def test_a_filled_in_template_has_no_findings(
    tmp_path: Path, form: str, not_judged: list[int]
) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(TEMPLATES / form, folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Plan")
    done = run(folder, "check", "--format", "json")
    report = json.loads(done.stdout)
    assert report["findings"] == []
    assert (report["verdict"], done.returncode) == ("PASS", 0)
    assert report["coverage"]["declared"] == 4
    assert report["coverage"]["phases_not_judged"] == not_judged


def test_the_short_form_lacks_what_is_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(TEMPLATES / "short", folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    roadmap = folder / "docs/execution-roadmap.md"
    roadmap.write_text(roadmap.read_text().replace("**Rollback plan:** revert the commit\n", ""))
    assert "KV302 incomplete-task: 1 minor" in run(folder, "check").stdout
