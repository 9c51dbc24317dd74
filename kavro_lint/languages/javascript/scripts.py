"""A file of any suffix → the facts of its scripts."""

from functools import partial

from kavro_lint.expressions import expression
from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.javascript import COMPONENTS
from kavro_lint.languages.javascript.blocks import (
    Block,
    blocks,
    expressions_only,
    markup_only,
    scripts_only,
)
from kavro_lint.languages.javascript.calls import read_import
from kavro_lint.languages.javascript.extraction import Grammar, facts, one_line
from kavro_lint.languages.javascript.offset_positions import Places
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.frozen import replace
from kavro_lint.model.places import RawImport, placed_statements

# Flow (https://flow.org): types that only the grammar of TypeScript comes close to.
# Each begins with a word: so it is looked for ten times as fast as one that begins with a choice.
_FLOW = (
    expression(rb"@flow\b"),
    expression(rb"import(?<=\bimport)\s+(?:type|typeof)\s"),
    expression(rb"export(?<=\bexport)\s+type\s"),
)

_EXPRESSION = expression(rb"import(?<![\w$.]import)(?=\s*[(/])")


def facts_of(content: bytes, suffix: str) -> SourceFacts:
    """Return the facts of a file that is decoded."""
    if suffix not in COMPONENTS:
        return facts(content, partial(grammar_of, content, suffix))
    scripts = blocks(content, suffix)
    jsx = any(block.jsx for block in scripts)
    script_facts = facts(scripts_only(content, scripts), lambda: _tsx if jsx else _typescript)
    places = Places(content)
    named = [_source(block.source, places.of(block.source_at)) for block in scripts if block.source]
    in_markup = _in_expressions if suffix == ".vue" else _in_braces
    written, unanalysable = in_markup(content, scripts)
    imports = sorted(
        [*named, *written, *script_facts.imports], key=lambda raw: (raw.line, raw.column)
    )
    lost = [places.of(block.start) for block in scripts if block.unclosed]
    return replace(
        script_facts,
        statements=tuple(placed_statements(imports)),
        unanalysable=script_facts.unanalysable + unanalysable,
        lost=(*script_facts.lost, *lost),
    )


def _in_expressions(content: bytes, scripts: list[Block]) -> tuple[list[RawImport], int]:
    """Return what the expressions of Vue's markup load, and how often that is not known."""
    if b"import" not in content and b"require" not in content:
        return [], 0
    written = facts(expressions_only(content, scripts), lambda: _typescript)
    return [raw for raw in written.imports if raw.kind != "include"], written.unanalysable


def _in_braces(content: bytes, scripts: list[Block]) -> tuple[list[RawImport], int]:
    """Return the `import("…")` in the braces of markup (`{#await import("./x")}`), and a count.

    What may be in braces, for one of them may be text, is counted.
    """
    if b"import" not in content:
        return [], 0
    markup = markup_only(content, scripts)
    imports, places = list[RawImport](), Places(content)
    unanalysable = depth = counted = 0
    for at in (match.start() for match in _EXPRESSION.finditer(markup)):
        depth += markup.count(b"{", counted, at) - markup.count(b"}", counted, at)
        brace, counted = markup.rfind(b"{", counted, at), at
        read = read_import(markup, markup, at)
        is_code = depth > 0 or (brace >= 0 and b"}" not in markup[brace:at])
        if read.kind == "dynamic" and read.specifiers and is_code:
            line, column = places.of(at)
            text = one_line(markup[at : read.end])
            imports.append(RawImport(read.specifiers[0], None, "dynamic", line, column, text))
        else:
            unanalysable += bool(read.specifiers) or (read.opaque and is_code)
    return imports, unanalysable


def _source(source: bytes, place: tuple[int, int]) -> RawImport:
    """Return the import that `<script src="…">` is."""
    specifier = source.decode("utf-8", "replace")
    return RawImport(specifier, None, "import", *place, f'<script src="{specifier}">')


def grammar_of(content: bytes, suffix: str) -> Grammar:
    """Return the grammar that a script is parsed with to find its imports."""
    if suffix in (".ts", ".mts", ".cts"):
        return _typescript
    return _tsx if suffix == ".tsx" or any(mark.search(content) for mark in _FLOW) else _javascript


def _javascript() -> object:
    return load_grammar("tree_sitter_javascript")


def _typescript() -> object:
    return load_grammar("tree_sitter_typescript", "language_typescript")


def _tsx() -> object:
    return load_grammar("tree_sitter_typescript", "language_tsx")
