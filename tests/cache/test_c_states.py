"""C and C++ after any sequence of changes: what is stored equals what is read again."""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.building import git, repository, write
from tests.cache.in_process import answer_to
from tests.cache.test_stepping import descriptions, snapshot_of, step, view_of

STEPS = int(os.environ.get("KAVRO_LINT_STEPS", "60"))
NAMES = (
    "a/one.h", "a/one.c", "a/two.cc", "b/one.h", "b/three.h", "b/mod.cppm", "c/main.cpp",
    "include/b/four.h", "c/five.c", "go/x.go",
)  # fmt: skip
LINES = (
    '#include "one.h"', '#include "b/one.h"', "#include <b/four.h>", "#include <stdio.h>",
    "#include <acme/x.h>", '#include "gone.h"', "#include MACRO", "export module m;", "import m;",
    "module m;", "import other;", "// words", '#include "one.c"', "#include", "#include <five.h>",
    "#if HAVE_X\n#include \"maybe.h\"\n#endif", "// TODO: more",
)  # fmt: skip
GO = 'package x\n\n// #include "{name}"\nimport "C"\n'
BLUEPRINT = (
    "| Module | Paths | May import |\n|--|--|--|\n| a | `a/` | b |\n| b | `b/`, `include/` | |\n"
    "| c | `c/` | * |\n| go | `go/` | none |\n"
)
DATABASE = '[{"directory": "/w", "file": "a/one.c", "command": "cc -I%s a/one.c"}]'


def source(path: str, chance: random.Random) -> str:
    if path.endswith(".go"):
        return GO.format(name=chance.choice(("b/one.h", "../a/one.h", "gone.h")))
    return "\n".join((*(chance.choice(LINES) for _ in range(chance.randrange(5))), ""))


def changed(files: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Return the files after one change: an edit, a file more or less, a database, a Makefile."""
    after, path, kind = dict(files), chance.choice(NAMES), chance.random()
    if kind < 0.1:
        after.pop(path, None)
    elif kind < 0.2:
        after["compile_commands.json"] = chance.choice(("[", "[]", DATABASE % "b", DATABASE % "a"))
    elif kind < 0.25:
        after["Makefile"] = f"CFLAGS = -I{chance.choice(('a', 'b', 'c'))}\n"
    else:
        after[path] = source(path, chance)
    return after


def start(chance: random.Random) -> dict[str, str]:
    files = {path: source(path, chance) for path in NAMES}
    return {**files, "go.mod": "module x.io/m\n", "docs/kavro/blueprint.md": BLUEPRINT}


@pytest.mark.parametrize("seed", range(4))
def test_a_step_reads_what_a_whole_reading_reads(seed: int) -> None:
    chance = random.Random(seed)
    files = start(chance)
    view = view_of(files)
    for _ in range(STEPS):
        files = changed(files, chance)
        view = step(view, snapshot_of(files, Counter()))
        fresh = view_of(files)
        facts, expected = view.case.architecture.facts, fresh.case.architecture.facts
        assert facts.imports == expected.imports
        assert facts.languages == expected.languages
        assert descriptions(view.findings) == descriptions(fresh.findings)


def test_a_remembered_report_is_that_of_a_run_without_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(7)
    files = start(chance)
    folder = repository(tmp_path, files)
    monkeypatch.chdir(folder)
    for number in range(STEPS // 4):
        after = changed(files, chance)
        write(folder, after)
        for path in files.keys() - after.keys():
            (folder / path).unlink()
        files = after
        if number % 4 == 0:
            git(folder, "add", "--all")
            git(folder, "commit", "--quiet", "--allow-empty", "--message=More")
        kept = answer_to(["check"], monkeypatch, capfd)
        assert kept == answer_to(["check", "--no-cache"], monkeypatch, capfd), number
        assert kept == answer_to(["check"], monkeypatch, capfd), number
