"""The grammar of Kotlin, loaded when it is asked for."""

from kavro_lint.languages.grammars import load_grammar


def grammar() -> object:
    """Return tree-sitter's Kotlin grammar."""
    return load_grammar("tree_sitter_kotlin")
