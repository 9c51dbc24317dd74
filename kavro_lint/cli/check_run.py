"""The command `check` with its options, from typer or from a plain command line."""

import sys
from contextlib import nullcontext

from kavro_lint.cli.option_tables import CheckOptions
from kavro_lint.cli.outputs import Target, deliver, encodable, printed, targets
from kavro_lint.cli.terminal import view
from kavro_lint.cli.values import count, grade, words
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import replace

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kavro_lint.cache.cached_run import Adding, CachedRun
    from kavro_lint.model.findings import Report
    from kavro_lint.pipeline.check import Examined
    from kavro_lint.pipeline.request import FindingOptions, Request
    from kavro_lint.reports import View


def check(options: CheckOptions, directory: "Path | str", cached_run: "CachedRun | None") -> int:
    """Judge what the options ask for, write the reports, and return the exit code.

    `cached_run` is what the answer is remembered by, if it may be. Raises CannotJudge.
    """
    from kavro_lint.pipeline.request import Request

    if options.quiet and options.verbose:
        raise CannotJudge("--quiet and --verbose cannot be combined", "use one of them")
    fail_on = grade(options.fail_on)
    limit = count("max-findings", options.max_findings)
    outputs = targets(options.form, options.output, options.reports, directory)
    request = Request(directory, options.staged, options.rev, not options.no_cache, cached_run)
    full_report, examined, later = _report(request, options, fail_on)
    from kavro_lint.reports.wording.limits import limited

    report = limited(full_report, limit)
    shown = _deliver(report, options, outputs, directory)
    if cached_run is not None and report.exit_code < 2:
        from kavro_lint.git.command import ABSENT, QUESTIONS

        cached_run.uncacheable |= bool(ABSENT)
        adding = None if examined is None else _adding(examined, options, shown)
        cached_run.remember(printed(), report.exit_code, QUESTIONS, adding)
    if later is not None:
        later()
    return report.exit_code


def _report(
    request: "Request", options: CheckOptions, fail_on: str | None
) -> "tuple[Report, Examined | None, Callable[[], None] | None]":
    """Return the report, what it was made from where a state was judged whole, and what is left.

    That is to be done after the report was shown.
    """
    if options.message is not None:
        from kavro_lint.commands.commit_message import check_message

        finding_options = _finding_options(options, fail_on)
        return check_message(request, finding_options, options.message), None, None
    if options.stdin_filename is not None:
        from kavro_lint.commands.proposed_file import check_proposed_file

        content = sys.stdin.buffer.read()
        finding_options = _finding_options(options, fail_on)
        report, later = check_proposed_file(
            request, finding_options, options.stdin_filename, content
        )
        return report, None, later
    from kavro_lint.cli.progress import showing
    from kavro_lint.pipeline.opening import begin

    with showing("reading sources") as progress:
        opened = begin(request)
        # A base has most files in common with the state, and asks what was read of each.
        with opened.reading.divided() if options.base is None else nullcontext():
            # What judges and renders is imported while another process reads.
            from kavro_lint.pipeline.check import examined, import_checks
            from kavro_lint.pipeline.survey import finish
            from kavro_lint.reports import renderer

            import_checks()
            renderer(options.form)
            survey = finish(opened, progress)
        state = examined(survey, _finding_options(options, fail_on))
        return state.report, state, None


def _adding(examined: "Examined", options: CheckOptions, shown: "View") -> "Adding | None":
    """Return what tells what each file adds to the answer, None for formats that tell much."""
    if options.form not in ("text", "concise"):
        return None
    from kavro_lint.pipeline.incremental.contributing import added_by_files
    from kavro_lint.reports.wording import before_counts_of_imports

    output = printed()
    has_counts = options.form == "text" and not options.quiet
    width = shown.width if has_counts else 0
    lead_in = before_counts_of_imports(examined.report.coverage) if has_counts else ""
    return lambda paths, digests: added_by_files(
        examined, output, paths, digests, width=width, lead_in=lead_in
    )


def _finding_options(options: CheckOptions, fail_on: str | None) -> "FindingOptions":
    from kavro_lint.pipeline.request import FindingOptions

    return FindingOptions(
        options.paths,
        words(options.select),
        words(options.ignore),
        fail_on,
        options.base,
        options.everything,
        words(options.owner),
        options.verbose,
    )


def _deliver(
    report: "Report", options: CheckOptions, outputs: "Sequence[Target]", directory: "Path | str"
) -> "View":
    """Write the reports, and return how the first one is shown."""
    from kavro_lint.reports import renderer

    shown = _view_of(report, options, directory, to_file=outputs[0].file is not None)
    deliver(lambda form, view: renderer(form)(report, view), outputs, shown)
    return shown


def _view_of(
    report: "Report", options: CheckOptions, directory: "Path | str", *, to_file: bool
) -> "View":
    """Return how the report on standard output is shown, or the one in its place."""
    shown = view(colour=options.colour, verbose=options.verbose, to_file=to_file)
    return replace(
        shown,
        quiet=options.quiet,
        links=report.root if shown.links is not None else None,
        address=lambda: _address(directory),
    )


def _address(directory: "Path | str") -> str | None:
    from pathlib import Path

    from kavro_lint.git.remote import address

    return address(Path(directory))


def printed_of(report: "Report", options: CheckOptions, directory: "Path | str") -> bytes:
    """Return what `check` prints of a report, byte for byte."""
    from kavro_lint.reports import renderer
    from kavro_lint.reports.wording.limits import limited

    report = limited(report, count("max-findings", options.max_findings))
    shown = _view_of(report, options, directory, to_file=False)
    encoding = sys.stdout.encoding or "utf-8"
    return encodable(renderer(options.form)(report, shown), encoding).encode(encoding)
