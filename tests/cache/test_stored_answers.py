"""An answer from memory is the answer that a whole run gives."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kavro_lint.cache.folder import MOST_FILES
from kavro_lint.cache.listed_trees import read_listing
from kavro_lint.cache.requests import is_elsewhere
from kavro_lint.cache.stored_answers import Answer, load_answer, save_answer
from kavro_lint.cache.tree_file import load_tree
from kavro_lint.cli.option_tables import remembered
from tests.building import git, repository, run, write

FILES = {
    "a.py": "import b\nimport requests\n", "b.py": "import c\n", "c.py": "x = 1\n",
    "deep/er/d.py": "import a\n", "data.bin": "data",
    "docs/kavro/blueprint.md": (
        "| Module | Paths | May import | External |\n|--|--|--|--|\n"
        "| a | `a.py` | b | none |\n| b | `b.py` | none | |\n| rest | `c.py`, `deep/` | | |\n"
    ),
}  # fmt: skip


def _swap_folder(folder: Path) -> None:
    """Put a link where a folder was, to the same files."""
    if (folder / "deep").is_symlink():
        return
    (folder / "deep").rename(folder / "moved")
    (folder / "deep").symlink_to("moved")


def _toggle(path: str, one: str, two: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        place = folder / path
        text = place.read_text() if place.exists() else ""
        write(folder, {path: two if text == one else one})

    return change


CHANGES: dict[str, Callable[[Path], None]] = {
    "another import of the same length": _toggle("a.py", "import b\nimport requests\n",
                                                 "import c\nimport requests\n"),
    "a comment": _toggle("b.py", "import c\n", "import c\n# more\n"),
    "a new file": _toggle("new.py", "import b\n", "import a\n"),
    "a file that is gone": lambda folder: (folder / "c.py").unlink(missing_ok=True),
    "a file that is ignored": _toggle(".gitignore", "new.py\n", "nothing\n"),
    "another contract": _toggle("docs/kavro/blueprint.md", FILES["docs/kavro/blueprint.md"],
                                FILES["docs/kavro/blueprint.md"].replace("| b |", "| c |")),
    "another setting": _toggle("kavro-lint.toml", 'exclude = ["a.py"]\n', 'exclude = ["b.py"]\n'),
    "attributes": _toggle(".gitattributes", "b.py linguist-generated\n", "\n"),
    "data": _toggle("data.bin", "data", "atad"),
    "everything staged": lambda folder: git(folder, "add", "--all") and None,
    "everything committed": lambda folder: (git(folder, "add", "--all")
    and None) or (git(folder, "commit", "--quiet", "--allow-empty", "--message=More") and None),
    "a branch": lambda folder: git(folder, "checkout", "--quiet", "-B", "other") and None,
    "a folder behind a link": _swap_folder,
    "nothing but the time": lambda folder: os.utime(folder / "b.py"),
}  # fmt: skip
QUESTIONS = st.sampled_from([[], ["--staged"], ["--format", "json"], ["--base", "HEAD"]])


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(st.sampled_from(sorted(CHANGES)), max_size=3), question=QUESTIONS)
def test_a_remembered_answer_equals_a_new_one_whatever_changes(
    tmp_path_factory: pytest.TempPathFactory, changes: list[str], question: list[str]
) -> None:
    folder = repository(tmp_path_factory.mktemp("changed"), FILES)
    run(folder, "check", *question)
    for name in changes:
        CHANGES[name](folder)
        remembered = run(folder, "check", *question)
        anew = run(folder, "check", "--no-cache", *question)
        assert (remembered.stdout, remembered.returncode) == (anew.stdout, anew.returncode), name


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_each_change_is_judged_as_a_fresh_run_judges_it_after_a_while(
    tmp_path: Path, name: str
) -> None:
    """Once files are old enough their stat data are believed: only what differs is read again."""
    folder = repository(tmp_path, FILES)
    time.sleep(2.1)
    first = run(folder, "check")
    CHANGES[name](folder)
    remembered, anew = run(folder, "check"), run(folder, "check", "--no-cache")
    assert (remembered.stdout, remembered.returncode) == (anew.stdout, anew.returncode)
    assert first.stdout


COUNTED = """
import sys
begun = []
def hook(event, arguments):
    if event in ("subprocess.Popen", "os.posix_spawn"):
        begun.append(arguments[1])
sys.addaudithook(hook)
from kavro_lint.cli import main
try:
    main()
finally:
    print(len(begun), *sys.modules, file=sys.stderr)
