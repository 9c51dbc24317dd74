"""What is in no package: tests, documentation, examples, scripts, and what builds the project."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.commands.init.naming import free_name, module_name, pattern_of
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.roles import Place, test_pattern
from kavro_lint.commands.init.tree import name_of

# More folders or files than this are named by one pattern.
EXPLICIT = 4
TEST_ROLE, BUILD_ROLE = "tests", "build"
# Configurations in JavaScript, which may be TypeScript or a module tomorrow.
_CONFIG = re.compile(r"(.*(?:\.config|file|rc))\.[cm]?[jt]s")


def parts_aside(places: Mapping[str, Place], taken: set[str]) -> Iterator[Part]:
    """Yield what is no product code: a part for each top folder, or one for each role."""
    by_role: dict[str, dict[str, list[str]]] = {}
    for path, place in places.items():
        if place.role != "product":
            by_role.setdefault(place.role, {}).setdefault(place.folder, []).append(path)
    for role in sorted(by_role, key=lambda each: (each == TEST_ROLE, each)):
        folders = by_role[role]
        named = sorted(folder for folder in folders if folder)
        one_each = role != TEST_ROLE and all(each.count("/") == 1 for each in named)
        if one_each and len(named) <= EXPLICIT:
            for folder in named:
                name = free_name(module_name(name_of(folder)), "", taken)
                yield Part(name, (pattern_of(folder),), aside=True, note=role)
            named = []
        loose = list(_loose(role, folders.get("", ())))
        patterns = (*loose, *_folders_as_patterns(named))
        if patterns:
            yield Part(free_name(role, "", taken), patterns, aside=True, note=role)


def _folders_as_patterns(folders: Sequence[str]) -> tuple[str, ...]:
    if len(folders) <= EXPLICIT:
        return tuple(pattern_of(folder) for folder in folders)
    top = [folder for folder in folders if folder.count("/") == 1]
    names = sorted({name_of(folder) for folder in folders if folder not in top})
    inner = [f"**/{pattern_of(name)}/" for name in names]
    return (*(pattern_of(folder) for folder in top if name_of(folder) not in names), *inner)


def _of_any_suffix(path: str, anywhere: bool) -> str:
    """Return a pattern for a file that builds the project, whatever its suffix becomes."""
    name = path.rpartition("/")[2]
    config = _CONFIG.fullmatch(name)
    if config is None:
        return f"**/{pattern_of(name)}" if anywhere else pattern_of(path)
    # One in a folder has likely siblings in others.
    return f"{'**/' if '/' in path else ''}{pattern_of(config[1])}.*"


def _loose(role: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield patterns for files whose own name says what they are for."""
    if role == TEST_ROLE:
        yield from sorted({test_pattern(path) for path in paths})
    elif role == BUILD_ROLE:
        yield from sorted({_of_any_suffix(path, len(paths) > EXPLICIT) for path in paths})
    elif len(paths) <= EXPLICIT:
        yield from (pattern_of(path) for path in paths)
    else:
        yield from sorted({f"**/{pattern_of(path.rpartition('/')[2])}" for path in paths})
