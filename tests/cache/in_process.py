"""A command that runs in the process of the test, as if in one of its own."""

import sys

import pytest

from kavro_lint.cli import main, outputs
from kavro_lint.git import command


def answer_to(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> tuple[object, str, str]:
    """Run a command in this process, and return its exit code and what it printed."""
    monkeypatch.setattr(sys, "argv", ["kavro-lint", *arguments])
    # Both begin empty in a process of its own.
    command.QUESTIONS.clear()
    outputs._PRINTED.clear()
    with pytest.raises(SystemExit) as leaving:
        main()
    return (leaving.value.code, *capfd.readouterr())
