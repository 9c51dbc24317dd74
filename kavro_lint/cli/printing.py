"""What is written to standard output: as far as its code page can, and remembered."""

import os
import sys
from pathlib import Path

from kavro_lint.errors import CannotJudge

# What we write ourselves that a legacy code page may not have.
PLAIN_SIGNS = {"…": "...", "→": "->", "–": "-"}

# What was written to standard output so far, to be remembered.
_PRINTED: list[str] = []


def write(text: str, output: Path | None = None) -> None:
    """Write to a file or to standard output. Raises CannotJudge where that is not possible."""
    if output is not None:
        from kavro_lint.cli.outputs import put

        put(output, text)
        return
    if sys.stdout is None:
        raise CannotJudge("cannot write: standard output is closed", "use --output FILE")
    try:
        shown = encodable(text, sys.stdout.encoding or "utf-8")
        _PRINTED.append(shown)
        sys.stdout.write(shown)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise given_up(error) from None


def given_up(error: OSError) -> CannotJudge:
    """Write no more to standard output, and return what to say of it."""
    # Whatever is left in the buffer would be tried, and fail, once more at the exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CannotJudge(
        f"cannot write to standard output: {error.strerror}", "make room, or use --output FILE"
    )


def printed() -> bytes:
    """Return all that this process has written to standard output by `write`."""
    return "".join(_PRINTED).encode(sys.stdout.encoding or "utf-8")


def encodable(text: str, encoding: str) -> str:
    """Return a text as a code page can show it: plain signs for our own, escapes for the rest."""
    for sign, plain in PLAIN_SIGNS.items():
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            text = text.replace(sign, plain)
    return text.encode(encoding, "backslashreplace").decode(encoding)
