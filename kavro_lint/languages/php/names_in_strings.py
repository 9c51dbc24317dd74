r"""Classes and functions that a source loads by a literal string: `'App\X'::make()`, callables.

PHP takes such a string for a whole name (https://www.php.net/manual/en/language.types.callable.php).
Other strings are data, whatever is in them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kavro_lint.languages.php.declared import WrittenName
from kavro_lint.languages.php.lexical import line_at, text
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
_PART = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*+"
# A name without a backslash may be any text.
NAME_IN_STRING = re.compile(
    rb"(['\"])(?P<name>\\{0,2}%s(?:\\{1,2}%s)++)(?P<method>::%s)?\1" % (_PART, _PART, _PART)
)
_STRINGS = ("string", "encapsed_string", "string_content")
LONGEST = 2_000
MOST = 500


def names_in_strings(
    content: bytes, root: "Node", nodes: "Mapping[str, list[Node]]"
) -> list[WrittenName]:
    """Return the names in strings that load what they name, in the order of the text."""
    if NAME_IN_STRING.search(content) is None:
        return []
    spans = [
        (node.start_byte, min(node.end_byte, node.start_byte + LONGEST))
        for node in nodes.get("by_name", ())
    ]
    for node in (*nodes.get("function", ()), *nodes.get("class", ())):
        name = content[node.start_byte : node.end_byte].lower().rpartition(b"\\")[2]
        if name in LOADERS and node.parent is not None:
            spans.append((node.end_byte, min(node.parent.end_byte, node.end_byte + LONGEST)))
    names = {
        match.start(): (match["name"], match["method"] is not None)
        for start, end in spans
        for match in NAME_IN_STRING.finditer(content, start, end)
    }
    if b"::" in content and b"\\" in content:
        # Nothing else looks like a callable with its class, wherever it stands.
        names.update(
            (match.start(), (match["name"], True))
            for match in NAME_IN_STRING.finditer(content)
            if match["method"] is not None
        )
    return list(_written(content, root, names))


def _written(
    content: bytes, root: "Node", names: Mapping[int, tuple[bytes, bool]]
) -> Iterator[WrittenName]:
    lines = Places(content)
    for start in sorted(names)[:MOST]:
        raw, is_method = names[start]
        node = root.descendant_for_byte_range(start + 1, start + 2)
        if node is None or node.type not in _STRINGS:
            continue
        name = text(raw).replace("\\\\", "\\").lstrip("\\")
        line, column = lines.of(start)
        shown = line_at(content, start)
        yield WrittenName("class", name, "", line, column, shown)
        if not is_method:
            yield WrittenName("function", name, "", line, column, shown)
