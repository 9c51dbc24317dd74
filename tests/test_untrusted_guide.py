"""The workflow that the guide recommends for untrusted code, run step by step with bash."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.building import BLUEPRINT, git, repository, write

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs/guide/untrusted.md").read_text("utf-8")
WORKFLOW = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)[0])
STEPS = {step["name"]: step for step in WORKFLOW["jobs"]["architecture"]["steps"] if "name" in step}

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the steps are for bash")


def step(name: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does, with kavro-lint from this checkout in its place."""
    script = STEPS[name]["run"].replace('"$RUNNER_TEMP/kavro/bin/kavro-lint"', '"$KAVRO_LINT"')
    program = folder.parent / "kavro-lint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kavro_lint "$@"\n')
    program.chmod(0o755)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "KAVRO_LINT": str(program), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a clone of the base on a forge that has the pull request 7 of a stranger."""
    forge = repository(tmp_path / "forge")
    git(forge, "checkout", "--quiet", "-b", "change")
    write(
        forge,
        {
            "b.py": "import a\n",
            "docs/kavro/blueprint.md": BLUEPRINT,
            "sitecustomize.py": "raise SystemExit('executed')\n",
        },
    )
    git(forge, "add", "--all")
    git(forge, "commit", "--quiet", "--message=Import upwards")
    git(forge, "update-ref", "refs/pull/7/head", "HEAD")
    git(forge, "checkout", "--quiet", "main")
    git(forge, "branch", "--quiet", "-D", "change")
    git(tmp_path, "clone", "--quiet", str(forge), "checkout")
    return tmp_path / "checkout"


def test_the_recommended_job_judges_a_change_that_it_never_checks_out(checkout: Path) -> None:
    fetched = step("Fetch the change as objects", checkout, NUMBER="7")
    assert fetched.returncode == 0, fetched.stderr
    judged = step("Judge", checkout)
    assert judged.returncode == 1, judged.stderr
    assert "file=b.py" in judged.stdout
    assert not (checkout / "sitecustomize.py").exists()
    assert "executed" not in judged.stdout + judged.stderr


def test_the_recommended_job_runs_on_the_base_with_a_token_that_may_only_read() -> None:
    assert WORKFLOW[True] == "pull_request_target"
    assert WORKFLOW["permissions"] == {"contents": "read"}
    for entry in WORKFLOW["jobs"]["architecture"]["steps"]:
        assert "${{" not in entry.get("run", "")
        assert "ref" not in entry.get("with", {})
    assert STEPS["Install kavro-lint outside of the checkout"]["run"].count(" -I ") == 2
