"""The GitHub Action and the GitLab template: read as YAML, and their scripts run with bash."""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
import yaml

from tests.building import git, repository, write
from tests.test_diff import SHOP

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
TEMPLATE = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text())["kavro-lint"]
STEPS = {step.get("name", "python"): step for step in ACTION["runs"]["steps"]}
MARK = "<!-- kavro-lint diff -->"

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="the scripts are for bash")


def shop(folder: Path) -> Path:
    repository(folder, SHOP)
    git(folder, "checkout", "--quiet", "-b", "topic")
    write(folder, {"auth/login.py": "from billing import invoices\n"})
    git(folder, "commit", "--quiet", "--all", "--message=Charge")
    return folder


def programs(folder: Path, **scripts: str) -> str:
    """Return a PATH on which kavro-lint is this one, and other programs are what they say."""
    place = folder / "bin"
    place.mkdir()
    real = f'exec "{sys.executable}" -m kavro_lint "$@"'
    for name, script in {
        "kavro-lint": real,
        # Isolated, as the templates ask; and this source is where an installed one would be.
        "python": f'exec "{sys.executable}" "$@"',
        **scripts,
    }.items():
        (place / name).write_text(f"#!/bin/sh\n{script}\n")
        (place / name).chmod(0o755)
    return f"{place}{os.pathsep}{os.environ['PATH']}"


def bash(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # As GitHub runs `shell: bash`.
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    # The installed programs are the first on this PATH (`programs`).
    env.setdefault("KAVRO_BIN", env["PATH"].split(os.pathsep)[0])
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


def event(folder: Path) -> dict[str, str]:
    """Return the environment of a pull request's event."""
    path = folder / "event.json"
    base = {"ref": "main", "sha": git(folder / "shop", "rev-parse", "main").strip()}
    path.write_text(json.dumps({"pull_request": {"number": 7, "base": base}}))
    return {
        "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main",
        "GITHUB_EVENT_PATH": str(path), "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"), "GITHUB_REPOSITORY": "shop/shop",
        "KAVRO_BASE": "auto", "KAVRO_DIRECTORY": str(folder / "shop"), "KAVRO_FAIL_ON": "",
        "KAVRO_SUMMARY": str(folder / "diff.md"), "KAVRO_PULL": "7", "KAVRO_CHANGED": "true",
    }  # fmt: skip


def test_no_expression_stands_in_a_script_and_actions_are_pinned() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
        else:
            assert step["shell"] == "bash"
    used = {
        name
        for step in ACTION["runs"]["steps"]
        for name in re.findall(r"inputs\.([\w-]+)", str(step))
    }
    assert used == set(ACTION["inputs"])


@needs_bash
def test_what_a_pull_request_does_is_in_the_summary(tmp_path: Path) -> None:
    shop(tmp_path / "shop")
    environment = {**event(tmp_path), "PATH": programs(tmp_path)}
    done = bash(STEPS["What the change does"]["run"], tmp_path, **environment)
    assert done.returncode == 0, done
    outputs = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    assert outputs == {
        "summary": str(tmp_path / "diff.md"), "verdict": "BLOCK", "changed": "true",
    }  # fmt: skip
    assert "from `auth` to `billing`; is that intended?" in (tmp_path / "summary").read_text()
    assert (tmp_path / "summary").read_text() == (tmp_path / "diff.md").read_text()


@needs_bash
def test_a_base_that_is_a_script_is_only_a_name(tmp_path: Path) -> None:
    shop(tmp_path / "shop")
    environment = {**event(tmp_path), "PATH": programs(tmp_path)}
    for base in ("$(touch pwned)", '"; touch pwned; "', "--output=pwned"):
        environment["KAVRO_BASE"] = base
        done = bash(STEPS["What the change does"]["run"], tmp_path, **environment)
        assert (done.returncode, "no commit is named" in done.stderr) == (2, True), done
    assert not list(tmp_path.rglob("pwned"))


