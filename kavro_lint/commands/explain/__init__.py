"""Explanations of a rule, a file, a module or a task, and of the imports between two of them.

One module for each form, imported when it is asked for. Each returns the JSON object and the lines
of text. The JSON always has `schema` and `kind`.
"""

from collections.abc import Sequence

from kavro_lint.cache.known_paths import Unsure
from kavro_lint.commands.explain.argument_names import Kind, Named, Names
from kavro_lint.commands.explain.shaping import Explanation
from kavro_lint.errors import CannotJudge
from kavro_lint.pipeline.request import Request
from kavro_lint.pipeline.survey import Survey, read

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.languages.reading import Progress

__all__ = ["explain"]

SINGLE_KINDS: tuple[Kind, ...] = ("rule", "task", "module", "file", "folder")
PAIR_KINDS: tuple[Kind, ...] = ("module", "file", "folder", "package")


def explain(
    request: Request,
    words: Sequence[str],
    format_name: str,
    *,
    with_imports: bool,
    progress: "Progress" = lambda done, of: None,
    kept: Survey | None = None,
) -> str:
    """Explain one word or two, as `text` or `json`.

    A word before another may say what that is: `module api`, `folder api`, `task 1.2.3`. `kept` is
    what an earlier run has left of the state. Raises CannotJudge for what names nothing.
    """
    try:
        survey = kept or read(request, progress)
        return _explained(survey, words, format_name, with_imports=with_imports)
    except Unsure:
        # What is kept does not tell.
        if request.cached_run is not None:
            request.cached_run.follows = None
        survey = read(request, progress)
        return _explained(survey, words, format_name, with_imports=with_imports)


def _explained(
    survey: Survey, words: Sequence[str], format_name: str, *, with_imports: bool
) -> str:
    """Explain words by a state. Raises CannotJudge, and Unsure where it takes more of the state."""
    subjects = _read_words(Names(survey), words)
    if survey.kept is not None and subjects[0].kind in ("rule", "task"):
        raise Unsure
    if len(subjects) == 1 and subjects[0].kind == "rule":
        from kavro_lint.commands.rules import page

        return page(subjects[0].name, format_name, survey.rules)
    explanation = _explanation(survey, subjects, with_imports=with_imports)
    if format_name == "json":
        import json

        return json.dumps(explanation.document(), indent=2) + "\n"
    return "\n".join(explanation.lines()) + "\n"


def _explanation(survey: Survey, subjects: Sequence[Named], *, with_imports: bool) -> Explanation:
    if with_imports and [subject.kind for subject in subjects] != ["file"]:
        raise CannotJudge("--imports needs a file", "name one source file, or leave the option out")
    if len(subjects) == 2:
        from kavro_lint.commands.explain.pair import explain_pair

        return explain_pair(survey, subjects[0], subjects[1])
    subject = subjects[0]
    if subject.kind == "task":
        from kavro_lint.commands.explain.task import explain_task
        from kavro_lint.pipeline.check import examined
        from kavro_lint.pipeline.request import FindingOptions

        full_check = examined(survey, FindingOptions(all=True))
        return explain_task(full_check, subject.name, subject.note)
    if subject.kind == "file":
        from kavro_lint.commands.explain.file import explain_file

        return explain_file(survey, subject.name, with_imports=with_imports, note=subject.note)
    from kavro_lint.commands.explain.module import explain_folder, explain_module

    if subject.kind == "module":
        return explain_module(survey, subject.name, subject.note)
    return explain_folder(survey, subject.name, subject.note)


def _read_words(names: Names, words: Sequence[str]) -> list[Named]:
    """Return what the words name: one or two subjects, each perhaps after its kind."""
    words_and_kinds: list[tuple[str, Kind | None]] = []
    stated_kind: Kind | None = None
    for number, word in enumerate(words):
        kind = names.as_kind(word) if stated_kind is None and number + 1 < len(words) else None
        if kind is None:
            words_and_kinds.append((word, stated_kind))
        stated_kind = kind
    if not 1 <= len(words_and_kinds) <= 2:
        raise CannotJudge(
            f"explain takes one or two names, not {len(words_and_kinds)}",
            "quote a name with spaces; `kavro-lint explain --help` shows the forms",
        )
    default_kinds = SINGLE_KINDS if len(words_and_kinds) == 1 else PAIR_KINDS
    return [names.find(word, (kind,) if kind else default_kinds) for word, kind in words_and_kinds]
