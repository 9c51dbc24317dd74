"""Ways in which a file gives TYPE_CHECKING a value by the name as a text.

`vars(typing)["TYPE_CHECKING"] = True`, `setattr`, `mock.patch`, `globals().update(…)`: whose name
it is, the text does not say, so it may be any module's.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

# So many texts with the name are looked at.
MOST_TEXTS = 500
_TEXT = re.compile(rb"[\"'](?:[\w.]{0,200}\.)?TYPE_CHECKING[\"']|\bTYPE_CHECKING\s*=(?!=)")
# The last names of what is called to give a name a value.
_WRITERS = frozenset(
    b"setattr __setattr__ delattr __delattr__ __setitem__ __delitem__ setitem delitem update "
    b"setdefault pop patch object multiple dict __dict__ __ior__".split()
)
_AROUND = frozenset(
    "string concatenated_string pair dictionary tuple list parenthesized_expression "
    "argument_list keyword_argument dictionary_splat string_start string_content string_end".split()
)
_DEEPEST = 12


def sets_by_text(content: bytes, root: "Node") -> bool:
    """Whether a file may set the name by its text."""
    for number, match in enumerate(_TEXT.finditer(content)):
        node = root.descendant_for_byte_range(match.start() + 1, match.start() + 1)
        if number >= MOST_TEXTS or (node is not None and _is_written(node)):
            return True
    return False


def _is_written(node: "Node") -> bool:
    """Whether the text at a node is the key of what is set, or given to a call that sets."""
    for _ in range(_DEEPEST):
        parent = node.parent
        if parent is None:
            return False
        if parent.type == "subscript":
            return _is_target(parent)
        if parent.type == "call":
            return _last_name(parent.child_by_field_name("function")) in _WRITERS
        if parent.type == "augmented_assignment":
            return True
        if parent.type not in _AROUND:
            return False
        node = parent
    return True


def _is_target(subscript: "Node") -> bool:
    """Whether a subscript is assigned to or deleted, also among others."""
    node, parent = subscript, subscript.parent
    while parent is not None and parent.type in ("pattern_list", "tuple_pattern", "list_pattern"):
        node, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment", "for_statement", "for_in_clause"):
        left = parent.child_by_field_name("left")
        return left is not None and left.id == node.id
    return parent.type in ("delete_statement", "as_pattern_target", "expression_list")


def _last_name(node: "Node | None") -> bytes:
    if node is not None and node.type == "attribute":
        node = node.child_by_field_name("attribute")
    return (node.text if node is not None else None) or b""
