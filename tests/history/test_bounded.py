"""What is held while a line is judged and told: it does not grow with the line."""

import gc
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from kavro_lint.commands.history import judge_line, line_walk, view
from kavro_lint.commands.history.drift_records import Brought, Interval, Row
from kavro_lint.commands.history.formats import FORMATS, renderer
from kavro_lint.git.log import Step, mainline_steps
from kavro_lint.git.log.mainline_steps import LineCommit, first_parent_line
from kavro_lint.git.repository import open_repository
from kavro_lint.model.history import RawCommit
from tests.history.lines import BAD, FILES, OWN

COMMITS, AT_ONCE = 1_200, 60
BY_COMMIT = (LineCommit, Row, Brought, Interval, Step, RawCommit)


def repository_of(folder: Path, commits: int) -> Path:
    """Make a repository in which every other commit adds a finding, and the next fixes it."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    stream = ["commit refs/heads/main\ncommitter A <a@b> 1790000000 +0000\ndata 1\nx\n"]
    for path, text in FILES.items():
        stream.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    for number in range(1, commits):
        text = BAD if number % 2 else OWN
        stream.append(f"commit refs/heads/main\ncommitter A <a@b> {1790000000 + number} +0000\n")
        stream.append(f"data 1\nx\nM 100644 inline a/x.py\ndata {len(text)}\n{text}\n")
    git = ["git", "-C", str(folder)]
    subprocess.run(
        [*git, "fast-import", "--quiet"], input="".join(stream).encode(), check=True
    )  # fmt: skip
    subprocess.run([*git, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    return folder


def held() -> Counter[str]:
    """Count the records that there is one of for a commit or an interval."""
    return Counter(
        type(record).__name__ for record in gc.get_objects() if type(record) in BY_COMMIT
    )


def test_what_is_held_does_not_grow_with_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_walk, "BATCH", AT_ONCE)
    monkeypatch.setattr(mainline_steps, "PAGE", AT_ONCE)
    monkeypatch.setattr(view, "REMEMBERED", AT_ONCE)
    folder = repository_of(tmp_path, COMMITS)
    most: Counter[str] = Counter()

    def progress(done: int, of: int) -> None:
        if done % 200 == AT_ONCE - 1:
            most.update(held() - most)

    judged = judge_line(folder, progress=progress, divided=False)
    for name in FORMATS:
        shown = 0
        for _ in renderer(name)(view.view_of(judged)):
            shown += 1
            if shown % 500 == 0:
                most.update(held() - most)
        assert name == "text" or shown >= COMMITS // 2
    assert most[Step.__name__] and most[Row.__name__]
    assert max(most.values()) <= 2 * AT_ONCE, most


@pytest.mark.parametrize("page", [1, 3, 7, 8, 100])
def test_a_line_is_the_same_in_pages_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    folder = repository_of(tmp_path, 8)
    shas = subprocess.run(
        ["git", "-C", str(folder), "rev-list", "--reverse", "main"],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    monkeypatch.setattr(mainline_steps, "PAGE", page)
    line = first_parent_line(open_repository(folder), "main")
    expected = [
        LineCommit(sha, tuple(shas[max(number - 1, 0) : number]), 1790000000 + number)
        for number, sha in enumerate(shas)
    ]
    assert list(line) == expected
    assert [line[number] for number in range(8)] == expected
    assert (line[-1], line[2:5], line[5:100], line[3:3]) == (
        expected[-1], tuple(expected[2:5]), tuple(expected[5:]), (),
    )  # fmt: skip
    with pytest.raises(IndexError):
        line[8]
