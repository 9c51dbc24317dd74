r"""Queries to tree-sitter about a PHP source.

The names before the `@` are those of the grammar (https://github.com/tree-sitter/tree-sitter-php).
Whatever is captured as a class, a function or a constant, its whole name is read from the text, as
PHP reads it: `Name`, `Some\Name`, `\Some\Name` or `namespace\Name`. What an `@of_…` captures is
sorted by the kind of its node (`tree.py`): to compile alternatives takes milliseconds.
"""

QUERY = """
; The scope: namespaces and what `use` brings into them.
(namespace_definition) @namespace
(namespace_use_declaration) @use

; Declarations.
(class_declaration name: (name) @declares_class)
(interface_declaration name: (name) @declares_class)
(trait_declaration name: (name) @declares_class)
(enum_declaration name: (name) @declares_class)
(function_definition name: (name) @declares_function)
(program (const_declaration (const_element . (name) @declares_constant)))
(namespace_definition
  body: (_ (const_declaration (const_element . (name) @declares_constant))))

; Places where only a class may stand.
(named_type) @class
(base_clause [(name) (qualified_name) (relative_name)] @class)
(class_interface_clause [(name) (qualified_name) (relative_name)] @class)
(use_declaration [(name) (qualified_name) (relative_name)] @class)
(attribute . [(name) (qualified_name) (relative_name)] @class)
(_ operator: "instanceof" right: [(name) (qualified_name) (relative_name)] @class)

; Names, strings and expressions in one place.
(object_creation_expression (_) @of_creation)
(scoped_call_expression scope: (_) @of_static_call)
(scoped_property_access_expression scope: (_) @of_static_property)
(class_constant_access_expression . (_) @of_constant)
(function_call_expression function: (_) @of_call)

; Constants.
(primary_expression/name) @constant
(primary_expression/qualified_name) @constant
(primary_expression/relative_name) @constant
(sequence_expression [(name) (qualified_name) (relative_name)] @constant)

; Files that are loaded, and what the grammar does not know.
[(include_expression) (include_once_expression)] @include
[(require_expression) (require_once_expression)] @include
(ERROR) @error
"""
