"""Progress on standard error: only on a terminal, and only once a run takes over a second."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1.0
INTERVAL_SECONDS = 0.1


@contextmanager
def showing(label: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that takes the count done and the total; clear the line at the end."""
    start = time.monotonic()
    next_time = start + PATIENCE_SECONDS
    is_terminal = sys.stderr.isatty()
    is_drawn = False

    def report(done: int, total: int) -> None:
        nonlocal next_time, is_drawn
        if not is_terminal or time.monotonic() < next_time:
            return
        next_time, is_drawn = time.monotonic() + INTERVAL_SECONDS, True
        sys.stderr.write(f"\r{label}: {done} of {total}")
        sys.stderr.flush()

    try:
        yield report
    finally:
        if is_drawn:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
