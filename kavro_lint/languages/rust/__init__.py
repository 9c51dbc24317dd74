"""Rust: paths are edges, whether a `use` brings their heads or not."""

from collections.abc import Collection, Iterable, Mapping

from kavro_lint.languages.protocol import IndexedResolver, Project
from kavro_lint.model.facts import SourceFacts

NAME = "rust"
SUFFIXES = (".rs",)


def is_source(path: str) -> bool:
    """Whether a file with the suffix is a source."""
    return True


def is_manifest(path: str) -> bool:
    """Whether a file at that path is Cargo's manifest."""
    return path.rpartition("/")[2] == "Cargo.toml"


def grammar(suffix: str) -> object:
    """Return tree-sitter's Rust grammar."""
    from kavro_lint.languages.rust.tree_sitter_wheel import grammar

    return grammar()


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8; what is not UTF-8 is taken for Latin 1."""
    from kavro_lint.languages.utf8 import decoded

    return decoded(content)


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say."""
    from kavro_lint.languages.rust.packed_facts import facts

    return facts(decode(content, suffix))


def resolver(project: Project) -> IndexedResolver:
    """Return a resolver that knows no declarations."""
    return indexed(project, {})


def indexed(project: Project, declared: Mapping[str, bytes]) -> IndexedResolver:
    """Return the resolver of all Rust sources."""
    from kavro_lint.languages.rust.resolution import RustResolver

    return RustResolver(project, declared)


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the names that two declarations of one file do not share, None for any name."""
    from kavro_lint.languages.rust.changes import names_changed

    return names_changed(before, after)


def carried(names: Collection[str], declared: Iterable[bytes]) -> frozenset[str] | None:
    """Return names and those that imports make of them, None for any name."""
    from kavro_lint.languages.rust.changes import carried

    return carried(names, declared)


def words(facts: SourceFacts) -> frozenset[str]:
    """Return the names on which it depends where the paths of a source lead."""
    from kavro_lint.languages.rust.changes import words

    return words(facts)
