"""Files that support the product (tests, examples and tools), recognised by their paths."""

from kavro_lint.expressions import expression

# Folders whose files are not part of what is shipped.
_FOLDERS = frozenset(
    "test tests testing testdata fixtures fakes mocks example examples sample samples demo demos "
    "tutorial tutorials doc docs documentation benchmark benchmarks script scripts tools "
    "integration_tests unit_tests functional_tests e2e notebooks".split()
)
_FILES = expression(r"(?:test_.*|.*_tests?|tests?|conftest|setup|noxfile|tasks|fabfile|dodo)\.pyi?")


def is_support(path: str) -> bool:
    """Whether a file, or a folder ending in `/`, is a test, an example or a tool."""
    *folders, name = path.split("/")
    return not _FOLDERS.isdisjoint(folders) or _FILES.fullmatch(name) is not None
