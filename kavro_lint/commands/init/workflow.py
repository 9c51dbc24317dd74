"""Skeletons for phases 1 to 4: what the workflow begins with, filled with what is known."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator

from kavro_lint.commands.new import KINDS
from kavro_lint.commands.new_file import Record
from kavro_lint.commands.new_skeletons import SECTIONS, SkeletonContext
from kavro_lint.model import History
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.survey import Survey

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
    return KINDS["blueprint"](_known(survey, title)).text


def begun(survey: Survey, title: str) -> Iterator[Record]:
    """Yield the artifacts of phases 1 to 4 beside the blueprint.

    Those that are there already are left alone.
    """
    known = _known(survey, title)
    why = replace(known, words=("Begin with the architecture as it is",))
    kinds = (KINDS["research"](known), KINDS["decision"](why), KINDS["roadmap"](known))
    found = [*kinds, *_documents(known, title)]
    yield from (record for record in found if record.path not in survey.snapshot.sources)


def _known(survey: Survey, title: str) -> SkeletonContext:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    workflow = survey.workflow(History())
    return SkeletonContext(survey, workflow, survey.architecture.plan, today, (title,))


def _documents(known: SkeletonContext, title: str) -> Iterable[Record]:
    yield Record(
        f"{known.folder}/project-overview.md",
        f"# {title}: overview\n\n## Purpose\n\n[what it is for]\n\n## Users\n\n[who uses it]\n\n"
        "## Success Criteria\n\n[how one will know]\n\n## Scope\n\n[what it does, and what not]\n\n"
        f"## Stack\n\n{_stack(known.survey)}\n\n"
        f"## Repository Structure\n\n{_structure(known.survey)}\n\n"
        "## Getting Started\n\n[from a clone to a running test]\n\n"
        "## Key Contacts\n\n[who answers questions]\n",
    )
    yield Record(
        f"{known.folder}/api-reference.md",
        f"# {title}: API reference\n\n### `[METHOD] /[path]`\n\n**Authentication:** [which]\n\n"
        "**Request:** [fields]\n\n**Success:** [status and body]\n\n"
        "**Errors:** [status and body]\n",
    )
    yield Record(
        f"{known.folder}/debugging-notes.md",
        f"# {title}: debugging notes\n\nNone yet. An entry has a heading, and the fields Symptom, "
        "Root cause, How it was\nfound, Fix and Prevention.\n",
    )
    yield Record(
        f"{known.folder}/future-improvements.md",
        f"# {title}: future improvements\n\n## Known Limitations\n\n[limitations, or None]\n\n"
        "## Deferred Decisions\n\n[decisions, or None]\n\n## Planned Next Steps\n\n"
        "[steps, or None]\n",
    )


def _stack(survey: Survey) -> str:
    facts = survey.architecture.facts
    files = ", ".join(f"{name} ({n} files)" for name, n in _counted(facts.languages.values()))
    packages = _counted(each.package for each in facts.imports if each.outcome == "external")
    most = ", ".join(name for name, _ in packages[:SHOWN])
    return f"{files or '[languages]'}. Most imported packages: {most or '[packages]'}."


def _counted(names: Iterable[str | None]) -> list[tuple[str, int]]:
    counts = Counter(name for name in names if name)
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _structure(survey: Survey) -> str:
    """Return the top-level folders that hold source, as a tree."""
    top = sorted(
        {path.partition("/")[0] for path in survey.architecture.facts.languages if "/" in path}
    )
    safe = [name for name in top if name.replace("-", "").replace("_", "").isalnum()]
    if not safe:
        return "[folders]"
    return "```\n" + "".join(f"{name}/\n" for name in safe) + "```"
