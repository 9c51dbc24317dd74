"""Rows of the Modules table, and of the tables Ungoverned and Generated.

See docs/contract.md#11-blueprint-modules.
"""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.artifacts.families import Binding, bindings, filled, variables
from kavro_lint.artifacts.markdown import Cell, Document, Row, Table, is_nothing, is_placeholder
from kavro_lint.artifacts.problems import problem, short_rows
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Exemption, Module, Names
from kavro_lint.patterns import Pattern

# Column → the headers it may have, normalised.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "module": ("module",),
    "paths": ("path", "paths", "folder", "folders"),
    "layer": ("layer",),
    "may_import": ("may import", "may depend on", "allowed imports", "allowed dependencies"),
    "must_not_import": ("must not import", "must not depend on", "forbidden"),
    "must_not_reach": ("must not reach",),
    "public": ("public", "public interface", "exposes"),
    "external": ("external", "external packages", "third party"),
    "responsibility": ("responsibility",),
}
PLANNED = "(planned)"
ANYTHING = ("*",)
UNGOVERNED = "ungoverned"


@frozen
class Rows:
    """The rows of all tables: modules with local names, as written, and exemptions."""

    table: Location | None
    modules: tuple[Module, ...]
    ungoverned: tuple[Exemption, ...]
    generated: tuple[Exemption, ...]
    problems: tuple[Finding, ...]


def read_rows(document: Document, folders: Sequence[str]) -> Rows:
    """Read all tables of a blueprint. `folders` are those below its root, for families."""
    modules: list[Module] = []
    problems: list[Finding] = []
    exempt: dict[str, list[Exemption]] = {"ungoverned": [], "generated": []}
    first: Location | None = None
    for table in document.tables:
        columns = columns_of(table)
        if "module" in columns and "paths" in columns:
            first = first or Location(document.path, table.line)
            problems += short_rows(document, table)
            for row in table.rows:
                modules += _modules(document, columns, row, folders)
        for kind in exempt:
            if kind in table.header and "reason" in table.header:
                problems += short_rows(document, table)
                exempt[kind] += _exemptions(document, table, kind)
    return Rows(
        first,
        tuple(modules),
        tuple(exempt["ungoverned"]),
        tuple(exempt["generated"]),
        (*problems, *_invalid(modules), *_invalid_exemptions(exempt)),
    )


def columns_of(table: Table) -> Mapping[str, int]:
    """Return where each column of the contract stands in a table."""
    return {
        column: table.header.index(header)
        for column, headers in COLUMNS.items()
        for header in headers
        if header in table.header
    }


def _modules(
    document: Document, columns: Mapping[str, int], row: Row, folders: Sequence[str]
) -> Iterator[Module]:
    """Yield the module of a row, or the modules of a family; the template where none matches."""
    cells = {column: row.cells[at] for column, at in columns.items()}
    name = cells["module"].text
    patterns = _patterns(cells["paths"])
    if not name and not patterns:
        return
    row_bindings: list[Binding] = [{}]
    if variables(name):
        row_bindings = list(bindings(name, patterns, folders)) or [{}]
    for binding in row_bindings:
        yield _module(Location(document.path, row.line), cells, patterns, binding)


def _patterns(cell: Cell) -> tuple[str, ...]:
    return () if is_nothing(cell.text) or is_placeholder(cell.text) else cell.values


def _module(
    location: Location, cells: Mapping[str, Cell], patterns: tuple[str, ...], binding: Binding
) -> Module:
    module_text = cells["module"].text
    planned_at = module_text.casefold().find(PLANNED)
    local = (
        module_text
        if planned_at < 0
        else module_text[:planned_at] + module_text[planned_at + len(PLANNED) :]
    ).strip(" `*")

    def names(column: str) -> Names:
        return _names(cells[column], binding) if column in cells else None

    return Module(
        name=filled(local, binding),
        local=filled(local, binding),
        location=location,
        patterns=tuple(filled(pattern, binding) for pattern in patterns),
        layer=_layer(cells.get("layer")),
        may_import=names("may_import"),
        must_not_import=names("must_not_import"),
        must_not_reach=names("must_not_reach"),
        public=names("public"),
        external=names("external"),
        planned=planned_at >= 0,
        member=bool(binding),
        responsibility=cells["responsibility"].text if "responsibility" in cells else "",
    )


def _layer(cell: Cell | None) -> str | None:
    if cell is None or not cell.text or is_nothing(cell.text):
        return None
    return cell.text


def _names(cell: Cell, binding: Binding) -> Names:
    """Return a cell of names: None is not stated, () nothing, ("*",) anything."""
    values = cell.values
    if not values:
        return None
    if any(value.casefold() in ("*", "any") for value in values):
        return ANYTHING
    return tuple(filled(value, binding) for value in values if not is_nothing(value))


def _exemptions(document: Document, table: Table, kind: str) -> Iterator[Exemption]:
    pattern_column, reason_column = table.header.index(kind), table.header.index("reason")
    for row in table.rows:
        for pattern in _patterns(row.cells[pattern_column]):
            yield Exemption(
                pattern, row.cells[reason_column].text, Location(document.path, row.line)
            )


def _invalid(modules: Sequence[Module]) -> Iterator[Finding]:
    """Yield duplicate modules, rows without a path or a name, and invalid patterns."""
    first_of: dict[str, Location] = {}
    for module in modules:
        name = module.local
        if name in first_of:
            line = first_of[name].line
            message = f"module {name or '(no name)'} is declared twice, first on line {line}"
            fix = "give one of them another name, or put both paths into one row"
            yield problem("KV204", module.location, message, fix, "module", name, source=name)
        first_of.setdefault(name, module.location)
        if not name:
            yield problem(
                "KV204", module.location, "a row has no module name", "name the module", "no name"
            )
        if not module.patterns:
            fix = "write the folder or the files that belong to it, such as `src/shop/api/`"
            message = f"module {name} has no path"
            yield problem("KV204", module.location, message, fix, "path", name, source=name)
        for pattern in module.patterns:
            if reason := _pattern_error(pattern):
                message = f"module {name}: {reason}"
                fix = "correct the pattern"
                part = ("pattern", name, pattern)
                yield problem("KV204", module.location, message, fix, *part, source=name)
        for pattern in module.public or ():
            if pattern != "*" and (reason := _pattern_error(pattern)):
                message = f"Public of {name}: {reason}"
                part = ("public", name, pattern)
                yield problem(
                    "KV204", module.location, message, "correct the pattern", *part, source=name
                )


def _invalid_exemptions(exempt: Mapping[str, list[Exemption]]) -> Iterator[Finding]:
    for kind, rows in exempt.items():
        for row in rows:
            if reason := _pattern_error(row.pattern):
                message = f"{kind.capitalize()}: {reason}"
                part = (kind, row.pattern)
                yield problem("KV204", row.location, message, "correct the pattern", *part)


def _pattern_error(text: str) -> str:
    try:
        Pattern(text)
    except ValueError as error:
        return str(error)
    return ""
