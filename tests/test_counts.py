"""What a run does, counted: sources opened and parsed, bytes, processes, modules. Never timed.

Python's own audit events are counted, so nothing is replaced.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from kavro_lint.languages.registry import languages
from tests.building import git, repository, write

COUNTED = """
import os, sys
opened, begun, forks, parsed = {}, [], [], {"scanned": 0, "statements": 0, "tree": 0}
def hook(event, arguments):
    is_named = event == "open" and not isinstance(arguments[0], int)
    named = os.fsdecode(arguments[0]) if is_named else ""
    if named.endswith(".py"):
        path = os.path.realpath(named)
        if path.startswith(os.getcwd() + os.sep):
            opened[path] = opened.get(path, 0) + 1
    elif event in ("subprocess.Popen", "os.posix_spawn"):
        begun.append(arguments[1])
    elif event == "os.fork":
        forks.append(1)
def profile(frame, event, argument):
    name = frame.f_code.co_name
    if event == "call" and name == "scan" and "scanning" in frame.f_code.co_filename:
        parsed["scanned"] += 1
    elif event == "call" and name == "read_statements":
        parsed["statements"] += len(frame.f_locals["sources"])
    elif event == "call" and name == "facts" and "extraction" in frame.f_code.co_filename:
        parsed["tree"] += 1
sys.addaudithook(hook)
sys.setprofile(profile)
from kavro_lint.cli import main
try:
    main()
finally:
    sys.setprofile(None)
    modules = sorted(sys.modules)
    import json
    sizes = [os.path.getsize(path) * times for path, times in opened.items()]
    counts = [sum(opened.values()), sum(sizes), len(begun), len(forks), *parsed.values()]
    print(json.dumps([*counts, modules]), file=sys.stderr)
