"""The change as a mermaid flowchart: what is added is thick, what is removed is dashed."""

from collections.abc import Iterator, Sequence

from kavro_lint.commands.diff.change_records import Dependency, Difference
from kavro_lint.printable import printable

# Above so many changed dependencies a flowchart is unreadable; unchanged ones have a limit too.
MAX_CHANGED = 60
MAX_UNCHANGED = 30

ADDED = "stroke:#2da44e,stroke-width:3px"
DENIED = "stroke:#cf222e,stroke-width:3px"
REMOVED = "stroke:#8c959f,stroke-dasharray:5 4"

# Characters that end a mermaid label or begin markup in it, as the entities it reads.
_ENTITIES = str.maketrans(
    {'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "`": "#96;", "&": "#amp;", "@": "#64;"}
)


def mermaid(difference: Difference) -> str:
    """Return the flowchart, "" where no dependency changes, or too many for a picture."""
    changed = difference.dependencies
    if not changed or len(changed) > MAX_CHANGED:
        return ""
    touched = {
        name for dependency in changed for name in (dependency.importer, dependency.imported)
    }
    unchanged = [
        dependency
        for dependency in difference.unchanged
        if {dependency.importer, dependency.imported} <= touched
    ]
    if len(unchanged) > MAX_UNCHANGED:
        unchanged = []
    ids = {name: f"n{number}" for number, name in enumerate(sorted(touched))}
    new = {module.name for module in difference.modules if module.change == "added"}
    removed = {module.name for module in difference.modules if module.change == "removed"}
    lines = ["flowchart LR"]
    lines += [f'  {node}["{_label(name)}"]' for name, node in ids.items()]
    lines += [_arrow(dependency, ids) for dependency in changed]
    lines += [
        f"  {ids[dependency.importer]} -->|{dependency.imports}| {ids[dependency.imported]}"
        for dependency in unchanged
    ]
    lines += _styles(changed)
    for names, style in ((new, "stroke:#2da44e,stroke-width:3px"), (removed, REMOVED)):
        lines += [f"  style {ids[name]} {style}" for name in sorted(names & touched)]
    return "\n".join(lines) + "\n"


def _arrow(dependency: Dependency, ids: dict[str, str]) -> str:
    importer, imported = ids[dependency.importer], ids[dependency.imported]
    if dependency.change == "removed":
        return f"  {importer} -.->|gone| {imported}"
    return f"  {importer} ==>|new: {dependency.imports}| {imported}"


def _styles(changed: Sequence[Dependency]) -> Iterator[str]:
    """Yield one linkStyle for each kind: links are counted from 0 in their order."""
    kinds: dict[str, list[str]] = {}
    for number, dependency in enumerate(changed):
        denied = dependency.ruling.standing == "denied"
        style = REMOVED if dependency.change == "removed" else DENIED if denied else ADDED
        kinds.setdefault(style, []).append(str(number))
    for style, numbers in kinds.items():
        yield f"  linkStyle {','.join(numbers)} {style}"


def _label(text: str) -> str:
    return printable(text).translate(_ENTITIES)
