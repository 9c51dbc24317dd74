"""What is remembered is what a run without a cache finds, and never in the way."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.cache.hashing import blob_id
from kavro_lint.cache.memory import Memory
from kavro_lint.cache.packed_imports import FileImports, StoredImports, decoded, encoded
from kavro_lint.languages.reading import Reading, read_facts
from kavro_lint.model.facts import SourceFacts, SourceSettings
from kavro_lint.model.frozen import fields, replace
from kavro_lint.model.imports import Listed, Outcome, Resolution
from kavro_lint.model.places import ImportKind
from tests.building import git, repository, run, write
from tests.memory import snapshot_of

DRIFT = {
    "a.py": "from b import x\nimport requests\n", "b.py": "import a\n",
    "docs/kavro/blueprint.md": (
        "| Module | Paths | May import | External |\n|--|--|--|--|\n"
        "| a | `a.py` | b | none |\n| b | `b.py` | none | |\n"
    ),
}  # fmt: skip
TEXTS = st.text(max_size=5)
GROUPS = st.lists(TEXTS, max_size=2).map(tuple)
MAYBE = st.none() | TEXTS
# A field that nobody here knows of has a value that does not come back: this fails then.
RESOLUTIONS = st.builds(
    Resolution, TEXTS, MAYBE, TEXTS, st.sampled_from(get_args(Outcome)), MAYBE, MAYBE, MAYBE,
    GROUPS, GROUPS, GROUPS, st.booleans(), st.sampled_from((None, *get_args(Listed))), MAYBE,
)  # fmt: skip
NUMBERS = st.integers(0, 2**32 - 1)
ROWS = st.tuples(NUMBERS, NUMBERS, st.sampled_from(get_args(ImportKind)), RESOLUTIONS)
FILES = st.builds(
    FileImports, st.lists(ROWS, max_size=3), st.lists(st.tuples(NUMBERS, NUMBERS)).map(tuple),
    NUMBERS, MAYBE, MAYBE, st.booleans(), st.lists(TEXTS, max_size=2).map(tuple), TEXTS,
    st.binary(min_size=16, max_size=16),
)  # fmt: skip
STORED = st.builds(
    StoredImports, st.dictionaries(TEXTS, TEXTS), st.dictionaries(TEXTS, FILES, max_size=4)
)


def forget_answers(folder: Path) -> None:
    """Forget the answers, so that the next run looks at the imports."""
    for path in (folder / ".git/kavro-lint").glob("answer-*"):
        path.unlink()


def same(folder: Path) -> str:
    """Check with and without the cache; both must say the same."""
    kept = run(folder, "check", "--format", "json")
    anew = run(folder, "check", "--no-cache", "--format", "json")
    assert kept.stdout == anew.stdout
    assert kept.returncode == anew.returncode == 1
    return kept.stderr


def test_all_that_facts_say_is_stored() -> None:
    # Statements, optional or not, and names that are edges are told by their resolutions.
    resolved = {"statements", "optional", "names"}
    result = {name for name in fields(SourceFacts()) if name not in resolved}
    assert result <= set(fields(FileImports()))


@given(stored=STORED)
def test_imports_come_back_as_they_were(stored: StoredImports) -> None:
    again = decoded(encoded(stored))
    assert again is not None
    assert again.manifests == stored.manifests
    assert again.files == stored.files


@given(stored=STORED, at=st.integers(0, 10_000), bits=st.integers(1, 255))
def test_bytes_that_are_others_are_never_an_error(
    stored: StoredImports, at: int, bits: int
) -> None:
    body = bytearray(encoded(stored))
    body[at % len(body)] ^= bits
    decoded(bytes(body))
    decoded(bytes(body[: at % len(body)]))


def test_facts_are_known_within_a_run_and_texts_after_it(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path / "folder"), b"tool")
    memory.put_facts("k", 7, SourceFacts(unanalysable=2))
    memory.put_text("t", "text")
    assert memory.facts("k") == (7, SourceFacts(unanalysable=2))
    again = Memory(str(tmp_path / "folder"), b"tool")
    assert again.facts("k") is None
    assert (again.text("t"), again.text("u")) == ("text", None)
    assert Memory(str(tmp_path / "folder"), b"another").text("t") is None
    assert Memory(None).text("t") is None


def test_a_few_files_that_differ_are_not_written_again(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path), b"tool")
    files = {f"f{n}": FileImports(blob=f"{n}", facts=bytes(16)) for n in range(200)}
    memory.put_imports("k", StoredImports({}, files), 4)
    assert Memory(str(tmp_path), b"tool").imports("k") is None
    memory.put_imports("k", StoredImports({}, files), 5)
    kept = Memory(str(tmp_path), b"tool").imports("k")
    assert kept is not None
    assert kept.find("f7", "7") is kept.files["f7"]
    assert (kept.find("f7", "8"), kept.find("f7", None), kept.find("g", "7")) == (None, None, None)


def test_what_changed_after_it_was_looked_at_is_kept_as_what_was_read(tmp_path: Path) -> None:
    before, now = (blob_id(text).hex() for text in (b"import b\n", b"import os\n"))
    files = {"a.py": "import os\n", "b.py": ""}
    snapshot = replace(snapshot_of(files), ids={"a.py": before})
    reading = Reading(snapshot, SourceSettings(), Memory(str(tmp_path), b"tool"))
    reading.facts()
    assert reading.sources["a.py"][0] == now
    # What would be told of the bytes before is not known, and what is known is told.
    again = Reading(snapshot, SourceSettings(), Memory(str(tmp_path), b"tool"))
    assert again.facts() == read_facts(snapshot_of(files))


def test_without_a_cache_nothing_is_kept(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    run(folder, "check", "--no-cache")
    assert not (folder / ".git/kavro-lint").exists()


def test_a_second_run_says_the_same(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    assert same(folder) == ""
    forget_answers(folder)
    assert same(folder) == ""


@pytest.mark.parametrize("change", [
    {"pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["src"]\n'},
    {"src/b.py": ""}, {"kavro-lint.toml": 'source-roots = ["src"]\n'},
    {"kavro-lint.toml": "max-file-size = 20\n"}, {"b/__init__.py": ""}, {"b.py": ""},
])  # fmt: skip
def test_what_resolution_depends_on_is_seen(tmp_path: Path, change: dict[str, str]) -> None:
    folder = repository(tmp_path, DRIFT)
    same(folder)
    write(folder, change)
    for arguments in ([], ["--staged"], ["--base", "HEAD"]):
        kept = run(folder, "check", "--format", "json", *arguments)
        anew = run(folder, "check", "--no-cache", "--format", "json", *arguments)
        assert kept.stdout == anew.stdout, arguments


def test_a_lower_size_limit_is_not_passed_by_the_cache(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    git(folder, "commit", "--quiet", "--allow-empty", "--message=More")
    run(folder, "check", "--rev", "HEAD")
    write(folder, {"kavro-lint.toml": "max-file-size = 20\n"})
    git(folder, "add", "--all")
    assert "KV002" in run(folder, "check", "--staged").stdout


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    (folder / ".git").chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert same(folder) == ""
    finally:
        (folder / ".git").chmod(stat.S_IRWXU)


def test_a_cache_place_that_is_not_a_folder_is_done_without(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    (folder / ".git/kavro-lint").write_text("a file\n")
    same(folder)


def test_many_runs_at_once_agree(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    command = [sys.executable, "-m", "kavro_lint", "check", "--format", "json"]
    running = [
        subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    outputs = {process.communicate() for process in running}
    assert len(outputs) == 1
    assert {process.returncode for process in running} == {1}


def test_worktrees_share_one_cache(tmp_path: Path) -> None:
    folder = repository(tmp_path / "main", DRIFT)
    git(folder, "worktree", "add", "--quiet", str(tmp_path / "second"), "-b", "second")
    assert run(tmp_path / "second", "check").returncode == 1
    assert list((folder / ".git/kavro-lint").glob("imports-*"))
