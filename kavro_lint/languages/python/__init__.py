"""Python: absolute and relative imports, source roots found without configuration."""

from kavro_lint.languages.protocol import Project, Resolver
from kavro_lint.languages.python.decoding import decode
from kavro_lint.languages.python.manifests import MANIFESTS
from kavro_lint.model import SourceFacts

__all__ = [
    "EXTRACTOR", "MANIFESTS", "NAME", "SUFFIXES", "decode", "extract", "grammar", "resolver",
]  # fmt: skip

NAME = "python"
SUFFIXES = (".py", ".pyi")
EXTRACTOR = 1


def grammar() -> object:
    """Return tree-sitter's Python grammar."""
    import tree_sitter_python

    return tree_sitter_python.language()


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say. Raises Unreadable where they cannot be decoded."""
    from kavro_lint.languages.python.extraction import facts

    return facts(decode(content), stub=suffix == ".pyi")


def resolver(project: Project) -> Resolver:
    """Return the resolver for one snapshot."""
    from kavro_lint.languages.python.resolution import PythonResolver

    return PythonResolver(project)
