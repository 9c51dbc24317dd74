"""What is in no package: tests, documentation, examples, scripts, and what builds the project."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.commands.init.naming import free_name, module_name, pattern_of
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.roles import STORIES, TESTS, Place, test_pattern
from kavro_lint.commands.init.tree import name_of
from kavro_lint.patterns import Pattern

# More folders or files than this are named by one pattern.
EXPLICIT = 4
TEST_ROLE, BUILD_ROLE = "tests", "build"
CONFIGURATIONS = "**/*.config.*"
ANY_TESTS = "**/tests/"
# So are folders of this name, but in Python, where a package may be called so.
ANY_TEST = "**/test/"


def parts_aside(places: Mapping[str, Place], taken: set[str]) -> Iterator[Part]:
    """Yield what is no product code: a part for each top folder, or one for each role."""
    by_role: dict[str, dict[str, list[str]]] = {}
    for path, place in places.items():
        if place.role != "product":
            by_role.setdefault(place.role, {}).setdefault(place.folder, []).append(path)
    # The last row that matches a file owns it: tests of what stands beside are tests.
    for role in sorted(by_role, key=lambda role: (role == TEST_ROLE, role)):
        folders = by_role[role]
        others = [path for path, place in places.items() if place.role == "product"]
        named = sorted(folder for folder in folders if folder)
        is_one_each = role != TEST_ROLE and all(folder.count("/") == 1 for folder in named)
        if is_one_each and len(named) <= EXPLICIT:
            for folder in named:
                name = free_name(module_name(name_of(folder)), "", taken)
                yield Part(name, (pattern_of(folder),), aside=True, note=role)
            named = []
        patterns = [*_loose(role, folders.get("", ()), others)]
        patterns += _folders_as_patterns(named, others)
        if role == TEST_ROLE and patterns != ["tests/"]:
            # Where tests lie in several places they will lie in further ones.
            has_python = any(path.endswith(".py") for path in places)
            names = [ANY_TESTS] if has_python else [ANY_TESTS, ANY_TEST]
            anywhere = [one for one in names if not _catches(one, others)]
            covered = {name_of(one) for one in anywhere}
            patterns = [one for one in patterns if name_of(one) not in covered] + anywhere
        patterns = list(dict.fromkeys(patterns))
        if patterns:
            yield Part(free_name(role, "", taken), tuple(patterns), aside=True, note=role)


def _folders_as_patterns(folders: Sequence[str], others: Iterable[str]) -> tuple[str, ...]:
    if all(folder.count("/") == 1 for folder in folders) and len(folders) <= EXPLICIT:
        return tuple(pattern_of(folder) for folder in folders)
    top = [folder for folder in folders if folder.count("/") == 1]
    inner = [folder for folder in folders if folder not in top]
    anywhere: list[str] = []
    for name in sorted({name_of(folder) for folder in inner}):
        own = [folder for folder in inner if name_of(folder) == name]
        pattern = f"**/{pattern_of(name)}/"
        is_one = (len(own) > 1 or name in TESTS) and not _catches(pattern, others)
        anywhere += [pattern] if is_one else [pattern_of(folder) for folder in own]
    return (*(pattern_of(folder) for folder in top if f"**/{folder}" not in anywhere), *anywhere)


def _catches(pattern: str, others: Iterable[str]) -> bool:
    """Whether a pattern matches a file that it is not meant for."""
    compiled = Pattern(pattern)
    return any(compiled.matches(path) for path in others)


def _loose(role: str, paths: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    """Yield patterns for files whose own name says what they are for."""
    wanted: dict[str, list[str]] = {}
    for path in paths:
        wanted.setdefault(_wide_pattern(role, path, len(paths)), []).append(path)
    for pattern in sorted(wanted):
        if not _catches(pattern, others):
            yield pattern
            continue
        yield from _narrowed(pattern.removeprefix("**/"), wanted[pattern], others)


def _wide_pattern(role: str, path: str, count: int) -> str:
    """Return a pattern for a file and those that will be called as it is."""
    name = path.rpartition("/")[2]
    if role == TEST_ROLE:
        return test_pattern(path)
    if STORIES.fullmatch(name):
        return "**/*.stories.*"
    if role == BUILD_ROLE and ".config." in name:
        return CONFIGURATIONS
    if role == BUILD_ROLE and not name.endswith((".py", ".go")):
        # It may be JavaScript, TypeScript or a module tomorrow.
        return f"**/{pattern_of(name.rpartition('.')[0])}.*"
    return f"**/{pattern_of(name)}" if count > EXPLICIT else pattern_of(path)


def _narrowed(glob: str, paths: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    """Yield patterns that catch nothing else: by the file's stem, by its folder, or by itself."""
    for path in paths:
        folder, slash, name = path.rpartition("/")
        stem = f"{pattern_of(name.rpartition('.')[0])}.*"
        choices = (f"**/{stem}" if ".config." in name else "", f"{pattern_of(folder)}{slash}{glob}")
        fitting = (choice for choice in choices if choice and not _catches(choice, others))
        yield next(fitting, pattern_of(path))
