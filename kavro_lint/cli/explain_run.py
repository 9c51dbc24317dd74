"""The command `explain` with its options, from typer or from a plain command line."""

from kavro_lint.cache.requests import CheckRequest
from kavro_lint.cli.option_tables import CheckOptions, ExplainOptions
from kavro_lint.cli.outputs import printed, write
from kavro_lint.cli.values import one_of
from kavro_lint.commands.rule_words import looks_like_a_rule

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from pathlib import Path

    from kavro_lint.cache.cached_run import CachedRun
    from kavro_lint.cache.contributions import Contributions
    from kavro_lint.cache.neutral import ChangedSources
    from kavro_lint.cache.stored_answers import Answer
    from kavro_lint.model.findings import Report
    from kavro_lint.pipeline.survey import Survey


def explain(
    options: ExplainOptions, directory: "Path | str", cached_run: "CachedRun | None"
) -> int:
    """Write the explanation, and return the exit code.

    `cached_run` is what the answer is remembered by, if it may be. Raises CannotJudge.
    """
    one_of("format", options.form, ("text", "json"))
    words = options.subjects
    if len(words) == 1 and looks_like_a_rule(words[0]) and not options.imports:
        from kavro_lint.commands.rules import page

        write(page(words[0], options.form))
        return 0
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.explain import explain as explanation_of
    from kavro_lint.pipeline.request import Request

    request = Request(directory, options.staged, options.rev, cached_run=cached_run)
    kept = None if cached_run is None else _kept_by_check(cached_run)
    with showing("reading sources") as progress:
        text = explanation_of(
            request, words, options.form, with_imports=options.imports, progress=progress, kept=kept
        )
    write(text)
    if cached_run is not None:
        from kavro_lint.git.command import ABSENT, QUESTIONS

        cached_run.uncacheable |= bool(ABSENT)
        cached_run.remember(printed(), 0, QUESTIONS)
    return 0


def _kept_by_check(run: "CachedRun") -> "Survey | None":
    """Return what a `check` has kept of the state that a run has looked at."""
    from kavro_lint.cache.recall import recall_beside
    from kavro_lint.languages.sources import facts_digest

    if run.request.kind != "worktree":
        return None

    def printing(report: "Report") -> bytes:
        from kavro_lint.cli.check_run import printed_of

        return printed_of(report, CheckOptions(), run.request.directory)

    def after(
        answer: "Answer", added: "Contributions", sources: "ChangedSources"
    ) -> tuple[bytes, int] | None:
        # Mostly nothing has changed since the check.
        from kavro_lint.pipeline.incremental.neutral_change import output_after

        return output_after(answer, added, sources, printing)

    question = CheckRequest(run.request.directory, "worktree", ("check",), run.around)
    known = recall_beside(run, question, facts_digest, after)
    answer, added = known.answer, known.contributions()
    if answer is None or added is None:
        return None
    from kavro_lint.pipeline.incremental.kept_survey import kept_survey

    survey = kept_survey(run, answer, added)
    run.follows = answer if survey is not None else None
    return survey
