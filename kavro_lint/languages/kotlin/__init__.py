"""Kotlin: names are edges; with Java it shares all but its grammar and what it extracts."""

from kavro_lint.languages.java import (
    FAMILY,
    carried,
    heeds_path,
    indexed,
    is_manifest,
    names_changed,
    names_in_manifest,
    resolver,
    words,
)
from kavro_lint.languages.java import is_source as is_java_source
from kavro_lint.model.facts import SourceFacts

__all__ = [
    "FAMILY", "carried", "heeds_path", "indexed", "is_manifest", "names_changed",
    "names_in_manifest", "resolver", "words",
]  # fmt: skip

NAME = "kotlin"
SUFFIXES = (".kt", ".kts")


def is_source(path: str) -> bool:
    """Whether a file with the suffix is a source; build files are read as manifests."""
    return not path.endswith(".gradle.kts") and is_java_source(path)


def grammar(suffix: str) -> object:
    """Return tree-sitter's Kotlin grammar."""
    from kavro_lint.languages.kotlin.tree_sitter_wheel import grammar

    return grammar()


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8; what is not UTF-8 is taken for Latin 1."""
    from kavro_lint.languages.utf8 import decoded, with_line_ends

    return with_line_ends(decoded(content))


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say."""
    from kavro_lint.languages.kotlin.extraction import facts

    return facts(decode(content, suffix))
