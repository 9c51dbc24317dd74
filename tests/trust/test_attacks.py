"""Each script of `attacks/` holds: what somebody tried who wrote none of the program.

Those in `attacks/scheduled/` take longer, and run where KAVRO_LINT_ATTACKS says `all`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "attacks"
ROOT = HERE.parents[2]
ALL = os.environ.get("KAVRO_LINT_ATTACKS") == "all"
SCRIPTS = sorted(
    path
    for path in [*HERE.glob("*.py"), *HERE.glob("scheduled/*.py")]
    if path.name not in ("scene.py", "__init__.py")
)
pytestmark = pytest.mark.skipif(
    os.name == "nt" or shutil.which("bash") is None, reason="they need bash, links and pipes"
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_an_attack_is_withstood(tmp_path: Path, script: Path) -> None:
    if script.parent.name == "scheduled" and not ALL:
        pytest.skip("KAVRO_LINT_ATTACKS=all runs it")
    program = tmp_path / "kavro-lint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m kavro_lint "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True,
        env={**os.environ, "KL": str(program), "PYTHONPATH": str(HERE), "SRC": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
