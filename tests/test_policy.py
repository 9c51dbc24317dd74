"""Every way to let a change pass its own check is the same to KV006."""

import json
from pathlib import Path

import pytest

from tests.building import git, repository, run, write

HEAD = "---\nstatus: approved\n---\n"
TABLE = "| Module | Paths | May import |\n|---|---|---|\n"
ROWS = "| all | `a/`, `b/` | none |\n| a | `a/` | none |\n| b | `b/` | none |\n"
ROADMAP = "- ⬜ 1.1.1 - One\n\n### Task 1.1.1 - One\n\n**Scope - In:** `a/`\n"
FILES = {
    "a/x.py": "", "b/y.py": "", "docs/kavro/blueprint.md": HEAD + TABLE + ROWS.split("\n", 1)[1],
    "docs/kavro/roadmap.md": ROADMAP,
}  # fmt: skip
BAD = {"a/x.py": "from b import y\n"}
TYPED = {"a/x.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from b import y\n"}
UNGOVERNED = "\n| Ungoverned | Reason |\n|---|---|\n| `a/` | later |\n"
BLUEPRINT = FILES["docs/kavro/blueprint.md"]


def loosened(folder: Path, files: dict[str, str], *gone: str) -> list[str]:
    write(folder, files)
    for path in gone:
        (folder / path).unlink()
    done = run(folder, "check", "--base", "HEAD", "--select", "KV006", "--format", "json")
    assert done.returncode == 0, done
    contracts = [finding["contract"] for finding in json.loads(done.stdout)["findings"]]
    return [f"{contract['path']}:{contract['line']}" for contract in contracts]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({**BAD, "docs/kavro/blueprint.md": BLUEPRINT.replace("| none |", "| b |", 1)},
         "docs/kavro/blueprint.md:6"),
        ({**BAD, "docs/kavro/blueprint.md": HEAD + TABLE + ROWS.split("\n", 1)[1] + UNGOVERNED},
         "docs/kavro/blueprint.md:11"),
        ({**BAD, "kavro-lint.toml": '\nexclude = ["a/"]\n'}, "kavro-lint.toml:2"),
        ({**BAD, ".gitattributes": "# x\na/** linguist-vendored\n"}, ".gitattributes:2"),
        ({**TYPED, "kavro-lint.toml": 'type-only = "ignore"\n'}, "kavro-lint.toml:1"),
        ({**BAD, "kavro-lint.toml": '\n[severity]\nKV704 = "minor"\n'}, "kavro-lint.toml:3"),
        ({**BAD, "kavro-lint.toml": 'fail-on = "critical"\n'}, "kavro-lint.toml:1"),
        ({".github/workflows/ci.yml": "x", "kavro-lint.toml": '[gates]\nci = "off"\n'},
         "kavro-lint.toml:2"),
    ],
)  # fmt: skip
def test_each_way_of_loosening_the_policy_is_shown(
    tmp_path: Path, files: dict[str, str], place: str
) -> None:
    folder = repository(tmp_path, FILES)
    assert loosened(folder, files) == [place]


def test_the_order_of_rows_does_not_loosen_the_policy(tmp_path: Path) -> None:
    rows = ROWS.splitlines(keepends=True)
    folder = repository(tmp_path, {**FILES, "docs/kavro/blueprint.md": HEAD + TABLE + ROWS})
    places = loosened(
        folder, {**BAD, "docs/kavro/blueprint.md": HEAD + TABLE + rows[1] + rows[2] + rows[0]}
    )
    assert places == ["docs/kavro/blueprint.md:8"]


def test_an_artifact_that_is_gone_or_no_longer_read(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    places = loosened(folder, {}, "docs/kavro/roadmap.md")
    assert places == ["docs/kavro/blueprint.md:1"]
    git(folder, "checkout", "--quiet", "--", ".")
    moved = {"docs/plan/blueprint.md": BLUEPRINT, "kavro-lint.toml": 'artifacts = "docs/plan"\n'}
    assert loosened(folder, moved) == ["kavro-lint.toml:1"]
    # Moved with all that is in it, nothing is lost.
    git(folder, "mv", "docs/kavro/roadmap.md", "docs/plan/roadmap.md")
    git(folder, "rm", "--quiet", "docs/kavro/blueprint.md")
    git(folder, "add", "--all")
    assert loosened(folder, {}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"docs/kavro/blueprint.md": BLUEPRINT + "\nMore prose.\n"},
        {"docs/kavro/blueprint.md": BLUEPRINT.replace("| none |", "| b |", 1)},
        {"kavro-lint.toml": 'fail-on = "minor"\n', **BAD},
        {"kavro-lint.toml": 'exclude = ["nothing/"]\n'},
        {**BAD},
    ],
)
def test_a_change_that_hides_no_finding_is_not_shown(tmp_path: Path, files: dict[str, str]) -> None:
    assert loosened(repository(tmp_path, FILES), files) == []


def test_loosening_is_major_where_approvers_are_named(tmp_path: Path) -> None:
    named = {"kavro-lint.toml": 'approvers = ["ada@example.invalid"]\n'}
    folder = repository(tmp_path, {**FILES, **named})
    write(folder, {**BAD, "docs/kavro/blueprint.md": BLUEPRINT.replace("| none |", "| b |", 1)})
    done = run(folder, "check", "--base", "HEAD", "--select", "KV006")
    assert done.returncode == 1
    assert "KV006 policy-loosened: 1 major" in done.stdout
