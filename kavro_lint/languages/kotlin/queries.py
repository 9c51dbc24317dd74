"""Queries to tree-sitter about a Kotlin source: its structure, and the names it writes.

The names before the `@` are those of the grammar
(https://github.com/tree-sitter-grammars/tree-sitter-kotlin).
Both are asked at once: to go through the nodes of a tree takes longer than to compare them.
"""

# Types with a name, and objects and entries without one that others could use.
STRUCTURE = """
(class_declaration) @type
(object_declaration) @type
(companion_object) @type
(object_literal) @type
(type_alias) @type
(type_parameters) @parameters
(import) @import
(package_header) @package
(file_annotation) @annotation
(ERROR) @error
"""

# Names of types, names that are expressions or parts of some, and the places of declarations.
NAMES = """
(user_type) @written

(expression/identifier) @value
(explicit_delegation (identifier) @value)
(callable_reference . "::" . (identifier) @value)
(callable_reference . (user_type) @receiver)
(infix_expression (identifier) @value)
(interpolation (identifier) @value)
(ERROR (identifier) @value)

(function_declaration name: (identifier) @declared)
(variable_declaration (identifier) @declared)
(parameter . (identifier) @declared)
(class_parameter (identifier) @declared . ":")
(catch_block (identifier) @declared)
(enum_entry . (identifier) @declared)
"""

SOURCE = STRUCTURE + NAMES
