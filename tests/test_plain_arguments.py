"""Where a command line of `check` is plain, the parser and `plain` read the same in it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.cli import app, checking
from kavro_lint.cli.checking import Options
from kavro_lint.cli.plain import plain
from kavro_lint.model.frozen import fields

FLAGS = ["--staged", "--all", "--quiet", "-q", "--verbose", "-v", "--color", "--no-color",
         "--no-cache"]  # fmt: skip
VALUED = ["--rev", "--base", "--format", "--output", "--fail-on", "--message", "--report",
          "--select", "--ignore", "--owner"]  # fmt: skip
ODD = ["--", "-", "--help", "-qv", "-x", "--colour", "--stage", "-o", "--format=", "", "-C", "=a"]

word = st.sampled_from(["text", "KV7,KV703", "src/api", "HEAD~3", "auto", "a=b", "a b", "sarif=x"])
part = st.one_of(
    st.sampled_from(FLAGS).map(lambda flag: [flag]),
    st.tuples(st.sampled_from(VALUED), word).map(list),
    st.tuples(st.sampled_from(VALUED), word).map(lambda pair: ["=".join(pair)]),
    word.map(lambda path: [path]),
    st.sampled_from([*ODD, *VALUED]).map(lambda odd: [odd]),
)
lines = st.lists(part, max_size=6).map(lambda parts: [each for part in parts for each in part])


def parsed(arguments: list[str]) -> tuple[Path, Options] | None:
    """Return what the application makes of a command line, None where it runs no check."""
    found: list[tuple[Path, Options]] = []

    def check(options: Options, directory: Path, attempt: object) -> int:
        found.append((directory, options))
        return 0

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(checking, "check", check)
        with pytest.raises(SystemExit):
            app(args=arguments)
    return found[0] if found else None


@settings(max_examples=300, deadline=None)
@given(lines, st.sampled_from([[], ["-C", "folder"]]))
def test_both_read_the_same(arguments: list[str], before: list[str]) -> None:
    line = [*before, "check", *arguments]
    found = plain(line)
    if found is not None:
        assert parsed(line) == found


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_is_plain(flag: str) -> None:
    found = plain(["check", flag])
    assert found is not None
    assert found[1] != Options()
    assert parsed(["check", flag]) == found


@pytest.mark.parametrize("option", VALUED)
def test_every_value_is_plain(option: str) -> None:
    for line in (["check", option, "x", "y"], ["check", f"{option}=x", "y"]):
        found = plain(line)
        assert found is not None
        assert found[1].paths == ("y",)
        assert parsed(line) == found


def test_nothing_is_left_out() -> None:
    assert len(FLAGS) - 3 + len(VALUED) == len(fields(Options())) - len(("paths",))


@pytest.mark.parametrize("odd", [[], ["demo"], ["--version"], ["check", "--help"], ["-C"]])
def test_the_rest_is_left_to_the_parser(odd: list[str]) -> None:
    assert plain(odd) is None
