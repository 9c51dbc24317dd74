"""What a `check` has left answers a question as reading the whole state does, byte for byte."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kavro_lint.cache import known_paths as tree
from kavro_lint.cli import explain_run
from tests.building import git, repository, run, write
from tests.cache.in_process import answer_to
from tests.cache.test_equality import (
    CHANGES,
    MODULES,
    add_import,
    blueprint,
    change_branch,
    change_contract,
    edit,
    remove_import,
    source,
)

STEPS = int(os.environ.get("KAVRO_LINT_STEPS", "100"))
CALM = (add_import, add_import, add_import, remove_import, edit)
PLACES = (
    *MODULES,
    *(f"{name}/f{number}.py" for name in MODULES for number in range(6)),
    "linked/f1.py",
    "a/l1.py",
    "sub",
)
# What only reading documents or sources, or judging the state, imports.
LATE = ("markdown_it", "yaml", "pathspec", "networkx", "tree_sitter", "tomllib", "subprocess",
        "dataclasses", "kavro_lint.artifacts", "kavro_lint.languages.reading",
        "kavro_lint.pipeline.check", "kavro_lint.config.rulebook")  # fmt: skip


def question(chance: random.Random) -> list[str]:
    place, other = chance.choice(PLACES), chance.choice(PLACES)
    words = chance.choice((
        [place, other], [place, other], [place], [place], [f"{place[:1]}/"],
        ["--imports", "a/f1.py"],
        [place, "requests"], ["1.1"], ["KV703"], ["nothing"], [place, "docs/kavro/blueprint.md"],
    ))  # fmt: skip
    return ["explain", *words, *chance.choice(([], ["--format", "json"]))]


@pytest.mark.parametrize("seed", range(4))
def test_every_explanation_is_that_of_the_whole_state(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    sources = {f"{name}/f{number}.py": source(chance) for name in MODULES for number in range(6)}
    # What `init` writes: what was there at the beginning is known debt.
    settings = {"kavro-lint.toml": 'adopted = "first"\n'} if seed % 2 else {}
    folder = repository(
        tmp_path / "work", {**sources, **settings, "docs/kavro/blueprint.md": blueprint(chance)}
    )
    git(folder, "tag", "first")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(tree, "RACY_NS", 0)
    kept, elsewhere = folder / ".git/kavro-lint", tmp_path / "kept"
    from_kept: list[bool] = []

    def noting(run: object) -> object:
        survey = kept_by_check(run)  # type: ignore[arg-type]
        from_kept.append(survey is not None)
        return survey

    kept_by_check: Callable[..., object] = explain_run._kept_by_check
    monkeypatch.setattr(explain_run, "_kept_by_check", noting)
    for step in range(STEPS // 2):
        changes = CALM if chance.random() < 0.7 else (*CHANGES, change_contract, change_branch)
        chance.choice(changes)(folder, chance)
        if chance.random() < 0.7:
            answer_to(["check"], monkeypatch, capfd)
        words = question(chance)
        answer = answer_to(words, monkeypatch, capfd)
        assert answer == answer_to(words, monkeypatch, capfd), (step, words)
        if kept.exists():
            kept.rename(elsewhere)
        whole = answer_to(words, monkeypatch, capfd)
        if elsewhere.exists():
            run(folder, "cache", "clear")
            elsewhere.rename(kept) if not kept.exists() else _replace(elsewhere, kept)
        assert answer == whole, (step, words)
    assert sum(from_kept) > len(from_kept) // 10


def _replace(elsewhere: Path, kept: Path) -> None:
    for path in (*kept.iterdir(),):
        path.unlink()
    kept.rmdir()
    elsewhere.rename(kept)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with the workflow: documents that take long to read."""
    table = (
        "| Module | Paths | May import |\n|--|--|--|\n| a | `a/*.py` | b |\n| b | `b/` | none |\n"
    )
    roadmap = "# Roadmap\n\n## Task 1.1.1: Do\n\n**Status:** in-progress\n**Scope:** `a/`\n"
    folder = repository(
        tmp_path,
        {
            "a/x.py": "import b.y\nimport requests\n",
            "b/y.py": "",
            "docs/kavro/blueprint.md": table,
            "docs/kavro/roadmap.md": roadmap,
            "kavro-lint.toml": 'fail-on = "critical"\n',
        },
    )
    (folder / "CLAUDE.md").symlink_to("docs/kavro/blueprint.md")
    # What changed within two seconds before it was looked at is looked at again.
    time.sleep(2.1)
    counted(folder, "check")
    return folder


