"""No setting of Git's that names a program is left to a repository.

The list is kept against the settings that the installed Git documents: one that is new here, and
looks as if it named a program, must be switched off or argued for.
"""

import re
import subprocess
from pathlib import Path

import pytest

from kavro_lint.git.command import COMMANDS, command_line
from kavro_lint.git.safety import SETTINGS, environment
from tests.building import repository, run, write
from tests.git.building import git

# A documented setting whose name says that its value is, or chooses, a program or a place.
NAMES_A_PROGRAM = re.compile(
    r"(?i)(cmd|command|program|helper|pager|editor|textconv|driver|hook|proxy|external|askpass|"
    r"uploadpack|receivepack|browser|tool|clean|smudge|process|\.update|alias|vcs|exec|path|"
    r"fsmonitor|recursive|diffFilter|layout)$|^(alias|pager|hook)\."
)

# Settings that are overridden in another way than by `SETTINGS`.
SWITCHED_OFF = {
    "core.gitProxy": "GIT_PROXY_COMMAND is set and empty, which wins",
    "diff.<driver>.command": "--no-ext-diff",
    "diff.<driver>.textconv": "--no-textconv",
    "remote.<name>.uploadpack": "--upload-pack, and such a remote is not fetched from",
    "remote.<name>.vcs": "such a remote is not fetched from; GIT_ALLOW_PROTOCOL",
    "gpg.<format>.program": "gpg.program, gpg.x509.program and gpg.ssh.program, one by one",
    "fetch.recurseSubmodules": "--no-recurse-submodules",
}

# Settings of commands that are never asked, or that name no program after all.
NEVER_ASKED = (
    r"alias\..*", r"browser\..*", r"clean\..*", r"column\.clean", r"completion\.commands",
    r"difftool\..*", r"diff\.(gui)?tool", r"filter\..*", r"guitool\..*", r"help\..*",
    r"instaweb\..*", r"interactive\..*", r"man\..*", r"mergetool\..*", r"merge\..*", r"pager\..*",
    r"rebase\..*", r"receive\..*", r"sendemail\..*", r"stash\..*", r"web\.browser",
    r"color\.pager", r"commit\.cleanup", r"gitcvs\.dbDriver", r"gpg\.ssh\.defaultKeyCommand",
    r"notes\.rewrite\.<command>", r"remote\.<name>\.receivepack", r"submodule\.<name>\.update",
    r"uploadpack\.packObjectsHook", r"hook\..*", r"trailer\..*", r"tar\..*",
)  # fmt: skip
NO_PROGRAM = {
    # Places of files that are read as data, or of folders of programs nobody asks for.
    r"core\.(attributes|excludes|quote)[Pp]ath", r"core\.quotePath", r"include(If\..*)?\.path",
    r"http\.(proxy|sslCAPath)", r"http\..*\.(proxy|sslCAPath)", r"remote\.<name>\.proxy",
    r"fsck\..*", r"advice\..*", r"credential\.useHttpPath", r"safe\..*", r"log\..*",
    r"diff\.<driver>\.cachetextconv",
    r"gc\.recentObjectsHook",  # `gc` is never run: gc.auto and maintenance.auto
    r"submodule\.<name>\.path", r"http\.cookieFile",
}  # fmt: skip


def documented() -> list[str]:
    done = subprocess.run(["git", "help", "--config"], capture_output=True, text=True)
    return done.stdout.split()


def test_every_setting_that_names_a_program_is_known() -> None:
    names = documented()
    assert len(names) > 500
    lower = {name.lower() for name in (*SETTINGS, *SWITCHED_OFF)}
    unknown = [
        name
        for name in names
        if NAMES_A_PROGRAM.search(name)
        and name.lower() not in lower
        and not any(re.fullmatch(entry, name) for entry in (*NEVER_ASKED, *NO_PROGRAM))
    ]
    assert unknown == []


def test_the_list_says_nothing_of_settings_that_are_asked() -> None:
    # What is said to be of commands never asked must not be of one that is.
    sections = {re.split(r"\\?\.", entry)[0] for entry in NEVER_ASKED}
    assert not sections & (set(COMMANDS) - {"notes"})


# Each setting that could run something in a command that is asked, tried.

PROGRAMS = (
    "core.alternateRefsCommand", "core.askPass", "core.editor", "core.fsmonitor", "core.gitProxy",
    "core.pager", "core.sshCommand", "credential.helper", "diff.evil.command",
    "diff.evil.textconv", "diff.external", "filter.evil.clean", "filter.evil.process",
    "filter.evil.smudge", "gpg.openpgp.program", "gpg.program", "gpg.ssh.program",
    "gpg.x509.program", "merge.evil.driver", "pager.blame", "pager.log", "pager.rev-list",
    "sequence.editor", "uploadpack.packObjectsHook", "gpg.ssh.defaultKeyCommand",
    "alias.rev-list", "alias.ls-files", "alias.diff-tree", "trailer.sign.command",
    "hook.evil.command", "interactive.diffFilter",
)  # fmt: skip
APPROVAL = (
    "---\nby: Ada\non: 2026-01-01\nsubject: blueprint\n---\n\n"
    "| Covers | Fingerprint |\n|---|---|\n| x | abcdef |\n"
)
ATTRIBUTES = "* diff=evil filter=evil merge=evil\n"
TABLE = "| Module | Paths |\n|---|---|\n| a | `a/` |\n"
FILES = {
    "a/x.py": "import os\n", "docs/kavro/blueprint.md": TABLE, ".gitattributes": ATTRIBUTES,
    "docs/kavro/approvals/2026-01-01-blueprint-abcdef.md": APPROVAL,
    "kavro-lint.toml": 'approvers = ["A Tester"]\n',
}  # fmt: skip
LINES = (
    ("check",), ("check", "--staged"), ("check", "--rev", "HEAD"), ("check", "--base", "HEAD~1"),
    ("blame",), ("diff", "HEAD~1"), ("graph",), ("tasks",),
)  # fmt: skip


