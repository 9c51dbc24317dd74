r"""Classes and functions that a source loads by a literal string: `'App\X'::make()`, callables.

PHP takes such a string for a whole name (https://www.php.net/manual/en/language.types.callable.php).
Other strings are data, whatever is in them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kavro_lint.languages.php.declared import WrittenName
from kavro_lint.languages.php.lexical import PART, line_at, text
from kavro_lint.languages.positions import Places

if TYPE_CHECKING:
    from tree_sitter import Node

# Functions and classes of PHP that load a class, or call what a string names.
LOADERS = frozenset(
    b"""
    array_all array_any array_filter array_find array_map array_reduce array_walk
    array_walk_recursive call_user_func call_user_func_array class_alias class_exists
    class_implements class_parents constant defined enum_exists forward_static_call
    forward_static_call_array get_class_methods get_class_vars interface_exists
    is_a is_callable is_subclass_of iterator_apply
    method_exists ob_start preg_replace_callback property_exists register_shutdown_function
    register_tick_function set_error_handler set_exception_handler spl_autoload_call
    spl_autoload_register stream_filter_register stream_wrapper_register trait_exists uasort uksort
    usort closure reflectionclass reflectionenum reflectionfunction reflectionmethod
    reflectionobject reflectionproperty
    """.split()
)
# Two backslashes, or one that begins no escape in double quotes.
_SLASH = rb"(?:\\\\|\\(?(double)(?![nrtvefxu])))"
# A name without a backslash may be any text.
NAME_IN_STRING = re.compile(
    rb"['\"](?:(?<=\")(?P<double>))?(?P<name>%s?%s(?:%s%s)++)(?P<method>::%s)?(?(double)\"|')"
    % (_SLASH, PART, _SLASH, PART, PART)
)
# What calls a function that a plain literal names, and which of its arguments that is.
CALLBACKS = dict.fromkeys(
    b"""
    array_map call_user_func call_user_func_array forward_static_call forward_static_call_array
    is_callable ob_start register_shutdown_function register_tick_function reflectionfunction
    set_error_handler set_exception_handler spl_autoload_register
    """.split(),
    0,
) | dict.fromkeys(
    b"""
    array_all array_any array_filter array_find array_reduce array_walk array_walk_recursive
    iterator_apply preg_replace_callback uasort uksort usort
    """.split(),
    1,
)
FUNCTION_IN_STRING = re.compile(rb"(['\"])\\{0,2}(?P<name>%s)(?P<method>(?!))?\1" % PART)
_LITERALS = ("string", "encapsed_string")
# It passes its arguments to a class; a type beside it loads nothing.
_CALLS = ("function_call_expression", "object_creation_expression", "scoped_call_expression")
_ARGUMENTS = ("argument", "variadic_unpacking")
LONGEST = 2_000
MOST = 500


def names_in_strings(
    content: bytes, root: "Node", nodes: "Mapping[str, list[Node]]"
) -> list[WrittenName]:
    """Return the names in strings that load what they name, in the order of the text."""
    loaders = [*nodes.get("function", ()), *nodes.get("class", ())]
    names = dict(_callbacks(content, loaders))
    if NAME_IN_STRING.search(content) is not None:
        matches = _loaded(content, loaders, nodes.get("by_name", ()))
        names.update((match.start(), match) for match in matches if _is_literal(root, match))
    return written_names(content, names)


def _loaded(
    content: bytes, loaders: "Iterable[Node]", by_name: "Iterable[Node]"
) -> Iterator[re.Match[bytes]]:
    """Yield what names a class or a function with its namespace, and is loaded."""
    spans = [(node.start_byte, min(node.end_byte, node.start_byte + LONGEST)) for node in by_name]
    for node in loaders:
        if is_loader(content[node.start_byte : node.end_byte]):
            call = node.parent
            if call is not None and call.type in _CALLS:
                spans.append((node.end_byte, min(call.end_byte, node.end_byte + LONGEST)))
    for start, end in spans:
        yield from NAME_IN_STRING.finditer(content, start, end)
    if b"::" in content and b"\\" in content:
        # Nothing else looks like a callable with its class, wherever it stands.
        for match in NAME_IN_STRING.finditer(content):
            if match["method"] is not None:
                yield match


def _callbacks(content: bytes, loaders: "Iterable[Node]") -> Iterator[tuple[int, re.Match[bytes]]]:
    """Yield the plain names of functions that are called, by their places."""
    for node in loaders:
        at = callback_argument(content[node.start_byte : node.end_byte])
        if at is None or node.parent is None or node.parent.type not in _CALLS[:2]:
            continue
        given = next((row for row in node.parent.children if row.type == "arguments"), None)
        places = [row for row in given.children if row.type in _ARGUMENTS] if given else []
        if at < len(places):
            start, end = places[at].start_byte, places[at].end_byte
            match = FUNCTION_IN_STRING.fullmatch(content, start, end)
            if match is not None:
                yield start, match


def callback_argument(name: bytes) -> int | None:
    """Return which argument of a function or a class of this name is called, by its literal."""
    return CALLBACKS.get(name.lower().rpartition(b"\\")[2])


def is_loader(name: bytes) -> bool:
    """Whether a function or a class of this name loads what strings name that it is given."""
    return name.lower().rpartition(b"\\")[2] in LOADERS


def _is_literal(root: "Node", match: re.Match[bytes]) -> bool:
    """Whether a match of a string is a literal of its own, and not text in another one."""
    node = root.descendant_for_byte_range(match.start() + 1, match.start() + 2)
    if node is not None and node.type not in _LITERALS:
        node = node.parent
    return (
        node is not None and node.type in _LITERALS
        and (node.start_byte, node.end_byte) == match.span()
    )  # fmt: skip


def written_names(content: bytes, names: Mapping[int, re.Match[bytes]]) -> list[WrittenName]:
    """Return what strings name, which match an expression at their places."""
    return list(_written(content, names)) if names else []


def _written(content: bytes, names: Mapping[int, re.Match[bytes]]) -> Iterator[WrittenName]:
    lines = Places(content)
    for start in sorted(names)[:MOST]:
        name = text(names[start]["name"]).replace("\\\\", "\\").lstrip("\\")
        line, column = lines.of(start)
        shown = line_at(content, start)
        if "\\" in name:
            yield WrittenName("class", name, "", line, column, shown)
        if names[start]["method"] is None:
            yield WrittenName("function", name, "", line, column, shown)
