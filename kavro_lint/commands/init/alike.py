"""Many folders side by side on one layer, as one row.

A table of a hundred rows is read by nobody. Modules that lie side by side and stand on one layer
may import the same, so one row says it of all of them, and of the next one: `views.{name}`. They
stay modules, and a cycle between them is a finding as before.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from kavro_lint.commands.init.layer_names import is_conventional
from kavro_lint.commands.init.naming import module_name
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.product_folders import name_of
from kavro_lint.commands.init.splitting import MOST_ROWS

# In a long table so many folders are alike where they are half of those that lie side by side (the
# others are the exceptions), and few of them are called as a layer is: `models` and `services` are
# not alike.
ALIKE = 10
FEW_OF = 4


def with_families(
    parts: Sequence[Part], layer: Callable[[str], str | None], importing: Collection[str]
) -> tuple[Part, ...]:
    """Return the parts with the largest groups as families, until their rows are few.

    `layer` returns the layer of a module, None where it has none; `importing` are the modules that
    import others. Those that import none are at the bottom for reasons of their own: beside
    them anything may come.
    """
    beside: Counter[str] = Counter()
    groups: dict[tuple[str, str], list[Part]] = {}
    for part in filter(_is_folder, parts):
        above = part.patterns[0][:-1].rpartition("/")[0] + "/"
        beside[above] += 1
        level = layer(part.name)
        if level is not None and above != "/" and part.name in importing:
            groups.setdefault((above, level), []).append(part)
    result = list(parts)
    families = {part.folder for part in parts}
    for (above, _), group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(result) <= MOST_ROWS or len(group) < ALIKE:
            break
        own_kind = sum(is_conventional(part.name) for part in group)
        is_most = len(group) * 2 >= beside[above] and own_kind * FEW_OF <= len(group)
        if above in families or not is_most:
            continue
        families.add(above)
        result = [part for part in result if part not in group]
        # The last row that matches a file owns it.
        inside = (n for n, part in enumerate(result) if part.patterns[0].startswith(above))
        result.insert(next(inside, len(result)), _family(above, group, result))
    return tuple(result)


def _is_folder(part: Part) -> bool:
    """Whether a part is all that is in one folder."""
    pattern = part.patterns[0]
    is_whole = len(part.patterns) == 1 and pattern.endswith("/") and "*" not in pattern
    return is_whole and not (part.is_outside or part.folder or part.own_files or part.late)


def _family(above: str, group: Sequence[Part], others: Sequence[Part]) -> Part:
    projects = {part.project for part in group}
    project = projects.pop() if len(projects) == 1 else ""
    own = module_name(name_of(above))
    name = f"{project}.{own}" if project and own != project else own
    names = [part.name for part in others]
    choices = (name, f"{name}-folders", *(f"{name}-folders-{number}" for number in range(2, 99)))
    free = next(
        choice
        for choice in choices
        if not any(f"{other}.".startswith(f"{choice}.") for other in names)
    )
    return Part(free, (above,), folder=above, project=project)
