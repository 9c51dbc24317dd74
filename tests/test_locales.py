"""The same answer in every locale: paths of Git and names in sources are UTF-8."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import repository

FILES: dict[str, str | bytes] = {
    "docs/kavro/blueprint.md": "| Module | Paths | May import |\n|---|---|---|\n"
    "| p | `p/` | none |\n| été | `été/` | |\n",
    "p/__init__.py": "from été import ü\n",
    "p/latin.py": "# -*- coding: latin-1 -*-\nfrom été import ü\n".encode("latin-1"),
    "été/__init__.py": "",
    "été/ü.py": "import os\n",
}
LOCALES = [
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "en_US.ISO-8859-1", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]
COMMANDS = [
    ["check", "--format", "json", "--no-cache"],
    ["check", "--format", "json"],
    ["check", "--rev", "HEAD", "--format", "json"],
    ["graph", "--level", "file", "--format", "json"],
    ["explain", "été/ü.py", "--imports", "--format", "json"],
]


@pytest.mark.skipif(os.name != "posix", reason="paths are UTF-8 there")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_locale_changes_no_answer(tmp_path: Path, command: list[str]) -> None:
    folder = repository(tmp_path, FILES)
    with open(os.fsencode(folder / "p") + b"/\xe9.py", "wb") as file:
        file.write(b"import os\n")
    outputs = []
    for variables in LOCALES:
        environment = {**os.environ, **variables}
        done = subprocess.run(
            [sys.executable, "-m", "kavro_lint", *command],
            cwd=folder,
            env=environment,
            capture_output=True,
        )
        assert done.stderr == b""
        outputs.append((done.returncode, done.stdout))
    assert outputs[0] == outputs[1] == outputs[2]
    assert "ü.py" in outputs[0][1].decode() or "\\u00fc.py" in outputs[0][1].decode()
