"""The question that an import asks, and its answer."""

from kavro_lint.languages.python.distributions import known_as
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Listed, Outcome, Resolution


@frozen
class Answer:
    """What a specifier resolves to; the fields are those of `Import`."""

    outcome: Outcome
    target: str | None = None
    candidates: tuple[str, ...] = ()
    is_guess: bool = False
    listed: Listed | None = None
    manifest: str | None = None


class Question:
    """A name to resolve; `by_name` where another name of the same module may lead elsewhere.

    `importer` is the importing file, where it might find itself. Each step is noted in `steps`.
    """

    __slots__ = ("by_name", "importer", "name", "specifier", "steps")

    def __init__(
        self,
        specifier: str,
        name: str | None,
        importer: str | None = None,
        steps: list[str] | None = None,
    ) -> None:
        self.specifier = specifier
        self.name = name
        self.importer = importer
        self.steps = steps
        self.by_name = False

    def of_module(self) -> "Question":
        """Return the same question for a module as a whole."""
        return Question(self.specifier, None, self.importer, self.steps)

    def note(self, step: str) -> None:
        """Record a step, where steps are recorded."""
        if self.steps is not None:
            self.steps.append(step)


def resolution_of(specifier: str, name: str | None, text: str, answer: Answer) -> Resolution:
    """Return what one name of a statement resolves to."""
    outcome = answer.outcome
    package = module = None
    names: tuple[str, ...] = ()
    if outcome in ("standard", "external"):
        package, module = specifier.split(".", maxsplit=1)[0], specifier
        names = known_as(package) if outcome == "external" else ()
    # As `Resolution(…)`, in half of the time: there are many.
    return tuple.__new__(
        Resolution,
        (
            specifier,
            name,
            text,
            outcome,
            answer.target,
            package,
            module,
            answer.candidates,
            (),
            names,
            answer.is_guess,
            answer.listed,
            answer.manifest,
            False,
        ),
    )
