"""Point 3: every step of `action.yml` and of the GitLab job is run in a checkout full of decoys."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml
from scene import BASE, DRIFT, KL, Link, Scene

ROOT = Path(os.environ.get("SRC", Path(__file__).parents[4]))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
JOB = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text())["kavro-lint"]
PYTHON = Path(sys.executable).absolute()
MODULES = (
    "venv", "pip", "json", "urllib", "os", "sys", "site", "sitecustomize", "usercustomize", "http",
    "ensurepip", "encodings", "kavro_lint", "ssl", "setuptools", "hatchling", "email", "socket",
)  # fmt: skip
PROGRAMS = (
    "python", "python3", "pip3", "gh", "git", "cat", "head", "wc", "mkdir", "mktemp", "cp", "echo",
    "printf", "kavro-lint", "cd", "export", "bin/python", "bin/kavro-lint",
)  # fmt: skip


def decoys(scene: Scene) -> dict[str, object]:
    ran = f"touch {scene.place}/RAN"
    files: dict[str, object] = {
        f"{name}.py": f"open({str(scene.place / 'RAN')!r}, 'w')\n" for name in MODULES
    }
    files |= {f"{name}/__init__.py": files["os.py"] for name in ("pip", "venv", "json", "urllib")}
    files |= dict.fromkeys(PROGRAMS, f"#!/bin/sh\n{ran}\nexit 0\n")
    return files | {
        ".bashrc": ran, ".bash_profile": ran, ".profile": ran, ".env": ran, ".inputrc": ran,
        "pyvenv.cfg": "home = .\n", "pip.conf": "[global]\nno-index = true\n",
        "setup.py": f"import os; os.system({ran!r})\n",
        "setup.cfg": "[metadata]\nname = evil\n",
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "evil"\nbackend-path = ["."]\n',
        "evil.py": f"import os; os.system({ran!r})\n",
        "event.json": "{}",
    }  # fmt: skip


def installed(scene: Scene) -> str:
    """Return a PATH whose Python makes an environment at once; it must be asked in isolation."""
    folder = scene.place / "programs"
    folder.mkdir(exist_ok=True)
    maker = f"""#!/bin/sh
case "$1 $2 $3" in
  "-I -m venv") mkdir -p "$4/bin"; ln -sf "{folder}/python-of-it" "$4/bin/python"
    ln -sf "{KL}" "$4/bin/kavro-lint";;
  -I*) exec "{PYTHON}" "$@";;
  *) touch {scene.place}/RAN; exec "{PYTHON}" "$@";;
