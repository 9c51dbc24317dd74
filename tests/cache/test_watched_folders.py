"""Git is not asked what there is where no folder has changed; and where one has, it is."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kavro_lint.cache import current_tree, known_paths
from kavro_lint.git.command import spawn
from tests.building import git, repository, write
from tests.cache.in_process import answer_to

TABLE = "| Module | Paths | May import |\n|--|--|--|\n| a | `a/` | none |\n| b | `b/` | none |\n"
FILES = {
    "docs/kavro/blueprint.md": TABLE,
    "a/x.py": "import os\n",
    "b/y.py": "import b.z\n",
    "b/z.py": "",
    ".gitignore": "ignored/\n*.pyc\nhidden.py\n",
}
DRIFT = "import b.y\n"
# What is ignored, a folder with ignored files only, and one that hides itself.
BESIDE = {
    "a/ignored/deep/one.py": DRIFT,
    "a/hidden.py": DRIFT,
    "a/cache/two.pyc": "",
    "a/self/.gitignore": "*\n",
    "a/self/three.py": DRIFT,
}
Change = Callable[[Path], object]


def writes(path: str, text: str = DRIFT) -> Change:
    return lambda folder: write(folder, {path: text})


def _nested_repository(folder: Path) -> None:
    write(folder, {"a/new/four.py": DRIFT})
    git(folder / "a/new", "init", "--quiet")
    git(folder / "a/new", "commit", "--quiet", "--allow-empty", "--message=One")


def _swapped(folder: Path) -> None:
    """Put a folder in place of another, whose times are older than all."""
    (folder / "a").rename(folder.parent / "away")
    write(folder, {"elsewhere/x.py": DRIFT})
    (folder / "elsewhere").rename(folder / "a")
    os.utime(folder / "a", (0, 0))
    os.utime(folder, (0, 0))


def _forgotten(folder: Path) -> None:
    git(folder, "rm", "--quiet", "--cached", "b/z.py")


# What changes, whether other things are to report, and whether Git must be asked.
CHANGES: dict[str, tuple[Change, bool]] = {
    "a new file": (writes("a/new.py"), True),
    "a new file in a new folder": (writes("a/new/new.py"), True),
    "a new file at the top, which no module has": (writes("new.py", "import a.x\n"), True),
    "a file in an empty folder": (writes("a/empty/new.py"), True),
    "a file in a folder within an empty one": (writes("a/empty/inner/new.py"), True),
    "a file beside ignored ones": (writes("a/cache/new.py"), True),
    "a file that was ignored": (writes(".gitignore", "ignored/\n*.pyc\n"), True),
    "a folder that was ignored": (writes(".gitignore", "*.pyc\nhidden.py\n"), True),
    "a folder that hid itself": (writes("a/self/.gitignore", ""), True),
    "a folder that hides itself now": (writes("b/.gitignore", "*\n"), False),
    "a pattern of the repository": (writes(".git/info/exclude", "x.py\n"), False),
    "a file that goes": (lambda folder: (folder / "b/z.py").unlink(), True),
    "a file that is renamed": (lambda folder: (folder / "b/z.py").rename(folder / "b/w.py"), True),
    "a repository in it": (_nested_repository, True),
    "a folder in place of another": (_swapped, True),
    "a file that Git forgets": (_forgotten, False),
}
UNCHANGED: dict[str, Change] = {
    "nothing": lambda folder: None,
    "a file in an ignored folder": writes("a/ignored/deep/new.py"),
    "an ignored folder in an ignored one": writes("a/ignored/new/new.py"),
    "a comment in a source": lambda folder: (folder / "a/x.py").write_text("import os  # so\n"),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Return what Git is asked about paths; stat data are believed at once, as after a while."""
    questions: list[tuple[str, ...]] = []

    def listening(arguments: tuple[str, ...], directory: str) -> object:
        questions.append(arguments)
        return spawn(arguments, directory)

    monkeypatch.setattr(known_paths, "RACY_NS", 0)
    monkeypatch.setattr(current_tree, "spawn", listening)
    return questions


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    made = repository(tmp_path / "repository", FILES)
    write(made, BESIDE)
    (made / "a/empty").mkdir()
    monkeypatch.chdir(made)
    return made


