"""Branches of `if TYPE_CHECKING:`, which run for a type checker only."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

NAME = "TYPE_CHECKING"
# What may give the name another value.
BINDINGS = frozenset(
    "assignment augmented_assignment named_expression for_statement function_definition "
    "class_definition as_pattern_target aliased_import".split()
)
_FIELDS = ("left", "name")
_ALIAS = re.compile(
    rb"\bTYPE_CHECKING[ \t]+as[ \t]+(\w+)|^[ \t]*(\w+)(?:[ \t]*:[^=\n]{1,80})?[ \t]*=[ \t]*"
    rb"(?:\w+\.)*TYPE_CHECKING\b",
    re.MULTILINE,
)


def type_only_ranges(
    content: bytes, conditionals: "Iterable[Node]", bindings: "Iterable[Node]"
) -> list[int]:
    """Return where the parts that never run begin and end.

    `conditionals` are the `if` statements of the file, `bindings` what binds names (`BINDINGS`).
    A file that sets TYPE_CHECKING by itself, and not to False, has no such parts.
    """
    if any(_rebinds_type_checking(node) for node in bindings):
        return []
    names = {NAME.encode()} | {name for pair in _ALIAS.findall(content) for name in pair if name}
    spans = sorted(span for node in conditionals for span in _spans(node, names))
    bounds: list[int] = []
    for first, end in spans:
        if bounds and first < bounds[-1]:
            bounds[-1] = max(bounds[-1], end)
        else:
            bounds += (first, end)
    return bounds


def _rebinds_type_checking(node: "Node") -> bool:
    """Whether a node gives TYPE_CHECKING a value that a type checker does not give it."""
    if node.type == "aliased_import":
        alias, name = node.child_by_field_name("alias"), node.child_by_field_name("name")
        is_alias = alias is not None and alias.text == NAME.encode()
        return is_alias and name is not None and not (name.text or b"").endswith(NAME.encode())
    if node.type == "as_pattern_target":
        target: Node | None = node
    else:
        target = next(filter(None, map(node.child_by_field_name, _FIELDS)), None)
    if target is None or NAME.encode() not in (target.text or b""):
        return False
    text = (target.text or b"").replace(b" ", b"")
    if node.type != "assignment" or text.rpartition(b".")[2] != NAME.encode():
        return True
    value = node.child_by_field_name("right")
    if value is None:
        return False
    return value.type != "false" and not (value.text or b"").endswith(NAME.encode())


def _spans(node: "Node", names: set[bytes]) -> "Iterator[tuple[int, int]]":
    """Yield the branches of one `if` that are not taken because TYPE_CHECKING is false."""
    condition = node.child_by_field_name("condition")
    branch = node.child_by_field_name("consequence")
    value = _at_runtime(condition, names)
    if value is False and branch is not None:
        yield branch.start_byte, branch.end_byte
    is_taken = value is True
    for alternative in node.children_by_field_name("alternative"):
        condition_value = None
        if alternative.type == "elif_clause":
            condition_value = _at_runtime(alternative.child_by_field_name("condition"), names)
        if is_taken or condition_value is False:
            yield alternative.start_byte, alternative.end_byte
        is_taken = is_taken or condition_value is True


def _at_runtime(node: "Node | None", names: set[bytes], depth: int = 0) -> bool | None:
    """Return a condition's value where TYPE_CHECKING is false, None where it is unknown."""
    # No real condition is nested as deep as this.
    if node is None or depth > 50:
        return None
    if node.type == "identifier":
        return False if node.text in names else None
    if node.type == "attribute":
        attribute = node.child_by_field_name("attribute")
        return False if attribute is not None and attribute.text == NAME.encode() else None
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return _at_runtime(node.named_child(0), names, depth + 1)
    if node.type == "not_operator":
        value = _at_runtime(node.child_by_field_name("argument"), names, depth + 1)
        return None if value is None else not value
    if node.type == "boolean_operator":
        return _boolean_at_runtime(node, names, depth)
    return None


def _boolean_at_runtime(node: "Node", names: set[bytes], depth: int) -> bool | None:
    """Return the value of `and` or `or`, None where it is unknown."""
    operator = node.child_by_field_name("operator")
    sides = [
        _at_runtime(node.child_by_field_name(side), names, depth + 1) for side in ("left", "right")
    ]
    short_circuit = operator is not None and operator.type == "or"
    if short_circuit in sides:
        return short_circuit
    return None if None in sides else not short_circuit
