"""Whatever happens to the cache, a run says what it says without one."""

import ctypes
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kavro_lint.cache.folder import folder_of
from tests.building import repository, run, write

POSIX = pytest.mark.skipif(os.name == "nt", reason="limits, signals and permissions of POSIX")
TABLE = "| Module | Paths | May import |\n|--|--|--|\n"
FILES = {
    **{f"a/m{n:02}.py": f"import b.m{n:02}\nimport os\n" for n in range(40)},
    **{f"b/m{n:02}.py": f"from b import m{n // 2:02}\n" for n in range(40)},
    "docs/kavro/blueprint.md": TABLE + "| a | `a/` | none |\n| b | `b/` | none |\n",
}
CHECK = [sys.executable, "-m", "kavro_lint", "check", "--format", "json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path / "project", FILES)


def anew(folder: Path) -> str:
    """Return what a run without a cache says."""
    done = run(folder, "check", "--format", "json", "--no-cache")
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout


def kept(folder: Path) -> Iterator[Path]:
    return (path for path in (folder / ".git/kavro-lint").iterdir() if path.is_file())


def start(folder: Path, before: Callable[[], object] | None = None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        CHECK, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=before,  # noqa: PLW1509  there are none
    )  # fmt: skip


def no_room() -> None:
    """Let no file grow over a thousand bytes, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))


def as_anybody() -> None:
    """Give up what lets root write everywhere (prctl PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


@POSIX
def test_a_full_disk_only_means_no_cache(folder: Path) -> None:
    for _ in range(2):
        running = start(folder, no_room)
        result, complained = running.communicate()
        assert (result, running.returncode) == (anew(folder), 1)
        assert complained == ""
    # With room again it is as if nothing had been.
    for _ in range(2):
        done = run(folder, "check", "--format", "json")
        assert (done.stdout, done.stderr) == (anew(folder), "")
    assert not [path for path in kept(folder) if path.name.endswith(".new")]


@POSIX
@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment(folder: Path, seed: int) -> None:
    moments = random.Random(seed)
    for number in range(6):
        write(folder, {"a/m00.py": f"import b.m{moments.randrange(40):02}\n"})
        running = start(folder)
        time.sleep(moments.random() * 0.4)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        done = run(folder, "check", "--format", "json")
        assert (done.stdout, done.stderr) == (anew(folder), ""), number


def test_many_at_once_while_files_change(folder: Path) -> None:
    states = [{"a/m00.py": f"import b.m{n:02}\n"} for n in range(3)]
    possible = set()
    for state in states:
        write(folder, state)
        possible.add(anew(folder))
    running = []
    for state in states * 3:
        write(folder, state)
        running.append(start(folder))
    for entry in running:
        result, complained = entry.communicate()
        assert (result in possible, entry.returncode, complained) == (True, 1, "")
    assert run(folder, "check", "--format", "json").stdout == anew(folder)


@pytest.mark.parametrize("seed", range(12))
def test_damaged_bytes_in_the_cache_change_no_report(folder: Path, seed: int) -> None:
    output = run(folder, "check", "--format", "json").stdout
    damage = random.Random(seed)
    for path in kept(folder):
        content = bytearray(path.read_bytes())
        if not content:
            continue
        at = damage.randrange(len(content))
        if damage.random() < 0.3:
            del content[at:]
        else:
            content[at : at + 20] = damage.randbytes(len(content[at : at + 20]))
        path.write_bytes(content)
    for _ in range(2):
        done = run(folder, "check", "--format", "json")
        assert (done.stdout, done.returncode) == (output, 1)
    assert done.stderr == ""


@POSIX
def test_a_repository_that_cannot_be_written_has_its_cache_with_the_user(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    expected = anew(folder)
    (folder / ".git").chmod(0o555)
    try:
        for _ in range(2):
            running = start(folder, as_anybody)
            assert running.communicate() == (expected, "")
        (own,) = (tmp_path / "mine/kavro-lint").iterdir()
        kinds = {path.name.partition("-")[0] for path in own.iterdir()}
        assert kinds == {"answer", "tree", "imports", "clock"}
        assert own.stat().st_mode & 0o777 == 0o700
        # Nor there: then there is no cache.
        (tmp_path / "mine").chmod(0o555)
        for path in own.iterdir():
            path.unlink()
        own.rmdir()
        (tmp_path / "mine/kavro-lint").chmod(0o555)
        running = start(folder, as_anybody)
        assert running.communicate() == (expected, "")
    finally:
        (folder / ".git").chmod(0o755)
        (tmp_path / "mine").chmod(0o755)
        (tmp_path / "mine/kavro-lint").chmod(0o755)


def test_the_cache_lies_in_the_git_folder_or_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder_of(str(tmp_path)) == str(tmp_path / "kavro-lint")
    gone = str(tmp_path / "not there/.git")
    for given in ("relative", str(tmp_path / "c")):
        monkeypatch.setenv("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", given)
        place = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
        assert Path(folder_of(gone)).parent == place / "kavro-lint"
    assert folder_of(gone) != folder_of(gone + "2")


@pytest.mark.parametrize(
    "line",
    [
        "[include]\n\tpath = more\n",
        '[include] path = "more"\n',
        '[includeIf "gitdir:/"]\n  PATH=./more\n',
        "[include]\n\tpath = more # \\\n",
    ],
)
def test_an_included_configuration_is_part_of_the_key(
    folder: Path, tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report in SARIF names the remote, which configuration states."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / ".gitconfig"))
    (tmp_path / ".gitconfig").write_text(line)
    for host in ("one.example", "two.example"):
        (tmp_path / "more").write_text(f'[remote "origin"]\n\turl = https://{host}/x.git\n')
        for _ in range(2):
            output = run(folder, "check", "--format", "sarif").stdout
            assert f"https://{host}/x.git" in output
        assert output == run(folder, "check", "--format", "sarif", "--no-cache").stdout
