"""`org scan` by processes and by a Dask cluster that loses a worker: the same bytes.

    python -m benchmarks.org_cluster [--repositories 50] [--list repositories.toml]

Generates small repositories, or takes a list of real ones. They are scanned by processes; then by a
cluster of two workers on loopback, of which one is killed after a quarter of the rows, and the scan
after half; a second scan goes on. Rows, pages, and what is exported are compared byte by byte.
Exits 1 where anything differs.
"""

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.history import Line, stream
from kavro_lint.commands.org.repository_list import read_list
from kavro_lint.commands.org.scan import How, scan

TODAY = "2026-10-10"


class _EndError(Exception):
    """The scan is ended in the middle."""


def scan_with_deaths(file: Path, into: Path) -> tuple[int, int]:
    """Scan by a cluster, kill a worker and the scan, go on; return the rows at either."""
    distributed: Any = __import__("distributed")
    listed = read_list(file)
    killed = ended = 0

    def progress(done: int, total: int) -> None:
        nonlocal killed, ended
        if not killed and done >= total // 4:
            killed = done
            with distributed.Client(cluster.scheduler_address) as client:
                os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
        elif done >= total // 2:
            ended = done
            raise _EndError

    for attempt in (progress, lambda done, of: None):
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster:
            try:
                scan(listed, into, TODAY, How(2, cluster.scheduler_address), attempt)
            except _EndError:
                continue
    return killed, ended


def digests(into: Path) -> dict[str, str]:
    """Return what is in the rows and pages, and what is told of all together."""
    command = [sys.executable, "-m", "kavro_lint", "org"]
    for more in (["report", "."], *(["export", ".", "--format", form]
                                    for form in ("csv", "openmetrics"))):  # fmt: skip
        subprocess.run([*command, *more], cwd=into, check=True, stdout=subprocess.DEVNULL)
    return {
        place.relative_to(into).as_posix(): hashlib.sha256(place.read_bytes()).hexdigest()
        for place in sorted(into.rglob("*"))
        if place.is_file() and "stores" not in place.parts and "mirrors" not in place.parts
    }


def generated(folder: Path, count: int, commits: int = 12) -> Path:
    """Return a list of bare repositories that differ from each other."""
    entries = []
    for number in range(count):
        place = folder / f"r{number:02}.git"
        subprocess.run(["git", "init", "--quiet", "--bare", str(place)], check=True)
        git = ["git", "-C", str(place)]
        given = b"".join(stream(Line(20 + number), commits + number % 5))
        subprocess.run([*git, "fast-import", "--quiet"], input=given, check=True)
        subprocess.run([*git, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
        entries.append(f'[[repository]]\nname = "r{number:02}"\npath = "{place}"\n')
    file = folder / "repositories.toml"
    file.write_text("".join(entries))
    return file


def main() -> int:
    """Scan in both ways, compare, and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--repositories", type=int, default=50)
    parser.add_argument("--list", type=Path, help="real repositories, as `org scan` takes them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kavro-lint-org-") as place:
        folder = Path(place)
        file = given.list or generated(folder, given.repositories)
        begun = time.monotonic()
        rows = scan(read_list(file), folder / "processes", TODAY, How(2), lambda done, of: None)
        between = time.monotonic()
        killed, ended = scan_with_deaths(file, folder / "cluster")
        seconds = between - begun, time.monotonic() - between
        expected, result = digests(folder / "processes"), digests(folder / "cluster")
    failed = sum(row["status"] == "failed" for row in rows)
    differing = [path for path in expected.keys() | result.keys()
                 if expected.get(path) != result.get(path)]  # fmt: skip
    print(f"{len(rows)} repositories, {failed} failed: processes {seconds[0]:.0f} s, "
          f"cluster {seconds[1]:.0f} s")  # fmt: skip
    print(f"a worker killed after {killed} rows, the scan after {ended}; {len(expected)} files, "
          f"{len(differing)} differ")  # fmt: skip
    print("".join(f"  {path}\n" for path in sorted(differing)[:20]), end="")
    return 1 if differing or failed else 0


if __name__ == "__main__":
    sys.exit(main())
