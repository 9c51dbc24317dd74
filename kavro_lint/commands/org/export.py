"""All intervals and commits of a scan as two tables, joined by DuckDB; numbers as OpenMetrics."""

# Names of tables and columns are ours; all values are bound.
# ruff: noqa: S608

import csv
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from kavro_lint.commands.history.formats.csv import without_formula
from kavro_lint.commands.history.store import open_to_read
from kavro_lint.commands.org.overview import Row, number, text
from kavro_lint.commands.org.result_files import EXPORTS, STORES, refuse_links, rows_of, write_whole
from kavro_lint.errors import CannotJudge

FORMATS = ("parquet", "csv", "openmetrics")
# Table → the columns, from each store; `repository` and `team` go before them.
TABLES = {
    "intervals": ("id", "kind", "rule", "fingerprint", "path", "born", "died", "how", "cause",
                  "severity", "source", "target", "relapse_of", "authored", "task", "agent",
                  "value"),
    "commits": ("number", "sha", "moment", "status", "modules", "edges", "cycles",
                "largest_cycle", "governed", "undeclared", "unlimited", "open", "waived"),
}  # fmt: skip
_STORED = {"intervals": "intervals", "commits": "rows"}
_NUMBERS = frozenset(
    ("id", "born", "died", "relapse_of", "number", "moment", "modules", "edges", "cycles",
     "largest_cycle", "governed", "undeclared", "unlimited", "open", "waived")
)  # fmt: skip
_METRICS = (
    ("open", "Open findings."),
    ("waived", "Findings that a decision waives."),
    ("came", "New findings of the period."),
    ("went", "Findings resolved in the period."),
)


def export(into: Path, form: str) -> tuple[Path, ...]:
    """Write the tables of a scan in a format, and return the files. Raises CannotJudge."""
    rows = list(rows_of(into))
    folder = into / EXPORTS
    refuse_links(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if form == "openmetrics":
        place = folder / "metrics.txt"
        write_whole(place, "".join(_metrics(rows)))
        return (place,)
    return tuple(_export_table(into, rows, table, form) for table in TABLES)


def _export_table(into: Path, rows: Iterable[Row], table: str, form: str) -> Path:
    place = into / EXPORTS / f"{table}.{form}"
    columns = ("repository", "team", *TABLES[table])
    new_file = place.with_name(f"{place.name}.new")
    # DuckDB would write through a link.
    new_file.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as scratch, _database() as database:
        cell = _cell if form == "parquet" else _plain_cell
        parts = [_part(into, row, table, Path(scratch), cell) for row in rows]
        files = [str(part) for part in parts if part is not None]
        types = {name: "BIGINT" if name in _NUMBERS else "VARCHAR" for name in columns}
        declared = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
        database.execute(f"CREATE TABLE joined ({declared})")
        for file in files:
            database.execute(
                "INSERT INTO joined SELECT * FROM read_csv(?, header = true, all_varchar = true, "
                "nullstr = '\\N', quote = '\"', escape = '\"', delim = ',', parallel = false)",
                [file],
            )
        key = TABLES[table][0]
        query = f'SELECT * FROM joined ORDER BY repository, "{key}"'
        options = "FORMAT parquet" if form == "parquet" else "FORMAT csv, HEADER true"
        database.execute(f"COPY ({query}) TO '{_quoted(new_file)}' ({options})")
    new_file.replace(place)
    return place


def _quoted(place: Path) -> str:
    return str(place).replace("'", "''")


def _database() -> Any:  # noqa: ANN401
    """Return an empty database that fetches no extension and needs no network."""
    try:
        duckdb: Any = import_module("duckdb")
    except ImportError:
        raise CannotJudge(
            "tables are joined by DuckDB, which the extra `org` installs",
            "install it: pip install 'kavro-lint[org]'",
        ) from None
    settings = {"autoinstall_known_extensions": "false", "threads": "1"}
    return duckdb.connect(config=settings)


def _part(
    into: Path, row: Row, table: str, scratch: Path, cell: Callable[[object], object]
) -> Path | None:
    """Write a table of one store as CSV, None for a repository without a store."""
    name = text(row, "name")
    connection = open_to_read(str(into / STORES / name))
    if connection is None:
        return None
    place = scratch / f"{name}-{table}.csv"
    try:
        columns = ", ".join(TABLES[table])
        order = TABLES[table][0]
        batches = connection.execute(
            f"SELECT {columns} FROM {_STORED[table]} WHERE line = 'then' ORDER BY {order}"
        )
        with place.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("repository", "team", *TABLES[table]))
            for values in batches:
                writer.writerow(map(cell, (name, text(row, "team"), *values)))
    except sqlite3.DatabaseError as error:
        raise CannotJudge(f"the store of {name} cannot be read: {error}", "scan it again") from None
    finally:
        connection.close()
    return place


def _cell(value: object) -> object:
    if value is None:
        return "\\N"
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


def _plain_cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    shown = _cell(value)
    return without_formula(shown) if isinstance(shown, str) else shown


def _metrics(rows: Iterable[Row]) -> Iterator[str]:
    """Yield numbers of each repository (OpenMetrics 1.0)."""
    every = list(rows)
    scanned = [row for row in every if row.get("status") == "scanned" and row.get("judged")]
    for key, help_text in _METRICS:
        metric = f"kavro_lint_{key}"
        yield f"# TYPE {metric} gauge\n# HELP {metric} {help_text}\n"
        yield from (f"{metric}{_labels(row)} {number(row, key)}\n" for row in scanned)
    yield "# TYPE kavro_lint_judged gauge\n# HELP kavro_lint_judged Whether it could be judged.\n"
    yield from (f"kavro_lint_judged{_labels(row)} {int(row in scanned)}\n" for row in every)
    yield "# EOF\n"


def _labels(row: Row) -> str:
    escape: Callable[[str], str] = lambda value: (  # noqa: E731
        value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    )
    return f'{{repository="{escape(text(row, "name"))}",team="{escape(text(row, "team"))}"}}'
