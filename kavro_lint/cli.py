"""Options in, exit code out. What a command needs is imported when it runs.

Exit codes: 0 PASS or FLAG, 1 BLOCK (only `check`), 2 could not judge.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from kavro_lint import __version__
from kavro_lint.errors import CannotJudge

app = typer.Typer(
    name="kavro-lint",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Rev = Annotated[
    str | None, typer.Option(metavar="REV", help="Judge a commit; nothing is checked out.")
]
Staged = Annotated[
    bool, typer.Option("--staged", help="Judge the index, as it would be committed.")
]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kavro-lint {__version__}")
        raise typer.Exit


@app.callback()
def kavro_lint(
    context: typer.Context,
    directory: Annotated[
        Path, typer.Option("-C", metavar="DIR", help="Run as if started in DIR.")
    ] = Path(),
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Lint a repository's architecture against the blueprint in docs/kavro/.

    Start with `kavro-lint demo`, or with `kavro-lint check` in a repository of yours.
    """
    context.obj = directory


@app.command()
def check(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Report only what is here.")
    ] = None,
    staged: Staged = False,
    rev: Rev = None,
    base: Annotated[
        str | None,
        typer.Option(metavar="REV|auto", help="Report only what is new since REV."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Report known debt too.")] = False,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report to FILE.")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE,...", help="Report only these: ids, names, or prefixes (KV7)."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULE,...", help="Report all but these.")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="SEVERITY", help="minor, major (default), critical or never."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the verdict.")] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Read every file anew, and keep nothing.")
    ] = False,
) -> None:
    r"""Report where code and contract have drifted apart.

    Exits 0 for PASS or FLAG, 1 for BLOCK, 2 where it could not judge.

    \b
    kavro-lint check                  the working tree
    kavro-lint check --staged         what is about to be committed
    kavro-lint check --rev HEAD~3     a commit
    kavro-lint check --base auto      only what this branch brings
    kavro-lint check src/api          findings below src/api
    kavro-lint check --select KV703   one rule
    """
    from kavro_lint.lint import check as lint
    from kavro_lint.progress import showing
    from kavro_lint.reports import formats, renderer
    from kavro_lint.selection import Wanted
    from kavro_lint.survey import Request

    render = renderer(_one_of("format", form, formats()))
    words = (_words(select), _words(ignore))
    wanted = Wanted(tuple(paths or ()), *words, _grade(fail_on), base, everything)
    with showing("reading sources") as progress:
        report = lint(Request(context.obj, staged, rev, not no_cache), wanted, progress)
    text = render(report)
    if quiet and form == "text":
        text = text.splitlines()[-1] + "\n"
    _write(text, output and context.obj / output)
    if report.verdict == "BLOCK":
        raise typer.Exit(2 if report.blind else 1)


@app.command()
def explain(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="RULE|FILE", help="A rule's id or name, or a file.")
    ],
    imports: Annotated[
        bool, typer.Option("--imports", help="How each import of the file was resolved.")
    ] = False,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    """Explain a rule, or a file: its module, and how each of its imports resolves."""
    from kavro_lint.catalogue import looks_like_a_rule, page

    _one_of("format", form, ("text", "json"))
    if looks_like_a_rule(what):
        _write(page(what, form))
        return
    from kavro_lint.explain import explain_file
    from kavro_lint.survey import Request

    _write(explain_file(Request(context.obj, staged, rev), what, imports, form))


@app.command()
def rules(
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
) -> None:
    """List the rules: id, name, severity and what each does."""
    from kavro_lint.catalogue import listing

    _one_of("format", form, ("text", "json"))
    _write(listing(form))


@app.command()
def graph(
    context: typer.Context,
    level: Annotated[str, typer.Option(metavar="LEVEL", help="module or file.")] = "module",
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="mermaid, dot or json.")
    ] = "mermaid",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the graph to FILE.")
    ] = None,
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    """Print the dependency graph; what the contract does not allow is marked."""
    from kavro_lint.drawings import drawer, drawings
    from kavro_lint.graph.picture import LEVELS, picture
    from kavro_lint.progress import showing
    from kavro_lint.survey import Request, read

    _one_of("level", level, LEVELS)
    _one_of("format", form, drawings())
    with showing("reading sources") as progress:
        architecture = read(Request(context.obj, staged, rev), progress).architecture
    _write(drawer(form)(picture(architecture, level)), output and context.obj / output)


@app.command()
def demo() -> None:
    """Build a small example repository in a temporary folder and check it."""
    from kavro_lint.demo import run

    _write(run())


def _words(given: list[str] | None) -> tuple[str, ...]:
    """Return the words of a repeatable option whose values may also be joined by commas."""
    return tuple(word.strip() for text in given or () for word in text.split(",") if word.strip())


def _grade(given: str | None) -> str | None:
    return given and _one_of("fail-on", given, ("minor", "major", "critical", "never"))


def _one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    """Return the value. Raises CannotJudge that names the nearest known one."""
    import difflib

    if given in known:
        return given
    near = difflib.get_close_matches(given, known, 1, 0.4)
    raise CannotJudge(
        f"--{option} {given!r} is not known",
        (f"did you mean {near[0]}? " if near else "") + f"It is one of: {', '.join(known)}",
    )


def _write(text: str, output: Path | None = None) -> None:
    """Write to a file or to standard output. Raises CannotJudge where that is not possible."""
    if output is not None:
        try:
            output.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise CannotJudge(
                f"cannot write {output}: {error.strerror}", "name a file that can be written"
            ) from None
        return
    # A legacy code page cannot show every character of a path; show what it can.
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _fail(message: str, remedy: str = "") -> NoReturn:
    from kavro_lint.printable import printable

    print(f"kavro-lint: {printable(message, 500)}", file=sys.stderr)
    if remedy:
        print(f"  {printable(remedy, 1000)}", file=sys.stderr)
    sys.exit(2)


def main() -> None:
    """Run the command line; every way out is one of the three exit codes."""
    _guarded(app)


def _guarded(command: Callable[[], object]) -> None:
    try:
        command()
        sys.stdout.flush()
    except CannotJudge as error:
        _fail(str(error), error.remedy)
    except BrokenPipeError:
        # The reader closed the pipe (`| head`): nobody is left to tell anything.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except KeyboardInterrupt:
        _fail("interrupted")
    except Exception as error:
        if os.environ.get("KAVRO_LINT_DEBUG"):
            raise
        _fail(
            f"internal error: {type(error).__name__}: {error}",
            "this is a bug in kavro-lint; KAVRO_LINT_DEBUG=1 shows where, please report it",
        )