@needs_bash
@pytest.mark.parametrize(
    ("known", "changed", "asked"),
    [
        ("", "true", ["GET comments", "POST comments"]),
        ("11", "true", ["GET comments", "PATCH comments/11"]),
        ("11", "false", ["GET comments", "PATCH comments/11"]),
        ("", "false", ["GET comments"]),
    ],
)
def test_one_comment_is_kept(tmp_path: Path, known: str, changed: str, asked: list[str]) -> None:
    shop(tmp_path / "shop")
    record = (
        'method=GET; for word in "$@"; do case "$word" in GET|POST|PATCH) method="$word";; '
        'repos/*) place="$word";; body=@*) cat "${word#body=@}" > body;; esac; done\n'
        'echo "$method comments${place##*comments}" >> asked\n'
        f'if [ "$method" = GET ]; then printf "%s" "{known}"; fi'
    )
    environment = {**event(tmp_path), "PATH": programs(tmp_path, gh=record)}
    environment["KAVRO_CHANGED"] = changed
    (tmp_path / "diff.md").write_text("### Architecture: 1 new dependency\n")
    done = bash(STEPS["Comment"]["run"], tmp_path, **environment)
    assert done.returncode == 0, done
    assert (tmp_path / "asked").read_text().splitlines() == asked
    if len(asked) > 1:
        assert (tmp_path / "body").read_text() == f"{MARK}\n### Architecture: 1 new dependency\n"


@needs_bash
def test_a_long_summary_or_a_token_without_rights_fails_nothing(tmp_path: Path) -> None:
    shop(tmp_path / "shop")
    refuse = (
        'for word in "$@"; do case "$word" in body=@*) cat "${word#body=@}" > body;; esac; done\n'
        "exit 1"
    )
    environment = {**event(tmp_path), "PATH": programs(tmp_path, gh=refuse)}
    (tmp_path / "diff.md").write_text("### Architecture\n" + "x" * 70_000)
    done = bash(STEPS["Comment"]["run"], tmp_path, **environment)
    assert (done.returncode, done.stdout.startswith("::notice ")) == (0, True), done
    body = (tmp_path / "body").read_text()
    assert len(body) < 1_000
    assert body.startswith(f"{MARK}\n### Architecture\n")


@needs_bash
@pytest.mark.parametrize(("fail_on", "more"), [("", ""), ("minor", " --fail-on minor")])
def test_the_check_has_the_exit_code(tmp_path: Path, fail_on: str, more: str) -> None:
    shop(tmp_path / "shop")
    path = programs(tmp_path, **{"kavro-lint": 'echo "$@" > asked; exit 1'})
    environment = {**event(tmp_path), "PATH": path, "KAVRO_FAIL_ON": fail_on}
    done = bash(STEPS["Check"]["run"], tmp_path, **environment)
    assert done.returncode == 1
    asked = (tmp_path / "asked").read_text().strip()
    assert asked == f"-C {tmp_path / 'shop'} check --base auto --format github{more}"


@needs_bash
def test_the_check_annotates_what_the_change_brings(tmp_path: Path) -> None:
    shop(tmp_path / "shop")
    environment = {**event(tmp_path), "PATH": programs(tmp_path)}
    done = bash(STEPS["Check"]["run"], tmp_path, **environment)
    assert done.returncode == 1, done
    assert "::error file=auth/login.py,line=1" in done.stdout