Answering = Callable[..., tuple[object, str, str]]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Answering:
    return lambda *arguments: answer_to(["check", *arguments], monkeypatch, capfd)


@pytest.mark.parametrize("name", CHANGES)
def test_git_is_asked_where_its_answer_may_be_another(
    folder: Path, asked: list[tuple[str, ...]], check: Answering, name: str
) -> None:
    change, is_reported = CHANGES[name]
    before = check()
    asked.clear()
    assert check() == before
    assert not asked
    change(folder)
    after = check()
    assert asked
    assert after == check("--no-cache")
    assert (after != before) == is_reported
    # And from there on: what is beside the paths was looked for again.
    if is_reported:
        assert check() == after
        write(folder, {"a/empty/later.py": DRIFT})
        assert check() == check("--no-cache")


@pytest.mark.parametrize("name", UNCHANGED)
def test_git_is_not_asked_where_it_would_list_the_same(
    folder: Path, asked: list[tuple[str, ...]], check: Answering, name: str
) -> None:
    before = check()
    asked.clear()
    UNCHANGED[name](folder)
    assert check() == before == check("--no-cache")
    assert not asked


def test_the_users_own_patterns_count(
    folder: Path, asked: list[tuple[str, ...]], check: Answering
) -> None:
    write(folder, {"a/later.py": DRIFT})
    reported = check()
    home = Path(os.environ["HOME"])
    write(home, {".config/git/ignore": "later.py\n"})
    assert check() == check("--no-cache") != reported
    git(folder, "config", "core.excludesFile", "~/patterns")
    assert check() == check("--no-cache") == reported
    write(home, {"patterns": "later.py\n"})
    assert check() == check("--no-cache") != reported
    asked.clear()
    write(home, {"patterns": "other.py\n"})
    assert check() == check("--no-cache") == reported
    assert asked


def test_an_index_that_is_only_refreshed_is_read_without_looking_into_folders(
    folder: Path, asked: list[tuple[str, ...]], check: Answering
) -> None:
    before = check()
    asked.clear()
    os.utime(folder / "b/z.py", (1, 1))
    git(folder, "update-index", "--refresh")
    assert check() == before
    assert asked and not any("-o" in question for question in asked)
    asked.clear()
    assert check() == before
    assert not asked


def test_a_file_system_whose_folders_do_not_tell_is_asked_always(
    folder: Path, asked: list[tuple[str, ...]], check: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(path: str, *arguments: object, **named: object) -> os.stat_result:
        status = stat(path, *arguments, **named)  # type: ignore[arg-type]
        is_cache = os.fspath(path).endswith("kavro-lint")
        return os.stat_result((*status[:7], 0, 0, 0)) if is_cache else status

    stat = os.stat
    monkeypatch.setattr(os, "stat", silent)
    before = check()
    asked.clear()
    assert check() == before
    assert asked


def _submodule_under_a_file(folder: Path) -> None:
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},b/sub.py")
    write(folder, {"b/sub.py": DRIFT})


@pytest.mark.parametrize(
    "leave_out",
    [
        lambda folder: git(folder, "update-index", "--skip-worktree", "b/z.py"),
        _submodule_under_a_file,
    ],
)
def test_a_submodule_or_a_sparse_checkout_is_asked_always(
    folder: Path, asked: list[tuple[str, ...]], check: Answering, leave_out: Change
) -> None:
    leave_out(folder)
    check()
    asked.clear()
    assert check() == check("--no-cache")
    assert asked
    write(folder, {"docs/kavro/blueprint.md": TABLE.replace("| a |", "| c |")})
    assert check() == check("--no-cache")


@pytest.mark.parametrize(
    ("change", "is_asked"),
    [
        (lambda folder: None, False),
        (lambda folder: (folder / "linked.py").symlink_to("a/x.py"), True),
        (lambda folder: (folder / "b/z.py").unlink(), False),
    ],
)
def test_another_contract_is_judged_without_a_listing_of_plain_files(
    folder: Path, asked: list[tuple[str, ...]], check: Answering, change: Change, is_asked: bool
) -> None:
    change(folder)
    check()
    asked.clear()
    write(folder, {"docs/kavro/blueprint.md": TABLE.replace("`b/`", "`b/y.py`")})
    assert check() == check("--no-cache")
    assert bool(asked) == is_asked
