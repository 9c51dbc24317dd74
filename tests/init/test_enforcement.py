"""The CI job that `init` writes: it installs the kavro-lint that wrote it, and it runs."""

import json
import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import Distribution
from pathlib import Path

import pytest
import yaml

from kavro_lint.commands.init import enforcement
from tests.building import git, repository, run

ROOT = Path(__file__).parents[2]
COMMIT = "a" * 40


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        ({"url": "https://x/k", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
         f"kavro-lint @ git+https://x/k@{COMMIT}"),
        ({"url": "file:///src/k", "dir_info": {"editable": True}}, "kavro-lint @ file:///src/k"),
        ({"url": "https://x/k-1.whl", "archive_info": {}}, "kavro-lint @ https://x/k-1.whl"),
        (None, "kavro-lint==1.2.3"),
    ],
)  # fmt: skip
def test_the_job_installs_from_where_the_running_program_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: dict[str, object] | None, wanted: str
) -> None:
    (tmp_path / "METADATA").write_text("Name: kavro-lint\nVersion: 1.2.3\n")
    if origin is not None:
        (tmp_path / "direct_url.json").write_text(json.dumps(origin))
    monkeypatch.setattr(Distribution, "from_name", lambda _: Distribution.at(tmp_path))
    assert enforcement.requirement() == wanted
    assert enforcement.is_local(enforcement.requirement()) is ("file:" in wanted)


def test_an_address_that_only_this_machine_has_is_reported(tmp_path: Path) -> None:
    folder = repository(tmp_path / "x", {"a.py": ""})
    done = run(folder, "init", "--ci", "gitlab")
    result = "which only this machine has" in " ".join(done.stdout.split())
    assert result is enforcement.is_local(enforcement.requirement())


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty Python, as a job has it."""
    folder = tmp_path_factory.mktemp("job") / "venv"
    venv.create(folder, with_pip=True)
    return folder / ("Scripts" if os.name == "nt" else "bin")


@pytest.mark.skipif(shutil.which("bash") is None, reason="a runner has bash")
@pytest.mark.skipif(
    not enforcement.is_local(enforcement.requirement()), reason="it installs from a path"
)
@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_the_steps_of_the_job_run(tmp_path: Path, programs: Path, forge: str) -> None:
    origin = repository(tmp_path / "origin", {"shop/a.py": "", "shop/b.py": "import shop.a\n"})
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(origin), str(folder))
    assert run(folder, "init", "--ci", forge).returncode == 0
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Begin")
    if forge == "github":
        job = yaml.safe_load((folder / ".github/workflows/architecture.yml").read_text())
        steps = [step["run"] for step in job["jobs"]["kavro-lint"]["steps"] if "run" in step]
    else:
        steps = yaml.safe_load((folder / ".gitlab-ci.yml").read_text())["kavro-lint"]["script"]
    install, check = steps
    # What is needed to build is what this Python has.
    site = subprocess.run(
        [sys.executable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": site,
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_NO_DEPS": "1",
    }
    for script in (install, check):
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
            cwd=folder, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    assert (programs / f"kavro-lint{'.exe' if os.name == 'nt' else ''}").is_file()
