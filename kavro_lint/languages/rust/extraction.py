"""Rust source → what it declares, what it imports and which paths it writes."""

import re

from kavro_lint.languages.rust.found import Extracted, Import, Module, Path, Span
from kavro_lint.languages.rust.included import included_path, without_front_matter
from kavro_lint.languages.rust.item_attributes import NONE, attached, is_test_only
from kavro_lint.languages.rust.lexical import masked
from kavro_lint.languages.rust.nesting import Nesting
from kavro_lint.languages.rust.occurrences import Occurrences, Range
from kavro_lint.languages.rust.shape import occurrences_by_shape
from kavro_lint.languages.rust.tokens import TEMPLATES, Token, tokens
from kavro_lint.languages.rust.tree import occurrences_by_grammar
from kavro_lint.languages.shapes import by_shape_or_grammar

_USE, _EXTERN = re.compile(rb"\buse\b"), re.compile(rb"\bextern\b")
# `#[serde(with = "crate::dates")]`: a derive puts the path into the code that it makes.
_NAMED_BY_TEXT = re.compile(
    rb"\b(?!(?:note|reason|expected|message)\b)\w++\s*+=\s*+\"(?=(?:crate|self|super)\s*+::"
    rb"[\w:\s<>,]{1,300}+\"\s*+[,)])"
)
# `crate::$name`, `crate::[<$name>]` of paste, and `crate` alone, which is put before a path.
_PUT_TOGETHER = re.compile(
    rb"\b(?:crate|self|super)\s*+::\s*+(?:\w++\s*+::\s*+)*+(?:\{\s*+)?+(?:\$|\[\s*+<)"
    rb"|(?<![\w$])(?<!pub\()(?<!pub \()(?<!in )(?<!extern )(?:crate|super)\b(?!\s*+(?:::|!))"
)
_RENAMED_INCLUDE = re.compile(rb"\binclude\s++as\b")
# Macros that declare no modules but those in their text.
NO_MODULES = frozenset(b"thread_local lazy_static bitflags cfg_if include pin_project".split())
# `pub(in crate::a)`
_INSIDE = re.compile(rb"\bin\s++(?=[^()]*?::)")


