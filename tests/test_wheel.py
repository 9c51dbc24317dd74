"""What is installed from a wheel or an sdist works without the checkout."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_rules_are_in_wheel_and_sdist(built: Path) -> None:
    rules = {path.name for path in (ROOT / "rules").glob("*.md")}
    wheel = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    sdist = tarfile.open(next(built.glob("*.tar.gz"))).getnames()
    assert rules
    assert {name.rpartition("/")[2] for name in wheel if "kavro_lint/rules/" in name} == rules
    assert {n.rpartition("/")[2] for n in sdist if "/rules/" in n and n.endswith(".md")} == rules


def test_the_contract_is_where_the_rule_pages_of_the_wheel_link_to(built: Path) -> None:
    wheel = zipfile.ZipFile(next(built.glob("*.whl")))
    page = wheel.read("kavro_lint/rules/layer-violation.md").decode()
    assert "](../docs/contract.md#" in page
    assert wheel.read("kavro_lint/docs/contract.md") == (ROOT / "docs/contract.md").read_bytes()


def test_the_packages_of_the_jdk_are_in_wheel_and_sdist(built: Path) -> None:
    name = "kavro_lint/languages/jvm/data/jdk.txt"
    wheel = zipfile.ZipFile(next(built.glob("*.whl")))
    assert wheel.read(name) == (ROOT / name).read_bytes()
    assert any(n.endswith(name) for n in tarfile.open(next(built.glob("*.tar.gz"))).getnames())


def test_the_parts_of_the_page_are_in_wheel_and_sdist(built: Path) -> None:
    parts = {path.name for path in (ROOT / "kavro_lint/commands/graph/formats/page").iterdir()}
    wheel = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    sdist = tarfile.open(next(built.glob("*.tar.gz"))).getnames()
    assert "page.html" in parts
    for names in (wheel, sdist):
        assert {name.rpartition("/")[2] for name in names if "/formats/page/" in name} == parts


def test_the_wheel_checks_a_repository_from_an_empty_environment(
    built: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    wheel = str(next(built.glob("*.whl")))
    install = [str(programs / "python"), "-m", "pip", "install", "--quiet", wheel]
    subprocess.run(install, check=True, capture_output=True)
    repository = tmp_path / "repository"
    subprocess.run(["git", "init", "--quiet", str(repository)], check=True)
    (repository / "a.py").write_text("import b\n")
    (repository / "b.py").write_text("")
    (repository / "docs/kavro").mkdir(parents=True)
    (repository / "docs/kavro/blueprint.md").write_text(
        "| Module | Paths | May import |\n|--|--|--|\n"
        "| a | `a.py` | none |\n| b | `b.py` | none |\n"
    )
    check = [str(programs / "kavro-lint"), "check"]
    done = subprocess.run(check, capture_output=True, text=True, cwd=repository)
    assert "KV704 forbidden-dependency: 1 major" in done.stdout
    assert (done.returncode, done.stderr) == (1, "")
    graph = [str(programs / "kavro-lint"), "graph", "--format", "html"]
    page = subprocess.run(graph, capture_output=True, text=True, cwd=repository).stdout
    assert page.startswith("<!DOCTYPE html>")
