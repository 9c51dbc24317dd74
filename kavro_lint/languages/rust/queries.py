"""Queries to tree-sitter about a Rust source: what it declares, imports and names.

The names before the `@` are those of the grammar (https://github.com/tree-sitter/tree-sitter-rust).
"""

# Imports, and the modules that a file has or that are other files.
STATEMENTS = """
(use_declaration) @use
(extern_crate_declaration) @extern
(mod_item) @mod
"""

# What a module declares besides; `closed` are bodies whose functions are no items of a module.
DECLARATIONS = """
(struct_item name: (_) @type)
(enum_item name: (_) @type)
(union_item name: (_) @type)
(trait_item name: (_) @type)
(type_item name: (_) @type)
(function_item name: (identifier) @value)
(function_signature_item name: (identifier) @value)
(const_item name: (identifier) @value)
(static_item name: (identifier) @value)
(macro_definition name: (identifier) @macro)

(impl_item body: (_) @closed)
(trait_item body: (_) @closed)
(block) @block
"""

# Attributes belong to the item that follows, inner ones to what they stand in.
ATTRIBUTES = """
(attribute_item) @attribute
(inner_attribute_item) @inner
(function_item) @item
(mod_item) @item
(impl_item) @item
(use_declaration) @item
(struct_item) @item
(enum_item) @item
(trait_item) @item
(type_item) @item
(const_item) @item
(static_item) @item
(macro_invocation) @item
(macro_definition) @item
(foreign_mod_item) @item
(extern_crate_declaration) @item
"""

# Where a path of several parts begins.
PATHS = """
(scoped_identifier path: [(identifier) (crate) (self) (super) (metavariable)] @head)
(scoped_type_identifier path: [(identifier) (crate) (self) (super) (metavariable)] @head)
(scoped_identifier !path) @head
(scoped_type_identifier !path) @head
(visibility_modifier (scoped_identifier)) @visibility
"""

# Text that the grammar leaves as it is: tokens, and what it does not know.
TOKENS = """
(macro_invocation) @call
(macro_definition) @definition
(ERROR) @error
"""

QUERY = "\n".join((STATEMENTS, DECLARATIONS, ATTRIBUTES, PATHS, TOKENS))