def armed(folder: Path, mark: Path) -> Path:
    """Return a repository whose configuration runs a program wherever Git would let it."""
    program = folder.parent / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> "{mark}"\ncat\n')
    program.chmod(0o755)
    repository(folder, FILES)
    write(folder, {"a/x.py": "import os\nimport sys\n"})
    git(folder, "mv", "a/x.py", "a/y.py")
    git(folder, "commit", "--quiet", "--all", "--message=two")
    hooks = folder / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (hooks / name).write_text(program.read_text())
        (hooks / name).chmod(0o755)
    for name in PROGRAMS:
        git(folder, "config", name, str(program))
    git(folder, "config", "core.hooksPath", str(hooks))
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/attributes").write_text(ATTRIBUTES)
    write(folder, {"a/y.py": "import os\nimport sys\nimport re\n"})
    return folder


def test_no_program_of_the_configuration_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    folder = armed(tmp_path / "r", mark)
    for line in LINES:
        done = run(folder, *line)
        assert done.returncode in {0, 1}, done
    assert not mark.exists(), mark.read_text()
    # The trap works: Git itself runs such a program.
    git(folder, "-c", "core.pager=cat", "diff", "--textconv")
    assert mark.exists()


def test_no_program_is_searched_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "ran"
    folder = repository(tmp_path / "r", {**FILES, "git": f"#!/bin/sh\necho > {mark}\n"})
    (folder / "git").chmod(0o755)
    path = environment()["PATH"]
    monkeypatch.setenv("PATH", f".::{path}")
    assert run(folder, "check").returncode in {0, 1}
    assert not mark.exists()
    assert environment()["PATH"] == path
    assert Path(command_line(("rev-parse",))[0]).is_absolute()


def test_a_command_that_is_not_on_the_list_is_not_asked() -> None:
    for name in ("log", "diff", "show", "status", "gc", "-c"):
        with pytest.raises(KeyError):
            command_line((name,))


def test_variables_that_change_answers_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("EXTERNAL_DIFF", "PAGER", "EDITOR", "ICASE_PATHSPECS", "TRACE", "GRAFT_FILE")
    for name in names:
        monkeypatch.setenv(f"GIT_{name}", "1")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "0")
    passed = environment()
    assert not {f"GIT_{name}" for name in names} & set(passed)
    assert passed["GIT_CONFIG_COUNT"] == "0"


# A folder of the tree that Git takes for a repository.


def bare_like(tmp_path: Path, mark: Path) -> Path:
    """Return a clone with a committed folder that has all that a bare repository has."""
    inner = repository(tmp_path / "inner", FILES)
    outer = repository(tmp_path / "outer", FILES)
    place = outer / "vendor/fixture"
    place.parent.mkdir()
    (inner / ".git").rename(place)
    (place / "info").mkdir(exist_ok=True)
    (place / "info/attributes").write_text("* diff=evil\n")
    (place / "refs/heads/keep").write_text((place / "refs/heads/main").read_text())
    program = f"touch {mark}; cat"
    (place / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        f'[core]\n\tfsmonitor = {program!r}\n[diff "evil"]\n\ttextconv = {program}\n'
    )
    write(place, FILES)
    git(outer, "add", "--all", "--force")
    git(outer, "commit", "--quiet", "--message=a fixture")
    git(tmp_path, "clone", "--quiet", str(outer), "clone")
    return tmp_path / "clone"


def test_a_committed_folder_that_looks_like_a_repository_is_a_folder(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    clone = bare_like(tmp_path, mark)
    there = clone / "vendor/fixture"
    # Git itself would take it for one.
    assert git(there, "rev-parse", "--absolute-git-dir") == str(there)
    for line in LINES[:3]:
        assert run(there, *line).returncode in {0, 1}
    assert not mark.exists()
    done = run(there, "check", "--format", "json")
    assert '"path": "vendor/fixture/docs/kavro/blueprint.md"' in done.stdout


def test_a_real_bare_repository_is_judged_also_below_a_working_tree(tmp_path: Path) -> None:
    outer = repository(tmp_path / "outer", FILES)
    repository(tmp_path / "other")
    git(outer, "clone", "--quiet", "--bare", str(tmp_path / "other"), "mirrors/other.git")
    bare = outer / "mirrors/other.git"
    assert run(bare, "check", "--rev", "HEAD").returncode == 0
    assert "a bare repository has no working tree" in run(bare, "check").stderr
    staged = run(bare, "check", "--staged")
    assert (staged.returncode, "a bare repository has no index" in staged.stderr) == (2, True)
