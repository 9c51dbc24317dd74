"""Destinations of output: standard output, as far as its code page can, or files.

A file is written whole or not at all: beside the old one first, which it then replaces.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from kavro_lint.cli.values import one_of
from kavro_lint.errors import CannotJudge
from kavro_lint.git.worktree import link_on_the_way
from kavro_lint.model.frozen import frozen
from kavro_lint.reports import View, appended, formats

# As type checkers know it: a report on standard output needs no paths.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_OUTPUT = "-"
LINES_AT_ONCE = 1_000
# A pipe's reader may begin a little later; after these tries the pipe counts as unread.
PIPE_TRIES, PIPE_SECONDS = 40, 0.05

# What we write ourselves that a legacy code page may not have.
PLAIN_SIGNS = {"…": "...", "→": "->", "–": "-"}

# What was written to standard output so far, to be remembered.
_PRINTED: list[str] = []

Render = Callable[[str, View], str]


@frozen
class Target:
    """A report that is wanted: its format, and its file, None for standard output."""

    form: str
    file: "Path | None" = None


def targets(
    form: str, output: str | None, options: Sequence[str], folder: "Path | str"
) -> tuple[Target, ...]:
    """Return the reports that the options ask for, the one of `--format` first.

    Files are relative to `folder`. Raises CannotJudge for an unknown format, for a file that
    two reports would share, and for one that cannot be there.
    """
    file = None if output is None or output == STANDARD_OUTPUT else _file(folder, output)
    outputs = [Target(one_of("format", form, formats()), file)]
    outputs += [_target(option, folder) for option in options]
    by_place: dict[str, Target] = {}
    for target in outputs:
        if target.file is None:
            continue
        _check_writable(target.file)
        place = os.path.normcase(os.path.realpath(target.file))
        if place in by_place:
            raise CannotJudge(
                f"two reports, {by_place[place].form} and {target.form}, would go to {target.file}",
                "give each its own file",
            )
        by_place[place] = target
    return tuple(outputs)


def _file(folder: "Path | str", name: str) -> "Path":
    from pathlib import Path

    return Path(folder, name)


def _target(option: str, folder: "Path | str") -> Target:
    form, sign, file = option.partition("=")
    if not sign or not file:
        raise CannotJudge(
            f"--report {option!r} names no file",
            "write it as FORMAT=FILE: --report sarif=out.sarif",
        )
    if file == STANDARD_OUTPUT:
        raise CannotJudge(
            f"--report {option!r}: standard output is for the report of --format",
            f"use --format {form}, and --report for those that go to files",
        )
    return Target(one_of("report", form, formats()), _file(folder, file))


def _check_writable(file: "Path") -> None:
    """Raise CannotJudge before the work is done for a file that could not be written after it."""
    _refuse_links(file)
    if file.is_dir():
        raise CannotJudge(f"cannot write {file}: it is a folder", "name a file")
    if not file.parent.is_dir():
        raise CannotJudge(
            f"cannot write {file}: the folder {file.parent} does not exist",
            "create it, or name another",
        )


def deliver(render: Render, outputs: Sequence[Target], view: View) -> None:
    """Write every report: files first, for standard output may be a pipe that is closed.

    `render` makes the report in a format, for a view; `view` is that of `--format`.
    """
    first, *more = outputs
    text = render(first.form, view)
    file_view = View(verbose=view.verbose, address=view.address)
    for target in more:
        if target.file is not None:
            put(target.file, render(target.form, file_view))
    for file, form in _appendices(outputs, os.environ):
        _append(file, render(form, file_view))
    if first.file is None:
        write(text)
    else:
        put(first.file, text)


def _appendices(
    outputs: Sequence[Target], environ: Mapping[str, str]
) -> Iterator[tuple["Path", str]]:
    """Yield the files that a CI's environment names, for the formats that append to them."""
    from pathlib import Path

    for target in outputs:
        for variable, form in appended(target.form).items():
            if environ.get(variable):
                yield Path(environ[variable]), form


def put(file: "Path", text: str) -> None:
    """Write a file whole. Raises CannotJudge, and then the old file is as it was.

    A link outside of the repository is followed; what is not a regular file (a pipe, /dev/null)
    is written to.
    """
    from pathlib import Path

    content = text.encode("utf-8", "backslashreplace")
    _refuse_links(file)
    try:
        place = Path(os.path.realpath(file))
        if place.exists() and not stat.S_ISREG(place.stat().st_mode):
            with open(_open_special(place), "wb") as special:
                special.write(content)
            return
        _replace(place, content)
    except OSError as error:
        raise _unwritable(file, error) from None


def _refuse_links(file: "Path") -> None:
    """Raise CannotJudge where a link in the repository leads elsewhere: it may lead anywhere."""
    link = link_on_the_way(os.fspath(file))
    if link is not None:
        raise CannotJudge(
            f"cannot write {file}: {link} is a link in the repository",
            "name another file, or delete the link: it may lead anywhere",
        )


def _open_special(place: "Path") -> int:
    """Open a pipe or a device. Raises OSError for a pipe that nobody begins to read."""
    import errno
    import time

    flags, tries = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0), PIPE_TRIES
    while True:
        try:
            descriptor = os.open(place, flags)
            break
        except OSError as error:
            tries -= 1
            if error.errno != errno.ENXIO or not tries:
                raise
            time.sleep(PIPE_SECONDS)
    os.set_blocking(descriptor, True)
    return descriptor


def _replace(place: "Path", content: bytes) -> None:
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{place.name[:100]}.", dir=place.parent)
    temporary = type(place)(name)
    try:
        with open(handle, "wb") as new:
            new.write(content)
        temporary.chmod(_mode(place))
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(place: "Path") -> int:
    """Return the mode of the old file, or what the umask leaves of a new one's."""
    if place.exists():
        return stat.S_IMODE(place.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _append(file: "Path", text: str) -> None:
    _refuse_links(file)
    try:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
        with open(os.open(file, flags, 0o666), "ab") as stream:
            stream.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise _unwritable(file, error) from None


def _unwritable(file: "Path", error: OSError) -> CannotJudge:
    return CannotJudge(
        f"cannot write {file}: {error.strerror or error}",
        "name a file in a folder that can be written, or make room there",
    )


def write(text: str, output: "Path | None" = None) -> None:
    """Write to a file or to standard output. Raises CannotJudge where that is not possible."""
    if output is not None:
        put(output, text)
        return
    _PRINTED.append(_write(text))


def write_lines(lines: Iterator[str]) -> None:
    """Write lines to standard output, some at a time. Raises CannotJudge where it cannot be."""
    while text := "".join(islice(lines, LINES_AT_ONCE)):
        _write(text)


def _write(text: str) -> str:
    """Write to standard output, and return what was written. Raises CannotJudge."""
    if sys.stdout is None:
        raise CannotJudge("cannot write: standard output is closed", "use --output FILE")
    try:
        shown = encodable(text, sys.stdout.encoding or "utf-8")
        sys.stdout.write(shown)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise give_up_output(error) from None
    return shown


def give_up_output(error: OSError) -> CannotJudge:
    """Write no more to standard output, and return the error to raise."""
    # The rest of the buffer would fail once more at the exit.
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
