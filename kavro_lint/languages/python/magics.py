"""Cells of notebooks → plain Python: magics, shell escapes and questions are blanked out.

What IPython adds to Python: https://ipython.readthedocs.io/en/stable/interactive/reference.html.
Lines stay, so places stay. The magic `%run` runs a file, which nothing here follows: it is counted.
"""

import re
from typing import NamedTuple

# Cell magics whose body is Python; the body of any other is a text of its own.
_OF_PYTHON = frozenset(
    "capture debug ipytest memit mprun prun pypy python python3 time timeit".split()
)
_CELL_MAGIC = re.compile(r"\s*%%(\w*)")
_MAGIC = re.compile(
    r"[ \t]*(?:[%!?]"  # %magic, !command, ?name
    r"|[\w.%*]+\?{1,2}[ \t]*$"  # name?
    r"|[,;/][A-Za-z]"  # calls without parentheses
    r"|[\w \t,.\[\]\"']+=[ \t]*(?:!|%\w))"  # x = !command, x = %magic
)
# Line magics that run what follows them, and `%%timeit`, whose first line is Python as well.
_RUNS_LINE = re.compile(
    r"([ \t]*)%{1,2}(?:time|timeit|prun|memit|mprun|lprun|debug)[ \t]+"
    r"(?:-\w+(?:[ \t]+\d+)?[ \t]+)*(?=[A-Za-z_(])"
)
_SCRIPT_OF_PYTHON = re.compile(r"\s*%%script\b[^\n]{0,500}?\b(?:python|pypy)[\d.]*[ \t]*(?:\n|$)")
_RUN = re.compile(r"[ \t]*(?:[\w \t,]+=[ \t]*)?%(?:run|load|loadpy)\b")
# What a line holds that may go on behind its end.
_TOKEN = re.compile(
    r"\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|#[^\n]*+|[(\[{]|[)\]}]|\\\n?$"
)
_ENDS = {mark: re.compile(rf"(?:[^\\]|\\[\s\S])*?{mark}") for mark in ('"""', "'''")}


class Plain(NamedTuple):
    """A cell as Python reads it, and how many of its magics run other files."""

    text: str
    unanalysable: int


def plain_python(cell: str) -> Plain:
    """Return a cell without what only IPython understands; nothing of one in another language."""
    head = _CELL_MAGIC.match(cell)
    lines = cell.split("\n")
    if head is not None:
        if head[1] not in _OF_PYTHON and _SCRIPT_OF_PYTHON.match(cell) is None:
            return Plain("", 0)
        first = cell.count("\n", 0, head.end())
        setup = _run_by_magic(lines[first]) if head[1] == "timeit" else None
        lines[: first + 1] = [*[""] * first, setup or ""]
    if not any(mark in cell for mark in "%!?,;/"):
        return Plain("\n".join(lines), 0)
    runs = 0
    state = _State()
    for number, line in enumerate(lines):
        if state.is_command or (state.begins_statement and _MAGIC.match(line)):
            code = None if state.is_command else _run_by_magic(line)
            if code is not None:
                lines[number] = code
                state.read(code)
                continue
            runs += not state.is_command and _RUN.match(line) is not None
            state.is_command = line.endswith("\\")
            lines[number] = ""
        else:
            state.read(line)
    return Plain("\n".join(lines), runs)


def _run_by_magic(line: str) -> str | None:
    """Return the Python that a magic of a line runs, where it stands; None for other magics."""
    match = _RUNS_LINE.match(line)
    if match is None:
        return None
    # A statement before it, for it does not begin where a line of its indentation would.
    gap = match.end() - match.end(1) - len("0;")
    return f"{match[1]}0;{' ' * gap}{line[match.end() :]}"


class _State:
    """Where a line begins: in a string, in brackets, behind a backslash, or as a statement.

    `is_command` says that it goes on with a command of the line before.
    """

    def __init__(self) -> None:
        self.is_command = False
        self._quotes = ""
        self._depth = 0
        self._continued = False

    @property
    def begins_statement(self) -> bool:
        """Whether a statement begins on the next line."""
        return not self._quotes and not self._depth and not self._continued

    def read(self, line: str) -> None:
        """Go on to the end of a line."""
        at = 0
        self._continued = False
        while True:
            if self._quotes:
                end = _ENDS[self._quotes].match(line, at)
                if end is None:
                    return
                at, self._quotes = end.end(), ""
            token = _TOKEN.search(line, at)
            if token is None:
                return
            at = token.end()
            if token[0] in _ENDS:
                self._quotes = token[0]
            elif token[0] in "([{":
                self._depth += 1
            elif token[0] in ")]}":
                self._depth = max(self._depth - 1, 0)
            elif token[0].startswith("\\"):
                self._continued = True
