"""Code that a draft exempts: templates that are copied, and files that a build creates."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.commands.init.naming import pattern_of
from kavro_lint.commands.init.roles import Layout, is_template, places_of
from kavro_lint.model.frozen import frozen

# So many files of one suffix are one pattern.
FAMILY = 3
# So many of the paths that an import may have meant are asked for.
MOST_CANDIDATES = 20
# Files of these languages that build a project have one name, whoever writes them.
ONE_NAME = (".py", ".go", ".rs", ".java")
# A name that is ignored only where its whole folder is: `dist` and `*.js` may stand anywhere.
_ANY = "any-name-of-kavro-lint"
_HEAD = re.compile(r"[A-Za-z0-9]+[_-]")


@frozen
class Exemptions:
    """Patterns of files that are not governed, and of paths that a build creates.

    `ungoverned` are templates; `build` are single files that build the project.
    """

    ungoverned: tuple[str, ...] = ()
    generated: tuple[str, ...] = ()
    build: tuple[str, ...] = ()


def exemptions(architecture: Architecture, layout: Layout) -> Exemptions:
    """Return what the draft exempts.

    Templates are exempt where their imports lead nowhere: they work where they are copied to.
    So is what builds the project and has one name only (`setup.py`): a row would be wrong on the
    day that it goes.
    """
    places = places_of(architecture.facts.languages, layout)
    folders = {
        place.folder
        for path, place in places.items()
        if path in layout.broken and is_template(place.folder)
    }
    return Exemptions(
        ungoverned=tuple(pattern_of(folder) for folder in sorted(folders)),
        generated=_joined(architecture, set(_generated(architecture))),
        build=tuple(
            sorted(
                pattern_of(path)
                for path, place in places.items()
                if place.role == "build" and path.endswith(ONE_NAME)
            )
        ),
    )


def _generated(architecture: Architecture) -> Iterator[str]:
    """Yield the places that Git ignores and that imports resolve to, which are not there."""
    for statement in architecture.judged:
        if statement.outcome != "unresolved":
            continue
        for path in statement.candidates[:MOST_CANDIDATES]:
            if architecture.ignored(path):
                yield _topmost(architecture, path)
                break


class _Alike(NamedTuple):
    """Files that are called alike: all in one folder, or anywhere where `folder` is None."""

    folder: str | None
    beginning: str
    suffix: str

    def pattern(self, star: str = "*") -> str:
        """Return the pattern of them, or with another text than `*` for what differs."""
        above = f"{star * 2}/" if self.folder is None else pattern_of(self.folder)
        return f"{above}{self.beginning}{star}{pattern_of(self.suffix)}"


def _joined(architecture: Architecture, paths: Collection[str]) -> tuple[str, ...]:
    """Return patterns for generated places: one for what a rule on names ignores together.

    Such a rule is on a suffix (`*.moc`), or on a beginning too (`ui_*.h`), in a folder or anywhere.
    """
    folders: dict[_Alike, Counter[str]] = {}
    for path in paths:
        for alike in _alike(path):
            folders.setdefault(alike, Counter())[path.rpartition("/")[0]] += 1
    sources = {alike for path in architecture.facts.languages for alike in _alike(path)}

    @cache
    def is_rule(alike: _Alike) -> bool:
        """Whether Git ignores all that are called so, and imports lead to several of them."""
        in_folders = folders[alike]
        is_spread = alike.folder is not None or len(in_folders) > 1
        is_family = is_spread and in_folders.total() >= FAMILY and alike not in sources
        return is_family and architecture.ignored(alike.pattern(_ANY))

    patterns: set[str] = set()
    for path in paths:
        wide = (alike.pattern() for alike in _alike(path) if is_rule(alike))
        patterns.add(next(wide, pattern_of(path)))
    return tuple(sorted(patterns))


def _alike(path: str) -> Iterator[_Alike]:
    """Yield how a file and others may be called alike, what says more of their names first."""
    folder, slash, name = path.rpartition("/")
    suffix, head = name[name.rfind(".") :], _HEAD.match(name)
    if not suffix.startswith("."):
        return
    for beginning in (head[0], "") if head is not None else ("",):
        yield _Alike(None, beginning, suffix)
        yield _Alike(folder + slash, beginning, suffix)


def _topmost(architecture: Architecture, path: str) -> str:
    """Return the topmost folder of a path that Git ignores with all in it, or the path."""
    folders = path.split("/")[:-1]
    for depth in range(1, len(folders) + 1):
        folder = "/".join(folders[:depth])
        if architecture.ignored(f"{folder}/{_ANY}"):
            return f"{folder}/"
    return path
