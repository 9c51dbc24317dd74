"""Where reports go: several of one run, files that cannot be written, pipes and code pages."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kavro_lint.cli.outputs import encodable, put
from kavro_lint.reports import formats
from tests.building import GOOD, TABLE, repository, run, write

DRIFT = {**GOOD, "b.py": "import a\n"}
FLAG = {
    **GOOD,
    "docs/kavro/blueprint.md": TABLE + "| a | `a.py` | | b, c |\n| b | `b.py` | | none |\n"
    "| c | `c.py` | | none |\n",
    "c.py": "",
}
BLIND = {**GOOD, "kavro-lint.toml": "exclude = ['*.py']\n"}
ROOT = os.name != "nt" and os.geteuid() == 0


@pytest.fixture
def drift(tmp_path: Path) -> Path:
    return repository(tmp_path / "repository", DRIFT)


@pytest.mark.parametrize(("files", "code"), [(GOOD, 0), (FLAG, 0), (DRIFT, 1), (BLIND, 2)])
def test_the_exit_code_is_the_same_for_every_format(
    tmp_path: Path, files: dict[str, str], code: int
) -> None:
    folder = repository(tmp_path, files)
    more = [word for form in formats() for word in ("--report", f"{form}=out.{form}")]
    done = run(folder, "check", *more, GITHUB_STEP_SUMMARY="")
    assert (done.returncode, done.stderr) == (code, "")
    for form in formats():
        alone = run(folder, "check", "--format", form, GITHUB_STEP_SUMMARY="")
        assert (alone.returncode, alone.stderr) == (code, ""), form
        assert (folder / f"out.{form}").read_text(encoding="utf-8") == alone.stdout
    log = json.loads((folder / "out.sarif").read_text())["runs"][0]
    assert log["invocations"][0]["exitCode"] == code
    assert log["invocations"][0]["executionSuccessful"] == (code != 2)


def test_text_is_read_while_files_are_written(drift: Path) -> None:
    done = run(drift, "check", "--report", "sarif=a.sarif", "--report", "junit=deep.xml")
    assert done.stdout.endswith("BLOCK: 2 major\n")
    assert json.loads((drift / "a.sarif").read_text())["version"] == "2.1.0"
    assert (drift / "deep.xml").read_text().startswith("<?xml")
    elsewhere = run(drift.parent, "-C", "repository", "check", "--report", "json=b.json")
    assert elsewhere.returncode == 1
    assert (drift / "b.json").exists()


def test_quiet_prints_only_the_verdict(drift: Path) -> None:
    assert run(drift, "check", "--quiet").stdout == "BLOCK: 2 major\n"
    assert run(drift, "check", "--quiet", "--output", "out.txt").stdout == ""
    assert (drift / "out.txt").read_text() == "BLOCK: 2 major\n"
    assert run(drift, "check", "--output", "-").stdout.endswith("BLOCK: 2 major\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--report", "sarif=x", "--report", "json=x"], "two reports, sarif and json"),
        (["--report", "sarif=x", "--report", "json=./y/../x"], "two reports"),
        (["--report", "sarif=link", "--report", "json=x"], "link is a link in the repository"),
        (["--output", "x", "--report", "json=x"], "two reports, text and json"),
        (["--report", "sarif=x", "--report", "sarif=x"], "two reports"),
        (["--report", "sarif"], "FORMAT=FILE"),
        (["--report", "sarif="], "FORMAT=FILE"),
        (["--report", "srif=x"], "did you mean sarif?"),
        (["--report", "sarif=-"], "standard output is for"),
        (["--report", "sarif=missing/x"], "does not exist"),
        (["--report", "sarif=y"], "it is a folder"),
        (["--output", "y"], "it is a folder"),
        (["--quiet", "--verbose"], "cannot be combined"),
    ],
)
def test_invalid_output_options_are_refused_before_the_work(
    drift: Path, arguments: list[str], words: str
) -> None:
    (drift / "y").mkdir()
    (drift / "link").symlink_to("x")
    done = run(drift, "check", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert not (drift / "x").exists()


@pytest.mark.skipif(ROOT or os.name == "nt", reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_an_error(drift: Path) -> None:
    closed = drift / "closed"
    closed.mkdir()
    (closed / "old.txt").write_text("old")
    closed.chmod(0o500)
    done = run(drift, "check", "--output", "closed/old.txt")
    closed.chmod(0o700)
    assert done.returncode == 2
    assert "cannot write" in done.stderr
    assert (closed / "old.txt").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_exit_code_2(drift: Path) -> None:
    done = run(drift, "check", "--output", "/dev/full")
    assert (done.returncode, "No space left" in done.stderr) == (2, True)
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "kavro_lint", "check"]
        piped = subprocess.run(command, cwd=drift, stdout=full, stderr=subprocess.PIPE, text=True)
    assert piped.returncode == 2
    assert "cannot write to standard output: No space left" in piped.stderr
    assert "bug" not in piped.stderr
    assert len(piped.stderr.splitlines()) == 2


def test_an_old_file_is_replaced_with_its_mode(tmp_path: Path) -> None:
    old = tmp_path / "report.txt"
    old.write_text("old")
    old.chmod(0o640)
    put(old, "new")
    assert old.read_text() == "new"
    assert old.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.skipif(os.name == "nt", reason="ulimit")
def test_an_old_file_is_never_half_a_new_one(drift: Path) -> None:
    (drift / "old.json").write_text("old")
    check = f"{sys.executable} -m kavro_lint check --no-cache --format json --output old.json"
    shell = ["sh", "-c", f"ulimit -f 1; exec {check}"]  # no file may grow past 512 bytes
    done = subprocess.run(shell, cwd=drift, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot write" in done.stderr
    assert "File too large" in done.stderr
    assert (drift / "old.json").read_text() == "old"
    assert not [path for path in drift.iterdir() if path.name.startswith(".old")]


def test_links_are_followed_and_new_files_have_the_usual_mode(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "link"
    link.symlink_to("there/report.txt")
    put(link, "text")
    assert link.is_symlink()
    assert (tmp_path / "there/report.txt").read_text() == "text"
    plain = tmp_path / "plain"
    plain.write_text("")
    assert (tmp_path / "there/report.txt").stat().st_mode == plain.stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="named pipes")
def test_a_named_pipe_and_the_null_device_can_be_written(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    put(pipe, "text")
    reader.join(10)
    assert read == ["text"]
    put(Path(os.devnull), "text")
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(os.name == "nt", reason="pipes of a shell")
def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    files = {f"f{number}.py": "" for number in range(3000)}
    blueprint = TABLE + "".join(f"| m{n} | `f{n}.py` | | m0 |\n" for n in range(3000))
    folder = repository(tmp_path, {**files, "docs/kavro/blueprint.md": blueprint}, commit=False)
    shell = f"{sys.executable} -m kavro_lint check --verbose --report json=all.json | head -n 1"
    done = subprocess.run(shell, shell=True, cwd=folder, capture_output=True, text=True)
    assert done.stdout == "KV708 unused-permission: 3000 minor\n"
    assert done.stderr == ""
    assert len(json.loads((folder / "all.json").read_text())["findings"]) == 3000


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
@pytest.mark.parametrize("form", formats())
def test_output_works_in_every_code_page(tmp_path: Path, encoding: str, form: str) -> None:
    files = {**DRIFT, "漢字/🎉.py": "", "d\u00e9j\u00e0.py": ""}
    folder = repository(tmp_path, files)
    command = [sys.executable, "-m", "kavro_lint", "check", "--format", form]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    environment.pop("GITHUB_STEP_SUMMARY", None)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (1, b"")
    shown = done.stdout.decode(encoding)
    if form in ("json", "sarif", "gitlab"):
        assert json.loads(shown)
    if form in ("text", "markdown", "github"):
        assert ("漢字" if encoding == "utf-8" else "\\u6f22\\u5b57") in shown
        assert ("déjà" if encoding != "ascii" else "d\\xe9j\\xe0") in shown


def test_our_own_signs_become_plain_ones() -> None:
    assert encodable("… 漢", "utf-8") == "… 漢"
    assert encodable("… é", "cp1252") == "… é"
    assert encodable("… 漢", "cp1252") == "… \\u6f22"
    assert encodable("… é", "ascii") == "... \\xe9"


def test_the_jobs_summary_is_appended(tmp_path: Path) -> None:
    folder = repository(tmp_path / "repository", DRIFT)
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n")
    done = run(folder, "check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert done.stdout.startswith("::error file=b.py,")
    assert summary.read_text().startswith("# Before\n## kavro-lint: BLOCK\n")
    run(folder, "check", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().count("## kavro-lint") == 1
    run(folder, "check", "--report", "github=notes", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().count("## kavro-lint") == 2
    gone = run(folder, "check", "--format", "github", GITHUB_STEP_SUMMARY=str(tmp_path / "a/b"))
    assert (gone.returncode, "cannot write" in gone.stderr) == (2, True)


def test_a_report_names_the_address_of_the_repository_without_its_secret(drift: Path) -> None:
    from tests.building import git

    git(drift, "remote", "add", "origin", "https://user:secret@host.example/a.git")
    done = run(drift, "check", "--format", "sarif")
    assert "secret" not in done.stdout
    (provenance,) = json.loads(done.stdout)["runs"][0]["versionControlProvenance"]
    assert provenance["repositoryUri"] == "https://host.example/a.git"


def test_odd_names_of_a_real_repository_are_escaped(tmp_path: Path) -> None:
    names = ["a b.py", "100%.py", "a:b.py", "::error::x.py", "<i>.py", "a|b.py", "`x`.py", "ä.py"]
    folder = repository(tmp_path, GOOD)
    write(folder, dict.fromkeys(names, "import a\n"))
    raw = os.fsencode(folder) + b"/byte-\xff.py"
    with open(raw, "wb") as file:
        file.write(b"import a\n")
    with open(os.fsencode(folder) + b"/new\nline.py", "wb") as file:
        file.write(b"")
    more = [word for form in formats() for word in ("--report", f"{form}=out.{form}")]
    done = run(folder, "check", *more)
    assert (done.returncode, done.stderr) == (1, "")
    assert "KV701 undeclared-module" in done.stdout
    annotations = (folder / "out.github").read_text().splitlines()
    assert sum(line.startswith("::") for line in annotations) == done.stdout.count("contract:")
