"""Ordinary settings of a user neither stop nor change a check.

Every setting that the installed Git documents is set to something unusual, as far as Git itself
then still works, and all reports stay as they were.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.building import repository, run, write
from tests.git.building import clean_environment, git

# What a repository is, and whom the user trusts: not how answers look.
OF_THE_REPOSITORY = re.compile(
    r"(?i)(core\.(bare|worktree|repositoryformatversion|ignorecase|precomposeunicode|sparse.*|"
    r"excludesfile|virtualfilesystem|gitproxy|symlinks|filemode)|extensions\..*|safe\..*|include.*|"
    r"alias\..*|init\..*|user\..*|author\..*|committer\..*)"
)
# Settings with a list of values, the most unusual of each.
VALUES = {
    "blame.coloring": "highlightRecent", "blame.date": "relative", "color.ui": "always",
    "column.ui": "always", "commit.cleanup": "scissors", "core.abbrev": "4",
    "core.autocrlf": "true", "core.checkStat": "minimal", "core.disambiguate": "blob",
    "core.eol": "crlf", "core.quotePath": "true", "core.safecrlf": "warn",
    "core.untrackedCache": "true", "core.whitespace": "tab-in-indent", "diff.algorithm": "patience",
    "diff.colorMoved": "zebra", "diff.dirstat": "lines", "diff.ignoreSubmodules": "all",
    "diff.renameLimit": "1", "diff.renames": "copies", "diff.submodule": "log",
    "diff.wordRegex": ".", "diff.wsErrorHighlight": "all", "diff.context": "0",
    "diff.statGraphWidth": "1", "diff.interHunkContext": "9", "fetch.output": "compact",
    "i18n.commitEncoding": "ISO-8859-1", "i18n.logOutputEncoding": "UTF-16",
    "index.version": "4", "log.date": "relative", "log.decorate": "full", "log.diffMerges": "off",
    "log.initialDecorationSet": "all", "log.excludeDecoration": "*", "merge.renames": "false",
    "notes.displayRef": "refs/notes/*", "core.notesRef": "refs/notes/other",
    "push.default": "nothing", "status.showUntrackedFiles": "no", "submodule.recurse": "true",
    "format.pretty": "email", "core.commentChar": ";", "core.packedGitWindowSize": "1",
    "pack.threads": "1", "index.threads": "1", "log.showRoot": "false", "log.mailmap": "true",
    "protocol.version": "0", "versionsort.suffix": "x", "core.logAllRefUpdates": "always",
}  # fmt: skip
PLACEHOLDERS = {"driver": "x", "name": "origin", "remote": "origin", "url": "https://host.example"}
LINES = (
    ("check",), ("check", "--staged"), ("check", "--rev", "HEAD"), ("check", "--base", "HEAD~2"),
    ("blame",), ("diff", "HEAD~2"),
)  # fmt: skip


def settings() -> Iterator[tuple[str, str]]:
    done = subprocess.run(["git", "help", "--config"], capture_output=True, text=True)
    for documented in done.stdout.split():
        name = re.sub(
            r"<(\w+)>", lambda match: PLACEHOLDERS.get(match[1], "x"), documented
        ).replace("*", "x")
        if "." not in name or OF_THE_REPOSITORY.fullmatch(name):
            continue
        yield from ((name, value) for value in ("true", "false"))


def accepted(folder: Path, wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the settings under which Git's own commands still work; many are tried at once."""
    options = [text for name, value in wanted for text in ("-c", f"{name}={value}")]
    works = all(
        subprocess.run(
            ["git", "--no-pager", *options, *command], cwd=folder, env=clean_environment(),
            stdin=subprocess.DEVNULL, capture_output=True,
        ).returncode == 0
        for command in (("status",), ("log", "-p", "-3"), ("blame", "a.py"), ("ls-files",))
    )  # fmt: skip
    if works:
        return wanted
    if len(wanted) == 1:
        return []
    half = len(wanted) // 2
    return accepted(folder, wanted[:half]) + accepted(folder, wanted[half:])


def project(folder: Path) -> Path:
    rows = "| a | `a*.py` | none |\n| b | `b.py` | none |\n"
    table = f"| Module | Paths | May import |\n|---|---|---|\n{rows}"
    repository(folder, {"a.py": "x = 1\n", "b.py": "", "docs/kavro/blueprint.md": table})
    write(folder, {"a.py": "x = 1\nimport b\n", "grün.py": "import a\n"})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Import b\n\nKavro-Task: 1.1.1\n")
    git(folder, "mv", "a.py", "a2.py")
    git(folder, "commit", "--quiet", "--message=Move it")
    git(folder, "checkout", "--quiet", "-b", "topic", "HEAD~1")
    write(folder, {"b.py": "import a\n"})
    git(folder, "commit", "--quiet", "--all", "--message=Und zurück")
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-edit", "topic")
    git(folder, "notes", "add", "-m", "a note", "HEAD")
    write(folder, {"a2.py": "x = 1\nimport b\nimport b as c\n", "new.py": "import b\n"})
    git(folder, "add", "a2.py")
    return folder


def reports(folder: Path, **environment: str) -> Mapping[str, object]:
    result: dict[str, object] = {}
    for line in LINES:
        done = run(folder, *line, "--format", "json", **environment)
        result[" ".join(line)] = (done.returncode, json.loads(done.stdout or "null"), done.stderr)
    return result


def test_no_setting_of_a_user_changes_a_report(tmp_path: Path) -> None:
    folder = project(tmp_path / "r")
    (folder / "a.py").write_text("")
    git(folder, "add", "--intent-to-add", "a.py")
    (tmp_path / "order").write_text("*.py\n")
    (tmp_path / "revs").write_text(git(folder, "rev-parse", "HEAD") + "\n")
    everything = list(settings())
    assert len(everything) > 1_000
    expected = reports(folder)
    places = [
        ("diff.orderFile", str(tmp_path / "order")),
        ("blame.ignoreRevsFile", str(tmp_path / "revs")),
        ("mailmap.file", str(tmp_path / "order")),
        ("core.attributesFile", str(tmp_path / "order")),
    ]
    unusual = [*accepted(folder, list(VALUES.items())), *places]
    assert len(unusual) > 40
    for wanted in (
        accepted(folder, [entry for entry in everything if entry[1] == "true"]),
        accepted(folder, [entry for entry in everything if entry[1] == "false"]),
        unusual,
    ):
        configuration = tmp_path / "gitconfig"
        configuration.write_text("")
        for name, value in wanted:
            git(tmp_path, "config", "--file", str(configuration), name, value)
        assert reports(folder, GIT_CONFIG_GLOBAL=str(configuration)) == expected


@pytest.mark.parametrize(
    "setting",
    ["log.showRoot=false", "blame.ignoreRevsFile=nowhere", "diff.orderFile=nowhere",
     "log.diffMerges=off", "diff.relative=true", "diff.noprefix=true"],
)  # fmt: skip
def test_settings_that_once_changed_a_report_no_longer_do(tmp_path: Path, setting: str) -> None:
    folder = project(tmp_path / "r")
    expected = reports(folder)
    git(folder, "config", *setting.split("="))
    assert reports(folder) == expected
