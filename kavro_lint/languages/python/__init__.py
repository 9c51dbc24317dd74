"""Python: absolute and relative imports, source roots found without configuration."""

from kavro_lint.languages.protocol import Project, Resolver
from kavro_lint.languages.python.decoding import decoded
from kavro_lint.languages.python.manifests import MANIFESTS
from kavro_lint.model import SourceFacts

NAME = "python"
SUFFIXES = (".py", ".pyi")
EXTRACTOR = 1


def is_source(path: str) -> bool:
    """Python reads what it is told to."""
    return True


def is_manifest(path: str) -> bool:
    """Whether a file at that path says where packages are, or which are needed."""
    from kavro_lint.languages.python.dependencies import is_list

    return path.rpartition("/")[2] in MANIFESTS or is_list(path)


def grammar(suffix: str) -> object:
    """Return tree-sitter's Python grammar."""
    import tree_sitter_python

    return tree_sitter_python.language()


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8. Raises Unreadable where it cannot be decoded."""
    return decoded(content)


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say. Raises Unreadable where they cannot be decoded."""
    from kavro_lint.languages.python.quick import quick_facts

    text, stub = decoded(content), suffix == ".pyi"
    if b"import" not in text:
        return SourceFacts()
    found = quick_facts(text, stub)
    if found is None:
        from kavro_lint.languages.python.extraction import facts

        found = facts(text, stub)
    return found


def resolver(project: Project) -> Resolver:
    """Return the resolver for one snapshot."""
    from kavro_lint.languages.python.resolution import PythonResolver

    return PythonResolver(project)
