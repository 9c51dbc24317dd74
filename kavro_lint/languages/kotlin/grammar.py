"""The grammar of Kotlin, loaded when it is asked for."""


def grammar() -> object:
    """Return tree-sitter's Kotlin grammar."""
    import tree_sitter_kotlin

    return tree_sitter_kotlin.language()
