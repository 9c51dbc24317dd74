"""Layers: a list under `Layers`, or a table with `Layer`, highest first.

See docs/contract.md#12-blueprint-layers.
"""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.artifacts.markdown import Document, Heading, plain
from kavro_lint.artifacts.problems import problem
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Layer, Module
from kavro_lint.spelling import nearest

HEADINGS = frozenset({"layers", "layer order", "layering"})
COLUMNS = frozenset({"layer", "flags", "responsibility", "description", "examples"})
FLAGS = frozenset({"independent", "closed"})

# Where the name of an item ends and its explanation begins.
_EXPLANATION = expression(r"\s[-–—]\s|:|—|\(")
_MARKED = expression(r"`([^`]+)`|\*\*([^*]+)\*\*")
_LINK = expression(r"\[([^\[\]]{1,200})\]\([^()\n]{0,500}\)")
_ARTICLE = expression(r"^(?:the|our|a)\s+")
_PARENTHESES = expression(r"\(([^()]{0,200})\)")


def _heading_key(heading: str) -> str:
    """Return a heading without articles and parentheses: `The layers (highest first)`."""
    return _ARTICLE.sub("", heading.partition(" (")[0])


def read_layers(document: Document) -> tuple[tuple[Layer, ...], tuple[Finding, ...]]:
    """Return the layers, highest first, and what is wrong with them (KV204)."""
    entries = list(_entries_in_list(document)) or list(_entries_in_table(document))
    layers: dict[str, Layer] = {}
    problems: list[Finding] = []
    for name, flags, line in entries:
        place = Location(document.path, line)
        if name in layers:
            first = layers[name].location.line
            message = f"layer {name} is named twice: here and on line {first}"
            problems.append(
                problem("KV204", place, message, "keep one of them", "layer", name, source=name)
            )
            continue
        problems += _misspelled_flags(name, flags, place)
        layers[name] = Layer(name, len(layers), place, "independent" in flags, "closed" in flags)
    return tuple(layers.values()), tuple(problems)


LayerEntry = tuple[str, frozenset[str], int]


def _entries_in_list(document: Document) -> Iterator[LayerEntry]:
    items = [
        item
        for item in document.items
        if item.under is not None and _heading_key(item.under.key) in HEADINGS
    ]
    # Bullets beside a numbered list are remarks; alone they are the list.
    items = [item for item in items if item.number is not None] or items
    top = min((item.depth for item in items), default=0)
    for item in items:
        if item.depth == top and (name := _name(item.raw)):
            yield name, _flags(item.raw), item.line


def _entries_in_table(document: Document) -> Iterator[LayerEntry]:
    for table in document.tables:
        if "layer" not in table.header or not COLUMNS.issuperset(table.header):
            continue
        layer_column = table.header.index("layer")
        flags_column = table.header.index("flags") if "flags" in table.header else None
        for row in table.rows:
            cell = row.cells[layer_column]
            column_flags = (
                frozenset(re.findall(r"[a-z]+", row.cells[flags_column].text.lower()))
                if flags_column is not None
                else ()
            )
            if name := _name(cell.raw):
                yield name, _flags(cell.raw) | frozenset(column_flags), row.line


def _name(raw: str) -> str:
    """Return the first word, or the first backticked or bold text before an explanation."""
    text = _LINK.sub(r"\1", raw)
    explanation = _EXPLANATION.search(text)
    head = text[: explanation.start()] if explanation else text
    marked_name = _MARKED.search(head)
    if marked_name is not None:
        return plain(marked_name[1] or marked_name[2]).rstrip(":")
    words = plain(head).split()
    return words[0].strip(".,;:") if words else ""


def _flags(raw: str) -> frozenset[str]:
    texts = _PARENTHESES.findall(_LINK.sub(r"\1", raw))
    return frozenset(word.lower() for text in texts for word in re.findall(r"[\w-]+", text))


def _misspelled_flags(name: str, flags: frozenset[str], place: Location) -> Iterator[Finding]:
    """Yield words that are almost a flag: a typo must not switch a rule off."""
    for word in sorted(flags - FLAGS):
        near = nearest(word, FLAGS, 0.8)
        if near:
            yield problem(
                "KV204",
                place,
                f"layer {name} has the unknown flag {word}",
                f"write `{near}`",
                "flag",
                name,
                word,
                source=name,
            )


def layers_without_list(document: Document, modules: Sequence[Module]) -> Iterator[Finding]:
    """Yield once that modules name layers and the document has no list of them (KV204)."""
    named = list(dict.fromkeys(module.layer for module in modules if module.layer is not None))
    if not named:
        return
    first = next(module.location for module in modules if module.layer is not None)
    heading = _heading_above(document, named)
    fix = "list them under a heading `Layers`, the highest first"
    if heading is not None:
        fix = f"rename the heading `{heading.text}` (line {heading.line}) to `Layers`"
    names = ", ".join(named[:5]) + (", …" if len(named) > 5 else "")
    message = f"modules name layers ({names}), but no list of layers was found"
    yield problem("KV204", first, message, fix, "no layers")


def _heading_above(document: Document, named: Sequence[str]) -> Heading | None:
    """Return the heading whose list has most of the layers that modules name."""
    listed: dict[int, set[str]] = {}
    for item in document.items:
        if item.under is not None:
            listed.setdefault(item.under.line, set()).add(_name(item.raw))
    for heading in document.headings:
        if len(listed.get(heading.line, set()) & set(named)) * 2 > len(named):
            return heading
    return None
