"""Modules outside the layers: tests, documentation, examples, scripts, build files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.commands.init.naming import free_name, module_name, pattern_of
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.product_folders import name_of
from kavro_lint.commands.init.role_names import DOTNET_TESTS, STORIES, TESTS
from kavro_lint.commands.init.roles import Place, test_pattern
from kavro_lint.model.frozen import replace
from kavro_lint.patterns import Pattern

# More folders or files than this are named by one pattern.
EXPLICIT = 4
TEST_ROLE, BUILD_ROLE = "tests", "build"
CONFIGURATIONS = "**/*.config.*"
ANY_TESTS = "**/tests/"
# So are folders of this name, but in Python, where a package may be called so.
ANY_TEST = "**/test/"
# Where scripts and declarations of types will lie once there are some, in this order.
LATER = ("scripts/", "tools/", ".github/", "**/benchmarks/")
LATER_TYPES = "*.d.ts"
HOMES = ("scripts", "tools", BUILD_ROLE)


def parts_outside_layers(places: Mapping[str, Place], used_names: set[str]) -> Iterator[Part]:
    """Yield what is not product code: a part for each top folder, or one for each role.

    That of scripts, else that of build files, has the folders of later scripts too.
    """
    parts = list(_parts(places, used_names))
    names = [part.name for part in parts]
    home = next((names.index(name) for name in HOMES if name in names), None)
    if home is not None:
        patterns = (*parts[home].patterns, *_later(places, parts))
        parts[home] = replace(parts[home], patterns=patterns)
    yield from parts


def _later(places: Mapping[str, Place], parts: Sequence[Part]) -> Iterator[str]:
    """Yield patterns of what is not there yet, and is not product code when it comes."""
    named = {pattern for part in parts for pattern in part.patterns}
    has_types = any(path.endswith((".ts", ".tsx")) for path in places)
    for pattern in (*LATER, LATER_TYPES) if has_types else LATER:
        if pattern not in named and not _catches(pattern, places):
            yield pattern


def _parts(places: Mapping[str, Place], used_names: set[str]) -> Iterator[Part]:
    by_role: dict[str, dict[str, list[str]]] = {}
    for path, place in places.items():
        if place.role != "product":
            by_role.setdefault(place.role, {}).setdefault(place.folder, []).append(path)
    # The last row that matches a file owns it: tests of what stands beside are tests.
    for role in sorted(by_role, key=lambda role: (role == TEST_ROLE, role)):
        folders = by_role[role]
        product = [path for path, place in places.items() if place.role == "product"]
        named = sorted(folder for folder in folders if folder)
        is_one_each = role != TEST_ROLE and all(folder.count("/") == 1 for folder in named)
        if is_one_each and len(named) <= EXPLICIT:
            for folder in named:
                name = free_name(module_name(name_of(folder)), "", used_names)
                yield Part(name, (pattern_of(folder),), is_outside=True, note=role)
            named = []
        patterns = [*_loose(role, folders.get("", ()), product)]
        of_projects = _test_projects(named, product) if role == TEST_ROLE else {}
        patterns += dict.fromkeys(of_projects.values())
        named = [folder for folder in named if folder not in of_projects]
        patterns += _folders_as_patterns(named, product)
        if role == TEST_ROLE and patterns != ["tests/"]:
            # Where tests lie in several places they will lie in further ones.
            has_python = any(path.endswith(".py") for path in places)
            names = [ANY_TESTS] if has_python else [ANY_TESTS, ANY_TEST]
            anywhere = [pattern for pattern in names if not _catches(pattern, product)]
            covered = {name_of(pattern) for pattern in anywhere}
            patterns = [
                pattern for pattern in patterns if name_of(pattern) not in covered
            ] + anywhere
        patterns = list(dict.fromkeys(patterns))
        if patterns:
            yield Part(free_name(role, "", used_names), tuple(patterns), is_outside=True, note=role)


def _test_projects(folders: Iterable[str], product: Iterable[str]) -> Mapping[str, str]:
    """Return the pattern of .NET's projects of tests side by side: the next will be called so."""
    patterns: dict[str, list[str]] = {}
    for folder in folders:
        parent, _, name = folder.rstrip("/").rpartition("/")
        if DOTNET_TESTS.fullmatch(name):
            ending = name[name.rindex("Test") :]
            place = pattern_of(f"{parent}/") if parent else ""
            patterns.setdefault(f"{place}*{ending}/", []).append(folder)
    return {
        folder: pattern
        for pattern, alike in patterns.items()
        if len(alike) > 1 and not _catches(pattern, product)
        for folder in alike
    }


def _folders_as_patterns(folders: Sequence[str], product: Iterable[str]) -> tuple[str, ...]:
    if all(folder.count("/") == 1 for folder in folders) and len(folders) <= EXPLICIT:
        return tuple(pattern_of(folder) for folder in folders)
    top = [folder for folder in folders if folder.count("/") == 1]
    inner = [folder for folder in folders if folder not in top]
    anywhere: list[str] = []
    for name in sorted({name_of(folder) for folder in inner}):
        own = [folder for folder in inner if name_of(folder) == name]
        pattern = f"**/{pattern_of(name)}/"
        is_one = (len(own) > 1 or name in TESTS) and not _catches(pattern, product)
        anywhere += [pattern] if is_one else [pattern_of(folder) for folder in own]
    return (*(pattern_of(folder) for folder in top if f"**/{folder}" not in anywhere), *anywhere)


def _catches(pattern: str, product: Iterable[str]) -> bool:
    """Whether a pattern matches a file that it is not meant for."""
    compiled = Pattern(pattern)
    return any(compiled.matches(path) for path in product)


def _loose(role: str, paths: Sequence[str], product: Sequence[str]) -> Iterator[str]:
    """Yield patterns for files whose own name says what they are for."""
    by_pattern: dict[str, list[str]] = {}
    for path in paths:
        by_pattern.setdefault(_wide_pattern(role, path, len(paths)), []).append(path)
    for pattern in sorted(by_pattern):
        if not _catches(pattern, product):
            yield pattern
            continue
        yield from _narrowed(pattern.removeprefix("**/"), by_pattern[pattern], product)


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


def _narrowed(glob: str, paths: Sequence[str], product: Sequence[str]) -> Iterator[str]:
    """Yield patterns that catch nothing else: by the file's stem, by its folder, or by itself."""
    for path in paths:
        folder, slash, name = path.rpartition("/")
        stem = f"{pattern_of(name.rpartition('.')[0])}.*"
        choices = (f"**/{stem}" if ".config." in name else "", f"{pattern_of(folder)}{slash}{glob}")
        fitting = (choice for choice in choices if choice and not _catches(choice, product))
        yield next(fitting, pattern_of(path))
