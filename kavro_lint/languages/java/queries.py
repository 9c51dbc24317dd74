"""What is asked of tree-sitter about a Java source: its structure, and the names it writes.

The names before the `@` are those of the grammar (https://github.com/tree-sitter/tree-sitter-java).
"""

# The package, the imports, and every type that is declared, with its header and body.
STRUCTURE = """
(package_declaration [(identifier) (scoped_identifier)] @package)
(import_declaration) @import

(class_declaration name: (identifier) @name superclass: (_)? @extends
  interfaces: (_)? @implements body: (_) @body) @type
(interface_declaration name: (identifier) @name (extends_interfaces)? @extends
  body: (_) @body) @type
(enum_declaration name: (identifier) @name interfaces: (_)? @implements body: (_) @body) @type
(record_declaration name: (identifier) @name interfaces: (_)? @implements body: (_) @body) @type
(annotation_type_declaration name: (identifier) @name body: (_) @body) @type

(object_creation_expression type: (_) @extends (class_body) @body) @anonymous
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
