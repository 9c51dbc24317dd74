"""What a terminal is shown, and what a pipe is not: colour, hyperlinks, columns."""

import os
import sys
from pathlib import Path

import pytest

from tests.building import GOOD, repository, run

pty = pytest.importorskip("pty", reason="a pseudo-terminal")

DRIFT = {**GOOD, "b.py": "import a\n"}
BARE = {"TERM": "xterm-256color", "NO_COLOR": "", "CI": "", "TMUX": "", "VTE_VERSION": "",
        "TERM_PROGRAM": "", "WT_SESSION": "", "KITTY_WINDOW_ID": "", "KONSOLE_VERSION": "",
        "DOMTERM": ""}  # fmt: skip


def on_terminal(folder: Path, *arguments: str, columns: int = 100, **environment: str) -> str:
    """Run a check on a pseudo-terminal of so many columns and return what it was sent."""
    import fcntl
    import struct
    import termios

    process, terminal = pty.fork()
    if process == 0:
        # Readline sets COLUMNS behind Python's back: only what is named here is passed on.
        passed = {**os.environ, **BARE, **environment}
        passed.pop("COLUMNS", None)
        size = struct.pack("HHHH", 24, columns, 0, 0)
        fcntl.ioctl(1, termios.TIOCSWINSZ, size)
        # The progress of a slow run is no part of the report.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.chdir(folder)
        command = [sys.executable, "-m", "kavro_lint", "check", *arguments]
        os.execve(sys.executable, command, passed)
    shown = b""
    try:
        while part := os.read(terminal, 65536):
            shown += part
    except OSError:
        # Linux says EIO once the other end is closed.
        pass
    os.waitpid(process, 0)
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n")


@pytest.fixture
def drift(tmp_path: Path) -> Path:
    return repository(tmp_path, DRIFT)


def test_a_terminal_has_colour_and_a_pipe_has_none(drift: Path) -> None:
    assert "\x1b[1mKV704 forbidden-dependency\x1b[0m: \x1b[31m1 major\x1b[0m" in on_terminal(drift)
    assert "\x1b" not in run(drift, "check").stdout
    assert "\x1b[1;31mBLOCK\x1b[0m" in run(drift, "check", "--color").stdout


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [([], {"TERM": "dumb"}), ([], {"NO_COLOR": "1"}), (["--no-color"], {})],
)
def test_colour_is_off_when_asked_or_not_a_terminal(
    drift: Path, arguments: list[str], environment: dict[str, str]
) -> None:
    assert "\x1b" not in on_terminal(drift, *arguments, **environment)


def test_an_explicit_option_wins(drift: Path) -> None:
    assert "\x1b[1m" in on_terminal(drift, "--color", NO_COLOR="1")
    run(drift, "check", "--output", "out.txt", "--color")
    assert "\x1b[1m" in (drift / "out.txt").read_text()
    assert "\x1b" not in on_terminal(drift, "--output", "other.txt")
    assert "\x1b" not in (drift / "other.txt").read_text()


@pytest.mark.parametrize(
    ("environment", "linked"),
    [
        ({"VTE_VERSION": "7402"}, True), ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-kitty"}, True), ({"WT_SESSION": "1"}, True), ({}, False),
        ({"VTE_VERSION": "7402", "TMUX": "1"}, False), ({"VTE_VERSION": "4000"}, False),
        ({"VTE_VERSION": "7402", "TERM": "dumb"}, False),
    ],
)  # fmt: skip
def test_hyperlinks_only_where_a_terminal_says_so(
    drift: Path, environment: dict[str, str], linked: bool
) -> None:
    shown = on_terminal(drift, **environment)
    assert (f"\x1b]8;;file://{drift}/b.py\x1b\\b.py:1\x1b]8;;\x1b\\" in shown) == linked
    assert ("\x1b]8" in shown) == linked


def test_no_hyperlink_leads_to_a_file_of_another_state(drift: Path) -> None:
    assert "\x1b]8" not in on_terminal(drift, "--staged", VTE_VERSION="7402")


@pytest.mark.parametrize("columns", [40, 60, 200])
def test_lines_fit_into_the_terminal(drift: Path, columns: int) -> None:
    lines = on_terminal(drift, "--no-color", columns=columns).splitlines()
    assert lines[-1].endswith("2 major")
    assert max(map(len, lines)) <= min(columns, 80)
    assert max(map(len, lines)) > min(columns, 80) - 12
