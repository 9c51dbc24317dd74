"""Layers: an ordered list under `Layers`, or a table with `Layer`, highest first.

See docs/contract.md#12-blueprint-layers.
"""

import difflib
import re
from collections.abc import Iterator

from kavro_lint.artifacts.markdown import Document, plain
from kavro_lint.artifacts.problems import problem
from kavro_lint.model import Finding, Layer, Location

HEADINGS = frozenset({"layers", "layer order", "layering"})
COLUMNS = frozenset({"layer", "flags", "responsibility", "description", "examples"})
FLAGS = frozenset({"independent", "closed"})

# Where the name of an item ends and its explanation begins.
_EXPLANATION = re.compile(r"\s[-–—]\s|:|—|\(")
_MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
_PARENTHESES = re.compile(r"\(([^()]{0,200})\)")


def _key(heading: str) -> str:
    """Return a heading without what it adds in parentheses: `Layers (highest first)`."""
    return heading.partition(" (")[0]


def read_layers(document: Document) -> tuple[tuple[Layer, ...], tuple[Finding, ...]]:
    """Return the layers, highest first, and what is wrong with them (KV204)."""
    written = list(_listed(document)) or list(_tabled(document))
    layers: dict[str, Layer] = {}
    problems: list[Finding] = []
    for name, flags, line in written:
        place = Location(document.path, line)
        if name in layers:
            first = layers[name].location.line
            message = f"layer {name} is named twice: here and on line {first}"
            problems.append(
                problem("KV204", place, message, "keep one of them", "layer", name, source=name)
            )
            continue
        problems += _misspelled(name, flags, place)
        layers[name] = Layer(name, len(layers), place, "independent" in flags, "closed" in flags)
    return tuple(layers.values()), tuple(problems)


Written = tuple[str, frozenset[str], int]


def _listed(document: Document) -> Iterator[Written]:
    items = [
        item
        for item in document.items
        if item.under is not None and _key(item.under.key) in HEADINGS and item.number is not None
    ]
    top = min((item.depth for item in items), default=0)
    for item in items:
        if item.depth == top and (name := _name(item.raw)):
            yield name, _flags(item.raw), item.line


def _tabled(document: Document) -> Iterator[Written]:
    for table in document.tables:
        if "layer" not in table.header or not COLUMNS.issuperset(table.header):
            continue
        at = table.header.index("layer")
        flags = table.header.index("flags") if "flags" in table.header else None
        for row in table.rows:
            cell = row.cells[at]
            more = frozenset(re.findall(r"[a-z]+", row.cells[flags].text.lower())) if flags else ()
            if name := _name(cell.raw):
                yield name, _flags(cell.raw) | frozenset(more), row.line


def _name(raw: str) -> str:
    """Return the first word, or the first backticked or bold text before an explanation."""
    explained = _EXPLANATION.search(raw)
    head = raw[: explained.start()] if explained else raw
    marked = _MARKED.search(head)
    if marked is not None:
        return plain(marked[1] or marked[2]).rstrip(":")
    words = plain(head).split()
    return words[0].strip(".,;:") if words else ""


def _flags(raw: str) -> frozenset[str]:
    inside = (
        words for found in _PARENTHESES.findall(raw) for words in re.findall(r"[\w-]+", found)
    )
    return frozenset(word.lower() for word in inside)


def _misspelled(name: str, flags: frozenset[str], place: Location) -> Iterator[Finding]:
    """Yield words that were meant as a flag: a typo must not switch a rule off."""
    for word in sorted(flags - FLAGS):
        near = difflib.get_close_matches(word, FLAGS, 1, 0.8)
        if near:
            yield problem(
                "KV204",
                place,
                f"layer {name} has the unknown flag {word}",
                f"write `{near[0]}`",
                "flag",
                name,
                word,
                source=name,
            )
