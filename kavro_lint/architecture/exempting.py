"""What leaves files ungoverned: the setting `exclude`, `.gitattributes`, Ungoverned rows."""

from collections.abc import Callable

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.ownership import compile_pattern
from kavro_lint.config.settings import Settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.attributes import ungoverned_by_attributes
from kavro_lint.model import Location, Snapshot
from kavro_lint.patterns import LastMatch, Pattern


def excluded(attributes: Snapshot, settings: Settings) -> Callable[[str], bool]:
    """Return which files `.gitattributes` or the setting `exclude` leave ungoverned."""
    by_attributes = ungoverned_by_attributes(attributes)
    if not settings.exclude:
        return lambda path: by_attributes(path) is not None
    match = _exclude(settings)
    return lambda path: match.find(path) is not None or by_attributes(path) is not None


def exempting_line(
    architecture: Architecture, settings: Settings
) -> Callable[[str], Location | None]:
    """Return a function that gives the line that leaves a path ungoverned, None for no line."""
    exclude = _exclude(settings)
    by_attributes = ungoverned_by_attributes(architecture.snapshot)
    rows = [
        (pattern, row.location)
        for plan in architecture.plan.all()
        for row in plan.ungoverned
        if (pattern := compile_pattern(row.pattern, plan.root)) is not None
    ]

    def line(path: str) -> Location | None:
        index = exclude.find(path)
        if index is not None:
            return settings.exclude[index].location
        attribute = by_attributes(path)
        if attribute is not None:
            return attribute[1]
        return next((place for pattern, place in rows if pattern.matches(path)), None)

    return line


def _exclude(settings: Settings) -> LastMatch:
    try:
        return LastMatch([Pattern(setting.value) for setting in settings.exclude])
    except ValueError as error:
        place = f"{settings.path}:{settings.exclude[0].location.line}"
        raise CannotJudge(f"{place}: `exclude`: {error}", "correct the pattern") from None
