"""Aliases in the configuration of bundlers and test runners, which is read and never run.

Vite, Vitest, Rollup, webpack, Rspack, Metro, Jest, Babel, Nuxt, SvelteKit, Astro and their kin all
have them under one of a few keys.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.alias_names import (
    KEYS,
    MAPPERS,
    ROOT_KEYS,
    UNREADABLE,
    Alias,
    aliases_in_json,
    aliases_of_key,
    is_resolver,
    literal_alias,
    regex_aliases,
    root_alias,
)
from kavro_lint.languages.javascript.bindings import key_of, members
from kavro_lint.languages.javascript.config_expressions import DEEPEST, Expressions, Value
from kavro_lint.languages.javascript.config_names import JSON_CONFIG
from kavro_lint.languages.javascript.config_scripts import (
    LONGEST,
    MOST_NODES,
    ImportedScripts,
    Read,
    is_in_object_of,
    parse_script,
)
from kavro_lint.languages.javascript.jsonc import read_jsonc
from kavro_lint.languages.javascript.lexical import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_WORDS = expression(
    rb"\balias|moduleNameMapper|extraNodeModules|modulePaths|moduleDirectories|modules|module-resolver"
)
# A script of the project that a configuration is merged with.
_IMPORTED = expression(rb"(?:from|require\s*\()\s*[\"']\.")
MOST_TABLES = 1_000


_TABLES_OF_UNKNOWN_NAMES = frozenset(
    "call_expression await_expression identifier shorthand_property_identifier member_expression "
    "ternary_expression".split()
)


def read_aliases(path: str, read: Read) -> Sequence[Alias]:
    """Return the aliases that a configuration states; `read` reads what it imports, too."""
    content = read(path) or b""
    if len(content) > LONGEST or not (_WORDS.search(content) or _IMPORTED.search(content)):
        return ()
    known = _aliases_of(path, content)
    return known if known is not None else _read_aliases(path, content, read)


class _ImportsScriptsError(Exception):
    """A configuration imports scripts of the project."""


@lru_cache(maxsize=200)
def _aliases_of(path: str, content: bytes) -> Sequence[Alias] | None:
    """Return the aliases of a configuration, None for one that imports scripts of the project."""

    def read(imported_path: str) -> bytes | None:
        raise _ImportsScriptsError

    try:
        return _read_aliases(path, content, read)
    except _ImportsScriptsError:
        return None


def _read_aliases(path: str, content: bytes, read: Read) -> Sequence[Alias]:
    if JSON_CONFIG.fullmatch(path.rpartition("/")[2]):
        return tuple(aliases_in_json(read_jsonc(content)))
    tree = parse_script(content)
    if tree is None:
        return ()
    imported = ImportedScripts(path, read)
    scripts = [Expressions(tree, "", imported.load)]
    aliases: list[Alias] = []
    for script in scripts:
        aliases += _Script(script).aliases()
        # What a configuration is merged with states aliases as well.
        loaded_scripts = [
            imported.load(script.path, name.specifier) for name in script.imports.values()
        ]
        scripts += [
            loaded_script
            for loaded_script in loaded_scripts
            if loaded_script is not None and loaded_script not in scripts
        ]
    return tuple(aliases)


class _Script:
    """A configuration that is a script."""

    def __init__(self, expressions: Expressions) -> None:
        self._root = expressions.root
        self._expressions = expressions
        self._tables = 0

    def aliases(self) -> Iterator[Alias]:
        waiting, visited = [self._root], 0
        while waiting and visited < MOST_NODES:
            node = waiting.pop()
            visited += 1
            yield from self._read_node(node)
            waiting += reversed(node.named_children)

    def _read_node(self, node: "Node") -> Iterator[Alias]:
        """Yield what a pair, an assignment or a call states."""
        if node.type == "pair":
            key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
            if key is not None and value is not None:
                yield from self._read_pair(node, key_of(key), value)
        elif node.type == "shorthand_property_identifier":
            name = (node.text or b"").decode("utf-8", "replace")
            if name in KEYS:
                yield from self._read_table(node, name in MAPPERS)
        elif node.type == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None:
                yield from self._read_assignment(left, right)
        elif node.type == "call_expression":
            yield from self._read_call(node)

    def _read_pair(self, pair: "Node", key: str, value: "Node") -> Iterator[Alias]:
        if key in KEYS:
            yield from self._read_table(value, key in MAPPERS)
        elif (
            key in ROOT_KEYS
            or (key == "modules" and is_in_object_of(pair, "resolve"))
            or (key == "root" and _is_of_resolver(pair))
        ):
            for item in value.named_children if value.type == "array" else [value]:
                root = self._expressions.value(item)
                if root is not None:
                    yield from root_alias(root)

    def _read_assignment(self, left: "Node", right: "Node") -> Iterator[Alias]:
        """Read `config.resolve.alias = {…}` and `config.resolve.alias["@"] = …`."""
        text = (left.text or b"").decode("utf-8", "replace")
        if text.endswith(".alias"):
            yield from self._read_table(right, False)
            return
        owner = left.child_by_field_name("object")
        name = left.child_by_field_name("index") or left.child_by_field_name("property")
        if owner is not None and name is not None and (owner.text or b"").endswith(b".alias"):
            yield literal_alias(key_of(name), self._expressions.value(right))

    def _read_call(self, node: "Node") -> Iterator[Alias]:
        """Read `resolve.alias.set("@", …)` and `alias({entries: …})`."""
        function, arguments = (
            node.child_by_field_name("function"),
            node.child_by_field_name("arguments"),
        )
        if function is None or arguments is None:
            return
        text = (function.text or b"").decode("utf-8", "replace")
        values = arguments.named_children
        if text.endswith("alias.set") and len(values) == 2 and values[0].type == "string":
            yield literal_alias(key_of(values[0]), self._expressions.value(values[1]))
        elif text == "alias" and values and values[0].type == "object":
            entries = members(values[0]).get("entries")
            if entries is not None:
                yield from self._read_table(entries, False)

    def _read_table(
        self, node: "Node", mapper: bool, reader: Expressions | None = None, depth: int = 0
    ) -> Iterator[Alias]:
        """Read an object of aliases, or a list of `{find, replacement}`."""
        self._tables += 1
        is_bounded = depth < DEEPEST and self._tables < MOST_TABLES
        reader_and_table = (reader or self._expressions).table(node) if is_bounded else None
        if reader_and_table is None:
            # The names that a function maps for tests are those of a tsconfig (ts-jest).
            if node.type in _TABLES_OF_UNKNOWN_NAMES and not mapper:
                yield Alias(UNREADABLE, None)
            return
        reader, table = reader_and_table
        if table.type == "array":
            for item in table.named_children:
                pair = members(item) if item.type == "object" else {}
                if "find" in pair:
                    value = reader.value(pair.get("replacement"))
                    yield from _aliases_of_find(pair["find"], value)
                elif item.type == "spread_element":
                    yield from self._read_spread(item, mapper, reader, depth)
            return
        for key, written in members(table).items():
            if written.type != "false":
                value = reader.value(written)
                read = regex_aliases if mapper else aliases_of_key
                yield from read(key, value)
        for child in table.named_children:
            if child.type == "spread_element":
                yield from self._read_spread(child, mapper, reader, depth)

    def _read_spread(
        self, spread: "Node", mapper: bool, reader: Expressions, depth: int
    ) -> Iterator[Alias]:
        inner = spread.named_child(0)
        if inner is not None:
            yield from self._read_table(inner, mapper, reader, depth + 1)


def _is_of_resolver(pair: "Node") -> bool:
    """Return whether a pair is an option of `["module-resolver", {…}]`."""
    options = pair.parent
    plugin = options.parent if options is not None else None
    if plugin is None or plugin.type != "array":
        return False
    name = plugin.named_child(0)
    return name is not None and name.type == "string" and is_resolver(text_of(name.text or b"''"))


def _aliases_of_find(find: "Node", value: Value | None) -> Iterator[Alias]:
    if find.type == "string":
        yield literal_alias(text_of(find.text or b"''"), value)
    elif find.type == "regex":
        pattern = find.child_by_field_name("pattern")
        text = (pattern.text or b"").decode("utf-8", "replace") if pattern is not None else ""
        yield from regex_aliases(text, value)
