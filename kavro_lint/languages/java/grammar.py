"""The grammar of Java, loaded when it is asked for."""


def grammar() -> object:
    """Return tree-sitter's Java grammar."""
    import tree_sitter_java

    return tree_sitter_java.language()
