"""The scheduled jobs of the guide: read as YAML, and their steps run with bash."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.report.project import project

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/guide/history.md").read_text("utf-8")
GITHUB, GITLAB = (yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.S))

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the scripts are for bash")


def bash(script: str, folder: Path, place: Path, **environment: str) -> None:
    programs = place / "bin"
    programs.mkdir(exist_ok=True)
    for name, line in {
        "kavro-lint": f'exec "{sys.executable}" -m kavro_lint "$@"', "pip": "exit 0",
    }.items():  # fmt: skip
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"


def test_the_job_runs_on_github(tmp_path: Path) -> None:
    line = project(tmp_path / "shop")
    # YAML 1.1 takes `on` for true.
    assert GITHUB[True]["schedule"][0]["cron"] == "0 5 * * 1"
    assert GITHUB["permissions"] == {"contents": "read"}
    steps = GITHUB["jobs"]["drift"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    summary = tmp_path / "summary.md"
    for step in steps:
        if "run" in step:
            bash(step["run"], line.folder, tmp_path, GITHUB_STEP_SUMMARY=str(summary))
    (upload,) = [step for step in steps if "upload-artifact" in step.get("uses", "")]
    assert (line.folder / upload["with"]["path"]).read_text().startswith("<!doctype html>")
    assert summary.read_text().startswith("## Architecture drift")
    (cache,) = [step for step in steps if "cache@" in step.get("uses", "")]
    assert list((line.folder / cache["with"]["path"]).glob("history-*"))


def test_the_job_runs_on_gitlab(tmp_path: Path) -> None:
    line = project(tmp_path / "shop")
    job = GITLAB["pages"]
    assert job["variables"]["GIT_DEPTH"] == 0
    assert "schedule" in job["rules"][0]["if"]
    for script in job["script"]:
        bash(script, line.folder, tmp_path)
    (folder,) = job["artifacts"]["paths"]
    assert (line.folder / folder / "index.html").read_text().startswith("<!doctype html>")
