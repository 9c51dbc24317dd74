"""Settings that `init` finds out: where decisions and artifacts lie, the mainline, the phases."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.building import git, repository, run, write

CODE = {"shop/a.py": "", "shop/b.py": "import shop.a\n"}
RECORD = "# Use one\n\n## Status\n\nAccepted\n"


def settings(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "kavro-lint.toml").read_text())


@pytest.mark.parametrize(
    "place",
    ["docs/adr", "doc/adr", "docs/decisions", "adr", "doc/architecture/decisions"],
)
def test_folders_of_decisions_are_found_and_used(tmp_path: Path, place: str) -> None:
    folder = repository(tmp_path / "x", {**CODE, f"{place}/0001-use-one.md": RECORD})
    assert run(folder, "init").returncode == 0
    assert settings(folder)["decisions"] == [place]
    done = run(folder, "check", "--all", "--format", "json")
    assert place in done.stdout


@pytest.mark.parametrize("name", ["ADR-001-Use-One.md", "0001-use-one.md"])
def test_decisions_that_were_there_are_known_debt(tmp_path: Path, name: str) -> None:
    """They have no date, and the state before the adoption named no folder for them."""
    files = {**CODE, f"docs/adr/{name}": RECORD, "docs/adr/ADR-000-template.md": "# ADR-NNN: [x]\n"}
    folder = repository(tmp_path / "x", files)
    run(folder, "init")
    done = run(folder, "check", "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["findings"]) == (0, [])
    assert report["summary"]["known"] > 0
    write(
        folder, {f"docs/adr/{name}": f"{RECORD}\n## Context\n\nTBD\n", "docs/adr/0002-b.md": RECORD}
    )
    new = json.loads(run(folder, "check", "--format", "json").stdout)["findings"]
    assert {finding["path"] for finding in new if finding["id"] == "KV206"} == {
        "docs/adr/0002-b.md"
    }
    assert "template" not in run(folder, "check", "--all", "--format", "json").stdout


def test_several_folders_of_decisions_are_used(tmp_path: Path) -> None:
    files = {**CODE, "adr/0001-a.md": RECORD, "docs/decisions/2026-01-01-b.md": RECORD}
    files["docs/arch/overview.md"] = "# no record\n"
    folder = repository(tmp_path / "x", files)
    run(folder, "init")
    assert settings(folder)["decisions"] == ["docs/decisions", "adr"]


def test_the_layout_of_kavro_is_found(tmp_path: Path) -> None:
    files = {
        **CODE,
        "docs/project-overview.md": "# Shop\n",
        "docs/research-findings.md": "# Research\n",
        "docs/decisions/2026-01-01-b.md": RECORD,
    }
    folder = repository(tmp_path / "x", files)
    done = run(folder, "init")
    assert (done.returncode, done.stderr) == (0, "")
    assert settings(folder)["artifacts"] == "docs"
    # They are the artifact folder's own.
    assert "decisions" not in settings(folder)
    assert (folder / "docs/blueprint.md").is_file()
    assert run(folder, "check").returncode in (0, 1)


def test_a_document_that_others_have_too_is_no_layout_of_kavro(tmp_path: Path) -> None:
    files = {**CODE, "docs/architecture.md": "# x\n", "docs/roadmap.md": "# x\n"}
    folder = repository(tmp_path / "x", files)
    run(folder, "init")
    assert "artifacts" not in settings(folder)
    assert (folder / "docs/kavro/blueprint.md").is_file()


def test_the_workflow_follows_all_phases(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", CODE)
    done = run(folder, "init", "--workflow")
    assert settings(folder)["phases"] == "all"
    assert "kavro-lint agents install" in done.stdout.replace("\n ", "")
    assert "status" in done.stdout
    # Its skeletons are those of `new`.
    other = repository(tmp_path / "y", CODE)
    for kind in ("debugging-notes", "future-improvements", "api-reference"):
        assert run(other, "new", kind, "x").returncode == 0
        text = (other / f"docs/kavro/{kind}.md").read_text()
        assert (folder / f"docs/kavro/{kind}.md").read_text() == text


@pytest.mark.parametrize("branch", ["trunk", "main", "develop"])
def test_the_job_runs_on_the_mainline_of_the_repository(tmp_path: Path, branch: str) -> None:
    import yaml

    origin = tmp_path / "origin"
    repository(origin, CODE)
    git(origin, "branch", "--move", branch)
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(origin), str(folder))
    git(folder, "checkout", "--quiet", "-b", "topic")
    run(folder, "init", "--ci", "github")
    job = yaml.safe_load((folder / ".github/workflows/architecture.yml").read_text())
    # YAML 1.1 reads the key `on` as a boolean.
    assert job[True]["push"]["branches"] == [branch]


def test_without_a_remote_the_mainline_is_the_branch_there_is(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=trunk")
    write(folder, CODE)
    run(folder, "init", "--ci", "github")
    assert "trunk" in (folder / ".github/workflows/architecture.yml").read_text()


@pytest.mark.parametrize("workflow", [[], ["--workflow"]])
def test_a_repository_that_nobody_can_read_yet_stays_judgeable(
    tmp_path: Path, workflow: list[str]
) -> None:
    files = {"app/shop.rb": "puts 1\n", "app/cart.ex": "IO.puts 1\n", "README.md": "# x\n"}
    folder = repository(tmp_path / "x", files)
    done = run(folder, "init", *workflow)
    assert done.returncode == 0
    assert "1 .ex, 1 .rb files, which kavro-lint cannot read yet" in " ".join(done.stdout.split())
    assert run(folder, "check").returncode in (0, 1)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Begin")
    assert run(folder, "check").returncode in (0, 1)


def test_a_few_files_among_many_unread_ones_are_reported(tmp_path: Path) -> None:
    files = {f"app/{name}.rb": "puts 1\n" for name in "abcdef"} | {"tools.py": "", "x.py": ""}
    folder = repository(tmp_path / "x", files)
    done = run(folder, "init")
    assert "most of the source cannot be read yet" in " ".join(done.stdout.split())
    assert run(folder, "check").returncode == 0
