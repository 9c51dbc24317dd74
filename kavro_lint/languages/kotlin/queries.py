"""What is asked of tree-sitter about a Kotlin source: its structure, and the names it writes.

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

# Every name, and the places where it is not used but declared, given or part of another.
NAMES = """
(user_type) @written
(identifier) @identifier

(user_type (identifier) @other)
(class_declaration name: (identifier) @other)
(object_declaration name: (identifier) @other)
(type_alias type: (identifier) @other)
(type_parameter (identifier) @other)
(this_expression (identifier) @other)
(navigation_expression (_) (identifier) @other)
(super_expression (identifier) @other)
(return_expression label: (identifier) @other)
(value_argument . (identifier) @other . "=")
(qualified_identifier (identifier) @other)
(import (identifier) @other)

(function_declaration name: (identifier) @declared)
(variable_declaration (identifier) @declared)
(parameter . (identifier) @declared)
(class_parameter (identifier) @declared)
(catch_block . (identifier) @declared)
(enum_entry . (identifier) @declared)
"""

SOURCE = STRUCTURE + NAMES
