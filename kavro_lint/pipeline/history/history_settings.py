"""Settings that concern history."""

from kavro_lint.artifacts import id_pattern
from kavro_lint.config.settings import Settings
from kavro_lint.git.history import Conventions
from kavro_lint.model.plan import BLUEPRINTS
from kavro_lint.pipeline.survey import Survey


def conventions_of(survey: Survey, governing: Settings | None = None) -> Conventions:
    """Return the conventions of a survey.

    `governing` are the settings that say who is an agent or a bot, which branch the mainline
    is, and which commit adopted the workflow: by default the survey's own.
    """
    settings = survey.settings
    governing = governing or settings
    return Conventions(
        ids=id_pattern(settings.task_id),
        blueprints=tuple(f"{settings.artifacts}/{name}" for name in BLUEPRINTS),
        mainline=governing.mainline,
        adopted=governing.adopted,
        agents=governing.agents,
        bots=governing.bots,
    )
