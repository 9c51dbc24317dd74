"""The grammar of C#, loaded when it is asked for."""

from kavro_lint.languages.grammars import load_grammar


def grammar() -> object:
    """Return tree-sitter's C# grammar."""
    return load_grammar("tree_sitter_c_sharp")
