"""Which lines run for a type checker only: the branches of `if TYPE_CHECKING:`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

NAME = "TYPE_CHECKING"
_ALIAS = re.compile(
    rb"\bTYPE_CHECKING[ \t]+as[ \t]+(\w+)|^[ \t]*(\w+)(?:[ \t]*:[^=\n]{1,80})?[ \t]*=[ \t]*"
    rb"(?:\w+\.)*TYPE_CHECKING\b",
    re.MULTILINE,
)


def type_only_ranges(content: bytes, conditionals: "list[Node]") -> tuple[tuple[int, int], ...]:
    """Return the byte ranges [start, end) that never run.

    `conditionals` are the `if` statements of the file.
    """
    names = {NAME.encode()} | {name for pair in _ALIAS.findall(content) for name in pair if name}
    return tuple(span for node in conditionals for span in _spans(node, names))


def _spans(node: "Node", names: set[bytes]) -> "Iterator[tuple[int, int]]":
    """Yield the branches of one `if` that are not taken because TYPE_CHECKING is false."""
    condition = node.child_by_field_name("condition")
    branch = node.child_by_field_name("consequence")
    value = _at_runtime(condition, names)
    if value is False and branch is not None:
        yield branch.start_byte, branch.end_byte
    taken = value is True
    for other in node.children_by_field_name("alternative"):
        inner = None
        if other.type == "elif_clause":
            inner = _at_runtime(other.child_by_field_name("condition"), names)
        if taken or inner is False:
            yield other.start_byte, other.end_byte
        taken = taken or inner is True


def _at_runtime(node: "Node | None", names: set[bytes]) -> bool | None:
    """Return what a condition is where TYPE_CHECKING is false, None where nobody knows."""
    if node is None:
        return None
    if node.type == "identifier":
        return False if node.text in names else None
    if node.type == "attribute":
        attribute = node.child_by_field_name("attribute")
        return False if attribute is not None and attribute.text == NAME.encode() else None
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return _at_runtime(node.named_child(0), names)
    if node.type == "not_operator":
        value = _at_runtime(node.child_by_field_name("argument"), names)
        return None if value is None else not value
    if node.type == "boolean_operator":
        operator = node.child_by_field_name("operator")
        sides = [_at_runtime(node.child_by_field_name(side), names) for side in ("left", "right")]
        deciding = operator is not None and operator.type == "or"
        if deciding in sides:
            return deciding
        return None if None in sides else not deciding
    return None
