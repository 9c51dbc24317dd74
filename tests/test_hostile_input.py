"""Bad input: one clear message with place and remedy, the right exit code, nothing executed."""

import os
from pathlib import Path

import pytest

from tests.building import BLUEPRINT, GOOD, TABLE, git, repository, run
from tests.memory import findings_of

SETTINGS = "kavro-lint.toml"
WRONG_ROW = TABLE + "| a | `a.py` | | b |\n| b | `b.py` |\n"
WRONG_LAYER = TABLE + "| a | `a.py` | tpo | b |\n| b | `b.py` | | none |\n\n## Layers\n1. top\n"

# Files beside the good ones, arguments, exit code, and words of the message.
REFUSED = [
    ({SETTINGS: "", ".kavro-lint.toml": ""}, [], "two configurations"),
    ({SETTINGS: "exclud = []\n"}, [], "did you mean `exclude`?"),
    ({SETTINGS: "exclude = 3\n"}, [], "kavro-lint.toml:1"),
    ({SETTINGS: "exclude = [\n"}, [], "not valid TOML"),
    ({SETTINGS: "[severity]\nlayer-violatoin = 'minor'\n"}, [], "layer-violation"),
    ({SETTINGS: "rules = ['missing/']\n"}, [], "holds no rule page"),
    ({}, ["--rev", "nonsense"], "no commit is named 'nonsense'"),
    ({}, ["--rev", "mian"], "did you mean main?"),
    ({}, ["--rev", "--output=x"], "--output=x"),
    ({}, ["--rev", "HEAD", "--staged"], "cannot be combined"),
    ({}, ["../outside.py"], "outside the repository"),
    ({}, ["/etc/passwd"], "outside the repository"),
    ({}, ["missing.py"], "not in the snapshot"),
    ({}, ["--select", "layer-violatoin"], "layer-violation"),
    ({}, ["--ignore", "KV9"], "unknown rule"),
    ({"kavro-lint.toml": "[severity]\nKV799 = 'off'\n"}, [], "the setting `severity` names"),
    ({}, ["--format", "jsn"], "did you mean json?"),
    ({}, ["--fail-on", "big"], "--fail-on"),
    ({}, ["--output", "missing/report.txt"], "cannot write"),
    ({}, ["--nonsense"], "--nonsense"),
]  # fmt: skip

FOUND = [
    ({"docs/kavro/blueprint.md": "---\nstatus: [\n---\n" + BLUEPRINT}, "KV001", "blueprint.md:"),
    ({"docs/kavro/blueprint.md": b"\xff\xfe" + BLUEPRINT.encode()}, "KV001", "blueprint.md:1"),
    ({"docs/kavro/blueprint.md": WRONG_ROW}, "KV001", "blueprint.md:4"),
    ({"docs/kavro/blueprint.md": WRONG_LAYER}, "KV204", "blueprint.md:3"),
    ({"b.py": b"x = '\xff'\n"}, "KV002", "b.py:1"),
    ({SETTINGS: "max-file-size = 100\n", "b.py": "#" * 101}, "KV002", "b.py:1"),
    ({"new\nline.py": ""}, "KV701", "new\\nline.py:1"),
    ({"-dash.py": ""}, "KV701", "-dash.py:1"),
    ({"\x1b[31mred.py": ""}, "KV701", "\\x1b[31mred.py:1"),
]


def _files(folder: Path) -> list[Path]:
    """Return every path but those of the cache."""
    return sorted(path for path in folder.rglob("*") if ".git/kavro-lint" not in str(path))


@pytest.mark.parametrize(("files", "arguments", "words"), REFUSED)
def test_what_cannot_be_judged_is_an_error(
    tmp_path: Path, files: dict[str, str], arguments: list[str], words: str
) -> None:
    folder = repository(tmp_path, {**GOOD, **files})
    before = _files(folder)
    done = run(folder, "check", *arguments)
    assert done.returncode == 2, done
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert _files(folder) == before


