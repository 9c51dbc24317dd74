"""Python: absolute and relative imports, source roots found without configuration."""

from collections.abc import Sequence

from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.protocol import Project, Resolver
from kavro_lint.languages.python.decoding import decoded
from kavro_lint.model.facts import SourceFacts, Unreadable

NAME = "python"
# The suffix of Jupyter notebooks.
NOTEBOOK = ".ipynb"
SUFFIXES = (".py", ".pyi", ".pyw", NOTEBOOK)


def is_source(path: str) -> bool:
    """Return True: every file with one of the suffixes is Python source."""
    return True


def is_manifest(path: str) -> bool:
    """Whether the file at a path states where packages are, or lists dependencies."""
    from kavro_lint.languages.python.listed_distributions import is_list
    from kavro_lint.languages.python.manifests import MANIFESTS

    return path.rpartition("/")[2] in MANIFESTS or is_list(path)


def names_in_manifest(path: str, old: bytes, new: bytes, read: object) -> frozenset[str] | None:
    """Return no names where a manifest says what it said before, else None for any import."""
    from kavro_lint.languages.python.changed_manifests import names_in_manifest as names

    return names(path, old, new)


def grammar(suffix: str) -> object:
    """Return tree-sitter's Python grammar."""
    return load_grammar("tree_sitter_python")


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8. Raises Unreadable where it cannot be decoded."""
    if suffix == NOTEBOOK:
        from kavro_lint.languages.python.notebooks import python_of

        return python_of(content)
    return decoded(content)


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return the imports of a file. Raises Unreadable where it cannot be decoded."""
    (facts,) = extract_all([(content, suffix)])
    if isinstance(facts, Unreadable):
        raise facts
    return facts


def extract_all(files: Sequence[tuple[bytes, str]]) -> list[SourceFacts | Unreadable]:
    """Return the imports of files, each with its suffix, or why one cannot be read."""
    from kavro_lint.languages.python.source_facts import facts_of_all

    scripts = ((content, suffix == ".pyi") for content, suffix in files if suffix != NOTEBOOK)
    facts_of_scripts = iter(facts_of_all(scripts))
    return [
        next(facts_of_scripts) if suffix != NOTEBOOK else _notebook_facts(content)
        for content, suffix in files
    ]


def _notebook_facts(content: bytes) -> SourceFacts | Unreadable:
    from kavro_lint.languages.python.notebooks import facts_of as facts_of_notebook
    from kavro_lint.languages.python.source_facts import facts_of

    try:
        return facts_of_notebook(content, facts_of)
    except Unreadable as error:
        return error


def resolver(project: Project) -> Resolver:
    """Return the resolver for one snapshot."""
    from kavro_lint.languages.python.resolution import PythonResolver

    return PythonResolver(project)
