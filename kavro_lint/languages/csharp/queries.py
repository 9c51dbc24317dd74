"""Queries to tree-sitter about a C# source, in one pass: structure, members, and names.

The names before the `@` are those of the grammar
(https://github.com/tree-sitter/tree-sitter-c-sharp).
"""

# Namespaces, usings, and every type that is declared.
STRUCTURE = """
(using_directive) @using
(namespace_declaration) @namespace
(file_scoped_namespace_declaration) @file
(class_declaration) @declaration
(struct_declaration) @declaration
(interface_declaration) @declaration
(enum_declaration) @declaration
(record_declaration) @declaration
(delegate_declaration) @declaration
(method_declaration type_parameters: (_) @parameters)
(local_function_statement type_parameters: (_) @parameters)
(ERROR) @error
"""

# What has a type in the grammar. `(_ type: (_))` says the same, and takes a third longer.
TYPED = """
array_creation_expression array_type bracketed_parameter_list cast_expression catch_declaration
conversion_operator_declaration declaration_expression declaration_pattern default_expression
delegate_declaration event_declaration foreach_statement from_clause function_pointer_parameter
indexer_declaration join_clause lambda_expression local_function_statement nullable_type
object_creation_expression operator_declaration parameter parameter_list pointer_type
primary_constructor_base_type property_declaration recursive_pattern ref_type refvalue_expression
scoped_type sizeof_expression stackalloc_expression tuple_element type_parameter_constraint
type_pattern typeof_expression variable_declaration
""".split()

# Names in places where only a type may stand, and in places where a value may stand as well.
NAMES = """
(method_declaration returns: (_) @type)
(function_pointer_type returns: (_) @type)
(base_list (_) @type)
(type_argument_list (_) @type)
(explicit_interface_specifier (_) @type)
(as_expression right: (_) @type)
(is_expression right: (_) @tested)
(is_pattern_expression pattern: (constant_pattern) @tested)
; `f(a * b)` is read as the declaration of a pointer.
(argument
  (declaration_expression type: (pointer_type type: (_) @factor) name: (_) @multiplied))
(attribute name: (_) @attribute)
(constant_pattern (_) @value)
(member_access_expression expression: [(identifier) (generic_name) (alias_qualified_name)] @value)
(invocation_expression function: (identifier) @_function
  arguments: (argument_list (argument [(identifier) (generic_name)] @value))
  (#eq? @_function "nameof"))
(invocation_expression function: (member_access_expression name: (_) @called))
(conditional_access_expression (member_binding_expression name: (_) @called))
"""

# What hides a type of the same name, and what a type gives to those who name it.
MEMBERS = """
(property_declaration) @property
(event_declaration) @property
(field_declaration) @field
(event_field_declaration) @field
(enum_member_declaration name: (identifier) @constant)
(method_declaration) @method
(variable_declarator name: (identifier) @variable)
(parameter name: (identifier) @variable)
(foreach_statement left: (identifier) @variable)
(catch_declaration name: (identifier) @variable)
(declaration_pattern name: (identifier) @variable)
(declaration_expression name: (identifier) @variable)
(from_clause name: (identifier) @variable)
(tuple_pattern name: (identifier) @variable)
(lambda_expression parameters: (implicit_parameter) @variable)
(parameter_list name: (identifier) @variable)
(recursive_pattern name: (identifier) @variable)
"""

QUERY = "\n".join([STRUCTURE, *(f"({owner} type: (_) @type)" for owner in TYPED), NAMES, MEMBERS])
