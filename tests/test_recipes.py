"""The recipes of CONTRIBUTING.md, followed word by word in a copy of the repository."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPES = {
    title: body
    for title, body in re.findall(
        r"^## (Add [^\n]+)\n(.*?)(?=^## (?:Add|Commits)|\Z)", TEXT, re.M | re.S
    )
    if "````" in body
}
COPIED = (
    "kavro_lint",
    "rules",
    "fixtures",
    "tests/stories",
    "docs/contract.md",
    "tests/building.py",
)
# How many files a change of that kind touches.
FILES = {
    "Add a rule of a known kind": 2,
    "Add a new kind of check": 3,
    "Add an output format": 2,
    "Add a language": 2,
    "Add a language in which names are edges": 2,
}


def files_of(recipe: str) -> dict[str, str]:
    """Return path → text of each file that a recipe shows."""
    shown = r"^`([^`\n]+)`\n````\w+\n(.*?)^````$"
    return dict(re.findall(shown, RECIPES[recipe], re.M | re.S))


@pytest.mark.parametrize("recipe", FILES)
def test_a_recipe_works_as_it_is_written(recipe: str, tmp_path: Path) -> None:
    files = files_of(recipe)
    assert len(files) == FILES[recipe]
    for path in COPIED:
        source, target = ROOT / path, tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (tmp_path / "tests/__init__.py").touch()
    for path, text in files.items():
        assert not (tmp_path / path).exists()
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (command,) = re.findall(r"^\$ python (-m pytest .+)$", RECIPES[recipe], re.M)
    done = subprocess.run(
        [sys.executable, *shlex.split(command), "-q", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_every_recipe_is_followed() -> None:
    assert set(RECIPES) == set(FILES)


PLACES = sorted(set(re.findall(r"`((?:kavro_lint|tests|docs|rules|benchmarks)/[\w./]+)`", TEXT)))


@pytest.mark.parametrize("path", PLACES)
def test_the_places_that_the_recipes_name_exist(path: str) -> None:
    shown = {name for recipe in FILES for name in files_of(recipe)}
    assert path in shown or (ROOT / path).exists()