@pytest.mark.parametrize(("files", "rule", "place"), FOUND)
def test_hostile_files_are_reported_at_their_place(
    tmp_path: Path, files: dict[str, str | bytes], rule: str, place: str
) -> None:
    done = run(repository(tmp_path, {**GOOD, **files}), "check")
    assert done.returncode == 1, done
    assert rule in done.stdout
    assert place in done.stdout
    assert done.stderr == ""


def test_a_folder_that_is_not_a_repository_is_exit_code_2(tmp_path: Path) -> None:
    done = run(tmp_path, "check", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.returncode == 2
    assert "not in a Git repository" in done.stderr
    assert "git init" in done.stderr


def test_a_repository_without_blueprint_is_reported(tmp_path: Path) -> None:
    done = run(repository(tmp_path, {"a.py": ""}), "check")
    assert done.returncode == 1
    assert "KV201 missing-blueprint: 1 critical" in done.stdout
    assert "docs/kavro/blueprint.md" in done.stdout


def test_nothing_to_check_alone_exits_with_2(tmp_path: Path) -> None:
    done = run(repository(tmp_path, {**GOOD, SETTINGS: "exclude = ['*.py']\n"}), "check")
    assert done.returncode == 2
    assert "KV008" in done.stdout


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    with (folder / "b.py").open("wb") as huge:
        huge.truncate(200_000_000)
    done = run(folder, "check")
    assert done.returncode == 1
    assert "KV002" in done.stdout
    assert "b.py:1" in done.stdout


def test_a_loop_of_links_is_left_out(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "deep").mkdir()
    (folder / "deep/up").symlink_to("..")
    done = run(folder, "check", "--format", "json")
    assert done.returncode == 0
    assert '"python": 2' in done.stdout


def test_deep_nesting_does_not_overflow(tmp_path: Path) -> None:
    nested = "(" * 20_000 + ")" * 20_000 + "\nimport b\n"
    done = run(repository(tmp_path, {**GOOD, "a.py": nested}), "check")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    (folder / "closed").mkdir()
    (folder / "closed").chmod(0)
    done = run(folder, "check")
    (folder / "closed").chmod(0o700)
    assert done.returncode == 1
    assert "KV002" in done.stdout
    assert "allow it to be read" in done.stdout


@pytest.mark.parametrize("state", [[], ["--staged"], ["--rev", "HEAD"]])
def test_nothing_of_a_repository_is_run(tmp_path: Path, state: list[str]) -> None:
    folder = repository(tmp_path / "full")
    marker = tmp_path / "marker"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho run >> {marker}\nexit 1\n")
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (hooks / hook).symlink_to(program)
    (folder / ".gitattributes").write_text("*.py filter=x diff=x\n")
    (folder / "sitecustomize.py").write_text(f"open({str(marker)!r}, 'w')\n")
    for key, value in {
        "core.fsmonitor": program, "core.hooksPath": hooks, "core.pager": program,
        "core.sshCommand": program, "filter.x.clean": program, "filter.x.smudge": program,
        "filter.x.process": program, "diff.x.textconv": program, "diff.external": program,
        "core.alternateRefsCommand": program, "uploadpack.packObjectsHook": program,
    }.items():  # fmt: skip
        git(folder, "config", key, str(value))
    (folder / "a.py").write_text("import b  # dirty\n")
    done = run(folder, "check", *state, PYTHONSAFEPATH="1")
    assert done.returncode in (0, 1)
    assert not marker.exists()


def test_the_report_goes_where_it_is_sent(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    done = run(folder, "check", "--output", str(tmp_path / "report.txt"))
    assert done.returncode == 0
    assert (tmp_path / "report.txt").read_text().endswith("PASS: no findings\n")


def test_a_file_full_of_broken_imports_is_no_report_of_its_own() -> None:
    table = "| Module | Paths |\n|---|---|\n| a | `a/` |\n"
    files = {"docs/kavro/blueprint.md": table, "a/x.ts": "import{" * 5_000}
    lost = [finding for finding in findings_of(files) if finding.rule == "KV002"]
    assert 1 < len(lost) < 30
    assert "more places" in lost[-1].message
