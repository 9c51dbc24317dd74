"""Work that may take all memory there is, tried in a fork of this process first.

Where a source ends within thousands of type arguments, tree-sitter takes memory that grows with the
square of their number, gigabytes for some kilobytes, in a single step that nothing can stop. Only
Linux: elsewhere nothing is tried, as in `second_process`.
"""

import os
import signal
import sys
from collections.abc import Callable

# What a try may take: sources that people write take a hundredth of it.
MOST_MEMORY = 1 << 30
MOST_SECONDS = 10
# The processor's time does not end what waits.
_MOST_WAITED = 120.0


def succeeds(work: Callable[[], object]) -> bool:
    """Whether work ends within its limits; True where it cannot be tried."""
    if sys.platform != "linux":
        return True
    try:
        process = os.fork()
    except OSError:
        return True
    if not process:
        _try(work)
    _, status = os.waitpid(process, 0)
    return status == 0


def _try(work: Callable[[], object]) -> None:
    """Work within the limits, and end the process; it says nothing."""
    code = 1
    try:
        import faulthandler
        import resource

        # tree-sitter does not survive that there is no memory.
        faulthandler.disable()
        signal.setitimer(signal.ITIMER_REAL, _MOST_WAITED)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        with open("/proc/self/statm", encoding="ascii") as sizes:
            memory = int(sizes.read().split()[0]) * resource.getpagesize() + MOST_MEMORY
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        work()
        code = 0
    finally:
        os._exit(code)
