"""The role of a file, by its path: product code, tests, or code outside the layers."""

from collections.abc import Iterable, Mapping

from kavro_lint.commands.init.role_names import (
    BUILD,
    DESCRIPTOR,
    DOTNET_TESTS,
    IN_CAPITALS,
    LAST_WORD,
    NAMED_TESTS,
    OUTER_TESTS,
    OUTSIDE_LAYERS,
    STORIES,
    TEMPLATES,
    TEST_FILES,
    TESTS,
    TOOLS,
    Role,
)
from kavro_lint.commands.init.source_sets import is_source_root, is_variant, test_set_of
from kavro_lint.model.frozen import field, frozen


@frozen
class Place:
    """What a file is for; `folder` is the topmost folder that says so, "" where its name does."""

    role: Role
    folder: str = ""


@frozen
class Layout:
    """What else is known of a repository, beside the paths of its source files.

    `edges` maps the files that import each other to the number of imports; `projects` are
    folders with a manifest (ending in `/`, or `""`), `sites` those of documentation; `no_tests`
    are files named as tests are that hold none; `broken` are files that do not work where
    they are: an import leads nowhere, or they cannot be read whole; `for_tests` are folders of
    which a manifest says so.
    """

    edges: Mapping[tuple[str, str], int] = field(default_factory=dict)
    projects: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    no_tests: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    for_tests: frozenset[str] = frozenset()


def places_of(paths: Iterable[str], layout: Layout | None = None) -> Mapping[str, Place]:
    """Return what each file is for.

    A folder such as `tools` stands beside the product only where it lies in no package: below
    a folder that itself holds product code it is a part of that. What product code imports is
    product code.
    """
    known = tuple(paths)
    reader = _RoleReader(known, layout or Layout())
    places = {path: reader.place(path) for path in known}
    places = reader.with_imported(places)
    if any(place.role == "product" for place in places.values()):
        return places
    # All of it stands beside: then that is the product.
    return {
        path: place if place.role == "tests" else Place("product") for path, place in places.items()
    }


def _named_otherwise(paths: Iterable[str]) -> set[str]:
    """Return the top folders that hold little but tests, whatever they are called."""
    counts: dict[str, list[int]] = {}
    for path in paths:
        top, slash, below = path.partition("/")
        if slash and not TESTS.intersection(below.split("/")):
            count = counts.setdefault(top, [0, 0])
            count[0] += 1
            count[1] += _name(path).startswith("test_") or _name(path) == "conftest.py"
    return {top for top, (all_files, tests) in counts.items() if tests * 2 > all_files}


