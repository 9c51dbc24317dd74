"""C#: names are edges; a `using` brings the names of a namespace and is not an edge by itself."""

from collections.abc import Mapping

from kavro_lint.languages.protocol import IndexedResolver, Project
from kavro_lint.model.facts import SourceFacts

NAME = "csharp"
SUFFIXES = (".cs", ".csx")
PROJECT = ".csproj"
OLD_PACKAGES = "packages.config"


def is_source(path: str) -> bool:
    """Whether a file with the suffix is a source: what a build writes below `obj` is none."""
    return "/obj/" not in f"/{path}" and "/bin/Debug/" not in f"/{path}"


def is_manifest(path: str) -> bool:
    """Whether a file at that path is a project, or what projects share."""
    return path.endswith((PROJECT, ".props", ".targets")) or path.endswith(f"/{OLD_PACKAGES}")


def grammar(suffix: str) -> object:
    """Return tree-sitter's C# grammar."""
    from kavro_lint.languages.csharp.tree_sitter_wheel import grammar

    return grammar()


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8; what is not UTF-8 is taken for Latin 1, as old sources are."""
    from kavro_lint.languages.csharp.branch_texts import utf8

    return utf8(content)


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say."""
    from kavro_lint.languages.csharp.packed_facts import facts

    return facts(decode(content, suffix), is_script=suffix == ".csx")


def resolver(project: Project) -> IndexedResolver:
    """Return a resolver that knows no declarations."""
    return indexed(project, {})


def indexed(project: Project, declared: Mapping[str, bytes]) -> IndexedResolver:
    """Return the resolver of all C# sources."""
    from kavro_lint.languages.csharp.resolution import CSharpResolver

    return CSharpResolver(project, declared)


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the names that two declarations of one file do not share, None for any name."""
    from kavro_lint.languages.csharp.changes import names_changed

    return names_changed(before, after)


def words(facts: SourceFacts) -> frozenset[str]:
    """Return the names on which it depends where the usings and names of a source lead."""
    from kavro_lint.languages.csharp.changes import words

    return words(facts)
