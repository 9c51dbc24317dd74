"""Whatever is in the cache's place, nothing wrong is read from it and nothing else is touched."""

import ctypes
import errno
import json
import os
import platform
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kavro_lint.cache import FactCache
from kavro_lint.model import RawImport, SourceFacts, placed_statements
from tests.building import git, repository, run

POSIX = pytest.mark.skipif(os.name == "nt", reason="links need no permission on POSIX only")
SECCOMP = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="numbers of system calls"
)
DRIFT = {
    "a.py": "from b import x\n", "b.py": "import a\n",
    "docs/kavro/blueprint.md": (
        "| Module | Paths | May import |\n|--|--|--|\n"
        "| a | `a.py` | none |\n| b | `b.py` | none |\n"
    ),
}  # fmt: skip


def facts(number: int) -> SourceFacts:
    statement = RawImport(f"m{number}", "y", "lazy", 3, 5, f"from m{number} import y")
    return SourceFacts(tuple(placed_statements([statement])), 2, ((1, 4),))


SIZES = {f"python.py:{number:040x}": number for number in range(60)}
TEXTS = {
    **{f"changes:{n:040x}": json.dumps([["M", f"path {n}", None]]) for n in range(20)},
    **{f"authors:{n:040x}": " ".join(f"{n + more:040x}" for more in range(3)) for n in range(20)},
}


def use(folder: Path) -> None:
    """Ask for everything, compare it with what was put there, and put what is not there."""
    cache = FactCache(folder)
    cache.prepare(SIZES)
    for key, number in SIZES.items():
        assert cache.get(key) in {None, (100 + number, facts(number))}
        if cache.get(key) is None:
            cache.put(key, 100 + number, facts(number))
    for key, text in TEXTS.items():
        assert cache.text(key) in {None, text}
        if cache.text(key) is None:
            cache.put_text(key, text)
    cache.close()


@pytest.mark.parametrize("seed", range(4))
def test_no_bit_of_the_file_may_be_another(
    tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    use(tmp_path)
    (place,) = tmp_path.glob("*.sqlite")
    whole = place.read_bytes()
    used = [at for at, byte in enumerate(whole) if byte]
    damage = random.Random(seed)
    noticed = 0
    for _ in range(40):
        content = bytearray(whole)
        content[damage.choice(used)] ^= 1 << damage.randrange(8)
        place.write_bytes(content)
        for _ in range(3):
            use(tmp_path)
        noticed += "no cache in this run" in capfd.readouterr().err
        # By now it is whole again.
        use(tmp_path)
        assert capfd.readouterr().err == ""
    assert noticed > 10


@pytest.mark.parametrize("change", [
    "UPDATE facts SET value = '0' || value", "UPDATE facts SET key = substr(key, 1, 45) || key",
    "UPDATE facts SET digest = 'text'", "UPDATE facts SET digest = digest || x'00'",
    "UPDATE facts SET digest = zeroblob(16)", "UPDATE facts SET value = 7", "DROP TABLE facts",
    "UPDATE facts SET value = CAST(x'ff' AS TEXT)", "ALTER TABLE facts RENAME value TO valeu",
])  # fmt: skip
def test_a_row_or_a_table_that_is_another(
    tmp_path: Path, change: str, capfd: pytest.CaptureFixture[str]
) -> None:
    use(tmp_path)
    (place,) = tmp_path.glob("*.sqlite")
    with sqlite3.connect(place) as connection:
        connection.execute(change)
    connection.close()
    use(tmp_path)
    use(tmp_path)
    capfd.readouterr()
    use(tmp_path)
    assert capfd.readouterr().err == ""


@POSIX
@pytest.mark.parametrize("name", ["clock", "facts-5.sqlite", "facts-5.sqlite-journal"])
def test_nothing_is_written_through_a_link(tmp_path: Path, name: str) -> None:
    """A Git folder may have come in an archive."""
    folder = repository(tmp_path / "project", DRIFT)
    precious = tmp_path / "precious"
    with sqlite3.connect(precious) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = precious.read_bytes()
    (folder / ".git/kavro-lint").mkdir()
    (folder / ".git/kavro-lint" / name).symlink_to(precious)
    expected = run(folder, "check", "--no-cache")
    for _ in range(2):
        done = run(folder, "check")
        assert (done.stdout, done.returncode) == (expected.stdout, 1)
    assert precious.read_bytes() == before


def without_locks(error: int) -> None:
    """Refuse locks (fcntl F_SETLK) in this process, as some network drives do."""
    instructions = (
        (0x20, 0, 0, 0), (0x15, 0, 3, 72),  # the system call's number is that of fcntl
        (0x20, 0, 0, 24), (0x15, 0, 1, 6),  # its second argument is F_SETLK
        (0x06, 0, 0, 0x50000 | error), (0x06, 0, 0, 0x7FFF0000),
    )  # fmt: skip
    packed = b"".join(
        code.to_bytes(2, "little") + bytes((yes, no)) + value.to_bytes(4, "little")
        for code, yes, no, value in instructions
    )
    filters = ctypes.create_string_buffer(packed, len(packed))
    program = len(instructions).to_bytes(8, "little") + ctypes.addressof(filters).to_bytes(
        8, "little"
    )
    libc = ctypes.CDLL(None, use_errno=True)
    # PR_SET_NO_NEW_PRIVS, then PR_SET_SECCOMP with SECCOMP_MODE_FILTER.
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter")


@SECCOMP
@pytest.mark.parametrize("error", [errno.ENOLCK, errno.EIO])
def test_a_drive_that_gives_no_locks(tmp_path: Path, error: int) -> None:
    folder = repository(tmp_path, DRIFT)
    expected = run(folder, "check", "--no-cache").stdout
    done = subprocess.run(
        [sys.executable, "-m", "kavro_lint", "check"], cwd=folder, capture_output=True,
        text=True, preexec_fn=lambda: without_locks(error),
    )  # fmt: skip
    assert (done.stdout, done.returncode) == (expected, 1)
    assert done.stderr.startswith("kavro-lint: no cache in this run: ")
    assert done.stderr.count("\n") == 1
    done = run(folder, "check")
    assert (done.stdout, done.stderr) == (expected, "")


def test_folders_of_the_user_that_nobody_uses_go(tmp_path: Path) -> None:
    for name, age in (("mine", 0), ("old", 40), ("new", 3)):
        folder = tmp_path / "kavro-lint" / name
        use(folder)
        (folder / "clock").touch()
        moment = time.time() - age * 86_400
        os.utime(folder / "clock", (moment, moment))
    cache = FactCache(tmp_path / "kavro-lint/mine")
    cache.put_text("more", "text")
    cache.close()
    assert {path.name for path in (tmp_path / "kavro-lint").iterdir()} == {"mine", "new"}


def test_configuration_of_a_branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "project", DRIFT)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    (tmp_path / "config").write_text('[includeIf "onbranch:other"]\npath = more\n')
    (tmp_path / "more").write_text('[remote "origin"]\nurl = https://other.example/x.git\n')
    run(folder, "check", "--format", "sarif")
    git(folder, "checkout", "--quiet", "-b", "other")
    said = run(folder, "check", "--format", "sarif").stdout
    assert "https://other.example" in said
    assert said == run(folder, "check", "--format", "sarif", "--no-cache").stdout
