"""Column headers that are almost those of the contract: no rule may be off unnoticed.

See docs/contract.md#11-blueprint-modules.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from kavro_lint.artifacts.markdown import Document, Table
from kavro_lint.artifacts.modules import COLUMNS, columns_of
from kavro_lint.artifacts.problems import problem
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location
from kavro_lint.spelling import nearest

# Column → its head as the contract writes it.
HEADS = {column: headers[0].capitalize() for column, headers in COLUMNS.items()} | {
    "paths": "Paths",
}
# What people write for a column of the contract; each is free text to a reader of tables.
SYNONYMS: Mapping[str, str] = {
    "imports": "may_import", "can import": "may_import", "may use": "may_import",
    "allowed": "may_import", "allowed to import": "may_import", "depends on": "may_import",
    "dependencies": "may_import", "may depend": "may_import", "uses": "may_import",
    "cannot import": "must_not_import", "may not import": "must_not_import",
    "must not use": "must_not_import", "not allowed": "must_not_import",
    "forbidden imports": "must_not_import", "forbidden dependencies": "must_not_import",
    "may not reach": "must_not_reach", "cannot reach": "must_not_reach",
    "public api": "public", "api": "public", "exports": "public", "public files": "public",
    "externals": "external", "packages": "external", "third parties": "external",
    "third party packages": "external", "external dependencies": "external",
    "libraries": "external", "allowed packages": "external",
    "modules": "module", "module name": "module", "component": "module", "package": "module",
    "location": "paths", "directory": "paths", "directories": "paths", "files": "paths",
    "source": "paths", "pattern": "paths", "patterns": "paths",
}  # fmt: skip
# Tables of exemptions: what their first column is called.
EXEMPTIONS = ("ungoverned", "generated")
SIMILAR = 0.8
# So many tables are compared: a document of more is not a blueprint that people read.
MOST_TABLES = 200

_RULES = frozenset({"may_import", "must_not_import", "must_not_reach", "public", "external"})


def near_columns(document: Document) -> Iterator[Finding]:
    """Yield the columns, and the tables, that are almost those of the contract (KV204)."""
    has_modules = any({"module", "paths"} <= columns_of(table).keys() for table in document.tables)
    for table in islice(filter(_is_about_modules, document.tables), MOST_TABLES):
        columns = columns_of(table)
        near_headers = _near_headers(table, columns)
        if {"module", "paths"} <= columns.keys():
            for column, header in near_headers.items():
                yield _misnamed(document, table, column, header)
        elif not set(table.header) & {"exception", *EXEMPTIONS}:
            yield from _almost_modules(
                document, table, columns, near_headers, has_modules=has_modules
            )
    for table in document.tables:
        yield from _almost_exemptions(document, table)


def _is_about_modules(table: Table) -> bool:
    return any(name in ("path", "paths") or name.startswith("modul") for name in table.header)


def _near_headers(table: Table, columns: Mapping[str, int]) -> dict[str, str]:
    """Return the columns of the contract that a table lacks, each with its nearest header."""
    known = {header: column for column, headers in COLUMNS.items() for header in headers}
    near_headers: dict[str, str] = {}
    for header in table.header:
        if header in known or not header:
            continue
        closest = nearest(header, known, SIMILAR)
        column = SYNONYMS.get(header) or (known[closest] if closest is not None else None)
        if column is not None and column != "responsibility" and column not in columns:
            near_headers.setdefault(column, header)
    return near_headers


def _misnamed(document: Document, table: Table, column: str, header: str) -> Finding:
    return problem(
        "KV204",
        Location(document.path, table.line),
        f"the Modules table has no column `{header.capitalize()}`: nothing in it is checked",
        f"name the column `{HEADS[column]}`, or give free text another name",
        "column",
        header,
    )


def _almost_modules(
    document: Document,
    table: Table,
    columns: Mapping[str, int],
    near_headers: Mapping[str, str],
    *,
    has_modules: bool,
) -> Iterator[Finding]:
    """Yield a table that looks like the Modules table and is not one."""
    present = {*columns, *near_headers}
    exact_columns = columns.keys() & {"module", "paths"}
    if (
        "module" not in present
        or has_modules
        or not _is_meant_as_modules(present, is_exact=bool(exact_columns))
    ):
        return
    names = [
        f"`{HEADS[column]}` for `{header.capitalize()}`" for column, header in near_headers.items()
    ]
    names += ["a column `Paths`"] if "paths" not in present else []
    yield problem(
        "KV204",
        Location(document.path, table.line),
        f"this table is almost the Modules table, so nothing in it is checked: "
        f"{_headers(table.header)}",
        f"write {', '.join(names)}",
        "table",
        *table.header,
    )


def _is_meant_as_modules(present: set[str], *, is_exact: bool) -> bool:
    if "paths" in present:
        return is_exact or bool(present & (_RULES | {"layer"}))
    return is_exact and bool(present & _RULES)


def _almost_exemptions(document: Document, table: Table) -> Iterator[Finding]:
    for kind in EXEMPTIONS:
        if kind in table.header and "reason" not in table.header:
            yield problem(
                "KV204",
                Location(document.path, table.line),
                f"the table {kind.capitalize()} has no column `Reason`, so it is not read",
                "add the column `Reason`, and say why for each row",
                "table",
                kind,
            )
    if "reason" in table.header and len(table.header) == 2:
        (header,) = set(table.header) - {"reason"} or {""}
        closest = None if header in EXEMPTIONS else nearest(header, EXEMPTIONS, SIMILAR)
        if closest is not None:
            yield problem(
                "KV204",
                Location(document.path, table.line),
                f"a table of `{header.capitalize()}` and `Reason` is not read",
                f"name the column `{closest.capitalize()}`",
                "table",
                header,
            )


def _headers(header: Sequence[str]) -> str:
    return " | ".join(name.capitalize() for name in header)
