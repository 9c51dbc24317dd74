"""Names that hold TYPE_CHECKING in a file, and the modules that they come from.

A name counts where nothing in the file may give it another value: every place where it stands is
looked at, and what is not known to read it is taken to set it.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from kavro_lint.languages.python.checker_writes import sets_by_text
from kavro_lint.languages.python.checking import DOUBTFUL, OF_OTHERS, OWN, TYPING
from kavro_lint.languages.python.statements import bound_by, names_of
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Node

NAME = b"TYPE_CHECKING"
# So many places of a name are looked at, and so many names followed.
MOST_PLACES = 2_000
MOST_NAMES = 20

_CONTAINERS = frozenset("tuple list set parenthesized_expression expression_list".split())
_READING = frozenset(
    "argument_list assert_statement attribute await binary_operator boolean_operator call "
    "comparison_operator conditional_expression decorator dictionary dictionary_splat elif_clause "
    "expression_statement generator_expression global_statement if_clause if_statement "
    "interpolation keyword_argument list_comprehension list_splat match_statement "
    "nonlocal_statement not_operator pair print_statement return_statement set_comprehension "
    "unary_operator while_statement yield".split()
)
# Parents that read what stands in this field of theirs, and set what stands in another.
_READING_FIELDS = {
    "assignment": "right", "augmented_assignment": "right", "named_expression": "value",
    "default_parameter": "value", "typed_default_parameter": "value", "lambda": "body",
    "for_statement": "right", "for_in_clause": "right", "subscript": "value",
}  # fmt: skip
_IN_IMPORTS = frozenset(("dotted_name", "aliased_import"))


@frozen
class CheckerNames:
    """The `names` that are TYPE_CHECKING, the `owners` whose attribute it is, and where from.

    `sources` are as in `SourceFacts.checking`.
    """

    names: frozenset[bytes]
    owners: frozenset[bytes]
    sources: tuple[str, ...] = ()

    def holds(self, node: "Node | None") -> bool:
        """Whether an expression is TYPE_CHECKING."""
        if node is None:
            return False
        if node.type == "attribute":
            return _attribute(node) == NAME and _owner(node) in self.owners
        return node.type == "identifier" and node.text in self.names


def checker_names(content: bytes, root: "Node", statements: Iterable["Node"]) -> CheckerNames:
    """Return the names that are TYPE_CHECKING in a file; `statements` are its imports."""
    return _File(content, root, statements).names()


class _Places:
    """What a file does with one name."""

    def __init__(self, nodes: Iterable["Node"]) -> None:
        self.is_read = self.is_set = self.sets_others = False
        self.values: list[Node] = []
        self.aliases: set[bytes] = set()
        self.owners: set[bytes] = set()
        for number, node in enumerate(nodes):
            self._look_at(node)
            self.is_set |= number >= MOST_PLACES

    def _look_at(self, node: "Node") -> None:
        parent = node.parent
        if node.type != "identifier" or parent is None or parent.type in _IN_IMPORTS:
            # In an import, a comment or a string; a pattern of `match` sets it.
            self.is_set |= _is_pattern(parent)
            return
        is_attribute = parent.type == "attribute" and _is_field(parent, "attribute", node)
        if is_attribute:
            self.owners.add(_owner(parent))
            node, parent = parent, parent.parent
        if parent is not None and parent.type == "assignment" and _is_field(parent, "left", node):
            value = parent.child_by_field_name("right")
            if is_attribute:
                self._set_attribute(node)
            elif value is not None:
                self.values.append(value)
        elif not _is_reading(node):
            self.is_set |= not is_attribute
            if is_attribute:
                self._set_attribute(node)
        else:
            self.is_read |= not is_attribute
            left = parent.child_by_field_name("left") if parent is not None else None
            if left is not None and parent is not None and parent.type == "assignment":
                self.aliases |= {left.text or b""} if left.type == "identifier" else set()

    def _set_attribute(self, node: "Node") -> None:
        self.sets_others |= _owner(node) not in (b"self", b"cls")


class _File:
    """One file in which the names are looked for."""

    def __init__(self, content: bytes, root: "Node", statements: Iterable["Node"]) -> None:
        self._content, self._root = content, root
        self._wholes: dict[bytes, set[str]] = {}
        self._stars: set[str] = set()
        for statement in statements:
            for name, full_name in bound_by(statement):
                self._wholes.setdefault(name.encode(), set()).add(full_name)
            self._stars |= {module for module, name in names_of(statement) if name == "*"}
        self._places: dict[bytes, _Places] = {}

    def names(self) -> CheckerNames:
        """Return the names that are TYPE_CHECKING, and where from."""
        imported = {name for name, wholes in self._wholes.items() if all(map(_is_checker, wholes))}
        self._follow({NAME, *imported})
        owners = frozenset(
            owner
            for owner in self._places[NAME].owners
            if TYPING.issuperset(self._wholes.get(owner, ("",))) and self._is_only_read(owner)
        )
        sound = {
            name
            for name, places in self._places.items()
            if not places.is_set and (name in imported or name not in self._wholes)
        }
        sound &= {NAME, *imported, *(name for name in sound if self._places[name].values)}
        while unsound := {name for name in sound if not self._holds_only(name, sound, owners)}:
            sound -= unsound
        return CheckerNames(frozenset(sound), owners, tuple(sorted(self._sources(sound, owners))))

    def _follow(self, names: set[bytes]) -> None:
        """Look at names, and at those that are assigned from them."""
        waiting = sorted(names)
        while waiting and len(self._places) < MOST_NAMES:
            name = waiting.pop()
            if name not in self._places:
                self._places[name] = _Places(self._nodes(rb"\b%b\b" % re.escape(name)))
                waiting += sorted(self._places[name].aliases)

    def _nodes(self, pattern: bytes) -> "Iterator[Node]":
        for match in islice(re.finditer(pattern, self._content), MOST_PLACES + 1):
            node = self._root.descendant_for_byte_range(*match.span())
            if node is not None:
                yield node

    def _is_only_read(self, owner: bytes) -> bool:
        # What an attribute of it is asked for is no place that sets it.
        places = _Places(self._nodes(rb"\b%b\b(?!\s*\.\s*\w)" % re.escape(owner)))
        return not places.is_set and not places.values

    def _holds_only(self, name: bytes, names: set[bytes], owners: frozenset[bytes]) -> bool:
        known = CheckerNames(frozenset(names), owners)
        return all(
            value.type == "false" or known.holds(value) for value in self._places[name].values
        )

    def _sources(self, sound: set[bytes], owners: frozenset[bytes]) -> Iterator[str]:
        """Yield where the names come from; some more than once."""
        places = self._places[NAME]
        values = [value for name in sound for value in self._places[name].values]
        sources = {OWN} if any(value.type == "false" for value in values) else set()
        sources |= {full_name for owner in owners for full_name in self._wholes[owner]}
        for name in sound:
            sources |= {_module_of(full_name) for full_name in self._wholes.get(name, ())}
        if places.sets_others or sets_by_text(self._content, self._root):
            sources.add(OF_OTHERS)
        if NAME not in sound:
            sources.add(DOUBTFUL)
        elif places.is_read and NAME not in self._wholes and not places.values:
            sources |= self._stars or {DOUBTFUL}
        yield from sources


def _is_checker(full_name: str) -> bool:
    return full_name.endswith(f".{NAME.decode()}")


def _module_of(full_name: str) -> str:
    """Return the module of a whole name such as `typing.TYPE_CHECKING` or `..x.TYPE_CHECKING`."""
    module = full_name.removesuffix(NAME.decode())[:-1]
    return module or "."


def _is_pattern(parent: "Node | None") -> bool:
    around = parent.parent if parent is not None and parent.type == "dotted_name" else None
    return around is not None and around.type == "case_pattern"


def _is_field(parent: "Node", field: str, node: "Node") -> bool:
    child = parent.child_by_field_name(field)
    return child is not None and child.id == node.id


def _is_reading(node: "Node") -> bool:
    """Whether an expression is read where it stands."""
    parent = node.parent
    while parent is not None and parent.type in _CONTAINERS:
        node, parent = parent, parent.parent
    if parent is None:
        return False
    field = _READING_FIELDS.get(parent.type)
    return parent.type in _READING if field is None else _is_field(parent, field, node)


def _attribute(node: "Node") -> bytes:
    attribute = node.child_by_field_name("attribute")
    return (attribute.text if attribute is not None else None) or b""


def _owner(node: "Node") -> bytes:
    owner = node.child_by_field_name("object")
    is_name = owner is not None and owner.type == "identifier"
    return (owner.text if owner is not None and is_name else None) or b""
