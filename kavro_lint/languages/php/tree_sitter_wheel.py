"""The grammar of PHP, with the HTML around it, loaded when it is asked for."""

from kavro_lint.languages.grammars import load_grammar


def grammar() -> object:
    """Return tree-sitter's grammar of PHP files."""
    return load_grammar("tree_sitter_php", "language_php")
