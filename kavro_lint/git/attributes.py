"""`.gitattributes` of the snapshot: which files are generated or vendored.

Read here rather than by `git check-attr`, which knows nothing of a commit's own attributes
before Git 2.40 and listens to files that are not versioned with the code. The format is that
of gitattributes(5); GitHub's linguist defines the two attributes.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from kavro_lint.model import Location, Snapshot, Unreadable
from kavro_lint.model.frozen import frozen
from kavro_lint.patterns import Glob

ATTRIBUTES = ("linguist-generated", "linguist-vendored")

LARGEST = 1_000_000


@frozen
class Line:
    """A line that sets or unsets one of the attributes for the paths of a pattern."""

    folder: str
    matches: Callable[[str], bool]
    sets: Mapping[str, bool]
    location: Location


def ungoverned_by_attributes(
    snapshot: Snapshot,
) -> Callable[[str], tuple[str, Location] | None]:
    """Return a function that names the attribute, and its line, that leaves a path ungoverned."""
    files = sorted(
        (path for path in snapshot.sources if path.rpartition("/")[2] == ".gitattributes"),
        key=lambda path: (path.count("/"), path),
    )
    macros: dict[str, Mapping[str, bool]] = {}
    lines = [line for path in files for line in _lines(snapshot, path, macros)]
    return (lambda path: _decide(lines, path)) if lines else lambda path: None


def _decide(lines: list[Line], path: str) -> tuple[str, Location] | None:
    """Let the last line that matches decide, of the nearest file: deeper files come later."""
    decided: dict[str, Location | None] = {}
    for line in lines:
        if path.startswith(line.folder) and line.matches(path[len(line.folder) :]):
            decided |= {name: line.location if on else None for name, on in line.sets.items()}
    return next(
        ((name, place) for name in ATTRIBUTES if (place := decided.get(name)) is not None), None
    )


def _lines(snapshot: Snapshot, path: str, macros: dict[str, Mapping[str, bool]]) -> Iterator[Line]:
    folder = path.removesuffix(".gitattributes")
    try:
        content = snapshot.read(path, LARGEST)
    except Unreadable:
        # Without its attributes more is governed, so nothing gets lost.
        return
    for number, raw in enumerate(content.decode("utf-8", "surrogateescape").split("\n"), 1):
        text = raw.strip(" \t\r")
        if not text or text.startswith("#"):
            continue
        pattern, states = _split(text)
        sets = _sets(states, macros)
        if not sets:
            continue
        if pattern.startswith("[attr]"):
            if not folder:
                macros[pattern.removeprefix("[attr]")] = sets
            continue
        matches = _matcher(pattern)
        if matches is not None:
            yield Line(folder, matches, sets, Location(path, number))


def _split(text: str) -> tuple[str, list[str]]:
    """Split a line into its pattern, which may be quoted as in C, and the states after it."""
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"', text)
    if quoted is None:
        pattern, *states = text.split()
        return pattern, states
    unquoted = re.sub(r'\\(["\\])', r"\1", quoted[1])
    return unquoted, text[quoted.end() :].split()


def _sets(states: list[str], macros: Mapping[str, Mapping[str, bool]]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for state in states:
        name, _, value = state.lstrip("-!").partition("=")
        on = state[0] not in "-!" and value != "false"
        if name in ATTRIBUTES:
            found[name] = on
        elif name in macros and on:
            found |= macros[name]
    return found


def _matcher(text: str) -> Callable[[str], bool] | None:
    """Compile a pattern: without a slash it matches names, else paths; never what is below."""
    if text.endswith("/") or text.startswith("!"):
        return None
    anchored = "/" in text
    try:
        glob = Glob(text.strip("/").split("/"))
    except ValueError:
        return None
    if anchored:
        return lambda path: glob.matches(path.split("/"))
    return lambda path: glob.matches([path.rpartition("/")[2]])
