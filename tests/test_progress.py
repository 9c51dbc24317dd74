"""Whoever waits for more than a second sees how far it is, on a terminal and nowhere else."""

import io
import os
import sys
import time
from pathlib import Path

import pytest

from kavro_lint.cli.progress import PATIENCE_SECONDS, showing
from tests.building import repository, run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")


def seen(terminal: int) -> str:
    """Return what has come out of a terminal."""
    os.set_blocking(terminal, False)
    try:
        return os.read(terminal, 10_000).decode()
    except BlockingIOError:
        return ""


def test_a_line_comes_after_a_second_and_goes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with showing("reading sources") as tell:
            tell(1, 3)
            assert seen(ours) == ""
            time.sleep(PATIENCE_SECONDS)
            tell(2, 3)
            assert seen(ours) == "\rreading sources: 2 of 3"
            # Not more often than eyes can follow.
            tell(3, 3)
            assert seen(ours) == ""
        assert seen(ours) == "\r\033[K"
    os.close(ours)


def test_no_progress_is_shown_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with showing("reading sources") as tell:
        time.sleep(PATIENCE_SECONDS)
        tell(2, 3)
    assert pipe.getvalue() == ""


def test_a_run_without_a_terminal_is_silent(tmp_path: Path) -> None:
    assert run(repository(tmp_path), "check", "--no-cache").stderr == ""
