"""What is kept: extended by what is new, taken up after an interruption, begun again if damaged."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kavro_lint.cache.database import open_database, writing
from kavro_lint.commands.history import judge_line
from kavro_lint.commands.history import line_walk as walks
from kavro_lint.commands.history.states import StateJudge
from kavro_lint.commands.history.store import SCHEMA
from kavro_lint.languages.sources import SourceReader
from tests.building import git, run
from tests.history.lines import BAD, OWN, Line

Judge = Callable[..., object]


def place(line: Line) -> Path:
    return next((line.folder / ".git/kavro-lint").glob("history-*.sqlite"))


def output_of(line: Line, *arguments: str) -> str:
    done = run(line.folder, "history", "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def anew(line: Line) -> str:
    """Return what is told where nothing is kept."""
    place(line).unlink()
    return output_of(line)


def busy(folder: Path, count: int = 12) -> Line:
    line = Line(folder)
    for number in range(count):
        line.commit({"a/x.py": BAD if number % 3 == 0 else OWN, f"b/n{number}.py": ""})
    return line


def test_the_next_run_judges_only_new_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = busy(tmp_path)
    output_of(line)
    line.commit({"a/x.py": BAD})
    line.commit({"a/x.py": OWN})
    judged: list[object] = []
    judge: Judge = StateJudge.judge

    def counted(self: StateJudge, *arguments: object) -> object:
        judged.append(arguments)
        return judge(self, *arguments)

    monkeypatch.setattr(StateJudge, "judge", counted)
    judge_line(line.folder).store.close()
    # The last one that is known, and two new ones.
    assert len(judged) == 3
    assert output_of(line) == anew(line)


def test_the_next_run_reads_only_new_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = busy(tmp_path)
    output_of(line)
    line.commit({"a/x.py": BAD})
    read: list[str] = []
    source = SourceReader.source

    def noted(self: SourceReader, path: str, *arguments: object) -> object:
        read.append(path)
        return source(self, path, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(SourceReader, "source", noted)
    judge_line(line.folder).store.close()
    assert read == ["a/x.py"]


@pytest.mark.parametrize("content", [b"", b"x" * 50, None])
def test_facts_that_were_damaged_are_read_again(tmp_path: Path, content: bytes | None) -> None:
    line = busy(tmp_path, 4)
    output_of(line)
    with sqlite3.connect(place(line)) as connection:
        (kept,) = connection.execute("SELECT facts FROM ends").fetchone()
        damaged = kept[:-9] + b"\xff" * 9 if content is None else content
        connection.execute("UPDATE ends SET facts = ?", (damaged,))
    connection.close()
    line.commit({"a/x.py": BAD, "b/other.py": ""})
    assert output_of(line) == anew(line)


def test_an_interrupted_run_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = busy(tmp_path)
    monkeypatch.setattr(walks, "WRITE_SECONDS", 0.0)

    def interrupt(done: int, total: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge_line(line.folder, progress=interrupt)
    seen: list[int] = []
    judge_line(line.folder, progress=lambda done, total: seen.append(done)).store.close()
    assert seen[0] == 7
    assert output_of(line) == anew(line)


def test_two_runs_at_once_write_the_same(tmp_path: Path) -> None:
    line = busy(tmp_path)
    command = [sys.executable, "-m", "kavro_lint", "history", "--format", "json"]
    both = [
        subprocess.Popen(command, cwd=line.folder, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    outputs = {process.communicate()[0] for process in both}
    assert outputs == {anew(line)}


def test_a_store_that_another_run_begins_keeps_its_file(tmp_path: Path) -> None:
    """Who removed it would leave the other run with a database that nobody can write."""
    place = tmp_path / "history-1.sqlite"
    place.touch()
    number = place.stat().st_ino
    connection = open_database(str(place), SCHEMA)
    assert place.stat().st_ino == number
    with writing(connection):
        connection.execute("INSERT INTO lines VALUES ('a', 'b')")
    assert open_database(str(place), SCHEMA).execute("SELECT * FROM lines").fetchall() == [
        ("a", "b")
    ]


def test_a_rewritten_mainline_is_judged_anew(tmp_path: Path) -> None:
    line = busy(tmp_path, 4)
    output_of(line)
    git(line.folder, "reset", "--quiet", "--hard", "HEAD~2")
    line.commit({"a/x.py": BAD, "b/other.py": ""})
    assert output_of(line) == anew(line)
    git(line.folder, "reset", "--quiet", "--hard", "HEAD~1")
    assert output_of(line) == anew(line)


def test_a_damaged_store_is_begun_anew(tmp_path: Path) -> None:
    line = busy(tmp_path, 4)
    whole = output_of(line)
    kept = place(line)
    content = kept.read_bytes()
    for damaged in (b"", b"SQLite format 3\0" + b"x" * 5000, content[: len(content) // 2]):
        kept.write_bytes(damaged)
        assert output_of(line) == whole
    kept.write_bytes(content[:3000] + b"\xff" * 400 + content[3400:])
    assert output_of(line) == whole


def test_a_store_with_other_tables_is_begun_anew(tmp_path: Path) -> None:
    line = busy(tmp_path, 4)
    whole = output_of(line)
    for statement in (
        "CREATE TABLE more (x)",
        "CREATE TRIGGER t AFTER INSERT ON rows BEGIN DELETE FROM intervals; END",
        "ALTER TABLE intervals ADD COLUMN more",
    ):
        with sqlite3.connect(place(line)) as connection:
            connection.execute(statement)
        connection.close()
        line.commit({"a/x.py": BAD if "x" in statement else OWN})
        assert output_of(line) == anew(line)
    assert whole


def test_changed_intervals_are_noticed_when_the_walk_continues(tmp_path: Path) -> None:
    line = busy(tmp_path, 4)
    output_of(line)
    with sqlite3.connect(place(line)) as connection:
        connection.execute("DELETE FROM intervals WHERE died IS NULL")
    connection.close()
    line.commit({"a/w.py": ""})
    assert output_of(line) == anew(line)


def test_a_link_in_the_place_of_the_store_is_not_followed(tmp_path: Path) -> None:
    line = busy(tmp_path / "r", 2)
    whole = output_of(line)
    kept = place(line)
    kept.unlink()
    outside = tmp_path / "outside"
    outside.write_text("mine")
    kept.symlink_to(outside)
    assert output_of(line) == whole
    assert outside.read_text() == "mine"


def test_where_nothing_can_be_written_all_is_judged(tmp_path: Path) -> None:
    line = busy(tmp_path / "r", 2)
    whole = output_of(line)
    place(line).unlink()
    blocked = line.folder / ".git/kavro-lint"
    for file in blocked.iterdir():
        file.unlink()
    blocked.rmdir()
    blocked.write_text("no folder")
    done = run(line.folder, "history", "--format", "json", XDG_CACHE_HOME=str(blocked))
    assert (done.returncode, done.stdout) == (0, whole)


def test_clearing_the_cache_clears_it(tmp_path: Path) -> None:
    line = busy(tmp_path, 2)
    output_of(line)
    assert "history" in run(line.folder, "cache").stdout
    assert run(line.folder, "cache", "clear").returncode == 0
    assert not list((line.folder / ".git/kavro-lint").glob("history-*"))