esac
"""
    inner = f'#!/bin/sh\n[ "$1 $2 $3" = "-I -m pip" ] && exec "{PYTHON}" -I -m pip --version\n'
    for name, text in (
        ("python", maker),
        (
            "python-of-it",
            f'{inner}[ "$1" = -I ] || touch {scene.place}/RAN\nexec "{PYTHON}" "$@"\n',
        ),
        ("gh", "#!/bin/sh\nexit 0\n"),
    ):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return f"{folder}:{scene.environment['PATH']}"


def main() -> None:
    scene = Scene()
    runner = scene.place / "runner"
    runner.mkdir()
    marks = re.compile(rb"^(?:::|##\[|\x1b\[0Ksection_)", re.M)

    def prepare(extra: dict[str, object]) -> None:
        scene.new(BASE)
        scene.branch()
        scene.write({**decoys(scene), **DRIFT, **extra})
        for name in PROGRAMS:
            (scene.top / name).chmod(0o755)
        scene.commit("Hostile ::error::x\n\n::set-output name=a::b")

    def run(name: str, script: str, variables: dict[str, str], codes: tuple[int, ...]) -> bytes:
        (scene.place / "RAN").unlink(missing_ok=True)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], cwd=scene.top,
            env={**scene.environment, "PATH": installed(scene), **variables}, capture_output=True,
        )  # fmt: skip
        ran = (scene.place / "RAN").exists()
        scene.attempt(name, not ran and done.returncode in codes, ran, done.returncode,
                      done.stderr[-400:])  # fmt: skip
        return done.stdout + done.stderr

    prepare({})
    (runner / "event.json").write_text(json.dumps({
        "pull_request": {"number": 7, "base": {"ref": "main", "sha": scene.git("rev-parse", "main")}}
    }))  # fmt: skip
    github = {
        "RUNNER_TEMP": str(runner), "GITHUB_ACTION_PATH": str(ROOT), "KAVRO_PULL": "7",
        "KAVRO_VENV": str(runner / "kavro-lint"), "GITHUB_OUTPUT": str(runner / "output"),
        "GITHUB_PATH": str(runner / "path"), "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main",
        "GITHUB_EVENT_PATH": str(runner / "event.json"), "GITHUB_REPOSITORY": "a/b",
        "KAVRO_BASE": "auto", "KAVRO_DIRECTORY": ".", "KAVRO_FAIL_ON": "", "KAVRO_CHANGED": "true",
        "KAVRO_SUMMARY": str(runner / "diff.md"), "KAVRO_BIN": str(runner / "kavro-lint/bin"),
    }  # fmt: skip
    for step in ACTION["runs"]["steps"]:
        if "run" in step:
            output = run(f"action.yml: {step['name']}", step["run"], github,
                       (1,) if step["name"] == "Check" else (0,))  # fmt: skip
            odd = [line for line in output.splitlines()
                   if marks.match(line) and not line.startswith((b"::error file=", b"::warning file=",
                                                                 b"::notice "))]  # fmt: skip
            scene.attempt(f"action.yml: what {step['name']} prints", not odd, odd[:3])
    for variables in ({"KAVRO_BASE": "auto", "KAVRO_DIRECTORY": "src/shop"},
                      {"KAVRO_BASE": "main", "KAVRO_FAIL_ON": "never"}):  # fmt: skip
        for step in ACTION["runs"]["steps"]:
            if step.get("name") in ("What the change does", "Check"):
                run(
                    f"action.yml: {step['name']} {variables}",
                    step["run"],
                    {**github, **variables},
                    (0, 1),
                )
    scene.attempt("outputs of the action", set(re.findall(r"^(\w+)=", (runner / "output").read_text(), re.M))
                  <= {"bin", "summary", "verdict", "changed"})  # fmt: skip
    gitlab = {
        "CI_PROJECT_DIR": str(scene.top), "KAVRO_LINT": "kavro-lint", "KAVRO_BASE": "auto",
        "GITLAB_CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "TMPDIR": str(runner),
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": scene.git("rev-parse", "main"),
        "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "",
    }  # fmt: skip
    script = "\n".join([*JOB["before_script"], *JOB["script"]])
    run("GitLab: the job", script, gitlab, (1,))
    victim, report = scene.place / "victim", "gl-code-quality-report.json"
    for name in ("kavro-lint-diff.md", report):
        for kind, content in (("a link", Link(str(victim))), ("a committed file", "[]\n"),
                              ("a link to a folder", Link(str(runner)))):  # fmt: skip
            victim.write_text("precious\n")
            prepare({name: content})
            run(f"GitLab: {name} is {kind}", script, gitlab, (1, 2))
            scene.attempt(
                f"GitLab: what {name}, {kind}, leads to", victim.read_text() == "precious\n"
            )
    # What cannot be judged leaves no report of the change's own making behind.
    prepare(
        {report: "[]\n", "kavro-lint-diff.md": "all is well\n", "kavro-lint.toml": "nonsense = 1\n"}
    )
    run("GitLab: nothing can be judged", script, gitlab, (2,))
    left = [name for name in (report, "kavro-lint-diff.md") if (scene.top / name).exists()]
    scene.attempt("GitLab: no report of the change's own is uploaded", not left, left)
    # Messages are lines of the job's log, which forges read for commands.
    for name, files in {
        "a key of the settings": {"kavro-lint.toml": '"\\n::error::x" = 1\n'},
        "a value of the settings": {"kavro-lint.toml": 'mainline = "\\n::error::x"\n'},
        "a pattern of the settings": {"kavro-lint.toml": 'task-id = "(\\n::error::x"\n'},
        "a path of a rule": {"kavro-lint.toml": 'rules = ["\\n::error::x"]\n'},
        "a file's name": {"docs/kavro/decisions/a\n::error::x.md": "# x\n"},
        "a heading": {"docs/kavro/research.md": "# R\n\n## ::error::x\n\r::error::y\n"},
    }.items():
        prepare(files)
        for line in (("check",), ("check", "--format", "github"), ("diff", "main"), ("status",),
                     ("check", "--base", "main", "--format", "markdown")):  # fmt: skip
            done = scene.run(*line, GITHUB_ACTIONS="true")
            odd = [text for text in re.split(rb"[\r\n]", done.stdout + done.stderr)
                   if marks.match(text.lstrip(b" ")) and b" file=" not in text]  # fmt: skip
            scene.attempt(f"{name}, {' '.join(line)}", not odd, odd[:2])
    scene.end()


main()
