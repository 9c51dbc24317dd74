"""Scripts of configurations: parsed, with those that they import, and never run."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.javascript.bindings import key_of
from kavro_lint.languages.javascript.config_expressions import Expressions, Value
from kavro_lint.languages.javascript.paths import folder_of, join
from kavro_lint.languages.syntax import parse
from kavro_lint.model.facts import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node

Read = Callable[[str], bytes | None]

# Configurations are small; of a larger one nothing is known.
LONGEST = 200_000
MOST_NODES = 50_000
# So many paths of scripts that it imports are looked at.
MOST_SCRIPTS = 100
_SCRIPTS = (".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json")
_ENDINGS = ("", *_SCRIPTS, "/index.ts", "/index.js")


def read_setting(content: bytes, keys: Sequence[str]) -> Value | None:
    """Return the text or number that a configuration states below keys, the last in the others."""
    is_there = all(key.encode() in content for key in keys)
    root = parse_script(content) if is_there and len(content) <= LONGEST else None
    if root is None:
        return None
    expressions = Expressions(root)
    for pair in _pairs(root):
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is None or value is None or key_of(key) != keys[-1]:
            continue
        if len(keys) == 1 or is_in_object_of(pair, keys[-2]):
            number = value.type == "number"
            return Value((value.text or b"").decode()) if number else expressions.value(value)
    return None


def _pairs(root: "Node") -> "Iterator[Node]":
    waiting, visited = [root], 0
    while waiting and visited < MOST_NODES:
        node = waiting.pop()
        visited += 1
        if node.type == "pair":
            yield node
        waiting += reversed(node.named_children)


def parse_script(content: bytes) -> "Node | None":
    """Return the root of a script's tree, None for one that takes too much work."""
    try:
        return parse(_typescript, content).root_node
    except Unreadable:
        return None


class ImportedScripts:
    """The scripts that a configuration imports by relative paths, each parsed once."""

    def __init__(self, config: str, read: Read) -> None:
        self._config = config
        self._read = read
        self._scripts: dict[str, Expressions | None] = {}

    def load(self, importer: str, specifier: str) -> Expressions | None:
        """Return the expressions of the script that a specifier leads to from a file."""
        place = join(folder_of(importer or self._config), specifier)
        for path in (f"{place}{ending}" for ending in _ENDINGS) if place else ():
            if path not in self._scripts and len(self._scripts) < MOST_SCRIPTS:
                self._scripts[path] = self._expressions(path)
            if self._scripts.get(path) is not None:
                return self._scripts[path]
        return None

    def _expressions(self, path: str) -> Expressions | None:
        content = self._read(path) if path.endswith(_SCRIPTS) else None
        if content is None or len(content) > LONGEST:
            return None
        root = parse_script(b"(%b)" % content if path.endswith(".json") else content)
        return Expressions(root, path, self.load) if root is not None else None


def is_in_object_of(pair: "Node", key: str) -> bool:
    """Whether a pair stands in the object of a key (`resolve: {modules: […]}`)."""
    outer = pair.parent.parent if pair.parent is not None else None
    if outer is None or outer.type != "pair":
        return False
    name = outer.child_by_field_name("key")
    return name is not None and key_of(name) == key


def _typescript() -> object:
    return load_grammar("tree_sitter_typescript", "language_typescript")
