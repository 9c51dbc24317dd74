"""Progress on standard error: only on a terminal, and only once a run takes over a second."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1.0
INTERVAL_SECONDS = 0.1


@contextmanager
def showing(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how many of how many are done; clear the line at the end."""
    begun = time.monotonic()
    shown = begun + PATIENCE_SECONDS
    terminal = sys.stderr.isatty()
    drawn = False

    def tell(done: int, total: int) -> None:
        nonlocal shown, drawn
        if not terminal or time.monotonic() < shown:
            return
        shown, drawn = time.monotonic() + INTERVAL_SECONDS, True
        sys.stderr.write(f"\r{what}: {done} of {total}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if drawn:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
