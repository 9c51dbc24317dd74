"""UTF-8 source → raw imports.

There are two readers; the second runs only where the first is not enough. Most files begin with
their imports: comments, directives and whole import statements are read one after the other, which
needs no tree. If words below the header may begin other imports, what is around them is parsed with
tree-sitter, the whole file where that is in doubt; the tree shows for each such word whether it is
code, and in what. Both readers use the same functions for the text of an import.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.aliasing import Candidate
from kavro_lint.languages.javascript.calls import read_require
from kavro_lint.languages.javascript.candidates import WORDS, candidates
from kavro_lint.languages.javascript.clauses import Clause, read_clauses
from kavro_lint.languages.javascript.enclosing_code import Around, Surroundings
from kavro_lint.languages.javascript.forms import ImportText
from kavro_lint.languages.javascript.lexical import SPACE, view
from kavro_lint.languages.javascript.loading_words import read_candidate
from kavro_lint.languages.javascript.module_system import (
    KEYED,
    MODULE_SYSTEM,
    NAMES_TAKEN,
    PART,
)
from kavro_lint.languages.javascript.offset_positions import Places
from kavro_lint.languages.javascript.part_trees import trees_around
from kavro_lint.languages.javascript.statements import read_statement
from kavro_lint.languages.syntax import parse
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import ImportKind, RawImport, placed_statements

if TYPE_CHECKING:
    from tree_sitter import Tree

Grammar = Callable[[], object]
# Returns the grammar of a script; called only to parse, as it looks at the whole script.
ChooseGrammar = Callable[[], Grammar]

LONGEST_TEXT = 400
MOST_BEGUN = 1000

_DIRECTIVE = expression(rb"(?:'use [\w ]{1,40}'|\"use [\w ]{1,40}\");?")
_DECLARED = expression(
    rb"(?:const|let|var)\s+(?:[\w$]+|\{[^{}\[\]()/=\"'`]*+\})\s*=\s*(?=require\s*\()"
)
_HASHBANG = expression(rb"#![^\n\r]*")
# Directives of TypeScript (https://www.typescriptlang.org/docs/handbook/triple-slash-directives.html).
_COMMENT = expression(rb"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/|//[^\n\r]*+")
_DIRECTIVE_TAG = expression(rb"///\s*<\s*(reference|amd-dependency)\s[^>]*+>", re.IGNORECASE)
_ATTRIBUTE = expression(rb"\s(path|types)\s*=\s*(\"[^\"\n]*\"|'[^'\n]*')", re.IGNORECASE)
_HTML_START = expression(rb"<!--")
_HTML_END = expression(rb"(?:(?<=[\n\r])|(?<=\*/)|\A)[^\S\n\r]*+-->[^\n\r]*")

# A promise whose failure is handled.
_FAILURE_HANDLED = expression(rb"\s*\.\s*catch\s*\(")


def facts(content: bytes, choose_grammar: ChooseGrammar) -> SourceFacts:
    """Return the imports of a script."""
    script = _Script(content, choose_grammar)
    at = script.header()
    rest = candidates(script.code, at)
    # Where none imports, whatever is around it, no tree needs to tell which of them are code.
    if any(map(script.may_import, rest)) and not script.parts(rest):
        script.body(rest)
    return script.facts()


def whole_tree(content: bytes, choose_grammar: ChooseGrammar) -> SourceFacts:
    """Return the same as `facts`, but read everything from the tree, the header too."""
    script = _Script(content, choose_grammar)
    script.references(0, len(SPACE.match(script.code)[0]))  # type: ignore[index]
    script.body(candidates(script.code, 0))
    return script.facts()


class _Script:
    """One script while it is read; places come in the order of the text.

    `code` is the view of `content` that expressions are matched with.
    """

    def __init__(self, content: bytes, choose_grammar: ChooseGrammar) -> None:
        comment_start = _endless_comments(content)
        if comment_start is not None:
            content = content[:comment_start] + content[comment_start:].replace(b"/*", b"  ")
        self.content = content
        self.code = view(content, WORDS)
        self.choose_grammar = choose_grammar
        self.imports: list[RawImport] = []
        self.unanalysable = 0
        self.optional: list[tuple[int, int]] = []
        self._places = Places(content)
        self.lost = [self._places.of(comment_start)] if comment_start is not None else []

    def facts(self) -> SourceFacts:
        return SourceFacts(
            tuple(placed_statements(sorted(self.imports, key=lambda raw: (raw.line, raw.column)))),
            self.unanalysable,
            tuple(sorted(set(self.lost))),
            optional=tuple(self.optional),
        )

    def header(self) -> int:
        """Read the imports that the file begins with; return where something else begins."""
        content, code = self.content, self.code
        hashbang = _HASHBANG.match(code)
        at = hashbang.end() if hashbang else 0
        started = False
        imports: list[ImportText] = []
        while True:
            space_start, at = at, SPACE.match(code, at).end()  # type: ignore[union-attr]
            if not started:
                self.references(space_start, at)
                started = True
            read: ImportText | None = None
            if code.startswith((b"import", b"export"), at):
                read = read_statement(content, code, at)
            elif declared := _DECLARED.match(code, at):
                read = read_require(content, code, declared.end())
                is_whole = read.specifiers and code[read.end - 1] == ord(")")
                read = read if is_whole and not PART.search(declared[0]) else None
            elif directive := _DIRECTIVE.match(code, at):
                at = directive.end()
                continue
            elif code.startswith(b";", at):
                at += 1
                continue
            if read is None:
                self._add_all(imports)
                return at
            imports.append(read)
            at = read.end

    def _add_all(self, imports: list[ImportText]) -> None:
        """Keep the imports of the header; whole statements are read by the parser."""
        texts = {read: self.content[read.start : read.end] for read in imports if read.is_statement}
        clauses = read_clauses(texts.values()) if texts else {}
        for read in imports:
            clause = clauses.get(texts[read]) if read in texts else None
            statement = read if clause is None else _with_clause(read, clause)
            self.add(statement, statement.kind)

    def references(self, start: int, end: int) -> None:
        """Read the triple-slash directives before the first statement."""
        for comment in _COMMENT.finditer(self.code, start, end):
            tag = _DIRECTIVE_TAG.match(self.code, comment.start(), comment.end())
            attribute = _ATTRIBUTE.search(self.code, tag.end(1), tag.end()) if tag else None
            if tag is None or attribute is None:
                continue
            is_path = attribute[1].lower() == b"path"
            kind: ImportKind = "import"
            if tag[1].lower() == b"reference":
                kind = "include" if is_path else "type-only"
            literal = self.content[attribute.start(2) + 1 : attribute.end(2) - 1]
            specifier = literal.decode(errors="replace")
            if kind == "include" and not specifier.startswith("."):
                specifier = f"./{specifier}"
            self.add(ImportText(tag.start(), tag.end(), (specifier,), kind), kind)

    def may_import(self, candidate: Candidate) -> bool:
        """Whether a candidate imports something, or may, where it is code."""
        read = read_candidate(self.content, self.code, candidate)
        return bool(read.specifiers) or read.opaque or read.bare or read.broken

    def parts(self, places: list[Candidate]) -> bool:
        """Read the candidates that a tree of what is around them says are code.

        Returns whether it was done: where the outline or the tree leaves a doubt, it is not.
        """
        trees = trees_around(self.choose_grammar, self.content, self.code, places, self.may_import)
        if trees is None:
            return False
        statement_end = 0
        for part, tree in trees:
            statement_end = self._walk(part, tree, set(), statement_end)
        return True

    def body(self, places: list[Candidate]) -> None:
        """Read all candidates that a tree of all of the script says are code."""
        read: set[int] = set()
        for text in _texts_to_parse(self.content, self.code):
            tree = parse(self.choose_grammar(), text)
            self._walk([place for place in places if place.start not in read], tree, read)
            self._comment_of_markup(tree)

    def _comment_of_markup(self, tree: "Tree") -> None:
        """Note an `<!--` that stands in code: operators in a module, a comment in a script."""
        surroundings = Surroundings(tree, self.code)
        for match in _HTML_START.finditer(self.code):
            if surroundings.at(match.start()).type == "<":
                self.lost.append(self._places.of(match.start()))
                return

    def _walk(
        self, places: list[Candidate], tree: "Tree", read: set[int], statement_end: int = 0
    ) -> int:
        """Read the candidates that one tree says are code, and note where they begin.

        `statement_end` is where the last statement before them ends; returns the same after them.
        """
        surroundings = Surroundings(tree, self.code)
        for candidate in places:
            start, word = candidate.start, candidate.word
            if start < statement_end:
                continue
            around = surroundings.at(start)
            is_renamed = around.start == start and surroundings.is_taken_from_object()
            if around.start != start or not (_is_code(candidate, around) or is_renamed):
                if surroundings.is_doubtful():
                    self.lost.append(self._places.of(start))
                continue
            if is_renamed and word in NAMES_TAKEN:
                self.unanalysable += 1
                continue
            imported = read_candidate(self.content, self.code, candidate)
            if imported.is_statement:
                text = self.content[imported.start : imported.end]
                clause = read_clauses([text])[text]
                imported = imported if clause is None else _with_clause(imported, clause)
            if (imported.broken and not around.broken) or surroundings.is_declared(word):
                continue
            read.add(start)
            if imported.bare and surroundings.is_passed_on(start):
                self.unanalysable += 1
            kind = imported.kind
            if word == b"require" and kind == "import" and around.lazy:
                kind = "lazy"
            elif kind == "dynamic" and word == b"import" and around.typed:
                kind = "type-only"
            self.add(imported, kind)
            if around.optional or _FAILURE_HANDLED.match(self.code, imported.end):
                self.optional.append(self._places.of(imported.start))
            if imported.specifiers and word in (b"import", b"export"):
                statement_end = imported.end
        return statement_end

    def add(self, read: ImportText, kind: ImportKind) -> None:
        """Keep what was read at a place."""
        self.unanalysable += read.opaque
        if not read.specifiers:
            if read.broken:
                self.lost.append(self._places.of(read.start))
            return
        line, column = self._places.of(read.start)
        text = one_line(self.content[read.start : read.end])
        if read.specifiers[0] in MODULE_SYSTEM and PART.search(self.code, read.start, read.end):
            self.unanalysable += 1
        for specifier in read.specifiers:
            self.imports.append(RawImport(specifier, None, kind, line, column, text))


def _with_clause(read: ImportText, clause: Clause) -> ImportText:
    """Return a statement with what the parser says of it."""
    return ImportText(read.start, read.end, (clause.specifier,), clause.kind)


def _is_code(candidate: Candidate, around: Around) -> bool:
    if candidate.word == KEYED:
        return around.type == "["
    return around.type == "property_identifier" if candidate.owned else around.word


def _texts_to_parse(content: bytes, code: bytes) -> Iterator[bytes]:
    """Yield the texts to parse: the script without `#!…`, in all its meanings.

    A line that begins with `-->` is a comment in a script, and two operators in a module
    (https://tc39.es/ecma262/#sec-html-like-comments).
    """
    hashbang = _HASHBANG.match(code)
    blank = hashbang.end() if hashbang else 0
    content = b" " * blank + content[blank:]
    yield content
    if b"-->" in content and _HTML_END.search(code):
        yield _HTML_END.sub(lambda match: b" " * len(match[0]), content)
        yield _HTML_END.sub(lambda match: match[0].replace(b"-->", b"  >", 1), content)


def _endless_comments(content: bytes) -> int | None:
    """Return where comments are begun a thousand times and never ended; None for most files.

    Whoever looks for their end reads the rest of the file each time, tree-sitter too.
    """
    end = content.rfind(b"*/") + 2 if b"*/" in content else 0
    return content.find(b"/*", end) if content.count(b"/*", end) >= MOST_BEGUN else None


def one_line(content: bytes) -> str:
    """Return a statement as one line: without comments, line breaks and doubled spaces."""
    text = content[: LONGEST_TEXT * 8].decode("utf-8", "replace")
    if "\n" in text:
        text = " ".join(
            re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", " ", text, flags=re.DOTALL).split()
        )
    return text[:LONGEST_TEXT].rstrip("; ")
