"""Options that commands share, what their values mean, and where reports go."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kavro_lint.errors import CannotJudge

# What we write ourselves that a legacy code page may not have.
PLAIN_SIGNS = {"…": "...", "→": "->", "–": "-"}

Rev = Annotated[
    str | None, typer.Option(metavar="REV", help="Judge a commit; nothing is checked out.")
]
Staged = Annotated[
    bool, typer.Option("--staged", help="Judge the index, as it would be committed.")
]


Form = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")]

# What was written to standard output so far, to be remembered.
_PRINTED: list[str] = []


def words(given: list[str] | None) -> tuple[str, ...]:
    """Return the words of a repeatable option whose values may also be joined by commas."""
    return tuple(word.strip() for text in given or () for word in text.split(",") if word.strip())


def grade(given: str | None) -> str | None:
    """Return the value of `--fail-on`. Raises CannotJudge."""
    return given and one_of("fail-on", given, ("minor", "major", "critical", "never"))


def one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    """Return the value. Raises CannotJudge that names the nearest known one."""
    import difflib

    if given in known:
        return given
    near = difflib.get_close_matches(given, known, 1, 0.4)
    raise CannotJudge(
        f"--{option} {given!r} is not known",
        (f"did you mean {near[0]}? " if near else "") + f"It is one of: {', '.join(known)}",
    )


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
        # Whatever is left in the buffer would be tried, and fail, once more at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CannotJudge(
            f"cannot write to standard output: {error.strerror}", "make room, or use --output FILE"
        ) from None


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
