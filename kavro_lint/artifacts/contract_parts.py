"""Parts of a blueprint that people approve, each with its fingerprint.

See docs/contract.md#19-approvals.

A module row is what its contract columns say; the layers are one part, each contract diagram is
another. What stands beside them, responsibilities too, is prose and may change freely.
"""

from collections.abc import Iterator

from kavro_lint.artifacts.diagrams import is_contract
from kavro_lint.artifacts.layers import read_layers
from kavro_lint.artifacts.markdown import Document, is_nothing
from kavro_lint.artifacts.modules import columns_of
from kavro_lint.model.agreement import Covered, fingerprint
from kavro_lint.model.places import Location


def contract_parts(document: Document) -> tuple[Covered, ...]:
    """Return the parts of a blueprint's contract, in the order of their lines."""
    parts = [*_rows(document), *_layers(document), *_diagrams(document)]
    return tuple(sorted(parts, key=lambda part: part.location))


def _rows(document: Document) -> Iterator[Covered]:
    for table in document.tables:
        columns = columns_of(table)
        if "module" not in columns or "paths" not in columns:
            continue
        for row in table.rows:
            columns_as_text = [
                f"{column}={_normalized_values(row.cells[at].values)}"
                for column, at in sorted(columns.items())
                if column != "responsibility" and row.cells[at].text
            ]
            name = row.cells[columns["module"]].text
            place = Location(document.path, row.line)
            yield Covered(
                f"module {name}", fingerprint("module", *columns_as_text), place, row.line
            )


def _normalized_values(values: tuple[str, ...]) -> str:
    """Return the values of a cell in one order and spelling, so that equal cells compare equal."""
    return ",".join(sorted("none" if is_nothing(value) else value for value in values))


def _layers(document: Document) -> Iterator[Covered]:
    layers, _ = read_layers(document)
    if layers:
        layers_as_text = [f"{layer.name} {layer.independent} {layer.closed}" for layer in layers]
        first, last = layers[0].location, layers[-1].location.line
        yield Covered("layers", fingerprint("layers", *layers_as_text), first, last)


def _diagrams(document: Document) -> Iterator[Covered]:
    for fence in document.fences:
        if is_contract(fence):
            lines = [" ".join(line.split()) for line in fence.body.split("\n") if line.strip()]
            place = Location(document.path, fence.line)
            last = fence.line + fence.body.count("\n")
            under = f" in {fence.under.text}" if fence.under else ""
            yield Covered(f"diagram{under}", fingerprint("diagram", *lines), place, last)
