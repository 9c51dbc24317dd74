"""The one door to Git: a command of a fixed list, without a shell, under safe settings.

`spawn` and what is built on it do without `subprocess`, whose import takes longer than an answer
from the cache. `start` is for Git that is written to.
"""

import os
from collections.abc import Callable, Mapping

from kavro_lint.errors import CannotJudge
from kavro_lint.git.safety import SETTINGS, environment, program

# Type checkers take this name for true.
TYPE_CHECKING = False

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

# The commands that are run, with the options that each needs. All but `fetch` and `blame` are
# plumbing. `diff-tree` and `blame` run what attributes and configuration name unless told not to.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "blame": ("--no-textconv", "--no-ext-diff"),
    "cat-file": (),
    "check-ignore": (),
    "config": (),
    "diff-index": ("--no-textconv", "--no-ext-diff"),
    "diff-tree": ("--no-textconv", "--no-ext-diff"),
    "fetch": ("--no-auto-maintenance", "--no-recurse-submodules"),
    "for-each-ref": (),
    "ls-files": (),
    "ls-tree": (),
    "merge-base": (),
    "notes": (),
    "rev-list": (),
    "rev-parse": (),
    "symbolic-ref": (),
}

# What this process has asked so far, without the options that are always there.
QUESTIONS: list[tuple[str, ...]] = []
# Objects that a partial clone lacks and that no remote gave to this process: they may be here the
# next time, so that an answer without them is not kept.
ABSENT: list[str] = []

# Exit code, output, and what Git printed to standard error.
Answer = tuple[int, bytes, bytes]


class Completed:
    """What Git has said when it was asked `args`, with its exit code.

    It is no named tuple: an answer from the cache does without `typing`.
    """

    __slots__ = ("args", "returncode", "stderr", "stdout")

    def __init__(
        self, args: tuple[str, ...], returncode: int, stdout: bytes, stderr: bytes
    ) -> None:
        self.args = args
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr


_CHUNK = 1 << 20
# Milliseconds after which it is looked into why Git is silent.
_PATIENCE = 5_000
# Python ignores it, and Git shall not: SIGPIPE, which has this number wherever there is POSIX.
_SIGPIPE = 13


def command_line(
    arguments: tuple[str, ...], settings: Mapping[str, str | None] | None = None
) -> list[str]:
    """Return the command line for a command of the list; `settings` differ from the safe ones.

    None leaves a setting as the user has it. Raises FileNotFoundError where there is no Git.
    """
    options: list[str] = []
    for name, value in {**SETTINGS, **(settings or {})}.items():
        options += () if value is None else ("-c", f"{name}={value}")
    name, *parameters = arguments
    return [program(), "--no-pager", *options, name, *COMMANDS[name], *parameters]


def spawn(
    arguments: tuple[str, ...],
    directory: str,
    safe: Mapping[str, str] | None = None,
    settings: Mapping[str, str | None] | None = None,
) -> Callable[[], Answer]:
    """Start Git in a directory, and return a function that waits for its answer. Raises OSError."""
    begun = _spawn if hasattr(os, "posix_spawn") else _spawn_with_subprocess
    return begun(
        command_line(arguments, settings), directory, environment() if safe is None else safe
    )


def _spawn(line: list[str], directory: str, safe: Mapping[str, str]) -> Callable[[], Answer]:
    git, *options = line
    output, errors = os.pipe(), os.pipe()
    null = os.open(os.devnull, os.O_RDONLY)
    ends = (null, output[1], errors[1])
    try:
        process = os.posix_spawn(
            git,
            [git, "-C", directory, *options],
            safe,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, end, descriptor) for descriptor, end in enumerate(ends)
            ],
            setsigdef=[_SIGPIPE],
        )
    except OSError:
        for reading, _ in (output, errors):
            os.close(reading)
        raise
    finally:
        for end in ends:
            os.close(end)

    def wait() -> Answer:
        printed, complaint = _read_both(output[0], errors[0], lambda: _end(process, directory))
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), printed, complaint

    return wait


def _end(process: int, directory: str) -> None:
    """End a silent Git that a pipe keeps waiting: whoever asks again is told why."""
    from signal import SIGKILL

    from kavro_lint.git.blocking_pipes import pipe_in_the_way

    if pipe_in_the_way(directory) is not None:
        os.kill(process, SIGKILL)


