"""Standard input, output and error, any of which may be closed or full when a run begins."""

import os
import sys


def open_closed_streams() -> None:
    """Give the number of each closed stream to the null device, so that no file gets it.

    Otherwise the output of a library to that stream would end up in the file. Python's own
    `sys.stdout` stays None where it was closed: a report cannot be written there. Messages to a
    closed stream are dropped.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is the one that is asked for.
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def complain(*lines: str) -> None:
    """Print lines to standard error, if anything can be printed there."""
    try:
        for line in lines:
            print(line, file=sys.stderr)
        sys.stderr.flush()
    except (OSError, ValueError):
        # It is full, or nobody reads it: the exit code still counts.
        silence(2)


def silence(number: int) -> None:
    """Redirect a stream to the null device: its buffer would fail once more at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)
