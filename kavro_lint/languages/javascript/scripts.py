"""A file of any suffix → the facts of its scripts."""

import re
from functools import partial

from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.javascript import COMPONENTS
from kavro_lint.languages.javascript.blocks import Block, blocks, markup_only, scripts_only
from kavro_lint.languages.javascript.calls import read_import
from kavro_lint.languages.javascript.extraction import Grammar, facts, one_line
from kavro_lint.languages.javascript.offset_positions import Places
from kavro_lint.model import RawImport, SourceFacts, placed_statements
from kavro_lint.model.frozen import replace

# Flow (https://flow.org): types that only the grammar of TypeScript comes close to.
# Each begins with a word: so it is looked for ten times as fast as one that begins with a choice.
_FLOW = (
    re.compile(rb"@flow\b"),
    re.compile(rb"import(?<=\bimport)\s+(?:type|typeof)\s"),
    re.compile(rb"export(?<=\bexport)\s+type\s"),
)

_EXPRESSION = re.compile(rb"import(?<![\w$.]import)(?=\s*\()")


def facts_of(content: bytes, suffix: str) -> SourceFacts:
    """Return the facts of a file that is decoded."""
    if suffix not in COMPONENTS:
        return facts(content, partial(grammar_of, content, suffix))
    scripts = blocks(content, suffix)
    jsx = any(block.jsx for block in scripts)
    script_facts = facts(scripts_only(content, scripts), lambda: _tsx if jsx else _typescript)
    places = Places(content)
    named = [_source(block.source, places.of(block.source_at)) for block in scripts if block.source]
    named += _in_markup(content, scripts) if suffix != ".vue" else []
    imports = sorted([*named, *script_facts.imports], key=lambda raw: (raw.line, raw.column))
    lost = [places.of(block.start) for block in scripts if block.unclosed]
    return replace(
        script_facts, statements=tuple(placed_statements(imports)), lost=(*script_facts.lost, *lost)
    )


def _in_markup(content: bytes, scripts: list[Block]) -> list[RawImport]:
    """Return the `import("…")` in the expressions of markup (`{#await import("./x")}`)."""
    if b"import" not in content:
        return []
    markup = markup_only(content, scripts)
    imports, places = list[RawImport](), Places(content)
    for at in (match.start() for match in _EXPRESSION.finditer(markup)):
        brace = markup.rfind(b"{", max(0, at - 500), at)
        read = read_import(markup, markup, at)
        if brace < 0 or b"}" in markup[brace:at] or read.kind != "dynamic" or not read.specifiers:
            continue
        line, column = places.of(at)
        text = one_line(markup[at : read.end])
        imports.append(RawImport(read.specifiers[0], None, "dynamic", line, column, text))
    return imports


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