def _read_both(output: int, errors: int, when_silent: Callable[[], None]) -> tuple[bytes, bytes]:
    """Read two pipes to their ends at the same time, and close them."""
    import select

    parts: dict[int, list[bytes]] = {output: [], errors: []}
    waiting = select.poll()
    for pipe in parts:
        waiting.register(pipe, select.POLLIN)
    open_pipes = set(parts)
    patience: int | None = _PATIENCE
    while open_pipes:
        readable = waiting.poll(patience)
        if not readable:
            patience = None
            when_silent()
        for pipe, _ in readable:
            chunk = os.read(pipe, _CHUNK)
            if chunk:
                parts[pipe].append(chunk)
                continue
            waiting.unregister(pipe)
            os.close(pipe)
            open_pipes.remove(pipe)
    return b"".join(parts[output]), b"".join(parts[errors])


def _spawn_with_subprocess(
    line: list[str], directory: str, safe: Mapping[str, str]
) -> Callable[[], Answer]:
    """Start Git on a system without `posix_spawn`."""
    import subprocess

    process = subprocess.Popen(  # noqa: S603
        line, cwd=directory, env=safe, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip

    def wait() -> Answer:
        output, errors = process.communicate()
        return process.returncode, output, errors

    return wait


def start(
    directory: "Path",
    safe: Mapping[str, str],
    arguments: tuple[str, ...],
    *,
    stdin: bool = False,
    quiet: bool = False,
    settings: Mapping[str, str | None] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start Git in a directory, in the environment `safe`.

    `stdin` says whether something is written to it, `quiet` that nobody reads its errors.
    Raises CannotJudge where there is no Git or no such directory.
    """
    import subprocess

    QUESTIONS.append(arguments)
    try:
        return subprocess.Popen(  # noqa: S603
            command_line(arguments, settings),
            cwd=directory,
            env=safe,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else subprocess.PIPE,
        )
    except OSError as error:
        raise _refusal(error, directory) from None


def _refusal(error: OSError, directory: "Path") -> Exception:
    """Return what to say where Git cannot be started in a directory."""
    if isinstance(error, FileNotFoundError):
        if directory.is_dir():
            return CannotJudge("Git is not installed", "install Git 2.31 or later")
        return CannotJudge(f"there is no folder {directory}", "name one that exists")
    if isinstance(error, NotADirectoryError):
        return CannotJudge(f"{directory} is not a folder", "name a folder")
    if isinstance(error, PermissionError):
        return CannotJudge(f"{directory} cannot be entered", "change its permissions")
    return error


def begin(
    directory: "Path",
    safe: Mapping[str, str],
    arguments: tuple[str, ...],
    settings: Mapping[str, str | None] | None = None,
) -> Callable[[], Completed]:
    """Start Git in a directory, in the environment `safe`, and return what waits for its end.

    Raises CannotJudge as `start` does; what is returned, where a pipe keeps Git waiting.
    """
    place = os.fspath(directory)
    QUESTIONS.append(arguments)
    try:
        os.stat(f"{place}/.")
        wait = spawn(arguments, place, safe, settings)
    except OSError as error:
        raise _refusal(error, directory) from None

    def completed() -> Completed:
        answer = Completed(arguments, *wait())
        if answer.returncode < 0:
            from kavro_lint.git.blocking_pipes import see_that_no_pipe_waits

            see_that_no_pipe_waits(place)
        return answer

    return completed


def run(
    directory: "Path",
    safe: Mapping[str, str],
    arguments: tuple[str, ...],
    stdin: bytes = b"",
    *,
    settings: Mapping[str, str | None] | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Completed:
    """Run Git in a directory, in the environment `safe`. Raises CannotJudge as `begin` does.

    `meanwhile` is called before Git is waited for.
    """
    if not stdin:
        wait = begin(directory, safe, arguments, settings)
        try:
            meanwhile()
        finally:
            # Nobody is left running, whatever happens meanwhile.
            completed = wait()
        return completed
    with start(directory, safe, arguments, stdin=True, settings=settings) as process:
        output, errors = _communicate(process, directory, stdin)
    return Completed(arguments, process.returncode, output, errors)


def _communicate(
    process: "subprocess.Popen[bytes]", directory: "Path", stdin: bytes
) -> tuple[bytes, bytes]:
    """Return what Git prints. Raises CannotJudge where a pipe keeps it waiting."""
    import subprocess

    try:
        return process.communicate(stdin, timeout=_PATIENCE / 1000)
    except subprocess.TimeoutExpired:
        from kavro_lint.git.blocking_pipes import see_that_no_pipe_waits

        try:
            see_that_no_pipe_waits(str(directory))
        except CannotJudge:
            process.kill()
            raise
        return process.communicate()
