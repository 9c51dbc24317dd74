"""The command `explain` with its options, from typer or from a plain command line."""

from pathlib import Path

from kavro_lint.cli.option_tables import ExplainOptions
from kavro_lint.cli.outputs import printed, write
from kavro_lint.cli.values import one_of

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.cached_run import CachedRun


def explain(options: ExplainOptions, directory: Path, cached_run: "CachedRun | None") -> int:
    """Write the explanation, and return the exit code.

    `cached_run` is what the answer is remembered by, if it may be. Raises CannotJudge.
    """
    from kavro_lint.commands.rules import looks_like_a_rule, page

    one_of("format", options.form, ("text", "json"))
    words = options.subjects
    if len(words) == 1 and looks_like_a_rule(words[0]) and not options.imports:
        write(page(words[0], options.form))
        return 0
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.explain import explain as explanation_of
    from kavro_lint.pipeline.opening import Request

    request = Request(directory, options.staged, options.rev, cached_run=cached_run)
    with showing("reading sources") as progress:
        text = explanation_of(request, words, options.imports, options.form, progress)
    write(text)
    if cached_run is not None:
        from kavro_lint.git.command import ABSENT, QUESTIONS

        cached_run.uncacheable |= bool(ABSENT)
        cached_run.remember(printed(), 0, QUESTIONS)
    return 0
