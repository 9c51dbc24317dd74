"""Whatever is in the cache's place, nothing wrong is read from it and nothing else is touched."""

import os
import random
import time
from pathlib import Path

import pytest

from kavro_lint.cache import folder as kept
from kavro_lint.cache.folder import load, save
from kavro_lint.cache.memory import Memory
from tests.building import git, repository, run

POSIX = pytest.mark.skipif(os.name == "nt", reason="links need no permission on POSIX only")
DRIFT = {
    "a.py": "from b import x\n", "b.py": "import a\n",
    "docs/kavro/blueprint.md": (
        "| Module | Paths | May import |\n|--|--|--|\n"
        "| a | `a.py` | none |\n| b | `b.py` | none |\n"
    ),
}  # fmt: skip


def test_no_bit_of_a_file_may_be_another(tmp_path: Path) -> None:
    place = tmp_path / "git-1"
    save(str(place), b"body" * 20)
    whole = place.read_bytes()
    assert load(str(place)) == b"body" * 20
    for at in range(len(whole)):
        content = bytearray(whole)
        content[at] ^= 1 << random.Random(at).randrange(8)
        place.write_bytes(content)
        assert load(str(place)) is None
        place.write_bytes(whole[:at])
        assert load(str(place)) is None


def test_a_text_that_was_kept_for_another_key_is_not_given(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path))
    memory.put_text("one", "1")
    memory.put_text("two", "2")
    first, second = sorted(tmp_path.iterdir())
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    again = Memory(str(tmp_path))
    assert (again.text("one"), again.text("two")) == (None, None)


@POSIX
def test_a_pipe_in_the_folder_does_not_hang_a_run(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    expected = run(folder, "check")
    for path in list((folder / ".git/kavro-lint").iterdir()):
        path.unlink()
        os.mkfifo(path)
    done = run(folder, "check")
    assert (done.stdout, done.returncode) == (expected.stdout, 1)


@POSIX
@pytest.mark.parametrize("name", ["clock", "tree-worktree-1", "answer-1"])
def test_nothing_is_written_through_a_link(tmp_path: Path, name: str) -> None:
    """A Git folder may have come in an archive."""
    folder = repository(tmp_path / "project", DRIFT)
    precious = tmp_path / "precious"
    before = b"mine"
    precious.write_bytes(before)
    (folder / ".git/kavro-lint").mkdir()
    (folder / ".git/kavro-lint" / name).symlink_to(precious)
    expected = run(folder, "check", "--no-cache")
    for _ in range(2):
        done = run(folder, "check")
        assert (done.stdout, done.returncode) == (expected.stdout, 1)
    assert precious.read_bytes() == before


def test_unused_cache_folders_of_the_user_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_FILES", 0)
    for name, age in (("mine", 0), ("old", 40), ("new", 3)):
        folder = tmp_path / "kavro-lint" / name
        save(str(folder / "git-1"), b"body")
        (folder / "clock").touch()
        moment = time.time() - age * 86_400
        os.utime(folder / "clock", (moment, moment))
    Memory(str(tmp_path / "kavro-lint/mine")).put_text("more", "text")
    assert {path.name for path in (tmp_path / "kavro-lint").iterdir()} == {"mine", "new"}


def test_configuration_of_a_branch_is_part_of_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository(tmp_path / "project", DRIFT)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    (tmp_path / "config").write_text('[includeIf "onbranch:other"]\npath = more\n')
    (tmp_path / "more").write_text('[remote "origin"]\nurl = https://other.example/x.git\n')
    run(folder, "check", "--format", "sarif")
    git(folder, "checkout", "--quiet", "-b", "other")
    output = run(folder, "check", "--format", "sarif").stdout
    assert "https://other.example" in output
    assert output == run(folder, "check", "--format", "sarif", "--no-cache").stdout
