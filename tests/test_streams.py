"""Streams that are closed, full or read by nobody: the exit code is right, and never 1 for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import repository

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or not Path("/dev/full").exists(), reason="needs bash on Linux"
)

# A report cannot be printed, so nothing was judged.
UNHEARD = [">&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", ">/dev/full 2>/dev/full", "| true"]
# Messages cannot be printed, the report can.
HEARD = ["2>&-", "<&-", "2>/dev/full", "<&- 2>&-"]
COMMANDS = ["check", "check --no-cache", "check --format json", "graph", "explain a", "rules"]


def exit_code(folder: Path, command: str, streams: str) -> int:
    line = f'set -o pipefail; "{sys.executable}" -m kavro_lint {command} {streams}'
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=dict(os.environ))
    return done.returncode


@pytest.mark.parametrize("command", COMMANDS)
def test_without_standard_error_there_is_a_verdict(tmp_path: Path, command: str) -> None:
    folder = repository(tmp_path)
    assert [exit_code(folder, command, f">/dev/null {entry}") for entry in HEARD] == [0] * len(
        HEARD
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_without_standard_output_nothing_was_judged(tmp_path: Path, command: str) -> None:
    folder = repository(tmp_path)
    if command == "rules":
        # Too short to fill a pipe before its reader ends.
        assert exit_code(folder, command, UNHEARD[0]) == 2
        return
    codes = [exit_code(folder, command, entry) for entry in UNHEARD[:-1]]
    assert codes == [2] * len(codes)


@pytest.mark.parametrize(
    "streams", ["", "2>&-", ">&- 2>&-", "2>/dev/full", ">/dev/full 2>/dev/full"]
)
@pytest.mark.parametrize("command", ["check --nope", "explain nothing", "-C nowhere check"])
def test_a_message_that_nobody_hears_is_still_exit_code_2(
    tmp_path: Path, command: str, streams: str
) -> None:
    assert exit_code(repository(tmp_path), command, streams) == 2


def test_a_report_in_a_file_needs_no_standard_output(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    command = "check --format json --output report.json"
    for streams in (">&-", ">&- 2>&-", ">/dev/full"):
        assert exit_code(folder, command, streams) == 0
        assert (folder / "report.json").read_text().startswith("{")
        (folder / "report.json").unlink()


@pytest.mark.parametrize("command", ["graph --format html", "--help", "explain --help"])
def test_a_pipe_that_nobody_reads_is_no_block(tmp_path: Path, command: str) -> None:
    # The reader is gone before anything is written.
    line = f'exec 3> >(exec true); sleep 0.3; exec "{sys.executable}" -m kavro_lint {command} >&3'
    done = subprocess.run(["bash", "-c", line], cwd=repository(tmp_path), capture_output=True)
    assert (done.returncode, done.stderr) == (2, b"")
