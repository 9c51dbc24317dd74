"""Python: absolute and relative imports, source roots found without configuration."""

from kavro_lint.languages.protocol import Project, Resolver
from kavro_lint.languages.python.decoding import decoded
from kavro_lint.languages.python.identifiers import with_plain_names
from kavro_lint.languages.python.manifests import MANIFESTS
from kavro_lint.model import SourceFacts

NAME = "python"
# The suffix of Jupyter notebooks.
NOTEBOOK = ".ipynb"
SUFFIXES = (".py", ".pyi", ".pyw", NOTEBOOK)
GIVEN_UP = (
    "parsing it would take more work than is allowed (it is data rather than code): of its imports "
    "only those are known that stand on lines of their own"
)
# A source without any of these words says nothing.
_WORDS = (b"import", b"exec", b"runpy", b"TYPE_CHECKING")


def is_source(path: str) -> bool:
    """Return True: every file with one of the suffixes is Python source."""
    return True


def is_manifest(path: str) -> bool:
    """Whether the file at a path states where packages are, or lists dependencies."""
    from kavro_lint.languages.python.dependencies import is_list

    return path.rpartition("/")[2] in MANIFESTS or is_list(path)


def grammar(suffix: str) -> object:
    """Return tree-sitter's Python grammar."""
    import tree_sitter_python

    return tree_sitter_python.language()


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8. Raises Unreadable where it cannot be decoded."""
    if suffix == NOTEBOOK:
        from kavro_lint.languages.python.notebooks import python_of

        return python_of(content)
    return decoded(content)


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return the imports of a file. Raises Unreadable where it cannot be decoded."""
    if suffix == NOTEBOOK:
        from kavro_lint.languages.python.notebooks import facts_of

        return facts_of(content, _facts)
    return _facts(decoded(content), stub=suffix == ".pyi")


def _facts(decoded_content: bytes, *, stub: bool = False) -> SourceFacts:
    text = with_plain_names(decoded_content)
    if not any(word in text for word in _WORDS):
        return SourceFacts()
    from kavro_lint.languages.python.scanning import plain_statements, scanned_facts

    scanned = scanned_facts(text, stub)
    if scanned is not None:
        return scanned
    from kavro_lint.languages.python.extraction import facts

    parsed = facts(text, stub)
    if parsed is not None:
        return parsed
    from kavro_lint.languages.python.checking import DOUBTFUL

    checking = (DOUBTFUL,) if b"TYPE_CHECKING" in text else ()
    return SourceFacts(plain_statements(text, stub), given_up=GIVEN_UP, checking=checking)


def resolver(project: Project) -> Resolver:
    """Return the resolver for one snapshot."""
    from kavro_lint.languages.python.resolution import PythonResolver

    return PythonResolver(project)
