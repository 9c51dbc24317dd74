"""The cache is never wrong, and never in the way."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kavro_lint.cache import FactCache
from kavro_lint.cache.encoding import digest
from kavro_lint.model import RawImport, SourceFacts, placed_statements
from tests.building import git, repository, run, write

DRIFT = {
    "a.py": "from b import x\nimport requests\n", "b.py": "import a\n",
    "docs/kavro/blueprint.md": (
        "| Module | Paths | May import | External |\n|--|--|--|--|\n"
        "| a | `a.py` | b | none |\n| b | `b.py` | none | |\n"
    ),
}  # fmt: skip
FACTS = SourceFacts(
    tuple(placed_statements([RawImport("..x", "y", "lazy", 3, 5, "from ..x import y")])),
    2,
    ((1, 4),),
)


def place(folder: Path) -> Path:
    return next((folder / ".git/kavro-lint").glob("*.sqlite"))


def forget(folder: Path) -> None:
    """Forget the answers, so that the next run looks at the facts."""
    for path in (folder / ".git/kavro-lint").glob("seen-*"):
        path.unlink()


def same(folder: Path) -> str:
    """Check with and without the cache; both must say the same."""
    kept = run(folder, "check", "--format", "json")
    anew = run(folder, "check", "--no-cache", "--format", "json")
    assert kept.stdout == anew.stdout
    assert kept.returncode == anew.returncode == 1
    return kept.stderr


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    cache = FactCache(tmp_path)
    cache.put("k", 7, FACTS)
    cache.put_text("t", "text")
    cache.close()
    again = FactCache(tmp_path)
    again.prepare(["k", "missing"])
    assert again.get("k") == (7, FACTS)
    assert again.get("missing") is None
    assert (again.text("t"), again.text("u")) == ("text", None)


def test_a_second_run_parses_nothing_and_says_the_same(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    assert same(folder) == ""
    forget(folder)
    counted = (
        "import sys\nfrom kavro_lint.languages.python import quick\n"
        "quick.quick_facts = None\nfrom kavro_lint.cli import main\nmain()\n"
    )
    command = [sys.executable, "-c", counted, "check"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    write(folder, {"b.py": "import c\n"})
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 2


def test_without_a_cache_nothing_is_kept(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    run(folder, "check", "--no-cache")
    assert not (folder / ".git/kavro-lint").exists()


@pytest.mark.parametrize("content", [b"no database at all, only some bytes", b"", b"\0" * 5000])
def test_a_damaged_file_is_built_anew(tmp_path: Path, content: bytes) -> None:
    folder = repository(tmp_path, DRIFT)
    run(folder, "check")
    for path in place(folder).parent.iterdir():
        path.write_bytes(content)
    same(folder)
    assert same(folder) == ""


def test_values_that_are_something_else(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    run(folder, "check")
    for value in (
        "[]",
        "{}",
        "not json",
        "1 " + json.dumps([0, [], None, [1]]),
        "1 " + json.dumps([0, [], 5, []]),
    ):
        with sqlite3.connect(place(folder)) as connection:
            connection.execute("UPDATE facts SET value = ?, digest = ?", (value, digest(value)))
        connection.close()
        forget(folder)
        same(folder)
        forget(folder)
        run(folder, "check")


def test_a_lower_size_limit_is_not_passed_by_the_cache(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    git(folder, "commit", "--quiet", "--allow-empty", "--message=More")
    run(folder, "check", "--rev", "HEAD")
    write(folder, {"kavro-lint.toml": "max-file-size = 20\n"})
    git(folder, "add", "--all")
    assert "KV002" in run(folder, "check", "--staged").stdout


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    (folder / ".git").chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert same(folder) == ""
    finally:
        (folder / ".git").chmod(stat.S_IRWXU)


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    (folder / ".git/kavro-lint").write_text("a file\n")
    same(folder)


def test_many_runs_at_once_give_the_same_report(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    command = [sys.executable, "-m", "kavro_lint", "check", "--format", "json"]
    running = [
        subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    said = {each.communicate() for each in running}
    assert len(said) == 1
    assert {each.returncode for each in running} == {1}


def test_worktrees_share_one_cache(tmp_path: Path) -> None:
    folder = repository(tmp_path / "main", DRIFT)
    git(folder, "worktree", "add", "--quiet", str(tmp_path / "second"), "-b", "second")
    assert run(tmp_path / "second", "check").returncode == 1
    assert place(folder).is_file()