@pytest.mark.parametrize(
    "words",
    [["a", "b"], ["a/x.py"], ["a/x.py", "b/y.py"], ["a", "requests"], ["a/", "b/"], ["a"], ["b/"]],
)
def test_a_new_question_reads_nothing_that_a_check_has_read(shop: Path, words: list[str]) -> None:
    loaded, opened, answer = counted(shop, "explain", *words)
    assert answer.returncode == 0
    assert not opened
    assert not loaded.intersection(LATE)
    # Asked again, it is repeated, and even less is imported.
    again, _, same = counted(shop, "explain", *words)
    assert same.stdout == answer.stdout
    assert "kavro_lint.architecture" in loaded - again


def test_known_and_waived_findings_are_kept(shop: Path) -> None:
    """An explanation has what was there at adoption (`init` writes it) and what is excepted."""
    write(shop, {"b/z.py": "import a.x\n", "kavro-lint.toml": 'adopted = "HEAD"\n'})
    git(shop, "add", "--all")
    git(shop, "commit", "--quiet", "--message=Begin")
    _, _, report = counted(shop, "check")
    assert " known, compared with " in report.stdout
    loaded, _, known = counted(shop, "explain", "b/z.py")
    assert "KV704 b/z.py:1" in known.stdout
    assert not loaded.intersection(("markdown_it", "kavro_lint.pipeline.check"))
    head = "# Why\n\n**Status:** accepted\n\n| Exception | From | To | Until |\n|--|--|--|--|\n"
    waiver = head + "| KV704 | b | a | 2999-01-01 |\n"
    write(shop, {"docs/kavro/decisions/2026-01-01-why.md": waiver, "kavro-lint.toml": ""})
    _, _, report = counted(shop, "check")
    assert "waived" in report.stdout
    loaded, _, waived = counted(shop, "explain", "b/z.py")
    assert "KV704 b/z.py:1" in waived.stdout
    assert not loaded.intersection(("markdown_it", "kavro_lint.pipeline.check"))


def test_how_an_import_is_resolved_reads_one_file(shop: Path) -> None:
    loaded, opened, answer = counted(shop, "explain", "--imports", "a/x.py")
    assert answer.returncode == 0
    assert opened == {"a/x.py"}
    assert not loaded.intersection({"markdown_it", "yaml", "networkx", "kavro_lint.artifacts"})


def test_a_question_after_an_edit_reads_the_edited_file(shop: Path) -> None:
    write(shop, {"a/x.py": "import b.y\nimport requests\nimport os\n"})
    loaded, opened, answer = counted(shop, "explain", "a/x.py")
    assert "(2)" not in answer.stdout
    assert opened == {"a/x.py"}
    assert "markdown_it" not in loaded


def test_a_task_is_read_from_its_documents(shop: Path) -> None:
    loaded, _, _ = counted(shop, "explain", "1.1.1")
    assert "markdown_it" in loaded


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["qqq"], "`kavro-lint graph` shows the modules"), (["1.1.2"], "1.1.1"),
        (["a/y.py"], "a/x.py"), (["a", "requets"], "requests"), (["layer-voilation"], "layer-"),
        (["a/x.px", "b"], "a/x.py"), (["1.1.l"], "1.1.1"),
    ],
)  # fmt: skip
def test_an_unknown_name_reads_nothing_that_a_check_has_read(
    shop: Path, words: list[str], hint: str
) -> None:
    loaded, opened, answer = counted(shop, "explain", *words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert hint in answer.stderr
    assert not opened
    assert not loaded.intersection(LATE)
    kept = run(shop, "explain", *words)
    run(shop, "cache", "clear")
    assert run(shop, "explain", *words).stderr == kept.stderr


def counted(
    folder: Path, *words: str
) -> tuple[set[str], set[str], subprocess.CompletedProcess[str]]:
    """Return what a command imports, which files of the tree it opens, and what it prints."""
    program = (
        "import os, sys\n"
        "opened = set()\n"
        "def hook(event, arguments):\n"
        "    if event == 'open' and not isinstance(arguments[0], int):\n"
        "        path = os.path.realpath(os.fsdecode(arguments[0]))\n"
        "        if path.startswith(os.getcwd() + os.sep) and '/.git/' not in path:\n"
        "            opened.add(os.path.relpath(path))\n"
        "sys.addaudithook(hook)\n"
        f"sys.argv = ['kavro-lint', *{list(words)!r}]\n"
        "from kavro_lint.cli import main\n"
        "try:\n    main()\n"
        "finally:\n"
        "    print(' '.join(sys.modules), '|', ' '.join(opened), file=sys.stderr)\n"
    )
    # It says whether a test is set up or runs, and all of the environment counts.
    environment = {name: at for name, at in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    loaded, _, opened = done.stderr.splitlines()[-1].partition("|")
    return set(loaded.split()), set(opened.split()), done
