"""What an agent waits for at each hook, beside Python with three modules of its library.

    python -m benchmarks.hook_latency [--runs 15] [--files 11000] [--limit]

Generates two repositories below `.work/`: a small one and one of many files. Each event is given
to `kavro-lint hook` in turn with `python -c "import json, subprocess, sqlite3"`, so that a machine
that slows down slows both, and the medians of the ratios are printed: of CPU time of the process
and all that it starts, and of time on the clock. The state was seen by a hook before ("warm"), as
the start of a session does. With `--limit` the exit code is 1 where a target is missed.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import WORK, commit
from benchmarks.growth import generate

BARE = [sys.executable, "-c", "import json, subprocess, sqlite3"]
HOOK = [sys.executable, "-m", "kavro_lint", "hook", "--agent", "claude"]
MODULES = 100
BLUEPRINT = """---
status: approved
---
| Module | Paths | Layer | Must not reach |
|---|---|---|---|
| api | `shop/api/` | delivery | |
| core | `shop/core/` | domain | |
| models | `shop/models/` | data | api |

## Layers

1. delivery
2. domain
3. data
"""
SMALL = {
    "docs/kavro/blueprint.md": BLUEPRINT,
    "shop/api/views.py": "from shop.core import rules\n",
    "shop/core/rules.py": "from shop.models import order\n",
    "shop/models/order.py": "import json\n",
    "shop/models/price.py": "import decimal\n",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One row: an event of Claude Code in a repository, its target, and what its answer holds."""

    name: str
    folder: Path
    document: dict[str, object]
    target: float | None
    holds: str


def small(work: Path = WORK) -> Path:
    """Return a repository of five files, made where it is missing."""
    folder = work / "small"
    if not (folder / ".git").exists():
        for path, text in SMALL.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        commit(folder)
    return folder


def events(shop: Path, large: Path) -> list[Event]:
    """Return the rows of the table."""
    changed = "app/m0050/f00010.py"
    text = (large / changed).read_text()
    order, start = "shop/models/order.py", {"hook_event_name": "SessionStart"}
    forbidden = "import json\nfrom shop.api import views\n"
    many = f"{len(list(large.glob('app/*/*.py'))):,} files"
    return [
        Event("start, 5 files", shop, start, 4, "the plan is"),
        Event("before an edit that adds no import, 5 files", shop, _edit(
            shop, order, "import json\n\nx = 1\n"), 4, ""),
        Event("before an edit that adds an import, 5 files", shop, _edit(
            shop, order, "import json\nfrom shop.models import price\n"), 4, ""),
        Event("before a forbidden import, 5 files", shop, _edit(
            shop, order, forbidden), 4, "KV703"),
        Event("before an import that closes a cycle, 5 files", shop, _edit(
            shop, "shop/core/rules.py", SMALL["shop/core/rules.py"] + "import shop.api.views\n"),
            None, "KV70"),
        Event(f"start, {many}", large, start, None, "the plan is"),
        Event(f"before an edit that adds no import, {many}", large, _edit(
            large, changed, text + "more = 1\n"), 12, ""),
        Event(f"before an edit that adds an import, {many}", large, _edit(
            large, changed, "from app.m0049.f00077 import name\n" + text), 12, ""),
        Event(f"before a forbidden import, {many}", large, _edit(
            large, changed, "from app.m0051.f00077 import name\n" + text), None, "KV704"),
    ]  # fmt: skip


def _edit(folder: Path, path: str, content: str) -> dict[str, object]:
    tool_input = {"file_path": os.fspath(folder / path), "content": content}
    return {"hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": tool_input}


def _measure(command: list[str], folder: Path, stdin: bytes) -> tuple[float, float, str]:
    """Return CPU seconds, seconds on the clock, and what was printed."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=True)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, ended - begun, done.stdout.decode()


@dataclass(frozen=True, slots=True)
class Measured:
    """CPU seconds, and ratios of one event: to bare Python, on the clock, and to `git status`."""

    seconds: list[float]
    ratios: list[float]
    clocks: list[float]
    to_status: list[float]


def measure(event: Event, runs: int) -> Measured:
    """Give an event to the hook so often, in turn with what it is compared with."""
    document = {"session_id": "s", "cwd": os.fspath(event.folder), **event.document}
    stdin = json.dumps(document).encode()
    for _ in range(2):
        _, _, printed = _measure(HOOK, event.folder, stdin)
    if event.holds not in printed or bool(printed) != bool(event.holds):
        raise SystemExit(f"{event.name}: an unexpected answer: {printed!r}")
    measured = Measured([], [], [], [])
    for _ in range(runs):
        bare_cpu, bare_wall, _ = _measure(BARE, event.folder, b"")
        cpu, wall, _ = _measure(HOOK, event.folder, stdin)
        status, _, _ = _measure(["git", "status"], event.folder, b"")
        measured.ratios.append(cpu / bare_cpu)
        measured.clocks.append(wall / bare_wall)
        measured.seconds.append(cpu)
        measured.to_status.append(cpu / status)
    return measured


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--files", type=int, default=11_000)
    parser.add_argument("--limit", action="store_true")
    options = parser.parse_args()
    # Compiled once, also where Python is told not to.
    compiled = Path(__file__).resolve().parent.parent / "kavro_lint"
    subprocess.run([sys.executable, "-m", "compileall", "-q", compiled], check=True)
    rows = events(small(), generate(options.files, MODULES))
    for folder in dict.fromkeys(event.folder for event in rows):
        _measure(HOOK, folder, json.dumps({
            "session_id": "s", "cwd": os.fspath(folder), "hook_event_name": "SessionStart",
        }).encode())  # fmt: skip
    # What changed within two seconds before it was looked at is looked at again.
    time.sleep(2.1)
    print("| hook | CPU | CPU, × bare Python | clock, × | target | met | × `git status` |")
    print("|---|---|---|---|---|---|---|")
    is_met = True
    for event in rows:
        measured = measure(event, options.runs)
        ratios, ratio = measured.ratios, statistics.median(measured.ratios)
        seconds, clock = statistics.median(measured.seconds), statistics.median(measured.clocks)
        status = (
            f"{statistics.median(measured.to_status):.1f}"
            if event.folder != rows[0].folder
            else "–"
        )
        met = event.target is None or ratio <= event.target
        is_met = is_met and met
        target = f"≤ {event.target:g}" if event.target is not None else "–"
        result = "–" if event.target is None else "yes" if met else "no"
        print(
            f"| {event.name} | {1000 * seconds:.0f} ms | {ratio:.1f} ({min(ratios):.1f} to "
            f"{max(ratios):.1f}) | {clock:.1f} | {target} | {result} | {status} |", flush=True,
        )  # fmt: skip
    return 0 if is_met or not options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
