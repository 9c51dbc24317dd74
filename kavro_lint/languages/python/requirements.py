"""A requirement as a manifest writes it: `name[extra]>=1; marker`, a URL or a path.

The form: https://packaging.python.org/specifications/dependency-specifiers, and pip's own options.
"""

import re

from kavro_lint.expressions import expression
from kavro_lint.model.frozen import frozen

_NAME = expression(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.?)")
_AFTER_NAME = frozenset(("", "<", ">", "=", "!", "~", ";", "@", "(", ",", "*"))
_EGG = expression(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_EDITABLE = expression(r"(?:-e|--editable)[\s=]+")
_REPOSITORY = expression(r"(?:git\+|hg\+|svn\+|https?:|ssh:)\S*/([\w.-]+?)(?:\.git)?(?:@[^/\s]*)?$")
_SPACES = expression(r"[-_.]+")
# No requirement is longer.
LONGEST = 1_000


@frozen
class Requirement:
    """The distribution that is required, in its normal form, and the local folder it is in.

    One of the two may be missing: a path without a name, a name without a path.
    """

    name: str | None
    path: str | None = None


def normal_form(name: str) -> str:
    """Return a distribution's name as indexes compare it: lower case, `-` for `_` and `.`."""
    return _SPACES.sub("-", name).lower().strip("-")


def read_requirement(text: str) -> Requirement | None:
    """Return what a line of a requirements file, or an entry of a list, requires."""
    line = re.split(r"(?:^|\s)#(?!egg=)", text[:LONGEST], maxsplit=1)[0].strip()
    editable = _EDITABLE.match(line)
    if editable is not None:
        return _requirement_at(line[editable.end() :].strip("\"' "))
    if not line or line.startswith("-"):
        return None
    if line.startswith((".", "/", "file:")):
        return _requirement_at(line)
    match = _NAME.match(line)
    if match is None or match[2] not in _AFTER_NAME:
        return _requirement_at(line) if "/" in line else None
    path = None
    if match[2] == "@":
        path = _local_folder(line.partition("@")[2])
    return Requirement(normal_form(match[1]), path)


def _requirement_at(place: str) -> Requirement | None:
    """Return the requirement at a path or URL, named by its `egg`, else by its repository."""
    egg = _EGG.search(place)
    name = normal_form(egg[1]) if egg is not None else None
    repository = _REPOSITORY.match(place.partition("#")[0])
    if repository is not None:
        return Requirement(name or normal_form(repository[1]))
    path = _local_folder(place)
    return Requirement(name, path) if name or path is not None else None


def _local_folder(place: str) -> str | None:
    """Return a relative folder, None for anything outside this repository."""
    place = place.partition(";")[0].partition("#")[0].strip().removeprefix("file:")
    place = re.sub(r"\[[^\]]*\]$", "", place)
    if "://" in place or place.startswith("/") or place.endswith((".whl", ".gz", ".zip")):
        return None
    return place or None
