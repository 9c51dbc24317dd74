"""A line that two processes judge has the same commits and intervals as one walk's."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.commands.history import THEN, divided_walk, judge_line
from kavro_lint.commands.history.divided_walk import DividedWalk, parts_of
from kavro_lint.commands.history.line_walk import Walk
from kavro_lint.commands.history.store import Store
from kavro_lint.config.settings import Settings
from kavro_lint.git.log.mainline_steps import first_parent_line
from kavro_lint.git.repository import open_repository
from tests.history.lines import BAD, BLUEPRINT, OWN, STRICT, Line
from tests.history.test_equal import Tree, build, contents, histories

Part = tuple[int, int]
Work = Callable[[Iterator[Part]], Iterable[bytes]]


class Elsewhere:
    """A second process that has judged all parts but the first before the first one is begun."""

    def __init__(self, parts: Sequence[Part], work: Work) -> None:
        self._parts = parts
        self._bodies = list(work(reversed(parts[1:])))

    def remaining(self) -> Iterator[Part]:
        yield self._parts[0]

    def sent(self) -> list[bytes]:
        bodies, self._bodies = self._bodies, []
        return bodies

    def wait(self) -> None:
        """Do nothing: all is done."""

    def end(self) -> None:
        """Do nothing: nothing was begun."""


@pytest.fixture
def _in_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(divided_walk, "SMALLEST", 2)
    monkeypatch.setattr(divided_walk, "LARGEST", 2)


def judged(folder: Path, store: Store, *, is_divided: bool) -> tuple[list[object], ...]:
    repository = open_repository(folder)
    line = first_parent_line(repository, "main")

    def begin(other: Store) -> Walk:
        return Walk(repository, line, other, Settings())

    if is_divided:
        DividedWalk(line, store, begin).run(lambda done, of: None)
    else:
        begin(store).run(lambda done, of: None)
    return contents(store)


@settings(max_examples=60, deadline=None)
@given(histories(), st.booleans(), st.integers(1, 3))
def test_stretches_that_are_joined_equal_one_walk(
    states: list[Tree], merges: bool, size: int
) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        build(Path(place), states, merges)
        patch.setattr(divided_walk, "SMALLEST", size)
        patch.setattr(divided_walk, "LARGEST", size)
        patch.setattr(divided_walk, "begin_second", Elsewhere)
        divided = judged(Path(place), Store("", THEN, ""), is_divided=True)
        assert divided == judged(Path(place), Store("", THEN, ""), is_divided=False)


def busy(folder: Path) -> Line:
    """Return a line with relapses, a contract that cannot be read for a while, and renames."""
    line = Line(folder)
    for number in range(16):
        line.commit({"a/x.py": BAD if number % 3 == 0 else OWN, f"b/n{number}.py": ""})
        if number == 6:
            line.commit({"kavro-lint.toml": "nonsense = 1\n"})
            line.commit({"a/other.py": BAD})
            line.commit({"kavro-lint.toml": ""})
            line.commit({"a/two.py": f"from b import y\nimport b.y\n{OWN}"})
        if number == 10:
            line.move("a/two.py", "a/three.py")
    return line


@pytest.mark.usefixtures("_in_pairs")
def test_a_line_with_commits_that_cannot_be_judged_is_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = busy(tmp_path)
    monkeypatch.setattr(divided_walk, "begin_second", Elsewhere)
    divided = judged(line.folder, Store("", THEN, ""), is_divided=True)
    assert divided == judged(line.folder, Store("", THEN, ""), is_divided=False)
    relapses = [interval for interval in divided[1] if interval.relapse_of]  # type: ignore[attr-defined]
    assert len(relapses) >= 4


@pytest.mark.usefixtures("_in_pairs")
@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="only Linux forks")
def test_two_processes_tell_what_one_tells(tmp_path: Path) -> None:
    line = busy(tmp_path)
    divided = judged(line.folder, Store("", THEN, ""), is_divided=True)
    assert divided == judged(line.folder, Store("", THEN, ""), is_divided=False)


@pytest.mark.usefixtures("_in_pairs")
def test_stretches_outlive_an_interruption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = busy(tmp_path)
    monkeypatch.setattr(divided_walk, "begin_second", Elsewhere)

    class Interrupted(Elsewhere):
        def remaining(self) -> Iterator[Part]:
            yield from super().remaining()
            raise KeyboardInterrupt

        def wait(self) -> None:
            raise AssertionError("it was interrupted before")

    monkeypatch.setattr(divided_walk, "begin_second", Interrupted)
    keep = str(tmp_path / "kept")
    with pytest.raises(KeyboardInterrupt):
        judge_line(line.folder, keep=keep)
    begun: list[int] = []
    begin_at = Walk.begin_at

    def noted(self: Walk, number: int, end: int) -> object:
        begun.append(number)
        return begin_at(self, number, end)

    monkeypatch.setattr(Walk, "begin_at", noted)
    monkeypatch.setattr(divided_walk, "begin_second", Elsewhere)
    whole = judge_line(line.folder, keep=keep)
    # Where all commits of a part could not be judged, there is nothing to keep.
    assert len(begun) <= 1
    assert contents(whole.store) == judged(line.folder, Store("", THEN, ""), is_divided=False)


@pytest.mark.usefixtures("_in_pairs")
def test_a_stretch_of_other_open_findings_is_not_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = busy(tmp_path)
    monkeypatch.setattr(divided_walk, "begin_second", Elsewhere)
    monkeypatch.setattr(divided_walk, "join", lambda store, stretch: False)
    divided = judged(line.folder, Store("", THEN, ""), is_divided=True)
    assert divided == judged(line.folder, Store("", THEN, ""), is_divided=False)


def test_parts_are_the_same_wherever_a_run_goes_on() -> None:
    whole = list(parts_of(0, 5_000))
    assert whole[0] == (0, 416)
    assert whole[-1][1] == 5_000
    assert list(parts_of(500, 5_000)) == [(500, 832), *whole[2:]]
    assert list(parts_of(5_000, 5_000)) == []


def test_a_statement_that_is_still_there_has_no_relapse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kavro_lint.commands.history.line_walk.WRITE_SECONDS", 0.0)
    line = Line(tmp_path, {"a/x.py": f"import b.y\n{OWN}", "b/y.py": OWN, BLUEPRINT: STRICT})
    line.commit({"a/x.py": f"from b import y\nimport b.y\n{OWN}"})
    born = line.findings()
    assert len(born) == 2
    assert not any(finding.get("relapse_of") for finding in born)
