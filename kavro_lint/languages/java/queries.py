"""Queries to tree-sitter about a Java source: its structure, and the names it writes.

The names before the `@` are those of the grammar (https://github.com/tree-sitter/tree-sitter-java).
Both are asked at once: to go through the nodes of a tree takes longer than to compare them.
"""

# The package, the imports, and every type that is declared.
STRUCTURE = """
(package_declaration [(identifier) (scoped_identifier)] @package)
(import_declaration) @import

(class_declaration) @class
(interface_declaration) @class
(enum_declaration) @class
(record_declaration) @class
(annotation_type_declaration) @class

(object_creation_expression (class_body)) @anonymous
(type_parameters) @parameters
(module_declaration) @module
(ERROR) @error
"""

# Names in places where only a type may stand, and in places where a variable may stand as well.
NAMES = """
(type_identifier) @type
(marker_annotation name: (_) @type)
(annotation name: (_) @type)
(record_pattern . (identifier) @type)
(scoped_type_identifier . (type_identifier) @dotted)
(scoped_type_identifier "." (type_identifier) @tail)

; `case a.B(var x)` is a record pattern, which the grammar takes for a call.
(switch_label (method_invocation object: (_)) @taken_apart)

(method_invocation object: (identifier) @value)
(field_access object: (identifier) @value)
(method_reference . (identifier) @value)

(variable_declarator name: (identifier) @variable)
(formal_parameter name: (identifier) @variable)
(catch_formal_parameter name: (identifier) @variable)
(resource name: (identifier) @variable)
(enhanced_for_statement name: (identifier) @variable)
(inferred_parameters (identifier) @variable)
(lambda_expression parameters: (identifier) @variable)
(instanceof_expression name: (identifier) @variable)
(type_pattern (identifier) @variable)
(record_pattern_component (identifier) @variable)
(enum_constant name: (identifier) @variable)
"""

SOURCE = STRUCTURE + NAMES