"""


def counted(folder: Path, *arguments: str) -> tuple[int, set[str]]:
    """Return how many processes a run starts, and which modules it imports."""
    command = [sys.executable, "-c", COUNTED, *arguments]
    done = subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, text=True)
    count, *modules = done.stderr.split()
    return int(count), set(modules)


def test_an_answer_opens_few_files(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    time.sleep(2.1)  # stat data of what is younger are not believed
    for arguments in (["check"], ["check", "--staged"]):
        first, _ = counted(folder, *arguments)
        again, modules = counted(folder, *arguments)
        # Where no folder has changed, Git would list the same paths.
        assert (again, first > 1) == (len(arguments) - 1, True)
        heavy = {"typer", "dataclasses", "json", "tree_sitter", "kavro_lint.model"}
        assert not modules & heavy
        # `cache.hashing` is one of them, and spares OpenSSL.
        assert len([module for module in modules if module.startswith("kavro_lint")]) <= 20
    # A change that leaves the imports as they are: one file is read, none is resolved or judged.
    write(folder, {"b.py": "import c\n# more\n"})
    count, modules = counted(folder, "check")
    assert count == 0
    # The changed file's statements are parsed again; nothing is resolved.
    assert not modules & {"typer", "kavro_lint.pipeline.survey"}
    git(folder, "add", "b.py")
    count, modules = counted(folder, "check", "--staged")
    assert count == 2
    assert not modules & {"typer", "kavro_lint.pipeline.survey"}


def test_a_hook_is_answered_whatever_head_is(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    run(folder, "check", "--staged")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=More")
    assert counted(folder, "check", "--staged")[0] == 1
    # A report that names the commit is another one then.
    run(folder, "check", "--staged", "--format", "json")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=More")
    assert counted(folder, "check", "--staged", "--format", "json")[0] > 1


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 3000])
def test_damaged_files_are_done_without(tmp_path: Path, content: bytes) -> None:
    folder = repository(tmp_path, FILES)
    first = run(folder, "check")
    for path in (folder / ".git/kavro-lint").glob("*-*"):
        path.write_bytes(content)
        assert load_answer(str(path)) is None
        assert load_tree(str(path), b"0" * 16) is None
    again = run(folder, "check")
    assert (again.stdout, again.stderr, again.returncode) == (first.stdout, "", first.returncode)


def test_not_more_than_a_few_are_kept(tmp_path: Path) -> None:
    for number in range(2 * MOST_FILES):
        answer = Answer(b"", b"", b"", {}, 5_000_000, history=False, code=0, output=b"x")
        save_answer(str(tmp_path / f"answer-{number}"), answer)
        os.utime(tmp_path / f"answer-{number}", (number, number))
    assert MOST_FILES // 2 <= len(list(tmp_path.iterdir())) <= MOST_FILES + 1
    assert (tmp_path / f"answer-{2 * MOST_FILES - 1}").exists()


@pytest.mark.parametrize(("arguments", "kind"), [
    (["check"], "worktree"), (["check", "--staged", "-q"], "index"),
    (["check", "--rev", "HEAD~1"], "commit"), (["check", "--base=main", "src"], "worktree"),
    (["check", "--output", "f"], None), (["check", "--no-cache"], None), (["check", "--rev"], None),
    (["check", "--base", "auto"], None), (["check", "--base", "main@{1}"], None),
    (["check", "--help"], None), (["graph"], None), ([], None),
    (["-C", "x", "check"], "worktree"), (["check", "--message", "auto"], None),
])  # fmt: skip
def test_only_some_command_lines_are_answered_from_the_cache(
    arguments: list[str], kind: str | None
) -> None:
    request = remembered(arguments)
    assert (request.kind if request is not None else None) == kind


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GITHUB_ACTIONS", "GIT_NEW_THING"])
def test_where_git_is_told_more_nothing_is_remembered(name: str) -> None:
    assert is_elsewhere({name: "x"})


def test_a_listing_is_read_as_git_prints_it() -> None:
    blob = b"4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    listing = b"? n e\tw/\0H 100644 %b 0\ta b\0M 100644 %b 1\tc\0M 100644 %b 2\tc\0" % ((blob,) * 3)
    paths, abouts, names = read_listing(listing)
    assert paths == [b"n e\tw", b"a b", b"c"]
    assert [about.split(b" ")[0] for about in abouts] == [b"?", b"H", b"M"]
    assert names == read_listing(listing.replace(blob, b"0" * 40))[2]
    assert names != read_listing(listing.replace(b"100644", b"120000"))[2]
