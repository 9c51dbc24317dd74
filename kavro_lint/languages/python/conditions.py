"""Branches of `if TYPE_CHECKING:`, which run for a type checker only."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kavro_lint.languages.python.checker_names import CheckerNames

if TYPE_CHECKING:
    from tree_sitter import Node


def type_only_ranges(conditionals: "Iterable[Node]", names: CheckerNames) -> list[int]:
    """Return where the parts that never run begin and end.

    `conditionals` are the `if` statements of the file, `names` those that are TYPE_CHECKING.
    """
    spans = sorted(span for node in conditionals for span in _spans(node, names))
    bounds: list[int] = []
    for first, end in spans:
        if bounds and first < bounds[-1]:
            bounds[-1] = max(bounds[-1], end)
        else:
            bounds += (first, end)
    return bounds


def _spans(node: "Node", names: CheckerNames) -> "Iterator[tuple[int, int]]":
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


def _at_runtime(node: "Node | None", names: CheckerNames, depth: int = 0) -> bool | None:
    """Return a condition's value where TYPE_CHECKING is false, None where it is unknown."""
    # No real condition is nested as deep as this.
    if node is None or depth > 50:
        return None
    if names.holds(node):
        return False
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return _at_runtime(node.named_child(0), names, depth + 1)
    if node.type == "not_operator":
        value = _at_runtime(node.child_by_field_name("argument"), names, depth + 1)
        return None if value is None else not value
    if node.type == "boolean_operator":
        return _boolean_at_runtime(node, names, depth)
    return None


def _boolean_at_runtime(node: "Node", names: CheckerNames, depth: int) -> bool | None:
    """Return the value of `and` or `or`, None where it is unknown."""
    operator = node.child_by_field_name("operator")
    sides = [
        _at_runtime(node.child_by_field_name(side), names, depth + 1) for side in ("left", "right")
    ]
    short_circuit = operator is not None and operator.type == "or"
    if short_circuit in sides:
        return short_circuit
    return None if None in sides else not short_circuit
