"""A command imports what it needs; counted, never timed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import repository

HEAVY = ("git", "networkx", "tree_sitter", "markdown_it", "yaml", "pathspec", "multiprocessing")


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["check", "--help"], ["diff", "--help"], ["explain", "KV703"]],
)
def test_what_answers_at_once_imports_little(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from kavro_lint.cli.application import with_commands\n"
        f"sys.argv = ['kavro-lint', *{arguments!r}]\n"
        "try:\n    with_commands()()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert loaded & {"typer"}
    assert not loaded.intersection(HEAVY)


def test_a_check_imports_no_parser_that_its_documents_do_not_need(tmp_path: Path) -> None:
    place = repository(tmp_path)
    program = (
        "import sys\n"
        "from kavro_lint.cli import main\n"
        f"sys.argv = ['kavro-lint', '-C', {str(place)!r}, 'check', '--no-cache']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout
    loaded = set(done.stderr.split())
    assert "kavro_lint.checks.structure.cycles" in loaded
    assert loaded.isdisjoint(("json", "networkx", "typer"))
