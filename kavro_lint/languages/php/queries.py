r"""Queries to tree-sitter about a PHP source.

The names before the `@` are those of the grammar (https://github.com/tree-sitter/tree-sitter-php).
Whatever is captured as a class, a function or a constant, its whole name is read from the text, as
PHP reads it: `Name`, `Some\Name`, `\Some\Name` or `namespace\Name`.
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
(object_creation_expression [(name) (qualified_name) (relative_name)] @class)
(scoped_call_expression scope: [(name) (qualified_name) (relative_name)] @class)
(scoped_property_access_expression scope: [(name) (qualified_name) (relative_name)] @class)
(class_constant_access_expression . [(name) (qualified_name) (relative_name)] @class)
(binary_expression
  operator: "instanceof" right: [(name) (qualified_name) (relative_name)] @class)

; Calls of functions, and constants.
(function_call_expression function: [(name) (qualified_name) (relative_name)] @function)
(primary_expression/name) @constant
(primary_expression/qualified_name) @constant
(primary_expression/relative_name) @constant
(sequence_expression [(name) (qualified_name) (relative_name)] @constant)

; Classes whose names only a running program knows.
(object_creation_expression
  [(variable_name) (dynamic_variable_name) (member_access_expression) (subscript_expression)
   (scoped_property_access_expression) (parenthesized_expression)] @computed)

(scoped_call_expression scope: [(variable_name) (dynamic_variable_name)
  (member_access_expression) (subscript_expression)
  (scoped_property_access_expression) (parenthesized_expression)] @computed)
(scoped_property_access_expression scope: [(variable_name) (dynamic_variable_name)] @computed)

; Strings that name what is loaded or called.
(function_call_expression function: [(string) (encapsed_string) (array_creation_expression)
  (parenthesized_expression)] @by_name)
(scoped_call_expression scope: [(string) (encapsed_string) (parenthesized_expression)] @by_name)
(scoped_property_access_expression scope: [(string) (encapsed_string)] @by_name)
(object_creation_expression (parenthesized_expression) @by_name)

; Files that are loaded, and what the grammar does not know.
[(include_expression) (include_once_expression)] @include
[(require_expression) (require_once_expression)] @include
(ERROR) @error
"""
