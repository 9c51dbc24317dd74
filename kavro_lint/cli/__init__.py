"""Options in, exit code out. What a command needs is imported when it runs.

Exit codes: 0 PASS or FLAG, 1 BLOCK (only `check` and `diff`), 2 could not judge. One module
holds the commands that judge, one the one that compares, one those that show, one those that
record assent.
"""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from kavro_lint.cli import agreeing, beginning, comparing, judging, showing
from kavro_lint.cli.application import app
from kavro_lint.errors import CannotJudge

# Lines that follow `\b` are not wrapped. Docstrings are raw, so click would see two characters.
for _command in app.registered_commands:
    if _command.callback is not None and _command.callback.__doc__:
        _command.callback.__doc__ = _command.callback.__doc__.replace("\\b\n", "\b\n")

__all__ = ["agreeing", "app", "beginning", "comparing", "judging", "main", "showing"]


def _fail(message: str, remedy: str = "") -> NoReturn:
    from kavro_lint.printable import printable

    print(f"kavro-lint: {printable(message, 500)}", file=sys.stderr)
    if remedy:
        print(f"  {printable(remedy, 1000)}", file=sys.stderr)
    sys.exit(2)


def main() -> None:
    """Run the command line; every way out is one of the three exit codes."""
    _guarded(app)


def _guarded(command: Callable[[], object]) -> None:
    try:
        command()
        sys.stdout.flush()
    except CannotJudge as error:
        _fail(str(error), error.remedy)
    except BrokenPipeError:
        # The reader closed the pipe (`| head`): nobody is left to tell anything.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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
