"""Reasons that leave files ungoverned: the setting `exclude`, `.gitattributes`, Ungoverned rows."""

from collections.abc import Callable

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.governed import Policy, compile_pattern
from kavro_lint.config.settings import Settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.gitattributes import Attributes
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.places import Location
from kavro_lint.patterns import LastMatch, Pattern


def policy_of(attributes: Snapshot, settings: Settings) -> Policy:
    """Return what the setting `exclude` and a snapshot's `.gitattributes` leave ungoverned."""
    attributes_of = Attributes(attributes).of
    if not settings.exclude:
        return Policy(attributes=attributes_of)
    match = _exclude(settings)
    return Policy(lambda path: match.find(path) is not None, attributes_of)


def exempting_line(
    architecture: Architecture, settings: Settings
) -> Callable[[str], Location | None]:
    """Return a function that gives the line that leaves a path ungoverned, None for no line."""
    exclude = _exclude(settings)
    attributes = Attributes(architecture.snapshot)
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
        for attribute in attributes.of(path).values():
            if attribute.is_set:
                return attribute.location
        return next((place for pattern, place in rows if pattern.matches(path)), None)

    return line


def _exclude(settings: Settings) -> LastMatch:
    try:
        return LastMatch([Pattern(setting.value) for setting in settings.exclude])
    except ValueError as error:
        place = f"{settings.path}:{settings.exclude[0].location.line}"
        raise CannotJudge(f"{place}: `exclude`: {error}", "correct the pattern") from None
