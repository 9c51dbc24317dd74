"""Markdown as a contract is written in it: headings, tables, fences, items, fields, with lines."""

from kavro_lint.artifacts.markdown.document import (
    Cell,
    Document,
    Fence,
    Field,
    Heading,
    Item,
    Row,
    Table,
)
from kavro_lint.artifacts.markdown.parser import parse
from kavro_lint.artifacts.markdown.words import (
    is_anything,
    is_nothing,
    is_placeholder,
    key_of,
    plain,
)

__all__ = [
    "Cell",
    "Document",
    "Fence",
    "Field",
    "Heading",
    "Item",
    "Row",
    "Table",
    "is_anything",
    "is_nothing",
    "is_placeholder",
    "key_of",
    "parse",
    "plain",
]
