"""One question to git, without `subprocess`: importing that takes longer than a small answer.

For what is asked when the answer of a check may be known already; all else is asked by `git`.
"""

import os
from collections.abc import Callable

from kavro_lint.git.safety import command, environment

# Exit code, output, and what was said beside.
Answer = tuple[int, bytes, bytes]

_PART = 1 << 20
# Python ignores it, and git shall not: SIGPIPE, which has this number wherever there is POSIX.
_SIGPIPE = 13


def ask(arguments: tuple[str, ...], directory: str) -> Callable[[], Answer]:
    """Start git in a directory, and return what waits for its answer. Raises OSError."""
    if hasattr(os, "posix_spawnp"):
        return _spawned(arguments, directory)
    return _opened(arguments, directory)


def _spawned(arguments: tuple[str, ...], directory: str) -> Callable[[], Answer]:
    pipes = os.pipe(), os.pipe()
    nothing = os.open(os.devnull, os.O_RDONLY)
    ends = (nothing, pipes[0][1], pipes[1][1])
    program, *options = command(arguments)
    try:
        process = os.posix_spawnp(
            program,
            [program, "-C", directory, *options],
            environment(),
            file_actions=[(os.POSIX_SPAWN_DUP2, end, place) for place, end in enumerate(ends)],
            setsigdef=[_SIGPIPE],
        )
    except OSError:
        for reading, _ in pipes:
            os.close(reading)
        raise
    finally:
        for end in ends:
            os.close(end)

    def answer() -> Answer:
        output, said = _read(pipes[0][0], pipes[1][0])
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), output, said

    return answer


def _read(output: int, said: int) -> tuple[bytes, bytes]:
    """Read two pipes to their ends at the same time, and close them."""
    import select

    parts: dict[int, list[bytes]] = {output: [], said: []}
    waiting = select.poll()
    for pipe in parts:
        waiting.register(pipe, select.POLLIN)
    left = set(parts)
    while left:
        for pipe, _ in waiting.poll():
            part = os.read(pipe, _PART)
            if part:
                parts[pipe].append(part)
                continue
            waiting.unregister(pipe)
            os.close(pipe)
            left.remove(pipe)
    return b"".join(parts[output]), b"".join(parts[said])


def _opened(arguments: tuple[str, ...], directory: str) -> Callable[[], Answer]:
    """Do it where nothing can be spawned so."""
    import subprocess

    process = subprocess.Popen(  # noqa: S603
        command(arguments), cwd=directory, env=environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip

    def answer() -> Answer:
        output, said = process.communicate()
        return process.returncode, output, said

    return answer
