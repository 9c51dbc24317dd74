"""What a change costs, counted: sources read and extracted, imports resolved. Never timed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.building import git, repository, write

FILES = 60
COUNTED = """
import json, sys
counts = {"extracted": 0, "resolved": 0, "stored": 0}
def profile(frame, event, argument):
    code = frame.f_code
    if event != "call":
        return
    if code.co_name == "_extracted" and code.co_filename.endswith("sources.py"):
        counts["extracted"] += len(frame.f_locals["contents"])
    elif code.co_name == "resolved" and code.co_filename.endswith("resolving.py"):
        counts["resolved"] += 1
    elif code.co_name == "encoded" and code.co_filename.endswith("imports.py"):
        counts["stored"] += 1
sys.setprofile(profile)
from kavro_lint.cli import main
try:
    main()
finally:
    sys.setprofile(None)
    print(json.dumps(counts), file=sys.stderr)
"""
TABLE = "| Module | Paths | May import |\n|--|--|--|\n| m | `m/` | |\n"


def costs(folder: Path, *arguments: str) -> dict[str, int]:
    """Return what a run does."""
    command = [sys.executable, "-c", COUNTED, "check", *arguments]
    # An answer depends on the environment, and this differs between a fixture and a test.
    environment = {name: text for name, text in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    counts: dict[str, int] = json.loads(done.stderr.splitlines()[-1])
    return counts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sources = {
        f"m/f{n:03}.py": f"import os\nfrom m import f{n // 2:03}\n# {n}\n" for n in range(FILES)
    }
    made = repository(tmp_path, {**sources, "docs/kavro/blueprint.md": TABLE})
    time.sleep(2.1)  # stat data of what is younger are not believed
    assert costs(made) == {"extracted": FILES, "resolved": FILES, "stored": 1}
    return made


def test_one_import_more_resolves_one_file(folder: Path) -> None:
    write(folder, {"m/f007.py": "import os\nfrom m import f005\n"})
    # What it says is read once, to see that its imports are others, and for what they add.
    assert costs(folder) == {"extracted": 1, "resolved": 1, "stored": 0}


def test_another_row_of_the_blueprint_resolves_nothing(folder: Path) -> None:
    write(folder, {"docs/kavro/blueprint.md": TABLE.replace("`m/` | |", "`m/` | none |")})
    assert costs(folder) == {"extracted": 0, "resolved": 0, "stored": 0}


def test_another_state_with_the_same_files_resolves_what_differs(folder: Path) -> None:
    write(folder, {"m/f007.py": "import os\nfrom m import f005\n"})
    git(folder, "commit", "--quiet", "--all", "--message=More")
    assert costs(folder, "--staged")["resolved"] == 1
    assert costs(folder, "--rev", "HEAD~1")["resolved"] == 0
    # One file of the working tree, and the same one of the base.
    assert costs(folder, "--base", "HEAD~1")["resolved"] == 2


def test_a_branch_that_changes_many_files_writes_them_again(folder: Path) -> None:
    write(folder, {f"m/f{n:03}.py": "import sys\n" for n in range(5)})
    assert costs(folder)["stored"] == 1
    git(folder, "stash", "--quiet")
    assert costs(folder)["resolved"] == 5


def test_a_new_file_resolves_everything(folder: Path) -> None:
    write(folder, {"m/new.py": "import os\n"})
    assert costs(folder)["resolved"] == FILES + 1


def test_a_setting_or_a_manifest_that_resolution_heeds_resolves_everything(folder: Path) -> None:
    write(folder, {"kavro-lint.toml": 'source-roots = ["."]\n'})
    assert costs(folder)["resolved"] == FILES
    write(folder, {"pyproject.toml": '[project]\nname = "m"\nversion = "1"\n'})
    assert costs(folder)["resolved"] == FILES
    write(folder, {"pyproject.toml": '[project]\nname = "m"\nversion = "2"\n'})
    assert costs(folder)["resolved"] == FILES
