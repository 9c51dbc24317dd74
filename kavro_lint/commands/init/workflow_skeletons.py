"""Skeletons for phases 1 to 4: what the workflow begins with, filled with what is known."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator

from kavro_lint.commands.new import KINDS
from kavro_lint.commands.new_documents import documents
from kavro_lint.commands.new_file import Record
from kavro_lint.commands.new_skeletons import SECTIONS, SkeletonContext
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import History
from kavro_lint.pipeline.survey import Survey
from kavro_lint.spelling import quantity

# The table of modules stands under this one.
OWN = "Folder & Module Structure"
SHOWN = 12


def sections() -> str:
    """Return the sections of a blueprint that the workflow asks for beside the modules."""
    return "\n".join(
        f"## {name}\n\n[{name.casefold()}, or `N/A - reason`]\n" for name in SECTIONS if name != OWN
    )


def empty_blueprint(survey: Survey, title: str) -> str:
    """Return the blueprint of a repository without source: every module is still planned."""
    return KINDS["blueprint"](_context(survey, title)).text


def beginnings(survey: Survey, title: str) -> Iterator[Record]:
    """Yield the artifacts of phases 1 to 4 beside the blueprint.

    Those that are there already are left alone.
    """
    context = _context(survey, title)
    decision = replace(context, words=("Begin with the architecture as it is",))
    kinds = (KINDS["research"](context), KINDS["decision"](decision), KINDS["roadmap"](context))
    records = [*kinds, *_documents(context, title)]
    yield from (record for record in records if record.path not in survey.snapshot.sources)


def _context(survey: Survey, title: str) -> SkeletonContext:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    workflow = survey.workflow(History())
    return SkeletonContext(survey, workflow, survey.architecture.plan, today, (title,))


def _documents(context: SkeletonContext, title: str) -> Iterable[Record]:
    known = {
        "Stack": _stack(context.survey),
        "Repository Structure": _structure(context.survey),
    }
    for name, text in documents(title, known).values():
        yield Record(f"{context.folder}/{name}", text)


def _stack(survey: Survey) -> str:
    facts = survey.architecture.facts
    files = ", ".join(
        f"{name} ({quantity(n, 'file')})" for name, n in _counted(facts.languages.values())
    )
    packages = _counted(
        statement.package for statement in facts.imports if statement.outcome == "external"
    )
    most = ", ".join(name for name, _ in packages[:SHOWN])
    return f"{files or '[languages]'}. Most imported packages: {most or '[packages]'}."


def _counted(names: Iterable[str | None]) -> list[tuple[str, int]]:
    counts = Counter(name for name in names if name)
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def _structure(survey: Survey) -> str:
    """Return the top-level folders that hold source, as a tree."""
    top = sorted(
        {path.partition("/")[0] for path in survey.architecture.facts.languages if "/" in path}
    )
    safe = [name for name in top if name.replace("-", "").replace("_", "").isalnum()]
    if not safe:
        return "[folders]"
    return "```\n" + "".join(f"{name}/\n" for name in safe) + "```"
