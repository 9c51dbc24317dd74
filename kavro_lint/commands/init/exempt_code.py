"""Code that a draft exempts: templates that are copied, and files that a build creates."""

from collections.abc import Collection, Iterator

from kavro_lint.architecture import Architecture
from kavro_lint.commands.init.naming import pattern_of
from kavro_lint.commands.init.roles import Layout, is_template, places_of
from kavro_lint.model.frozen import frozen

# So many files of one suffix are one pattern.
FAMILY = 3
# So many of the paths that an import may have meant are asked for.
MOST_CANDIDATES = 20
# Files of these languages that build a project have one name, whoever writes them.
ONE_NAME = (".py", ".go")
# A name that is ignored only where its whole folder is: `dist` and `*.js` may stand anywhere.
_ANY = "any-name-of-kavro-lint"


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


def _joined(architecture: Architecture, paths: Collection[str]) -> tuple[str, ...]:
    """Return patterns for generated places; one for files of a folder that one suffix ignores."""
    patterns: set[str] = set()
    for path in paths:
        folder, suffix = path.rpartition("/")[0], path[path.rfind(".") :]
        beside = f"{folder}/" if folder else ""
        alike = [other for other in paths if other.startswith(beside) and other.endswith(suffix)]
        is_rule = "/" not in suffix and architecture.ignored(f"{beside}{_ANY}{suffix}")
        is_family = is_rule and len(alike) >= FAMILY and not path.endswith("/")
        patterns.add(
            f"{pattern_of(beside)}*{pattern_of(suffix)}" if is_family else pattern_of(path)
        )
    return tuple(sorted(patterns))


def _topmost(architecture: Architecture, path: str) -> str:
    """Return the topmost folder of a path that Git ignores with all in it, or the path."""
    folders = path.split("/")[:-1]
    for depth in range(1, len(folders) + 1):
        folder = "/".join(folders[:depth])
        if architecture.ignored(f"{folder}/{_ANY}"):
            return f"{folder}/"
    return path
