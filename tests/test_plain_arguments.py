"""Where a command line of `check` is plain, the parser and `plain` read the same in it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.cli import check_run, explain_run
from kavro_lint.cli.application import with_commands
from kavro_lint.cli.option_tables import (
    FLAG,
    LIST,
    VALUE,
    CheckOptions,
    ExplainOptions,
    Options,
    remembered,
)
from kavro_lint.cli.plain import plain_options

FLAGS = [
    name
    for option in CheckOptions.table.values()
    if option.kind == FLAG
    for name in (*option.names, *filter(None, (option.off,)))
]
VALUED = [
    name
    for option in CheckOptions.table.values()
    if option.kind in (VALUE, LIST)
    for name in option.names
]
ODD = ["--", "-", "--help", "-qv", "-x", "--colour", "--stage", "-o", "--format=", "", "-C", "=a"]

word = st.sampled_from(["text", "KV7,KV703", "src/api", "HEAD~3", "auto", "a=b", "a b", "sarif=x"])
part = st.one_of(
    st.sampled_from(FLAGS).map(lambda flag: [flag]),
    st.tuples(st.sampled_from(VALUED), word).map(list),
    st.tuples(st.sampled_from(VALUED), word).map(lambda pair: ["=".join(pair)]),
    word.map(lambda path: [path]),
    st.sampled_from([*ODD, *VALUED]).map(lambda odd: [odd]),
)
lines = st.lists(part, max_size=6).map(lambda parts: [entry for part in parts for entry in part])


def with_path(line: tuple[str, Options]) -> tuple[Path, Options]:
    return Path(line[0]), line[1]


def parsed(arguments: list[str]) -> tuple[Path, Options] | None:
    """Return what the application makes of a line, None where it runs neither command."""
    result: list[tuple[Path, Options]] = []

    def run(options: Options, directory: Path, attempt: object) -> int:
        result.append((directory, options))
        return 0

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(check_run, "check", run)
        patched.setattr(explain_run, "explain", run)
        with pytest.raises(SystemExit):
            with_commands()(args=arguments)
    return result[0] if result else None


@settings(max_examples=300, deadline=None)
@given(lines, st.sampled_from([[], ["-C", "folder"]]))
def test_both_readers_agree_on_check(arguments: list[str], before: list[str]) -> None:
    line = [*before, "check", *arguments]
    options = plain_options(line)
    if options is not None:
        assert parsed(line) == with_path(options)


explained = st.one_of(
    st.sampled_from(["--imports", "--staged", "--format=json", "--rev=HEAD", "-x"]).map(
        lambda flag: [flag]
    ),
    st.tuples(st.sampled_from(["--format", "--rev"]), word).map(list),
    word.map(lambda what: [what]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(explained, max_size=4))
def test_both_readers_agree_on_explain(parts: list[list[str]]) -> None:
    line = ["explain", *(argument for part in parts for argument in part)]
    options = plain_options(line)
    if options is not None:
        assert isinstance(options[1], ExplainOptions)
        assert parsed(line) == with_path(options)


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_is_plain(flag: str) -> None:
    options = plain_options(["check", flag])
    assert options is not None
    assert options[1] != CheckOptions()
    assert parsed(["check", flag]) == with_path(options)


@pytest.mark.parametrize("option", VALUED)
def test_every_value_is_plain(option: str) -> None:
    for line in (["check", option, "x", "y"], ["check", f"{option}=x", "y"]):
        options = plain_options(line)
        assert options is not None
        assert isinstance(options[1], CheckOptions)
        assert options[1].paths == ("y",)
        assert parsed(line) == with_path(options)


def test_the_help_has_every_option_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        with_commands()(args=["check", "--help"])
    shown = capsys.readouterr().out
    assert all(name in shown for name in (*FLAGS, *VALUED))
    assert "[PATH]..." in shown


def test_what_writes_elsewhere_is_not_remembered() -> None:
    lines = {name: ["check", f"{name}=x" if name in VALUED else name] for name in FLAGS + VALUED}
    run_anew = {name for name, line in lines.items() if remembered(line) is None}
    assert run_anew == {
        "--output", "--report", "--message", "--no-cache", "--stdin-filename",
    }  # fmt: skip


@pytest.mark.parametrize(
    "odd", [[], ["demo"], ["--version"], ["check", "--help"], ["-C"], ["explain"]]
)
def test_the_rest_is_left_to_the_parser(odd: list[str]) -> None:
    assert plain_options(odd) is None
