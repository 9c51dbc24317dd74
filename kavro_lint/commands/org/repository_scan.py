"""The scan of one repository: history, report and row. It runs in a process of its own."""

import datetime
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from kavro_lint.cache.tool import contents_digest
from kavro_lint.checks.structure.imports import UNDECLARED_PACKAGE
from kavro_lint.commands.history import Judged, judge_line
from kavro_lint.commands.history.view import view_of
from kavro_lint.commands.org.result_files import (
    MIRRORS,
    PAGES,
    ROWS,
    STORES,
    read_row,
    refuse_links,
    write_whole,
)
from kavro_lint.commands.report import ReportOptions, report_on
from kavro_lint.commands.report.formats import renderer
from kavro_lint.commands.report.report_records import Report
from kavro_lint.errors import CannotJudge
from kavro_lint.git.mirrors import refresh, without_secrets
from kavro_lint.printable import printable

Row = dict[str, object]


def scan_one(entry: Mapping[str, str], into: str, today: str) -> Row:
    """Scan one repository, and return its row; what fails is a row that says why.

    Nothing is done where neither the mainline nor kavro-lint is another than at the last scan.
    """
    place, name = Path(into), entry["name"]
    row: Row = {"name": name, "team": entry["team"], "status": "failed", "reason": ""}
    try:
        row |= _scanned(entry, place, today)
    except CannotJudge as error:
        row["reason"] = without_secrets(printable(str(error), 300))
    except OSError as error:
        row["reason"] = without_secrets(printable(f"{error.strerror or error}", 300))
    write_whole(place / ROWS / f"{name}.json", json.dumps(row, indent=1, sort_keys=True) + "\n")
    return row


def _scanned(entry: Mapping[str, str], into: Path, today: str) -> Row:
    if entry["problem"]:
        raise CannotJudge(entry["problem"])
    folder = Path(entry["path"])
    if entry["url"]:
        folder = into / MIRRORS / f"{entry['name']}.git"
        refuse_links(folder)
        refresh(folder, entry["url"])
    elif not folder.is_dir():
        raise CannotJudge(f"there is no folder {folder}")
    known = read_row(into, entry["name"])
    refuse_links(into / STORES / entry["name"])
    # Other repositories are judged beside it.
    judged = judge_line(
        folder,
        mainline=entry["mainline"] or None,
        keep=str(into / STORES / entry["name"]),
        divided=False,
    )
    head = judged.line[-1].sha if judged.line else ""
    stamp = f"{head} {contents_digest().hex()} {today} {entry['team']}"
    page = into / PAGES / f"{entry['name']}.html"
    if known is not None and known.get("stamp") == stamp and page.exists():
        judged.store.close()
        return dict(known)
    report = report_on(judged, ReportOptions(None, None, datetime.date.fromisoformat(today)))
    write_whole(page, renderer("html")(report))
    row = {"status": "scanned", "stamp": stamp, "head": head, **_numbers(judged, report)}
    judged.store.close()
    return row


def _numbers(judged: Judged, report: Report) -> Row:
    """Return what the page over all repositories says of one."""
    view = view_of(judged)
    open_facts = [interval for interval in view.intervals if interval.died is None]
    allowed = sorted(interval.source or "" for interval in open_facts if interval.kind == "package")
    denied = sorted(
        {interval.target or "" for interval in open_facts if interval.rule == UNDECLARED_PACKAGE}
    )
    last = judged.store.last()
    return {
        "title": report.title,
        "sentence": report.sentence,
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "judged": bool(last and last.status == "judged"),
        "why_not": last.status if last and last.status != "judged" else "",
        "commits": report.commits,
        "before": report.before,
        "open": report.open,
        "waived": report.waived,
        "came": sum(flow.born for flow in report.rules),
        "went": sum(flow.gone for flow in report.rules),
        "rules": {flow.rule: [flow.name, flow.before, flow.open] for flow in report.rules},
        "allowed": allowed,
        "denied": [package for package in denied if package],
    }


def main() -> None:
    """Read a task from standard input, and write its row to standard output."""
    task = json.load(sys.stdin)
    row = scan_one(task["entry"], task["into"], task["today"])
    # Whoever waits for the row reads to the end of it.
    sys.stdout.write(json.dumps(row))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
