"""After any sequence of changes a remembered report is the report of `--no-cache`, byte for byte.

A hundred steps here; `KAVRO_LINT_STEPS=1000` makes it a thousand.
"""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kavro_lint.cache import cached_run, tree
from kavro_lint.cli import main, outputs
from kavro_lint.git import command
from tests.building import git, repository, write

STEPS = int(os.environ.get("KAVRO_LINT_STEPS", "100"))
MODULES = ("a", "b", "c")
TABLE = "| Module | Paths | May import | External |\n|--|--|--|--|\n"
QUESTIONS = ((), ("--staged",), ("--base", "HEAD"), ("--base", "first"), ("--rev", "HEAD"))


def blueprint(chance: random.Random) -> str:
    rows = (
        f"| {name} | `{name}/` | {chance.choice(('none', '*', 'a', 'b', 'b, c', ''))} "
        f"| {chance.choice(('none', '', 'requests'))} |\n"
        for name in MODULES
    )
    return TABLE + "".join(rows)


def source(chance: random.Random) -> str:
    lines = [
        chance.choice((
            f"from {chance.choice(MODULES)} import f{chance.randrange(4)}", "import requests",
            f"import {chance.choice(MODULES)}.f{chance.randrange(4)}", "import os", "# words",
            "import nowhere", "from . import f1", "x = 1",
        ))
        for _ in range(chance.randrange(4))
    ]  # fmt: skip
    return "\n".join((*lines, ""))


def _a_file(folder: Path, chance: random.Random) -> Path:
    return chance.choice(sorted(folder.glob("?/*.py")) or [folder / "a/f0.py"])


def edit(folder: Path, chance: random.Random) -> None:
    write(folder, {_a_file(folder, chance).relative_to(folder).as_posix(): source(chance)})


def add(folder: Path, chance: random.Random) -> None:
    write(folder, {f"{chance.choice(MODULES)}/f{chance.randrange(5)}.py": source(chance)})


def remove(folder: Path, chance: random.Random) -> None:
    _a_file(folder, chance).unlink(missing_ok=True)


def rename(folder: Path, chance: random.Random) -> None:
    place = _a_file(folder, chance)
    if place.exists():
        target = folder / chance.choice(MODULES) / f"f{chance.randrange(5)}.py"
        target.parent.mkdir(exist_ok=True)
        place.rename(target)


def change_contract(folder: Path, chance: random.Random) -> None:
    write(folder, {"docs/kavro/blueprint.md": blueprint(chance)})


def change_settings(folder: Path, chance: random.Random) -> None:
    text = chance.choice(("", 'exclude = ["a/f1.py"]\n', 'type-only = "ignore"\n',
                          "max-file-size = 60\n", 'source-roots = ["."]\n'))  # fmt: skip
    write(folder, {"kavro-lint.toml": text})


def change_manifest(folder: Path, chance: random.Random) -> None:
    listed = chance.choice(("[]", '["requests"]', '["flask"]'))
    text = f'[project]\nname = "shop"\nversion = "1"\ndependencies = {listed}\n'
    write(folder, {"pyproject.toml": text})


def stage(folder: Path, chance: random.Random) -> None:
    git(folder, "add", "--all")


def commit(folder: Path, chance: random.Random) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=More")


def change_branch(folder: Path, chance: random.Random) -> None:
    commit(folder, chance)
    name = chance.choice(("one", "two"))
    git(folder, "branch", name) if not git(folder, "branch", "--list", name) else None
    git(folder, "checkout", "--quiet", name)


CHANGES: tuple[Callable[[Path, random.Random], None], ...] = (
    edit, edit, edit, add, remove, rename, change_contract, change_settings, change_manifest,
    stage, commit, change_branch,
)  # fmt: skip


def checked(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> tuple[object, str, str]:
    """Run a check in this process, and return its exit code and what it printed."""
    monkeypatch.setattr(sys, "argv", ["kavro-lint", "check", *arguments])
    # Both begin empty in a process of its own.
    command.QUESTIONS.clear()
    outputs._PRINTED.clear()
    with pytest.raises(SystemExit) as leaving:
        main()
    return (leaving.value.code, *capfd.readouterr())


@pytest.mark.parametrize("seed", range(4))
def test_every_report_is_that_of_a_run_without_a_cache(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    sources = {f"{name}/f{number}.py": source(chance) for name in MODULES for number in range(4)}
    folder = repository(tmp_path, {**sources, "docs/kavro/blueprint.md": blueprint(chance)})
    git(folder, "tag", "first")
    monkeypatch.chdir(folder)
    # Stat data are believed at once, as they are after two seconds.
    monkeypatch.setattr(tree, "RACY_NS", 0)
    answered = 0
    for step in range(STEPS // 4):
        change = chance.choice(CHANGES)
        change(folder, chance)
        question = chance.choice(QUESTIONS)
        kept = checked(question, monkeypatch, capfd)
        assert kept == checked(("--no-cache", *question), monkeypatch, capfd), (step, change)
        assert kept == checked(question, monkeypatch, capfd), (step, change)
        answered += len(list((folder / ".git/kavro-lint").glob(f"{cached_run.ANSWER}*")))
    assert answered
