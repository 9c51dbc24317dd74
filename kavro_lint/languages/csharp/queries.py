"""What is asked of tree-sitter about a C# source, at once: structure, members, and names.

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

# Names in places where only a type may stand, and in places where a value may stand as well.
NAMES = """
(_ type: (_) @type)
(method_declaration returns: (_) @type)
(base_list (_) @type)
(type_argument_list (_) @type)
(explicit_interface_specifier (_) @type)
(as_expression right: (_) @type)
(is_expression right: (_) @type)
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
(property_declaration name: (identifier) @member)
(event_declaration name: (identifier) @member)
(variable_declarator name: (identifier) @variable)
(enum_member_declaration name: (identifier) @constant)
(method_declaration name: (identifier) @method)
(parameter name: (identifier) @parameter)
(foreach_statement left: (identifier) @local)
(catch_declaration name: (identifier) @local)
(declaration_pattern name: (identifier) @local)
(declaration_expression name: (identifier) @local)
(from_clause name: (identifier) @local)
(tuple_pattern name: (identifier) @local)
(lambda_expression parameters: (implicit_parameter) @local)
"""

QUERY = STRUCTURE + NAMES + MEMBERS
