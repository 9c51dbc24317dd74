"""Names and patterns that a table can hold, whatever a folder is called."""

import re

# Names that mean something else in a cell, or that read as something still open.
RESERVED = frozenset("none any ungoverned n-a tbd todo fixme".split())
# Words that are something still open wherever they stand, but for backticks.
OPEN = re.compile(r"(?i)(?:tbd|todo|fixme)")

_UNSAFE_IN_NAME = re.compile(r"[^\w-]+")
_UNSAFE_IN_PATTERN = re.compile(r"[^\w./@+()\[\]$*-]|[\ud800-\udfff]")
_GLOB = re.compile(r"[\[\]]")


def module_name(text: str) -> str:
    """Return a folder's or file's own name as the name of a module.

    What folders mean to a framework is no part of it: `(group)`, `[id]`, `[...slug]`, `@slot`,
    `_components`.
    """
    name = _UNSAFE_IN_NAME.sub("-", text).strip("-")
    name = name.lstrip("_") if not name.endswith("__") else name
    if not name or not name.strip("_") or name.casefold() in RESERVED:
        return f"{name}-folder".lstrip("-")
    return name


def pattern_of(path: str) -> str:
    """Return a pattern for a path; a character that Markdown cannot hold becomes `?`."""
    return _GLOB.sub(r"\\\g<0>", _UNSAFE_IN_PATTERN.sub("?", path))


def cell(name: str) -> str:
    """Return a name or package as a cell shows it: in backticks where Markdown would change it."""
    if re.fullmatch(r"[^\W_][\w.@/-]*[^\W_]|[^\W_]", name) and not OPEN.search(name):
        return name
    return f"`{pattern_of(name)}`"


def free_name(name: str, above: str, used_names: set[str]) -> str:
    """Return a name that no other part has: with the folder above, else with a number."""
    head, dot, own = name.rpartition(".")
    choices = [name, f"{head}{dot}{module_name(above)}-{own}" if above else name]
    number = 2
    while choices[0] in used_names:
        choices.pop(0)
        if not choices:
            choices.append(f"{name}-{number}")
            number += 1
    used_names.add(choices[0])
    return choices[0]
