"""Queries of rule pages run in an isolated process that is ended where one takes too much."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from kavro_lint.languages import guard
from kavro_lint.languages.guard import Guarded, QueryTimeout
from kavro_lint.languages.tree_queries import run_query
from tests.building import repository

PAGE = """+++
id = "SHOP1"
severity = "minor"
phase = 7
check = "standards"
settings = ["standards"]
message = "a call"
fix = "do not"
+++
# my-rule

## What it does

Reports a call.

## Query

```query python
(call) @finding
```
"""
FILES = {
    "kavro-lint.toml": 'rules = ["my/"]\nstandards = "all"\n',
    "my/my-rule.md": PAGE,
    "shop.py": "print(1)\n",
}
# What a starting Python, its standard library or a query might import.
NAMES = (
    "array", "collections", "encodings", "json", "kavro_lint", "multiprocessing", "os", "pickle",
    "re", "sitecustomize", "socket", "struct", "subprocess", "tempfile", "threading",
    "tree_sitter", "tree_sitter_python", "usercustomize",
)  # fmt: skip


@pytest.mark.parametrize("form", ["{}.py", "{}/__init__.py"])
def test_no_file_of_the_repository_is_executed(tmp_path: Path, form: str) -> None:
    mark = tmp_path / "executed"
    hostile = {form.format(name): f"open({str(mark)!r}, 'w').close()\n" for name in NAMES}
    folder = repository(tmp_path / "repository", {**FILES, **hostile})
    # As the installed command starts: `python -m` would look in the current folder by itself.
    command = [sys.executable, "-I", "-m", "kavro_lint", "check", "--select", "SHOP1"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert "SHOP1" in done.stdout, done.stderr
    assert not mark.exists()


def test_the_environment_decides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "executed"
    (tmp_path / "tree_sitter_python.py").write_text(f"open({str(mark)!r}, 'w').close()\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "tree_sitter_python.py"))
    monkeypatch.chdir(tmp_path)
    guarded = Guarded()
    assert guarded.run_query("python", "(call) @finding", b"f()", ".py")
    guarded.close()
    assert not mark.exists()


def test_the_answers_are_those_of_the_same_process() -> None:
    guarded = Guarded()
    content = "f('é')\nx = g(1)\n".encode()
    for query in ("(call) @a", "(string) @b", "(identifier) @c"):
        captures = list(guarded.run_query("python", query, content, ".py"))
        assert captures == list(run_query("python", query, content, ".py"))
        assert captures
    guarded.close()


def test_an_invalid_query_is_an_error_and_the_next_one_is_answered() -> None:
    guarded = Guarded()
    with pytest.raises(ValueError, match="nonsense"):
        guarded.run_query("python", "(nonsense) @a", b"f()", ".py")
    assert guarded.run_query("python", "(call) @a", b"f()", ".py")
    guarded.close()


def test_a_slow_query_is_ended_and_the_next_one_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guard, "QUERY_LIMIT", 1.0)
    guarded = Guarded()
    assert guarded.run_query("python", "(call) @a", b"f()", ".py")
    begun = time.monotonic()
    slow = '((string) @a (#match? @a "(a+)+$"))'
    with pytest.raises(QueryTimeout):
        guarded.run_query("python", slow, b"x = '" + b"a" * 60 + b"!'\n", ".py")
    assert time.monotonic() - begun < 30
    assert guarded.run_query("python", "(call) @a", b"f()", ".py")
    guarded.close()


def test_a_file_that_takes_all_memory_to_parse_is_named(tmp_path: Path) -> None:
    """C++ is parsed for queries only: 64 kB of it took a gigabyte of the process that checks."""
    folder = repository(tmp_path, {"a.cpp": "int f() {" + "& ; " * 60_000})
    command = [sys.executable, "-I", "-m", "kavro_lint", "check", "--select", "untracked-todo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 2
    assert "too much memory in a.cpp" in done.stderr


def test_a_file_with_thousands_of_arrows_is_asked(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.js": "f(a => a < 3);\n" * 3_000 + "// TODO write it\n"})
    command = [sys.executable, "-I", "-m", "kavro_lint", "check", "--select", "untracked-todo"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert "a.js:3001 " in done.stdout, done.stderr
