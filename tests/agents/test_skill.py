"""The skill, followed to the letter by a scripted agent, and each of its gates left out."""

import importlib.util
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SKILL = ROOT / "kavro_lint/agents/skill"


@pytest.fixture(scope="module")
def skill() -> ModuleType:
    spec = importlib.util.spec_from_file_location("skill", ROOT / "docs/skill.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["skill"] = module
    spec.loader.exec_module(module)
    return module


def test_an_agent_that_follows_the_skill_ends_with_pass(skill: ModuleType, tmp_path: Path) -> None:
    agent = skill.Agent(tmp_path)
    agent.follow()
    assert [(step, code) for step, code, _ in agent.checks] == [
        *((phase, 0) for phase in range(1, 7)), (skill.GATE, 0), (7, 0), (skill.ALL, 0),
    ]  # fmt: skip
    assert agent.checks[-1][2].rstrip().endswith("PASS: no findings")
    pages = skill.pages(agent.forms)
    there = {page.name: page.read_text("utf-8") for page in (SKILL / "references").iterdir()}
    assert there == pages, "run: python docs/skill.py"


@pytest.mark.parametrize(
    ("phase", "step"), [(1, 1), (2, 10), (3, 3), (4, 4), (5, 10), (6, 10), (7, 7)]
)
def test_a_gate_that_is_left_out_stops_the_agent(
    skill: ModuleType, tmp_path: Path, phase: int, step: int
) -> None:
    agent = skill.Agent(tmp_path, frozenset({phase}))
    agent.follow()
    assert next(number for number, code, _ in agent.checks if code) == step
    if phase != 7:
        assert not (tmp_path / "shop").exists()


def test_the_skill_is_what_agent_tools_accept() -> None:
    text = (SKILL / "SKILL.md").read_text("utf-8")
    assert len(text.splitlines()) <= 150
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["name"] == "kavro-lint"
    assert 1 <= len(front["description"]) <= 1024
    assert front.keys() <= {
        "name", "description", "license", "compatibility", "metadata", "allowed-tools",
    }  # fmt: skip
    assert len(front["compatibility"]) <= 500
    assert all(isinstance(value, str) for value in front["metadata"].values())
    for page in (SKILL / "references").iterdir():
        assert f"references/{page.name}" in text


def test_the_archive_holds_the_folder(skill: ModuleType, tmp_path: Path) -> None:
    place = tmp_path / "kavro-lint.zip"
    assert skill.main(["--zip", str(place)]) == 0
    with zipfile.ZipFile(place) as archive:
        names = archive.namelist()
    assert "kavro-lint/SKILL.md" in names
    assert len(names) == 1 + len(list((SKILL / "references").iterdir()))
