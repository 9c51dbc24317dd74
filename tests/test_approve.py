"""`kavro-lint approve`: one file, never overwritten, and two of them never conflict."""

from pathlib import Path

import pytest

from tests.building import git, repository, run, write
from tests.test_hooks import FILES

NAMED = ("--by", "Ada Lovelace", "--on", "2026-11-02")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


def written(folder: Path) -> list[str]:
    return [path.name for path in sorted((folder / "docs/kavro/approvals").glob("*"))]


@pytest.mark.parametrize(
    ("subject", "name", "covers"),
    [
        (["blueprint"], "2026-11-02-blueprint-", "| module a |"),
        (["task", "1.1.1"], "2026-11-02-task-1.1.1-", "| scope of task 1.1.1: a/ |"),
        (["gate", "ci"], "2026-11-02-gate-ci-", "| .ci/run |"),
        (["gate ci"], "2026-11-02-gate-ci-", "| .ci/run |"),
    ],
)
def test_each_subject_has_a_file_of_its_own(
    folder: Path, subject: list[str], name: str, covers: str
) -> None:
    write(folder, {".ci/run": "make\n"})
    done = run(folder, "approve", *subject, *NAMED)
    assert (done.returncode, done.stderr) == (0, "")
    (file,) = written(folder)
    assert file.startswith(name)
    text = (folder / "docs/kavro/approvals" / file).read_text()
    assert 'by: "Ada Lovelace"\non: 2026-11-02\n' in text
    assert covers in text
    assert covers in done.stdout
    again = run(folder, "approve", *subject, *NAMED)
    assert "This file exists already" in again.stdout
    assert written(folder) == [file]
    assert git(folder, "rev-list", "--count", "HEAD").strip() == "1"


def test_an_approver_approves_the_policy_that_a_branch_loosens(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "-b", "more")
    blueprint = FILES["docs/kavro/blueprint.md"].replace("| none |", "| a |")
    write(folder, {"docs/kavro/blueprint.md": blueprint, "b/y.py": "from a import x\n"})
    before = run(folder, "check", "--base", "auto", "--select", "KV006")
    assert "KV006 policy-loosened: 1 minor" in before.stdout
    done = run(folder, "approve", "policy", *NAMED)
    assert (done.returncode, done.stderr) == (0, "")
    assert "PASS" in run(folder, "check", "--base", "auto", "--select", "KV006").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bluprint", *NAMED], "did you mean blueprint"),
        (["task", "1.1.2", *NAMED], "did you mean 1.1.1"),
        (["gate", "migratons", *NAMED], "did you mean migrations"),
        (["gate", "ci", *NAMED], "the gate ci matches no file"),
        (["policy", *NAMED], "no line loosens the policy"),
        (["blueprint", "--by", " "], "no approver is named"),
        (["blueprint", "--by", "Ada", "--on", "yesterday"], "is not a date"),
    ],
)
def test_what_cannot_be_approved_is_refused(folder: Path, arguments: list[str], words: str) -> None:
    done = run(folder, "approve", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (folder / "docs/kavro/approvals").exists()


def test_nothing_is_overwritten_and_nothing_leaves_the_repository(folder: Path) -> None:
    assert "Nothing was written" in run(folder, "approve", "blueprint", *NAMED, "--dry-run").stdout
    run(folder, "approve", "blueprint", *NAMED)
    (file,) = written(folder)
    write(folder, {f"docs/kavro/approvals/{file}": "mine\n"})
    done = run(folder, "approve", "blueprint", *NAMED)
    assert (done.returncode, "already with other content" in done.stderr) == (2, True)
    outside = folder.parent / "outside"
    outside.mkdir()
    for path in (folder / "docs/kavro/approvals").iterdir():
        path.unlink()
    (folder / "docs/kavro/approvals").rmdir()
    (folder / "docs/kavro/approvals").symlink_to(outside)
    done = run(folder, "approve", "blueprint", *NAMED)
    assert (done.returncode, "outside the repository" in done.stderr) == (2, True)
    assert list(outside.iterdir()) == []


def test_a_name_may_hold_signs_of_yaml_and_of_tables(folder: Path) -> None:
    done = run(
        folder, "approve", "blueprint", "--by", 'Ada: "x" | # \x1b[31m', "--on", "2026-11-02"
    )
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "KV001" not in run(folder, "check").stdout


def test_two_approvals_on_two_branches_merge_without_a_conflict(folder: Path) -> None:
    for branch, name, subject in (("one", "Ada", "blueprint"), ("two", "Grace", "task 1.1.1")):
        git(folder, "checkout", "--quiet", "-b", branch, "main")
        assert run(folder, "approve", *subject.split(), "--by", name).returncode == 0
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", f"--message={name} approves")
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-edit", "one")
    git(folder, "merge", "--quiet", "--no-edit", "two")
    assert len(written(folder)) == 2
    # The same plan with another row on each branch: two records, still no conflict.
    for branch, row in (("three", "| c | `c/` | none |\n"), ("four", "| d | `d/` | none |\n")):
        git(folder, "checkout", "--quiet", "-b", branch, "main")
        text = (folder / "docs/kavro/blueprint.md").read_text()
        place = folder / "docs/kavro/blueprint.md"
        place.write_text(
            text + row if branch == "three" else text.replace("| a |", row + "| a |", 1)
        )
        assert run(folder, "approve", "blueprint", "--by", "Ada").returncode == 0
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", f"--message={branch}")
    git(folder, "merge", "--quiet", "--no-edit", "three")
    assert len(written(folder)) == 4
    assert "KV211" not in run(folder, "check").stdout