class _RoleReader:
    """The role of each file, from the folders above it."""

    def __init__(self, paths: tuple[str, ...], layout: Layout) -> None:
        self.layout = layout
        self._tested = {
            folder
            for path in paths
            if self._is_test_file(path)
            for folder in _folders(path.split("/"))
        }
        projects = {project.rstrip("/") for project in layout.projects}
        # Files beside the manifest of a project do not make its folder a package.
        self._packages = {
            path.rpartition("/")[0]
            for path in paths
            if "/" in path and not self._is_test_file(path) and not BUILD.fullmatch(_name(path))
        } - {project for project in projects if f"{project}/__init__.py" not in paths}
        # Templates that do not work where they are.
        self._templates = {
            folder
            for path in layout.broken
            for folder in _folders(path.split("/"))
            if is_template(folder)
        }
        self._outer = {*OUTER_TESTS, *_named_otherwise(paths)}

    def place(self, path: str) -> Place:
        parts = path.split("/")
        name = parts[-1]
        inside = False
        for folder, folder_name in zip(_folders(parts), parts, strict=False):
            place = self._of_folder(path, folder, folder_name, inside=inside)
            if place is not None:
                return place
            inside = inside or folder in self._packages or is_source_root(folder)
        if self._is_test_file(path):
            return Place("tests")
        if STORIES.fullmatch(name):
            return Place("examples")
        if BUILD.fullmatch(name) and (not inside or _tool(name) in TOOLS):
            return Place("build")
        if name == DESCRIPTOR:
            return Place("build")
        return Place("product")

    def with_imported(self, places: Mapping[str, Place]) -> dict[str, Place]:
        """Return the places with folders beside the product as product where it imports them."""
        result = dict(places)
        # Some languages import folders: any file in one stands for it.
        representatives = {f"{path.rpartition('/')[0]}/": path for path in places} | {
            path: path for path in places
        }
        pairs = {
            (importer, representatives[target])
            for importer, target in self.layout.edges
            if importer in result and target in representatives
        }
        while True:
            imported = {
                result[target].folder
                for importer, target in pairs
                if result[importer].role == "product"
                and result[target].role not in ("product", "tests", "build")
            }
            imported -= {"", *(f"{folder}/" for folder in self._templates)}
            if not imported:
                return result
            for path, place in result.items():
                if place.folder in imported:
                    result[path] = Place("tests" if self._is_test_file(path) else "product")

    def _of_folder(self, path: str, folder: str, name: str, *, inside: bool) -> Place | None:
        is_outer = name in self._outer or NAMED_TESTS.fullmatch(name) is not None
        # Symfony's folders of tests have a capital, and so have .NET's projects.
        is_capital = (name == "Tests" and path.endswith(".php")) or (
            path.endswith(".cs") and DOTNET_TESTS.fullmatch(name) is not None
        )
        is_stated = f"{folder}/" in self.layout.for_tests
        if is_stated or name in TESTS or is_capital or (is_outer and not inside):
            return Place("tests", f"{folder}/")
        if name == "test" and (folder in self._tested or not path.endswith(".py")):
            return Place("tests", f"{folder}/")
        test_set = test_set_of(path, folder, name)
        if test_set is not None:
            return Place("tests", test_set)
        if f"{folder}/" in self.layout.sites:
            return Place("docs", f"{folder}/")
        if folder in self._templates:
            return Place("examples", f"{folder}/")
        word = _outside_word(name, is_project=f"{folder}/" in self.layout.projects)
        if not inside and word in OUTSIDE_LAYERS and not is_variant(path, folder, name):
            return Place(OUTSIDE_LAYERS[word], f"{folder}/")
        if not inside and _is_configuration(name):
            return Place("build", f"{folder}/")
        if not inside and name.startswith("."):
            return Place("scripts", f"{folder}/")
        return None

    def _is_test_file(self, path: str) -> bool:
        name = _name(path)
        return path not in self.layout.no_tests and any(
            pattern.fullmatch(name) for pattern, _ in TEST_FILES
        )


def _outside_word(folder: str, *, is_project: bool) -> str:
    """Return the word that says what a folder is for: its last one, where that says enough."""
    if is_project and IN_CAPITALS.fullmatch(folder):
        return folder.casefold()
    match = LAST_WORD.fullmatch(folder)
    return match["word"] if match is not None else folder


def is_template(folder: str) -> bool:
    """Whether a folder is called as one of files that are copied into other projects."""
    return folder.rstrip("/").rpartition("/")[2] in TEMPLATES


def _is_configuration(folder: str) -> bool:
    """Whether a folder is a package of one tool's configuration: `eslint-config`, `tsconfig`."""
    words = folder.casefold().split("-")
    return folder == "tsconfig" or ("config" in words and not TOOLS.isdisjoint(words))


def _tool(name: str) -> str:
    """Return whose configuration a file is: `eslint` of `eslint.config.js` and `.eslintrc.js`."""
    stem = name.lstrip(".").partition(".")[0]
    return stem.removesuffix("rc")


def _folders(parts: list[str]) -> list[str]:
    """Return the folders above a file, the topmost first, without a final slash."""
    return ["/".join(parts[: n + 1]) for n in range(len(parts) - 1)]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def test_pattern(path: str) -> str:
    """Return the pattern for all test files that are named as this one is."""
    name = _name(path)
    return next(glob for pattern, glob in TEST_FILES if pattern.fullmatch(name))
