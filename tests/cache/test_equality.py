"""After any sequence of changes a remembered report is the report of `--no-cache`, byte for byte.

A hundred steps here; `KAVRO_LINT_STEPS=1000` makes it a thousand.
"""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kavro_lint.cache import cached_run, known_paths
from kavro_lint.pipeline.incremental import neutral_change
from tests.building import git, repository, write
from tests.cache.in_process import answer_to

STEPS = int(os.environ.get("KAVRO_LINT_STEPS", "100"))
MODULES = ("a", "b", "c")
TABLE = (
    "| Module | Paths | May import | External | Must not reach | Layer | Public |\n"
    "|--|--|--|--|--|--|--|\n"
)
LAYERS = "\n## Layers\n\n1. high\n2. low\n"
QUESTIONS = (
    *((),) * 8, ("-q",), ("--format", "concise"), ("--verbose",), ("--staged",), ("--base", "HEAD"),
    ("--base", "first"), ("--rev", "HEAD"), ("--select", "KV703,KV710", "--fail-on", "minor"),
    ("--owner", "@one", "a/"), ("--max-findings", "2"),
)  # fmt: skip
# What is mostly nothing to report, and what may be.
CALM = ("import os", "import json", "# words", "x = 1", "from . import f1", "from {name} import f2",
        "import linked.f1")  # fmt: skip
LOUD = (
    "from {name} import f{number}", "import requests", "import {name}.f{number}", "import nowhere",
    "x = __import__(y)", "from {name} import (", "from {name}.linked import f{number}",
    "from a import l1", "import sub.x", "from c.sub import x",
)  # fmt: skip
# Links, with what they may lead to: files, folders, nothing, out of the repository, themselves.
LINKS = {
    "a/l1.py": ("f1.py", "../b/f2.py", "nowhere.py", "/dev/null"),
    "c/f5.py": ("f1.py", "../a/f2.py"),
    "b/linked": ("../a", "../c", "linked", "../nowhere", "../.."),
    "linked": ("a", "b", "b/linked", "c/f1.py", "sub"),
    "CLAUDE.md": ("docs/kavro/blueprint.md", "AGENTS.md", "linked/f3.py"),
}
SUBMODULES = ("sub", "c/sub")


def blueprint(chance: random.Random) -> str:
    rows = (
        f"| {name} | `{name}/` | {chance.choice(('*', '*', '', '', 'none', 'a', 'b', 'b, c'))} "
        f"| {chance.choice(('', '', '', 'none', 'requests'))} "
        f"| {chance.choice(('',) * 8 + ('a', 'c'))} | {chance.choice(('', '', 'high', 'low'))} "
        f"| {chance.choice(('',) * 4 + ('f1.py',))} |\n"
        for name in MODULES
    )
    return TABLE + "".join(rows) + LAYERS


def line(chance: random.Random) -> str:
    lines = LOUD if chance.random() < 0.15 else CALM
    return chance.choice(lines).format(name=chance.choice(MODULES), number=chance.randrange(6))


def source(chance: random.Random) -> str:
    return "\n".join((*(line(chance) for _ in range(chance.randrange(5))), ""))


def _a_file(folder: Path, chance: random.Random) -> Path:
    return chance.choice(sorted(folder.glob("?/*.py")) or [folder / "a/f0.py"])


def edit(folder: Path, chance: random.Random) -> None:
    write(folder, {_a_file(folder, chance).relative_to(folder).as_posix(): source(chance)})


def add(folder: Path, chance: random.Random) -> None:
    write(folder, {f"{chance.choice(MODULES)}/f{chance.randrange(7)}.py": source(chance)})


def remove(folder: Path, chance: random.Random) -> None:
    _a_file(folder, chance).unlink(missing_ok=True)


def rename(folder: Path, chance: random.Random) -> None:
    place = _a_file(folder, chance)
    if place.exists():
        target = folder / chance.choice(MODULES) / f"f{chance.randrange(7)}.py"
        target.parent.mkdir(exist_ok=True)
        place.rename(target)


def change_contract(folder: Path, chance: random.Random) -> None:
    write(folder, {"docs/kavro/blueprint.md": blueprint(chance)})


def change_settings(folder: Path, chance: random.Random) -> None:
    text = chance.choice(("", "", "", 'exclude = ["a/f1.py"]\n', 'type-only = "ignore"\n',
                          '[packages]\nnowhere = ["requests"]\n',
                          "max-file-size = 60\n", 'source-roots = ["."]\n', 'adopted = "first"\n',
                          'adopted = "first"\n'))  # fmt: skip
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


