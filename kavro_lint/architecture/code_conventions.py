"""Vendored code, generated code and tests by convention, where nothing else decides.

The conventions are few on purpose: linguist's whole list would hide product code, such as folders
named `cache`, `dist` or `tools`.
"""

from collections.abc import Collection
from functools import lru_cache

from kavro_lint.expressions import expression

_VENDORED = expression(
    "(?:^|/)(?:node_modules|bower_components|vendor|third_party|_vendor|Godeps/_workspace)/"
)
_BUNDLE = expression(r"[.-]min\.[cm]?js$|\.bundle\.[cm]?js$")


def vendored_folder(path: str) -> str | None:
    """Return the outermost folder on a path that holds code of others, ending in `/`."""
    return _vendored_folder(path[: path.rfind("/") + 1])


# Many files are in one folder.
@lru_cache(maxsize=50_000)
def _vendored_folder(folder: str) -> str | None:
    match = _VENDORED.search(folder)
    return folder[: match.end()] if match else None


def is_bundle(path: str) -> bool:
    """Whether a file's name says that a tool wrote it: minified or bundled JavaScript."""
    return path.endswith("js") and _BUNDLE.search(path) is not None


def follows_convention(path: str) -> bool:
    """Whether a path is that of code of others, or of a bundle."""
    return vendored_folder(path) is not None or is_bundle(path)


# A header, and what holds the code that it declares: `x.h`, `x.c`, `x-inl.h`, `x.tpp`.
HEADERS = (".h", ".hh", ".hpp", ".hxx", ".h++", ".cuh")
_STEM = expression(r"([^/.]+)\.[^/.]+$")
_OWN_SOURCE = expression(
    r"([^/.]+?)(?:(?:[-_.](?:inl|inline|impl))\.(?:h|hh|hpp|hxx)"
    r"|(?:[-_.](?:inl|inline|impl))?\.(?:c|cc|cpp|cxx|c\+\+|cu|inl|ipp|tpp|txx|tcc))$"
)


def is_own_source(importer: str, target: str | None) -> bool:
    """Whether a header of C or C++ includes its own source: the two are one unit."""
    if target is None or not importer.endswith(HEADERS):
        return False
    header, source = _STEM.search(importer), _OWN_SOURCE.search(target)
    return header is not None and source is not None and source[1] == header[1]


_TEST_FILE = expression(
    r"_test\.go$|(?:[-_](?:unit)?tests?|[a-z0-9](?:Unit)?Tests?)\.c(?:c|pp|xx|u)?$"
    r"|\.(?:test|spec|cy)\.[cm]?[jt]sx?$|_test\.[jt]sx?$|(?:^|/)(?:conftest|tests)\.py$"
    # Symfony's folders.
    r"|(?:^|/)Tests/.*\.php$"
)
# pytest's, jest's and cargo's folders; source sets of Gradle, Maven and Kotlin
# (`src/linuxX64Test/`, `src/testFixtures/`, `src/test-jdk17/`, `core/commonTest/src/`); projects
# of .NET.
_TEST_FOLDER = expression(
    r"(?:^|/)(?:tests|test|__tests__|src/(?:[a-zA-Z0-9]+T|t)est(?:[A-Z][a-zA-Z0-9]*|-[a-z0-9.]+)?"
    r"|src/jdk[0-9]+test"
    r"|[a-z][a-zA-Z0-9]*Test/src|[^/]+\.Tests?"
    r"|[^/]*(?:Unit|Integration|Functional|Acceptance|EndToEnd)Tests?)/"
)
# A test beside what it tests, `test_x.py` and `x.py`; alone it may be a product's.
_TEST_NAME = expression(r"(?:^|/)(?:test_([^/]+)|([^/]+)_test)\.py$")
_TEST_MODULE = expression(r"/(?:test_[^/]*|[^/]*_test)\.py$")


def test_files(paths: Collection[str]) -> frozenset[str]:
    """Return the files that are test code: by their name, or below a folder of tests."""
    products = _products(paths)
    return frozenset(
        path
        for path in filter(_may_be_test, paths)
        if _is_named_as_test(path)
        or _is_beside(path, paths)
        or (
            _is_in_tests(path[: path.rfind("/") + 1])
            and not (products and path.startswith(products))
        )
    )


def _may_be_test(path: str) -> bool:
    """Whether a path has a part of what the expressions look for: all of them take long to ask."""
    return "est" in path or ".spec." in path or ".cy." in path


@lru_cache(maxsize=50_000)
def _is_named_as_test(path: str) -> bool:
    return _TEST_FILE.search(path) is not None


@lru_cache(maxsize=50_000)
def _is_in_tests(folder: str) -> bool:
    return _TEST_FOLDER.search(folder) is not None


def _is_beside(path: str, paths: Collection[str]) -> bool:
    """Whether a module is named as the test of one in its folder."""
    match = _TEST_NAME.search(path)
    return match is not None and f"{path[: path.rfind('/') + 1]}{match[1] or match[2]}.py" in paths


def _products(paths: Collection[str]) -> tuple[str, ...]:
    """Return the Python packages `test` that are a product's, such as `django/test/`.

    They are inside another package, and no test module is in them.
    """
    inits = {path.removesuffix("__init__.py") for path in paths if path.endswith("__init__.py")}
    inner = {
        folder
        for folder in inits
        if folder.endswith("/test/") and folder.removesuffix("test/") in inits
    }
    modules = [path for path in paths if _TEST_MODULE.search(path)] if inner else []
    return tuple(folder for folder in inner if not any(path.startswith(folder) for path in modules))
