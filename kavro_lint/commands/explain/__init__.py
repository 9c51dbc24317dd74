"""Explanations of a rule, a file, a module or a task, and of what lies between two of them.

One module a form; each gives the JSON object and the lines of text. JSON always has `schema`
and `kind`.
"""

import json
from collections.abc import Sequence

from kavro_lint.commands.explain.file import explain_file
from kavro_lint.commands.explain.module import explain_folder, explain_module
from kavro_lint.commands.explain.naming import Kind, Named, Names
from kavro_lint.commands.explain.pair import KINDS, explain_pair
from kavro_lint.commands.explain.shaping import Explanation
from kavro_lint.commands.explain.task import explain_task
from kavro_lint.commands.rules import page
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.reading import Progress
from kavro_lint.pipeline.check import Examined, examine
from kavro_lint.pipeline.selection import Wanted
from kavro_lint.pipeline.survey import Request

__all__ = ["explain"]

ONE: tuple[Kind, ...] = ("rule", "task", "module", "file", "folder")


def explain(
    request: Request,
    words: Sequence[str],
    with_imports: bool,
    form: str,
    progress: Progress = lambda done, of: None,
) -> str:
    """Explain one word or two, as `text` or `json`.

    A word before another may say what that is: `module api`, `folder api`, `task 1.2.3`.
    Raises CannotJudge for what names nothing.
    """
    examined = examine(request, Wanted(all=True), progress)
    things = _things(Names(examined.survey), words)
    if len(things) == 1 and things[0].kind == "rule":
        return page(things[0].name, form, examined.survey.rules)
    explanation = _explained(examined, things, with_imports)
    if form == "json":
        return json.dumps(explanation.document, indent=2) + "\n"
    return "\n".join(explanation.lines) + "\n"


def _explained(examined: Examined, things: Sequence[Named], with_imports: bool) -> Explanation:
    if with_imports and [each.kind for each in things] != ["file"]:
        raise CannotJudge("--imports needs a file", "name one source file, or leave the option out")
    if len(things) == 2:
        return explain_pair(examined, things[0], things[1])
    thing = things[0]
    if thing.kind == "task":
        return explain_task(examined, thing.name, thing.note)
    if thing.kind == "module":
        return explain_module(examined, thing.name, thing.note)
    if thing.kind == "file":
        return explain_file(examined, thing.name, with_imports, thing.note)
    return explain_folder(examined, thing.name, thing.note)


def _things(names: Names, words: Sequence[str]) -> list[Named]:
    """Read the words: one name or two, each perhaps after its kind."""
    kinds: list[tuple[str, Kind | None]] = []
    said: Kind | None = None
    for number, word in enumerate(words):
        kind = names.as_kind(word) if said is None and number + 1 < len(words) else None
        if kind is None:
            kinds.append((word, said))
        said = kind
    if not 1 <= len(kinds) <= 2:
        raise CannotJudge(
            f"explain takes one or two names, not {len(kinds)}",
            "quote a name with spaces; `kavro-lint explain --help` shows the forms",
        )
    general = ONE if len(kinds) == 1 else KINDS
    return [names.find(word, (kind,) if kind else general) for word, kind in kinds]
