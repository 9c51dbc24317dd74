"""The command `org`: many repositories."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from kavro_lint import spelling
from kavro_lint.cli.application import app
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of
from kavro_lint.errors import CannotJudge

ACTIONS = ("scan", "report", "export")


@app.command()
def org(
    context: typer.Context,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="scan, report or export.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A list to scan; else a folder of a scan.")
    ],
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the results of a scan go.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Processes; by default one per processor."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Scan on a Dask cluster.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="Of export: parquet, csv (the default), openmetrics."
        ),
    ] = None,
) -> None:
    r"""Scan many repositories and report on all of them.

    \b
    kavro-lint org scan repositories.toml --into drift   history and page of each
    kavro-lint org report drift                          drift/index.html over all of them
    kavro-lint org export drift --format parquet         all findings as one table

    The list is TOML: a [[repository]] with name, path or url, team and mainline for each. A
    repository that cannot be scanned is a row with the reason. An interrupted scan continues where
    it stopped; repositories whose mainline has not moved are not read again.
    """
    if action not in ACTIONS:
        raise CannotJudge(f"unknown action {action!r}", spelling.one_of(action, ACTIONS))
    folder: Path = context.obj
    if form is not None and action != "export":
        raise CannotJudge(
            f"--format is an option of export, not of {action}",
            "leave it out: `scan` keeps what it finds, `report` writes a page",
        )
    if action == "scan":
        if into is None:
            raise CannotJudge("a scan needs a folder for its results", "name one with --into DIR")
        _scan(folder / file, folder / into, workers, scheduler)
        return
    if into is not None or workers is not None or scheduler is not None:
        raise CannotJudge(
            f"--into, --workers and --scheduler are options of scan, not of {action}",
            f"write kavro-lint org {action} DIR",
        )
    if action == "report":
        _report(folder / file)
    else:
        from kavro_lint.commands.org.export import FORMATS, export

        places = export(folder / file, one_of("format", form or "csv", FORMATS))
        write("".join(f"{place}\n" for place in places))


def _scan(file: Path, into: Path, workers: int | None, scheduler: str | None) -> None:
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.org.repository_list import read_list
    from kavro_lint.commands.org.result_files import read_row
    from kavro_lint.commands.org.scan import How, scan
    from kavro_lint.printable import printable

    listed = read_list(file)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    before = {entry.name: read_row(into, entry.name) for entry in listed}
    with showing("scanning repositories") as progress:
        rows = scan(listed, into, today, How(workers, scheduler), progress)
    failed = [row for row in rows if row["status"] != "scanned"]
    for row in failed:
        write(f"{printable(str(row['name']))}: {printable(str(row['reason']), 300)}\n")
    unchanged = sum(row["status"] == "scanned" and before[str(row["name"])] == row for row in rows)
    as_before = f" ({unchanged} unchanged since the last scan)" if unchanged else ""
    write(f"{len(rows) - len(failed)} scanned{as_before}, {len(failed)} failed\n")
    if len(failed) == len(rows):
        raise CannotJudge("no repository could be scanned", "correct the list")


def _report(into: Path) -> None:
    from kavro_lint.commands.org.overview import overview_of
    from kavro_lint.commands.org.page import render, sentence
    from kavro_lint.commands.org.result_files import rows_of, write_whole

    overview = overview_of(rows_of(into))
    place = into / "index.html"
    write_whole(place, render(overview))
    write(f"{sentence(overview)}\n{place}\n")
