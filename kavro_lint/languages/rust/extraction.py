"""Rust source → what it declares, what it imports and which paths it writes."""

import re
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from kavro_lint.languages.rust.found import Extracted, Import, Module, Path, Span
from kavro_lint.languages.rust.included import included_path, without_front_matter
from kavro_lint.languages.rust.item_attributes import NONE, attached, is_test_only
from kavro_lint.languages.rust.lexical import masked
from kavro_lint.languages.rust.nesting import Nesting
from kavro_lint.languages.rust.queries import (
    ATTRIBUTES,
    DECLARATIONS,
    PATHS,
    STATEMENTS,
    TOKENS,
)
from kavro_lint.languages.rust.tokens import TEMPLATES, Token, tokens
from kavro_lint.languages.rust.tree_sitter_wheel import grammar
from kavro_lint.languages.syntax import parse_once
from kavro_lint.languages.tree_queries import captures

if TYPE_CHECKING:
    from tree_sitter import Node

_start = attrgetter("start_byte")
_USE, _EXTERN = re.compile(rb"\buse\b"), re.compile(rb"\bextern\b")
# `#[serde(with = "crate::dates")]`: a derive puts the path into the code that it makes.
_NAMED_BY_TEXT = re.compile(
    rb"\b(?!(?:note|reason|expected|message)\b)\w++\s*+=\s*+\"(?=(?:crate|self|super)\s*+::"
    rb"[\w:\s<>,]{1,300}+\"\s*+[,)])"
)
_NAMED_BY_CALLER = re.compile(rb"\b(?:crate|self|super)\s*+::\s*+\$")
_RENAMED_INCLUDE = re.compile(rb"\binclude\s++as\b")
# Macros that declare no modules but those in their text.
NO_MODULES = frozenset("thread_local lazy_static bitflags cfg_if include pin_project".split())
QUERY = "\n".join((STATEMENTS, DECLARATIONS, ATTRIBUTES, PATHS, TOKENS))