def add_import(folder: Path, chance: random.Random) -> None:
    """Add an import as agents do: mostly one that is nothing to report."""
    place = _a_file(folder, chance)
    if place.exists():
        lines = place.read_text().splitlines()
        lines.insert(chance.randrange(len(lines) + 1), line(chance))
        place.write_text("\n".join((*lines, "")))


def remove_import(folder: Path, chance: random.Random) -> None:
    place = _a_file(folder, chance)
    if place.exists():
        lines = place.read_text().splitlines()
        place.write_text("\n".join((*lines[1:], "")))


def change_task(folder: Path, chance: random.Random) -> None:
    scopes = chance.sample(("`a/`", "`b/`", "`c/f1.py`", "`c/`"), 2)
    tasks = "".join(
        f"\n## Task 1.{number}: Do\n\n**Status:** in-progress\n**Scope:** {scope}\n"
        for number, scope in enumerate(scopes)
    )
    write(folder, {"docs/kavro/roadmap.md": f"# Roadmap\n{tasks}" * chance.randrange(2)})


def change_exceptions(folder: Path, chance: random.Random) -> None:
    rows = "".join(
        f"| {chance.choice(('KV703', 'KV704', 'KV710', 'KV705'))} "
        f"| {chance.choice(('a', '`b/f1.py`', 'c', ''))} | {chance.choice(('b', 'c', ''))} "
        f"| 2999-01-01 |\n"
        for _ in range(chance.randrange(3))
    )
    table = f"\n| Exception | From | To | Until |\n|--|--|--|--|\n{rows}" if rows else ""
    text = f"# Why\n\n**Status:** accepted\n{table}"
    write(folder, {"docs/kavro/decisions/2026-01-01-why.md": text})


def change_owners(folder: Path, chance: random.Random) -> None:
    write(folder, {"CODEOWNERS": chance.choice(("", "a/ @one\n", "* @two\nb/f1.py @one\n"))})


def change_link(folder: Path, chance: random.Random) -> None:
    """Make a link, let it lead elsewhere, put a file in its place, or take it away."""
    path = chance.choice(sorted(LINKS))
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).unlink(missing_ok=True)
    kind = chance.choice(("link", "link", "link", "file", "nothing"))
    if kind == "link":
        (folder / path).symlink_to(chance.choice(LINKS[path]))
    elif kind == "file":
        write(folder, {path: source(chance)})


def change_submodule(folder: Path, chance: random.Random) -> None:
    """Add a repository in this one, move it, or take it away."""
    place, other = (folder / path for path in chance.sample(SUBMODULES, 2))
    if not (place / ".git").exists():
        shutil.rmtree(place, ignore_errors=True)
        repository(place, {"x.py": "import os\n"})
    elif chance.random() < 0.5 and not other.exists():
        other.parent.mkdir(exist_ok=True)
        place.rename(other)
    else:
        shutil.rmtree(place)


CHANGES: tuple[Callable[[Path, random.Random], None], ...] = (
    edit, edit, edit, *(add_import,) * 8, *(remove_import,) * 3, add, remove, rename,
    change_contract, change_settings, change_manifest, change_task, stage, commit, change_branch,
    change_exceptions, change_owners, change_link, change_link, change_submodule,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_every_report_is_that_of_a_run_without_a_cache(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    sources = {f"{name}/f{number}.py": source(chance) for name in MODULES for number in range(6)}
    folder = repository(tmp_path, {**sources, "docs/kavro/blueprint.md": blueprint(chance)})
    git(folder, "tag", "first")
    monkeypatch.chdir(folder)
    # Stat data are believed at once, as they are after two seconds.
    monkeypatch.setattr(known_paths, "RACY_NS", 0)
    answered = 0
    known: list[object] = []

    def counting(*arguments: object) -> tuple[bytes, int] | None:
        result = output_after(*arguments)  # type: ignore[arg-type]
        known.extend([result] if result is not None else [])
        return result

    output_after = neutral_change.output_after
    monkeypatch.setattr(neutral_change, "output_after", counting)
    for step in range(STEPS // 4):
        change = chance.choice(CHANGES)
        change(folder, chance)
        question = chance.choice(QUESTIONS)
        kept = answer_to(["check", *question], monkeypatch, capfd)
        assert kept == answer_to(["check", "--no-cache", *question], monkeypatch, capfd), (
            step,
            change,
        )
        assert kept == answer_to(["check", *question], monkeypatch, capfd), (step, change)
        answered += len(list((folder / ".git/kavro-lint").glob(f"{cached_run.ANSWER}*")))
    assert answered
    # A few dozen steps may have none; `tests/test_counts.py` has one for sure.
    assert known or STEPS < 400
