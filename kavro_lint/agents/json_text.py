"""JSON with comments, changed in place: what others wrote stays byte for byte."""

import json
import re
from collections.abc import Sequence
from typing import Literal

from kavro_lint.model.frozen import frozen

# White space and comments, between any two tokens.
_SPACE = re.compile(r"(?:\s++|//[^\n]*+|/\*.*?\*/)*+", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(r"-?\d[\d.eE+-]*+|true|false|null")

DEEPEST = 100


class NotJson(Exception):
    """A text that cannot be read as JSON, with the line that cannot."""


@frozen
class Node:
    """A value and where it stands: `text[start:end]`.

    `keys` are the names in an object, `children` its values or the items of an array;
    `starts` is where each member begins (with its name), and `commas` the place behind each
    comma that follows a member, None where none does.
    """

    kind: Literal["object", "array", "scalar"]
    start: int
    end: int
    keys: tuple[str, ...] = ()
    children: tuple["Node", ...] = ()
    starts: tuple[int, ...] = ()
    commas: tuple[int | None, ...] = ()

    def get(self, key: str) -> "Node | None":
        """Return the value of a name, None where an object has none or this is not an object."""
        return self.children[self.keys.index(key)] if key in self.keys else None


def read(text: str) -> Node:
    """Return the value that a text holds. Raises NotJson."""
    try:
        node, place = _value(text, _skipped(text, 1 if text.startswith("\ufeff") else 0), 0)
        if _skipped(text, place) != len(text):
            raise _broken(text, place)
    except IndexError:
        raise _broken(text, len(text)) from None
    return node


def appended(text: str, path: Sequence[str], items: Sequence[object]) -> str:
    """Return a text with items at the end of the array at a path; what is missing is made.

    Raises NotJson where something else stands on the way.
    """
    node = read(text)
    for depth, key in enumerate(path):
        if node.kind != "object":
            raise NotJson(f"`{'.'.join(path[:depth])}` is not an object")
        child = node.get(key)
        if child is None:
            value: object = list(items)
            for name in reversed(path[depth + 1 :]):
                value = {name: value}
            return _with_member(text, node, value, key)
        node = child
    if node.kind != "array":
        raise NotJson(f"`{'.'.join(path)}` is not a list")
    for item in items:
        text = _with_member(text, node, item)
        node = _at(read(text), path)
    return text


def removed(text: str, path: Sequence[str | int]) -> str:
    """Return a text without the member or item at a path, and what that leaves empty above it."""
    while path:
        parent = _at(read(text), path[:-1])
        last = path[-1]
        number = parent.keys.index(last) if isinstance(last, str) else last
        text = _without(text, parent, number)
        if len(parent.children) > 1:
            break
        path = path[:-1]
    return text


def _at(node: Node, path: Sequence[str | int]) -> Node:
    for step in path:
        node = node.children[node.keys.index(step) if isinstance(step, str) else step]
    return node


def _with_member(text: str, parent: Node, value: object, key: str | None = None) -> str:
    inner = _indent(text, parent)
    written = json.dumps(value, indent=2, ensure_ascii=False).replace("\n", f"\n{inner}")
    if key is not None:
        written = f"{json.dumps(key)}: {written}"
    if not parent.children:
        outer = inner[:-2]
        filled = f"{text[parent.start]}\n{inner}{written}\n{outer}{text[parent.end - 1]}"
        return text[: parent.start] + filled + text[parent.end :]
    comma = parent.commas[-1]
    if comma is not None:
        return f"{text[:comma]}\n{inner}{written},{text[comma:]}"
    end = parent.children[-1].end
    return f"{text[:end]},\n{inner}{written}{text[end:]}"


def _without(text: str, parent: Node, number: int) -> str:
    comma = parent.commas[number]
    is_last = number == len(parent.children) - 1
    if is_last and number == 0:
        return text[: parent.start + 1] + text[parent.end - 1 :]
    if not is_last:
        return text[: parent.starts[number]] + text[parent.starts[number + 1] :]
    before = parent.commas[number - 1] if comma is not None else parent.children[number - 1].end
    end = comma if comma is not None else parent.children[number].end
    return text[:before] + text[end:]


def _indent(text: str, parent: Node) -> str:
    """Return what stands before a member of an object or array on a line of its own."""
    if parent.starts:
        line = text[text.rfind("\n", 0, parent.starts[0]) + 1 : parent.starts[0]]
        if not line.strip():
            return line
    line = text[text.rfind("\n", 0, parent.start) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))] + "  "


def _value(text: str, place: int, depth: int) -> tuple[Node, int]:
    if depth > DEEPEST:
        raise NotJson("it is nested too deeply")
    if text[place] in "{[":
        return _container(text, place, depth)
    token = _STRING.match(text, place) or _SCALAR.match(text, place)
    if token is None:
        raise _broken(text, place)
    return Node("scalar", place, token.end()), token.end()


def _container(text: str, start: int, depth: int) -> tuple[Node, int]:
    is_object = text[start] == "{"
    close = "}" if is_object else "]"
    keys: list[str] = []
    children: list[Node] = []
    starts: list[int] = []
    commas: list[int | None] = []
    place = _skipped(text, start + 1)
    while text[place] != close:
        if children and commas[-1] is None:
            raise _broken(text, place)
        starts.append(place)
        if is_object:
            name = _STRING.match(text, place)
            if name is None:
                raise _broken(text, place)
            keys.append(json.loads(name[0]))
            place = _skipped(text, name.end())
            if text[place] != ":":
                raise _broken(text, place)
            place = _skipped(text, place + 1)
        child, place = _value(text, place, depth + 1)
        children.append(child)
        place = _skipped(text, place)
        commas.append(place + 1 if text[place] == "," else None)
        place = _skipped(text, place + 1) if text[place] == "," else place
    kind: Literal["object", "array"] = "object" if is_object else "array"
    sizes = (tuple(keys), tuple(children), tuple(starts), tuple(commas))
    return Node(kind, start, place + 1, *sizes), place + 1


def _skipped(text: str, place: int) -> int:
    token = _SPACE.match(text, place)
    return token.end() if token else place


def _broken(text: str, place: int) -> NotJson:
    return NotJson(f"line {text.count(chr(10), 0, place) + 1} cannot be read as JSON")
