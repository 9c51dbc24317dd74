"""Queries to tree-sitter about a C# source, in one pass: structure, members, and names.

The names before the `@` are those of the grammar
(https://github.com/tree-sitter/tree-sitter-c-sharp).
To compile a pattern with fields of two nodes takes milliseconds in each run that needs one.
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

# Names in places where only a type may stand, and in places where a value may stand as well.
NAMES = """
(_ type: (_) @type)
(method_declaration returns: (_) @type)
(function_pointer_type returns: (_) @type)
(base_list (_) @type)
(type_argument_list (_) @type)
(explicit_interface_specifier (_) @type)
(as_expression) @as
(is_expression) @is
(is_pattern_expression) @is_pattern
; `f(a * b)` is read as the declaration of a pointer.
(argument
  (declaration_expression type: (pointer_type type: (_) @factor) name: (_) @multiplied))
(attribute name: (_) @attribute)
(constant_pattern (_) @value)
(member_access_expression expression: [(identifier) (generic_name) (alias_qualified_name)] @value)
(invocation_expression function: (identifier) @_function
  arguments: (argument_list (argument [(identifier) (generic_name)] @value))
  (#eq? @_function "nameof"))
(invocation_expression) @call
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
(implicit_parameter) @variable
(parameter_list name: (identifier) @variable)
(recursive_pattern name: (identifier) @variable)
"""

QUERY = STRUCTURE + NAMES + MEMBERS