"""
FILES = 150
# What takes long to import, and nothing of it is needed to judge plain Python.
HEAVY = {"typer", "networkx", "git", "yaml", "multiprocessing", "concurrent.futures"}
# What an answer from memory needs nothing of.
LATE = {
    "tree_sitter",
    "pkgutil",
    "sqlite3",
    "json",
    "typing",
    "dataclasses",
    "pathlib",
    "re",
    "enum",
    "subprocess",
}


@dataclass(frozen=True)
class Counts:
    """What a run did."""

    opened: int
    size: int
    processes: int
    forks: int
    scanned: int
    statements: int
    tree: int
    modules: frozenset[str]

    @property
    def ours(self) -> int:
        """The modules of kavro-lint, but for the one of each language: all are asked by suffix."""
        of_languages = {language.__name__ for language in languages()}  # type: ignore[attr-defined]
        ours = {name for name in self.modules if name.startswith("kavro_lint")}
        return len(ours - of_languages)


def counted(folder: Path, *arguments: str, code: int = 0) -> Counts:
    command = [sys.executable, "-c", COUNTED, *arguments]
    done = subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    *numbers, modules = json.loads(done.stderr.splitlines()[-1])
    return Counts(*numbers, frozenset(modules))


def project(folder: Path, files: int = FILES) -> Path:
    sources = {
        f"m/f{n:03}.py": f"import os\nfrom m import f{n // 2:03}\n# {n}\n" for n in range(files)
    }
    table = "| Module | Paths |\n|---|---|\n| m | `m/` |\n"
    made = repository(folder, {**sources, "docs/kavro/blueprint.md": table})
    # What is younger than two seconds is looked at again.
    time.sleep(2.1)
    return made


def test_a_cold_run_opens_each_source_once(tmp_path: Path) -> None:
    folder = project(tmp_path)
    size = sum(path.stat().st_size for path in folder.glob("m/*.py"))
    cold = counted(folder, "check", "--no-cache")
    assert (cold.opened, cold.size) == (FILES, size)
    # Each distinct statement is parsed once; no file is parsed whole.
    assert (cold.scanned, cold.statements, cold.tree) == (FILES, 1 + FILES // 2, 0)
    # Where the repository is, its index, its folders, and HEAD.
    assert (cold.processes, cold.forks) == (4, 0)
    assert not cold.modules & (HEAVY | {"sqlite3"})
    assert cold.ours <= 247


def test_a_warm_run_opens_none(tmp_path: Path) -> None:
    folder = project(tmp_path)
    first = counted(folder, "check")
    assert (first.opened, first.scanned) == (FILES, FILES)
    assert first.processes <= 5
    warm = counted(folder, "check")
    assert (warm.opened, warm.scanned, warm.tree) == (0, 0, 0)
    # No folder has changed, so Git would list what it did.
    assert (warm.processes, warm.forks) == (0, 0)
    assert not warm.modules & (HEAVY | LATE)
    assert warm.ours <= 20


@pytest.mark.parametrize(
    ("line", "processes", "ours"),
    [("# the same imports\n", 0, 48), ("import json\n", 0, 77), ("from m import (\n", 2, 268)],
)
def test_a_change_opens_one(tmp_path: Path, line: str, processes: int, ours: int) -> None:
    """A comment; an import that is nothing to report; one that is."""
    folder = project(tmp_path)
    counted(folder, "check")
    counted(folder, "check")
    changed = folder / "m/f007.py"
    write(folder, {"m/f007.py": changed.read_text() + line})
    again = counted(folder, "check")
    # It is read once to see what it says and adds, and then by a whole run.
    assert again.opened <= (1 if processes == 0 else 2)
    assert again.size <= changed.stat().st_size * again.opened
    assert (again.scanned, again.forks) == (again.opened, 0)
    # Git need not list the paths: only where the repository is and what HEAD is, is asked.
    assert again.processes == processes
    assert not again.modules & HEAVY
    assert processes or not again.modules & {"hashlib", "subprocess"}
    assert again.ours <= ours


def test_a_change_that_is_reported_judges_one(tmp_path: Path) -> None:
    folder = project(tmp_path)
    counted(folder, "check")
    changed = folder / "m/f007.py"
    write(folder, {"m/f007.py": changed.read_text() + "from m.nowhere import x\n"})
    again = counted(folder, "check")
    # To see that its imports are others, which what it adds is told from.
    assert (again.opened, again.scanned, again.processes) == (1, 1, 0)
    late = {"markdown_it", "pathlib", "hashlib", "kavro_lint.pipeline.survey"}
    assert not again.modules & (HEAVY | late)
    assert again.ours <= 146


def test_a_hook_reads_the_index(tmp_path: Path) -> None:
    folder = project(tmp_path)
    counted(folder, "check", "--staged")
    write(folder, {"m/f007.py": "import os\nfrom m import f003\n# more\n"})
    git(folder, "add", "m/f007.py")
    again = counted(folder, "check", "--staged")
    # The index, and the one blob that is another.
    assert (again.opened, again.scanned, again.processes) == (0, 1, 2)
    assert not again.modules & (HEAVY | {"sqlite3"})
    assert again.ours <= 50


def test_calls_that_import_need_no_full_parse_and_a_knot_no_networkx(tmp_path: Path) -> None:
    table = "| Module | Paths |\n|---|---|\n| a | `a/` |\n| b | `b/` |\n"
    sources = {
        "a/x.py": "import importlib\nimport b.y\n\ndef f():\n    importlib.import_module('b.y')\n",
        "b/y.py": "import a.x\n",
    }
    folder = repository(tmp_path, {**sources, "docs/kavro/blueprint.md": table})
    cold = counted(folder, "check", "--no-cache", "--fail-on", "never")
    assert (cold.scanned, cold.statements, cold.tree) == (2, 3, 0)
    assert not cold.modules & HEAVY


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="one process reads here"
)
def test_many_files_are_read_in_two_processes(tmp_path: Path) -> None:
    folder = project(tmp_path, 1_000)
    two = counted(folder, "check", "--no-cache")
    assert (two.opened < 1_000, two.forks) == (True, 1)
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, [min(processors)])
    try:
        result = counted(folder, "check", "--no-cache")
    finally:
        os.sched_setaffinity(0, processors)
    assert (result.opened, result.forks) == (1_000, 0)
