"""Options in, exit code out. What a command needs is imported when it runs.

Exit codes: 0 PASS or FLAG, 1 BLOCK (only `check` and `diff`), 2 could not judge. Each command has
a module of its name.
"""

import gc
import os
import sys

from kavro_lint.cli.streams import complain, open_closed_streams, silence
from kavro_lint.errors import CannotJudge

# As type checkers know it; importing `typing` takes longer than an answer from memory.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from kavro_lint.cache.cached_run import CachedRun
    from kavro_lint.cache.contributions import Contributions
    from kavro_lint.cache.neutral import ChangedSources
    from kavro_lint.cache.stored_answers import Answer
    from kavro_lint.model.findings import Report

# The exit code of shells for a process that SIGINT ended.
_INTERRUPTED = 130

__all__ = ["main", "program"]


def _fail(message: str, remedy: str = "") -> "NoReturn":
    from kavro_lint.printable import printable

    lines = [f"kavro-lint: {printable(message, 500)}"]
    complain(*lines, *([f"  {printable(remedy, 1000)}"] if remedy else []))
    sys.exit(2)


def _read_paths_as_utf_8() -> None:
    """Start again in Python's UTF-8 mode where the locale would read paths in another encoding.

    Paths in Git and names in sources are UTF-8, whatever the locale is (`LC_ALL=C` in many a CI).
    https://docs.python.org/3/library/os.html#utf8-mode
    """
    if os.name == "posix" and sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        arguments = sys.orig_argv[1:]
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *arguments])  # noqa: S606


def program() -> "NoReturn":
    """Run the command line as a process of its own, and end that at once.

    Taking a hundred thousand records apart one by one takes longer than many a check.
    """
    import atexit

    _read_paths_as_utf_8()
    open_closed_streams()
    code: object = 2
    try:
        main()
        code = 0
    except SystemExit as system_exit:
        code = system_exit.code or 0
    except OSError as error:
        # One stream is closed; the other may be closed too.
        complain(f"kavro-lint: {error}")
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            # It is closed; `main` has reported that where there was something to write.
            continue
    os._exit(code if isinstance(code, int) else 2)


def main() -> None:
    """Run the command line; every way out is one of the three exit codes."""
    _guarded(_answer)


def _answer() -> None:
    """Print the last answer again where it still holds, else run the command."""
    from kavro_lint.cli.option_tables import remembered

    # Records are many and live to the end: looking for garbage among them finds none.
    gc.set_threshold(2_000_000, 20, 100)
    request = remembered(sys.argv[1:])
    if request is None:
        _run(None)
        return
    from kavro_lint.cache.recall import recall

    run = recall(request, _facts_digest, _after_change)
    if run is None or run.answer is None:
        _run(run)
        return
    _print(run.answer.output)
    sys.exit(run.answer.code)


def _facts_digest(path: str, content: bytes) -> bytes | None:
    from kavro_lint.languages.sources import facts_digest

    return facts_digest(path, content)


def _after_change(
    answer: "Answer", added: "Contributions", sources: "ChangedSources"
) -> tuple[bytes, int] | None:
    from kavro_lint.pipeline.incremental.neutral_change import output_after

    return output_after(answer, added, sources, _printed_of)


def _printed_of(report: "Report") -> bytes | None:
    """Return what the command line at hand prints of a report, None where it must be parsed."""
    from kavro_lint.cli.check_run import printed_of
    from kavro_lint.cli.option_tables import CheckOptions
    from kavro_lint.cli.plain import plain_options

    line = plain_options(sys.argv[1:])
    if line is None or not isinstance(line[1], CheckOptions):
        return None
    return printed_of(report, line[1], line[0])


def _run(cached_run: "CachedRun | None") -> None:
    """Run the command: at once where its line is plain, else by the application."""
    from kavro_lint.cli.plain import plain_options

    line = plain_options(sys.argv[1:])
    if line is None and _hook_is_answered():
        return
    if line is None:
        _run_application(cached_run)
        return
    from kavro_lint.cli.option_tables import CheckOptions, ExplainOptions

    directory, options = line
    code = 0
    if isinstance(options, CheckOptions):
        from kavro_lint.cli.check_run import check

        code = check(options, directory, cached_run)
    elif isinstance(options, ExplainOptions):
        from kavro_lint.cli.explain_run import explain

        code = explain(options, directory, cached_run)
    sys.exit(code)


def _hook_is_answered() -> bool:
    """Run `hook` at once where its line is plain: an agent waits for it before each edit."""
    if sys.argv[1:2] != ["hook"]:
        return False
    from pathlib import Path

    from kavro_lint.cli.hook_run import plain_hook, run

    plain = plain_hook(sys.argv[1:])
    if plain is None:
        return False
    agent, fail_closed = plain
    code = run(agent, Path(), fail_closed=fail_closed)
    if code:
        sys.exit(code)
    return True


def _run_application(cached_run: "CachedRun | None") -> None:
    """Run typer's application, whose exit codes of its own mean something else here."""
    from kavro_lint.cli.application import with_commands

    application, stdout = with_commands(), sys.stdout
    try:
        application(obj=cached_run)
    except SystemExit as system_exit:
        if sys.stdout is not stdout:
            # It wraps the streams and exits with 1, which is BLOCK, where nobody reads a pipe.
            sys.stdout = stdout
            raise BrokenPipeError from None
        if system_exit.code == _INTERRUPTED:
            raise KeyboardInterrupt from None
        raise


def _print(output: bytes) -> None:
    """Write what a run wrote before. Raises CannotJudge where that is not possible."""
    try:
        sys.stdout.buffer.write(output.replace(b"\n", os.linesep.encode()))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        from kavro_lint.cli.outputs import give_up_output

        raise give_up_output(error) from None


def _guarded(command: "Callable[[], object]") -> None:
    try:
        command()
        if sys.stdout is not None:
            sys.stdout.flush()
    except CannotJudge as error:
        _fail(str(error), error.remedy)
    except BrokenPipeError:
        # The reader closed the pipe (`| head`): nobody reads a message.
        silence(1)
        sys.exit(2)
    except KeyboardInterrupt:
        _fail("interrupted")
    except Exception as error:
        if os.environ.get("KAVRO_LINT_DEBUG"):
            raise
        _fail(
            f"internal error: {type(error).__name__}: {error}",
            "this is a bug in kavro-lint; KAVRO_LINT_DEBUG=1 shows where, please report it",
        )