@needs_bash
def test_gitlab_gets_its_code_quality_report(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    environment = {"PATH": programs(tmp_path), "KAVRO_BASE": "main"}
    assert bash(TEMPLATE["script"][2], folder, **environment).returncode == 1
    report = json.loads((folder / TEMPLATE["artifacts"]["reports"]["codequality"]).read_text())
    assert [finding["location"]["path"] for finding in report] == ["auth/login.py"]


class Notes(http.server.BaseHTTPRequestHandler):
    """A GitLab with the notes of one merge request."""

    notes: ClassVar[Mapping[str, object]] = {}
    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        self._answer([*self.notes.values()])

    def do_POST(self) -> None:
        self._record()

    def do_PUT(self) -> None:
        self._record()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _record(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        self.asked.append((self.command, self.path.rpartition("/notes")[2], body))
        self._answer({})

    def _answer(self, document: object) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())


@contextmanager
def gitlab(*bodies: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    Notes.notes = {str(n): {"id": n, "body": body} for n, body in enumerate(bodies)}
    Notes.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Notes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v4", Notes.asked
    finally:
        server.shutdown()
        server.server_close()


@needs_bash
@pytest.mark.parametrize(("there", "asked"), [((), "POST"), (("hello", f"{MARK}\nold"), "PUT")])
def test_gitlab_keeps_one_note(tmp_path: Path, there: tuple[str, ...], asked: str) -> None:
    folder = shop(tmp_path / "shop")
    summary, note, _ = TEMPLATE["script"]
    with gitlab(*there) as (address, result):
        environment = {
            "PATH": programs(tmp_path), "CI_API_V4_URL": address, "CI_PROJECT_ID": "3",
            "CI_MERGE_REQUEST_IID": "7", "KAVRO_LINT_TOKEN": "secret", "KAVRO_BASE": "main",
        }  # fmt: skip
        for script in (summary, note):
            done = bash(script, folder, **environment)
            assert done.returncode == 0, done
    ((method, place, body),) = result
    assert (method, place) == (asked, "/1" if there else "")
    assert body.startswith(f"{MARK}\n### Architecture: 1 new dependency")


@needs_bash
def test_gitlab_without_a_token_writes_no_note_and_the_check_has_the_exit_code(
    tmp_path: Path,
) -> None:
    folder = shop(tmp_path / "shop")
    _, note, check = TEMPLATE["script"]
    assert bash(note, folder, PATH=programs(tmp_path)).stdout == ""
    (tmp_path / "bin/kavro-lint").write_text('#!/bin/sh\necho "$@" > asked; exit 1\n')
    environment = {
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "KAVRO_BASE": "auto",
    }
    assert bash(check, folder, **environment).returncode == 1
    report = TEMPLATE["artifacts"]["reports"]["codequality"]
    asked = (folder / "asked").read_text().strip()
    assert asked == f"check --base auto --format gitlab --output {report}"


# What Python would import first from the folder that it is started in.
DECOYS = (
    "venv.py", "pip.py", "pip/__main__.py", "json.py", "json/__init__.py", "runpy.py",
    "encodings.py", "urllib/__init__.py", "kavro_lint/__init__.py", "sitecustomize.py",
)  # fmt: skip


@needs_bash
def test_the_templates_import_nothing_from_the_checkout(tmp_path: Path) -> None:
    mark = tmp_path / "imported"
    program = f"open({str(mark)!r}, 'a').write(__file__)\n"
    folder = repository(tmp_path / "shop", {**SHOP, **dict.fromkeys(DECOYS, program)})
    (tmp_path / "summary.json").write_text('{"verdict": "PASS", "changed": true}')
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": "", "PIP_NO_INDEX": "1", "RUNNER_TEMP": str(tmp_path / "temp"),
        "KAVRO_VENV": str(tmp_path / "venv"), "GITHUB_ACTION_PATH": str(tmp_path / "nowhere"),
        "GITHUB_OUTPUT": str(tmp_path / "output"), "CI_PROJECT_DIR": str(folder),
        "KAVRO_LINT": str(tmp_path / "nowhere"), "KAVRO_SUMMARY": str(tmp_path / "summary"),
        "KAVRO_LINT_TOKEN": "secret", "CI_MERGE_REQUEST_IID": "7",
        "TMPDIR": str(tmp_path),
    }  # fmt: skip
    (tmp_path / "temp").mkdir()
    heredocs = [
        line
        for script in (STEPS["What the change does"]["run"], TEMPLATE["script"][1])
        for line in [script[script.index('"$KAVRO_BIN/python"') : script.rindex("PYTHON") + 6]]
    ]
    install = STEPS["Install kavro-lint"]["run"]
    for script in (install, "\n".join(TEMPLATE["before_script"]), *heredocs):
        bash(script, folder, **environment)
    assert not mark.exists()


@needs_bash
def test_steps_that_follow_find_kavro_lint_and_no_other_program(tmp_path: Path) -> None:
    install = STEPS["Install kavro-lint"]["run"]
    script = install[install.index('mkdir -p "$KAVRO_VENV-path"') :]
    for name in ("kavro-lint", "python", "pip"):
        write(tmp_path, {f"venv/bin/{name}": "#!/bin/sh\n"})
    places = {"KAVRO_VENV": str(tmp_path / "venv"), "GITHUB_PATH": str(tmp_path / "path")}
    done = bash(script, tmp_path, bin=str(tmp_path / "venv/bin"), **places)
    assert done.returncode == 0, done
    (folder,) = (tmp_path / "path").read_text().splitlines()
    assert [place.name for place in Path(folder).iterdir()] == ["kavro-lint"]


def test_the_templates_start_no_python_that_is_not_isolated() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    scripts += [*TEMPLATE["before_script"], *TEMPLATE["script"]]
    started = [line for script in scripts for line in re.findall(r"python\"? [^\n]*", script)]
    assert len(started) == 6
    assert all(re.match(r"python\"? -I ", line) for line in started)
    # By its own path, never by one that PATH or the folder decides.
    assert not [s for s in scripts if re.search(r"(?m)^\s*kavro-lint (-C|check|diff)", s)]