class _Finder:
    """Finds what stands in one text."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._nodes: Mapping[str, list[Node]] = captures(
            grammar, QUERY, parse_once(grammar, content).root_node
        )
        self._attached = attached(content, self._nodes.get("attribute", ()))
        self._closed = Nesting(())
        self.modules: dict[int, Module] = {}
        self.imports: dict[int, Import] = {}
        self.paths: dict[int, Path] = {}
        self.open_at: list[int] = []
        self.calls_at: list[int] = []
        self.included: list[tuple[int, str]] = []
        self.unanalysable = 0
        self.lost: list[int] = []

    def all(self, name: str) -> "Sequence[Node]":
        """Return the nodes of a name, in the order of the text."""
        return sorted(self._nodes.get(name, ()), key=_start)

    def name(self, node: "Node | None") -> str:
        """Return an identifier, "" where there is none."""
        if node is None:
            return ""
        return _plain(self._content[node.start_byte : node.end_byte])

    def _bodies(self) -> Nesting:
        """Return what a module's items do not stand in: blocks, and bodies of types."""
        bodies = [*self._nodes.get("closed", ()), *self._nodes.get("block", ())]
        modules = [row.body for row in self.modules.values() if row.body is not None]
        return Nesting(
            [(node.start_byte, node.end_byte, 0) for node in bodies]
            + [(body.start, body.end, -1) for body in modules]
        )

    def _blocks(self) -> list[Span]:
        """Return the blocks, none where no import stands in one."""
        if all(self._closed.at(start) < 0 for start in self.imports):
            return []
        return [Span(node.start_byte, node.end_byte) for node in self.all("block")]

    def _is_public(self, node: "Node") -> bool:
        """Whether an item is visible outside of its module."""
        head = self._content[node.start_byte : node.start_byte + len("pub(self)")]
        return head.startswith(b"pub") and head != b"pub(self)"

    def find(self) -> Extracted:
        """Return all that there is."""
        self._statements()
        self._closed = self._bodies()
        self._calls()
        self._attributes()
        self._errors()
        self._paths()
        items = [
            (node.start_byte, kind, self.name(node))
            for kind in ("type", "value", "macro")
            for node in self._nodes.get(kind, ())
        ]
        items = [row for row in sorted(items) if row[1] == "macro" or self._closed.at(row[0]) < 0]
        return Extracted(
            [self.modules[start] for start in sorted(self.modules)],
            [self.imports[start] for start in sorted(self.imports)],
            [self.paths[start] for start in sorted(self.paths)],
            self._blocks(),
            self._tests(),
            [
                node.start_byte
                for node in self.all("inner")
                if is_test_only(self._content[node.start_byte : node.end_byte])
            ],
            items,
            sorted(self.open_at),
            sorted(self.calls_at),
            self.included,
            self.unanalysable,
            sorted(self.lost),
        )

    def _tests(self) -> list[Span]:
        """Return the items that are test code."""
        spans = [
            Span(node.start_byte, node.end_byte)
            for node in self.all("item")
            if self._attached.get(node.start_byte, NONE).is_test
        ]
        spans += [
            module.body
            for module in self.modules.values()
            if module.body is not None and module.attached.is_test
        ]
        return sorted(spans)

    def _statements(self) -> None:
        for node in self.all("mod"):
            body, name = node.child_by_field_name("body"), node.child_by_field_name("name")
            if name is None:
                continue
            span = Span(body.start_byte, body.end_byte) if body is not None else None
            attributes = self._attached.get(node.start_byte, NONE)
            self.modules[name.start_byte] = Module(
                node.start_byte, self.name(name), span, self._is_public(node), attributes
            )
        for node in self.all("use"):
            text = masked(self._content[node.start_byte : node.end_byte])
            word = _USE.search(text)
            if word is not None:
                start, tree = node.start_byte + word.start(), text[word.end() :].rstrip(b"; \n")
                self.unanalysable += _RENAMED_INCLUDE.search(tree) is not None
                self.imports[start] = Import(
                    node.start_byte, node.end_byte, tree, None, self._is_public(node)
                )
        for node in self.all("extern"):
            word = _EXTERN.search(self._content, node.start_byte, node.end_byte)
            crate = self.name(node.child_by_field_name("name"))
            alias = self.name(node.child_by_field_name("alias")) or crate
            start = word.start() if word is not None else node.start_byte
            self.imports[start] = Import(
                node.start_byte, node.end_byte, b"", (crate, alias), self._is_public(node)
            )

    def _calls(self) -> None:
        """Read the text of macros that are called, and of those that are defined."""
        for node in self.all("call"):
            name = self.name(node.child_by_field_name("macro")).rpartition("::")[2]
            if name == "include":
                self._include(node)
            if name.encode() in TEMPLATES:
                continue
            if self._closed.at(node.start_byte) < 0:
                self.open_at.append(node.start_byte)
                if name not in NO_MODULES:
                    self.calls_at.append(node.start_byte)
            for token in tokens(self._content, node.start_byte, node.end_byte):
                self._take(token, is_sure=False)
        for node in self.all("definition"):
            for token in tokens(self._content, node.start_byte, node.end_byte):
                self._take(token, is_sure=False, is_template=True)
            # `crate::$name`: which module that is, whoever uses the macro says.
            text = masked(self._content[node.start_byte : node.end_byte])
            self.unanalysable += len(_NAMED_BY_CALLER.findall(text))

    def _attributes(self) -> None:
        """Read the paths in attributes, and note which of them may declare names."""
        for name in ("attribute", "inner"):
            for node in self._nodes.get(name, ()):
                start, end = node.start_byte, node.end_byte
                if self._content.find(b"::", start, end) < 0:
                    continue
                for token in tokens(self._content, start, end):
                    if token.kind == "path":
                        self._take(token, is_sure=False)
                for match in _NAMED_BY_TEXT.finditer(self._content, start, end):
                    self.paths.setdefault(match.end(), Path(match.end(), is_sure=False))
        self.open_at += [
            start for start, attributes in self._attached.items() if attributes.makes_names
        ]

    def _include(self, node: "Node") -> None:
        """Take the file that an `include!` names, or count what is no literal."""
        text = self._content[node.start_byte : node.end_byte]
        path = included_path(text[text.find(b"!") + 1 :])
        if path is not None:
            self.included.append((node.start_byte, path))
        else:
            self.unanalysable += 1

    def _errors(self) -> None:
        """Read the text that the grammar does not know; what has no end may be lost."""
        end = 0
        for node in self.all("error"):
            start, end = max(node.start_byte, end), max(node.end_byte, end)
            for token in tokens(self._content, start, end) if start < end else ():
                if token.kind == "lost":
                    if token.start not in self.imports and token.name_at not in self.modules:
                        self.lost.append(token.start)
                else:
                    self._take(token, is_sure=True)

    def _take(self, token: Token, is_sure: bool, is_template: bool = False) -> None:
        """Add what is found in the text of a macro, where the tree has not got it."""
        start, name = token.start, _plain(token.text)
        if token.kind == "path":
            self.paths.setdefault(start, Path(start, is_sure=is_sure))
        elif token.kind in ("use", "crate"):
            tree, crate = token.text, None
            if token.kind == "crate":
                tree, crate = b"", (name, _plain(token.alias) or name)
            row = Import(start, token.end, tree, crate, token.is_public, is_sure, is_template)
            self.imports.setdefault(start, row)
        elif token.kind in ("module", "file") and not is_template:
            body = Span(token.body, token.end) if token.kind == "module" else None
            row_ = Module(start, name, body, token.is_public, token.attached)
            self.modules.setdefault(token.name_at, row_)

    def _paths(self) -> None:
        imported = Nesting((row.start, row.end, 0) for row in self.imports.values())
        for node in self.all("head"):
            self.paths.setdefault(node.start_byte, Path(node.start_byte))
        for node in self.all("visibility"):
            text = self._content[node.start_byte : node.end_byte]
            inside = text.find(b"in ")
            if inside >= 0 and b"::" in text:
                start = node.start_byte + inside + 3
                start += len(text[inside + 3 :]) - len(text[inside + 3 :].lstrip())
                self.paths[start] = Path(start, True)
        self.paths = {
            start: self.paths[start] for start in sorted(self.paths) if imported.at(start) < 0
        }


def _plain(name: bytes) -> str:
    return name.decode("utf-8", "replace").removeprefix("r#")


def extracted(content: bytes) -> Extracted:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    return _Finder(without_front_matter(content)).find()
