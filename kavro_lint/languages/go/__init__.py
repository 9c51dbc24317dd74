"""Go: an import names a package, and the edge goes from the file to the package's folder."""

from kavro_lint.expressions import expression
from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.protocol import Project, Resolver
from kavro_lint.model.facts import SourceFacts

NAME = "go"
SUFFIXES = (".go",)

# https://go.dev/ref/mod#versions: `/v2` is a part of a path.
_VERSION = expression(rb"(?<=\s)v\d+\.\d+\.\d+[\w.+-]*")


def is_source(path: str) -> bool:
    """Whether the go command sees the file: not below `testdata`, `_x` or `.x`, nor named so."""
    from kavro_lint.languages.go.ignored_paths import ignored

    return not ignored(path)


def is_manifest(path: str) -> bool:
    """Whether a file at that path says where modules are."""
    return path.rpartition("/")[2] in ("go.mod", "go.work")


def names_in_manifest(path: str, old: bytes, new: bytes, read: object) -> frozenset[str] | None:
    """Return no names where only versions differ, else None for any import."""
    return frozenset() if _VERSION.sub(b"", old) == _VERSION.sub(b"", new) else None


def grammar(suffix: str) -> object:
    """Return tree-sitter's Go grammar."""
    return load_grammar("tree_sitter_go")


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8. Raises Unreadable where it is not."""
    from kavro_lint.languages.go.source_text import decoded

    return decoded(content)


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say. Raises Unreadable where they are not UTF-8."""
    from kavro_lint.languages.go.extraction import facts

    return facts(decode(content, suffix))


def resolver(project: Project) -> Resolver:
    """Return the resolver for one snapshot."""
    from kavro_lint.languages.go.resolution import GoResolver

    return GoResolver(project)
