"""Java: names are edges, whether an import statement brings them or not."""

from collections.abc import Callable, Collection, Iterable, Mapping

from kavro_lint.expressions import expression
from kavro_lint.languages.protocol import IndexedResolver, Project
from kavro_lint.model.facts import SourceFacts

NAME = "java"
SUFFIXES = (".java",)
FAMILY = "jvm"
_RESOURCES = expression(
    r"(?:^|/)(?:src/(?:main|test|testFixtures|it|[a-z]\w*(?:Main|Test))/resources|archetype-resources)/"
)


def is_source(path: str) -> bool:
    """Whether a file with the suffix is a source: resources, as `src/test/resources/`, are none.

    A compiler gets none of them; what they hold is data, as of tests, or a template.
    """
    return "resources/" not in path or _RESOURCES.search(path) is None


def is_manifest(path: str) -> bool:
    """Whether a file at that path is of a build: Maven's or Gradle's."""
    from kavro_lint.languages.jvm.builds import is_build_file

    return is_build_file(path)


def heeds_path(path: str) -> bool:
    """Whether it matters that a path is there, beside those of build files."""
    from kavro_lint.languages.jvm.builds import ANDROID_MANIFEST

    return path.endswith(ANDROID_MANIFEST)


def names_in_manifest(
    path: str, old: bytes, new: bytes, read: Callable[[str], bytes | None]
) -> frozenset[str] | None:
    """Return no names where both contents of a build file say the same, None for any import."""
    from kavro_lint.languages.jvm.builds import names_in_manifest

    return names_in_manifest(path, old, new)


def grammar(suffix: str) -> object:
    """Return tree-sitter's Java grammar."""
    from kavro_lint.languages.java.tree_sitter_wheel import grammar

    return grammar()


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8, Unicode escapes translated.

    What is not UTF-8 is taken for Latin 1, as old sources are.
    """
    from kavro_lint.languages.java.escapes import translated
    from kavro_lint.languages.utf8 import decoded, with_line_ends

    return with_line_ends(translated(decoded(content)))


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say."""
    from kavro_lint.languages.java.packed_facts import facts

    return facts(decode(content, suffix))


def resolver(project: Project) -> IndexedResolver:
    """Return a resolver that knows no declarations."""
    return indexed(project, {})


def indexed(project: Project, declared: Mapping[str, bytes]) -> IndexedResolver:
    """Return the resolver of all sources of the JVM."""
    from kavro_lint.languages.jvm.resolution import JvmResolver

    return JvmResolver(project, declared)


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the names that two declarations of one file do not share, None for any name."""
    from kavro_lint.languages.jvm.changes import names_changed

    return names_changed(before, after)


def carried(names: Collection[str], declared: Iterable[bytes]) -> frozenset[str] | None:
    """Return the names, None for any name where others inherit from a type of them."""
    from kavro_lint.languages.jvm.changes import carried

    return carried(names, declared)


def words(facts: SourceFacts) -> frozenset[str]:
    """Return the names on which it depends where the imports and names of a source lead."""
    from kavro_lint.languages.jvm.changes import words

    return words(facts)
