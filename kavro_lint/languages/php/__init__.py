"""PHP: names are edges, whether `use` brings them or not."""

from collections.abc import Mapping

from kavro_lint.languages.protocol import IndexedResolver, Project
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.imports import Import

NAME = "php"
SUFFIXES = (".php", ".phtml", ".php5")
# Templates in a language of their own.
TEMPLATES = (".blade.php",)


def is_source(path: str) -> bool:
    """Whether a file with the suffix is a source: templates of Blade are none."""
    return not path.lower().endswith(TEMPLATES)


def is_manifest(path: str) -> bool:
    """Whether a file at that path is composer.json or composer.lock."""
    from kavro_lint.languages.php.composer import is_composer_file

    return is_composer_file(path)


def grammar(suffix: str) -> object:
    """Return tree-sitter's grammar of PHP, which knows the HTML around it."""
    from kavro_lint.languages.php.tree_sitter_wheel import grammar

    return grammar()


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8; what is not UTF-8 is taken for Latin 1, as old sources are."""
    from kavro_lint.languages.utf8 import decoded, with_line_ends

    return with_line_ends(decoded(content))


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say."""
    from kavro_lint.languages.php.packed_facts import facts

    return facts(decode(content, suffix))


def resolver(project: Project) -> IndexedResolver:
    """Return a resolver that knows no declarations."""
    return indexed(project, {})


def indexed(project: Project, declared: Mapping[str, bytes]) -> IndexedResolver:
    """Return the resolver of all sources."""
    from kavro_lint.languages.php.resolution import PhpResolver

    return PhpResolver(project, declared)


def remark(project: Project, edge: Import) -> str | None:
    """Return where Composer looks for an imported class, if that is elsewhere."""
    from kavro_lint.languages.php.composer import Composer, misplaced

    return misplaced(Composer(project.files, project.read), edge.raw.specifier, edge.target)


def names_changed(before: bytes, after: bytes) -> frozenset[str] | None:
    """Return the names that two declarations of one file do not share."""
    from kavro_lint.languages.php.changes import names_changed

    return names_changed(before, after)


def words(facts: SourceFacts) -> frozenset[str]:
    """Return the names on which it depends where the imports and names of a source lead."""
    from kavro_lint.languages.php.changes import words

    return words(facts)
