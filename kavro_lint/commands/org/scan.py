"""A scan: every repository of a list, on processes of this machine or on a Dask cluster."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib import import_module
from pathlib import Path
from typing import Any

from kavro_lint.commands.org.repository_list import Listed
from kavro_lint.commands.org.repository_scan import Row, scan_one
from kavro_lint.commands.org.result_files import ROWS, begin, write_whole
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.isolated import isolated
from kavro_lint.model.frozen import fields, frozen
from kavro_lint.printable import printable

Progress = Callable[[int, int], None]

_TASK = "from kavro_lint.commands.org.repository_scan import main; main()"


@frozen
class How:
    """How a scan runs: by so many processes (None: as many as processors), or on a cluster."""

    workers: int | None = None
    scheduler: str | None = None


def scan(
    listed: Sequence[Listed], into: Path, today: str, how: How, progress: Progress
) -> tuple[Row, ...]:
    """Scan all repositories, and return their rows by name. Raises CannotJudge.

    Rows of repositories that the list does not name any more are removed.
    """
    begin(into)
    names = {entry.name for entry in listed}
    for place in (into / ROWS).glob("*.json"):
        if place.stem not in names:
            place.unlink()
    place = into.absolute()
    rows: list[Row] = []
    if how.scheduler is None:
        done = _by_processes(listed, place, today, how.workers or os.cpu_count() or 1)
    else:
        done = _by_cluster(listed, place, today, how.scheduler)
    for row in done:
        rows.append(row)
        progress(len(rows), len(listed))
    return tuple(sorted(rows, key=lambda row: str(row["name"])))


def _entry(listed: Listed) -> dict[str, str]:
    return {name: getattr(listed, name) for name in fields(listed)}


def _by_processes(listed: Sequence[Listed], into: Path, today: str, workers: int) -> Iterator[Row]:
    """Yield rows as they are done, each by a process of its own: none can take another with it."""
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(_in_process, _entry(entry), into, today) for entry in listed]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _in_process(entry: dict[str, str], into: Path, today: str) -> Row:
    """Scan one repository in a process that imports nothing from where it is started."""
    command, folder = isolated(_TASK)
    task = json.dumps({"entry": entry, "into": str(into), "today": today})
    completed = subprocess.run(  # noqa: S603
        command, cwd=folder, input=task, capture_output=True, text=True, check=False
    )
    try:
        row: Row = json.loads(completed.stdout)
    except ValueError:
        return _failed(entry, into, f"its process ended with {completed.returncode}")
    return row


def _failed(entry: dict[str, str], into: Path, reason: str) -> Row:
    row: Row = {
        "name": entry["name"], "team": entry["team"], "status": "failed", "reason": reason,
    }  # fmt: skip
    text = json.dumps(row, indent=1, sort_keys=True) + "\n"
    write_whole(into / ROWS / f"{entry['name']}.json", text)
    return row


def _by_cluster(listed: Sequence[Listed], into: Path, today: str, scheduler: str) -> Iterator[Row]:
    """Yield rows as they are done, by the workers of a cluster that see the same folders.

    What a worker that dies had in hand another one does again.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise CannotJudge(
            "a Dask cluster needs the extra `org`", "install it: pip install 'kavro-lint[org]'"
        ) from None
    try:
        client = distributed.Client(scheduler, timeout=20)
    except (OSError, ValueError) as error:
        raise CannotJudge(
            f"no scheduler answers at {scheduler}: {error}", "start one, or leave out --scheduler"
        ) from None
    with client:
        entries = [_entry(entry) for entry in listed]
        futures = {
            client.submit(scan_one, entry, str(into), today, pure=False, retries=2): entry
            for entry in entries
        }
        for future in distributed.as_completed(list(futures)):
            problem = future.exception()
            if problem is None:
                row: Row = future.result()
                yield row
            else:
                reason = printable(f"its worker failed: {problem}", 300)
                yield _failed(futures[future], into, reason)
