"""A file of any suffix → the facts of its scripts."""

import re
from dataclasses import replace

from kavro_lint.languages.javascript.blocks import SUFFIXES as COMPONENTS
from kavro_lint.languages.javascript.blocks import blocks, scripts_only
from kavro_lint.languages.javascript.extraction import Grammar, facts
from kavro_lint.model import RawImport, SourceFacts

# Flow (https://flow.org): types that only the grammar of TypeScript comes close to.
_FLOW = re.compile(rb"@flow\b|\bimport\s+(?:type|typeof)\s|\bexport\s+type\s")


def facts_of(content: bytes, suffix: str) -> SourceFacts:
    """Return the facts of a file that is decoded."""
    if suffix not in COMPONENTS:
        return facts(content, grammar_of(content, suffix))
    found = blocks(content, suffix)
    jsx = any(block.jsx for block in found)
    said = facts(scripts_only(content, found), _tsx if jsx else _typescript)
    named = [_source(content, block.source, block.source_at) for block in found if block.source]
    imports = sorted([*named, *said.imports], key=lambda raw: (raw.line, raw.column))
    return replace(said, imports=tuple(imports))


def _source(content: bytes, source: bytes, at: int) -> RawImport:
    """Return the import that `<script src="…">` is."""
    line = content.count(b"\n", 0, at) + 1
    column = len(content[content.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")) + 1
    specifier = source.decode("utf-8", "replace")
    return RawImport(specifier, None, "import", line, column, f'<script src="{specifier}">')


def grammar_of(content: bytes, suffix: str) -> Grammar:
    """Return the grammar that a script is parsed with to find its imports."""
    if suffix in (".ts", ".mts", ".cts"):
        return _typescript
    return _tsx if suffix == ".tsx" or _FLOW.search(content) else _javascript


def _javascript() -> object:
    import tree_sitter_javascript

    return tree_sitter_javascript.language()


def _typescript() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def _tsx() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_tsx()