class _Finder:
    """Puts together what stands in one text."""

    def __init__(self, content: bytes, occurrences: Occurrences) -> None:
        self._content = content
        self._occurrences = occurrences
        self._attached = attached(content, occurrences.attributes)
        self._closed = Nesting(())
        self.modules: dict[int, Module] = {}
        self.imports: dict[int, Import] = {}
        self.paths: dict[int, Path] = {}
        self.open_at: list[int] = []
        self.calls_at: list[int] = []
        self.included: list[tuple[int, str]] = []
        self.unanalysable = 0
        self.lost: list[int] = []

    def _name(self, range_: Range) -> str:
        """Return the identifier that stands in a range."""
        return _plain(self._content[range_[0] : range_[1]])

    def _bodies(self) -> Nesting:
        """Return what a module's items do not stand in: blocks, and bodies of types."""
        modules = [row.body for row in self.modules.values() if row.body is not None]
        return Nesting(
            [(start, end, 0) for start, end in self._occurrences.closed]
            + [(body.start, body.end, -1) for body in modules]
        )

    def _blocks(self) -> list[Span]:
        """Return the blocks, none where no import stands in one."""
        if all(self._closed.at(start) < 0 for start in self.imports):
            return []
        return [Span(*block) for block in self._occurrences.blocks]

    def _is_public(self, start: int) -> bool:
        """Whether an item is visible outside of its module."""
        head = self._content[start : start + len("pub(self)")]
        return head.startswith(b"pub") and head != b"pub(self)"

    def find(self) -> Extracted:
        """Return all that there is."""
        self._statements()
        self._closed = self._bodies()
        self._calls()
        self._attributes()
        self._errors()
        self._paths()
        items: list[tuple[int, str, str]] = [
            (range_[0], kind, self._name(range_)) for kind, range_ in self._occurrences.declared
        ]
        items = [row for row in sorted(items) if row[1] == "macro" or self._closed.at(row[0]) < 0]
        return Extracted(
            [self.modules[start] for start in sorted(self.modules)],
            [self.imports[start] for start in sorted(self.imports)],
            [self.paths[start] for start in sorted(self.paths)],
            self._blocks(),
            self._tests(),
            [
                start
                for start, end in self._occurrences.inner_attributes
                if is_test_only(self._content[start:end])
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
        ends = {
            start: self._occurrences.item_end(start)
            for start, attributes in self._attached.items()
            if attributes.is_test
        }
        spans = [Span(start, end) for start, end in ends.items() if end is not None]
        spans += [
            module.body
            for module in self.modules.values()
            if module.body is not None and module.attached.is_test
        ]
        return sorted(spans)

    def _statements(self) -> None:
        for start, name, body in self._occurrences.modules:
            self.modules[name[0]] = Module(
                start,
                self._name(name),
                Span(*body) if body is not None else None,
                self._is_public(start),
                self._attached.get(start, NONE),
            )
        for start, end in self._occurrences.uses:
            text = masked(self._content[start:end])
            word = _USE.search(text)
            if word is not None:
                tree = text[word.end() :].rstrip(b"; \n")
                self.unanalysable += _RENAMED_INCLUDE.search(tree) is not None
                self.imports[start + word.start()] = Import(
                    start, end, tree, None, self._is_public(start)
                )
        for (start, end), name, alias in self._occurrences.crates:
            word = _EXTERN.search(self._content, start, end)
            crate = self._name(name)
            self.imports[word.start() if word is not None else start] = Import(
                start, end, b"", (crate, self._name(alias or name)), self._is_public(start)
            )

    def _calls(self) -> None:
        """Read the text of macros that are called, and of those that are defined."""
        for start, end, name in self._occurrences.calls:
            if name == b"include":
                self._include(start, end)
            if name in TEMPLATES:
                continue
            if self._closed.at(start) < 0:
                self.open_at.append(start)
                if name not in NO_MODULES:
                    self.calls_at.append(start)
            for token in tokens(self._content, start, end):
                self._take(token, is_sure=False)
            self._count_put_together(start, end)
        for start, end in self._occurrences.definitions:
            for token in tokens(self._content, start, end):
                self._take(token, is_sure=False, is_template=True)
            self._count_put_together(start, end)

    def _count_put_together(self, start: int, end: int) -> None:
        """Count paths of which a macro makes a part: which module that is, its caller says."""
        text = self._content[start:end]
        if b"crate" in text or b"super" in text or b"::" in text:
            self.unanalysable += sum(1 for _ in _PUT_TOGETHER.finditer(masked(text)))

    def _attributes(self) -> None:
        """Read the paths in attributes, and note which of them may declare names."""
        occurrences = self._occurrences
        for start, end in (*occurrences.attributes, *occurrences.inner_attributes):
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

    def _include(self, start: int, end: int) -> None:
        """Take the file that an `include!` names, or count what is not a literal."""
        text = self._content[start:end]
        path = included_path(text[text.find(b"!") + 1 :])
        if path is not None:
            self.included.append((start, path))
        else:
            self.unanalysable += 1

    def _errors(self) -> None:
        """Read the text that the grammar does not know; what has no end may be lost."""
        done = 0
        for first, last in self._occurrences.errors:
            start, done = max(first, done), max(last, done)
            for token in tokens(self._content, start, done) if start < done else ():
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
        for start in self._occurrences.heads:
            self.paths.setdefault(start, Path(start))
        for start, end in self._occurrences.visibilities:
            inside = _INSIDE.search(self._content, start, end)
            if inside is not None:
                self.paths[inside.end()] = Path(inside.end(), True)
        self.paths = {
            start: self.paths[start] for start in sorted(self.paths) if imported.at(start) < 0
        }


def _plain(name: bytes) -> str:
    return name.decode("utf-8", "replace").removeprefix("r#")


def extracted(content: bytes) -> Extracted:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    code = without_front_matter(content)
    return _Finder(
        code, by_shape_or_grammar(code, occurrences_by_shape, occurrences_by_grammar)
    ).find()
