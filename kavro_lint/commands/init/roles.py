"""What a file is for, told by its path: product code, tests, or what stands beside both."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from kavro_lint.model.frozen import frozen

Role = Literal["product", "tests", "docs", "examples", "benchmarks", "scripts", "build"]

# Folders that hold tests wherever they stand, and those that do so outside of a package only.
TESTS = frozenset({"tests", "__tests__", "__mocks__"})
OUTER_TESTS = frozenset(
    "test testing spec specs e2e integration_tests integration-tests functional_tests "
    "unit_tests tests_e2e test_utils".split()
)
ASIDE: Mapping[str, Role] = {
    **dict.fromkeys("doc docs documentation docs_src website".split(), "docs"),
    **dict.fromkeys(
        "example examples sample samples demo demos tutorial tutorials notebooks cookbook "
        "playground".split(),
        "examples",
    ),
    **dict.fromkeys("bench benches benchmark benchmarks perf asv_bench".split(), "benchmarks"),
    **dict.fromkeys(
        "script scripts tool tools bin ci dev devtools hack extras release packaging".split(),
        "scripts",
    ),
}
# Conventional names of test files, each with the pattern that names them all.
TEST_FILES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"test_[^/]*\.py"), "**/test_*.py"),
    (re.compile(r"[^/]*_test\.py"), "**/*_test.py"),
    (re.compile(r"tests\.py"), "**/tests.py"),
    (re.compile(r"conftest\.py"), "**/conftest.py"),
    (re.compile(r"[^/]*_test\.go"), "**/*_test.go"),
    (re.compile(r"[^/]*\.(?:test|spec)\.[cm]?[jt]sx?"), "**/*.{kind}.{suffix}"),
)
BUILD = re.compile(
    r"(?i)(?:setup|noxfile|fabfile|tasks|versioneer|toxfile|hatch_build|dodo|SConstruct)\.py"
    r"|(?:gulpfile|gruntfile)\.[cm]?[jt]s|[\w.-]+\.config\.[cm]?[jt]s|\.[\w-]+rc\.[cm]?js"
    r"|magefile\.go"
)


@frozen
class Place:
    """What a file is for; `folder` is the topmost folder that says so, "" where its name does."""

    role: Role
    folder: str = ""


def places_of(paths: Iterable[str]) -> Mapping[str, Place]:
    """Return what each file is for.

    A folder such as `tools` stands beside the product only where it lies in no package: below
    a folder that itself holds product code it is a part of that.
    """
    known = tuple(paths)
    tested = {
        folder for path in known if _is_test_file(path) for folder in _folders(path.split("/"))
    }
    holding = {
        path.rpartition("/")[0]
        for path in known
        if "/" in path and not _is_test_file(path) and not BUILD.fullmatch(_name(path))
    }
    outer = {*OUTER_TESTS, *_named_otherwise(known)}
    found = {path: _place(path, holding, tested, outer) for path in known}
    if any(place.role == "product" for place in found.values()):
        return found
    # All of it stands beside: then that is the product.
    return {
        path: place if place.role == "tests" else Place("product") for path, place in found.items()
    }


def _named_otherwise(paths: Iterable[str]) -> set[str]:
    """Return the top folders that hold little but tests, whatever they are called."""
    counts: dict[str, list[int]] = {}
    for path in paths:
        top, slash, rest = path.partition("/")
        if slash and not TESTS.intersection(rest.split("/")):
            count = counts.setdefault(top, [0, 0])
            count[0] += 1
            count[1] += _name(path).startswith("test_") or _name(path) == "conftest.py"
    return {top for top, (all_files, tests) in counts.items() if tests * 2 > all_files}


def _place(path: str, holding: set[str], tested: set[str], outer: set[str]) -> Place:
    parts = path.split("/")
    inside = False
    for folder, name in zip(_folders(parts), parts, strict=False):
        if name in TESTS or (name in outer and not inside):
            return Place("tests", f"{folder}/")
        if name == "test" and folder in tested:
            return Place("tests", f"{folder}/")
        if not inside and name in ASIDE:
            return Place(ASIDE[name], f"{folder}/")
        if not inside and name.startswith("."):
            return Place("scripts", f"{folder}/")
        inside = inside or folder in holding
    if _is_test_file(path):
        return Place("tests")
    return Place("build") if not inside and BUILD.fullmatch(parts[-1]) else Place("product")


def _folders(parts: list[str]) -> list[str]:
    """Return the folders above a file, the topmost first, without a final slash."""
    return ["/".join(parts[: n + 1]) for n in range(len(parts) - 1)]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _is_test_file(path: str) -> bool:
    return any(pattern.fullmatch(_name(path)) for pattern, _ in TEST_FILES)


def test_pattern(path: str) -> str:
    """Return the pattern for all test files that are named as this one is."""
    name = _name(path)
    glob = next(glob for pattern, glob in TEST_FILES if pattern.fullmatch(name))
    if "{" not in glob:
        return glob
    *_, kind, suffix = name.split(".")
    return glob.format(kind=kind, suffix=suffix)
