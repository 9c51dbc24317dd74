"""A command imports what it needs; counted, never timed."""

import subprocess
import sys

import pytest

HEAVY = ("git", "networkx", "tree_sitter", "markdown_it", "yaml", "pathspec", "multiprocessing")


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["check", "--help"], ["diff", "--help"], ["explain", "KV703"]],
)
def test_what_answers_at_once_imports_little(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from kavro_lint.cli import app\n"
        f"sys.argv = ['kavro-lint', *{arguments!r}]\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert loaded & {"typer"}
    assert not loaded.intersection(HEAVY)
