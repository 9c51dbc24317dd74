"""Hashes of contents are Git's, and OpenSSL is loaded for many bytes only."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from kavro_lint.cache.hashing import blob_id
hashes = {blob_id(b"a" * 1000).hex() for _ in range(int(sys.argv[1]))}
print(*hashes, "hashlib" in sys.modules)
"""


@pytest.mark.parametrize(("contents", "is_loaded"), [(1, False), (200, True)])
def test_openssl_is_loaded_for_many_bytes_only(
    contents: int, is_loaded: bool, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"a" * 1000)
    git = ["git", "hash-object", str(tmp_path / "a")]
    expected = subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()
    command = [sys.executable, "-c", PROGRAM, str(contents)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.split() == [expected, str(is_loaded)]
