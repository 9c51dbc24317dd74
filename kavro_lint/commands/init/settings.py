"""Where adoption is written down: the setting `adopted`, in a file of its own or by hand."""

from kavro_lint.commands.new_file import Record
from kavro_lint.config.settings import Settings
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.survey import Survey

FILE = "kavro-lint.toml"


@frozen
class Addition:
    """Lines that a person must add to a file that is there already: it is not ours to change."""

    path: str
    text: str
    why: str


def adoption(survey: Survey) -> Record | Addition | None:
    """Return how the commit that is at HEAD becomes the adopted one.

    A new `kavro-lint.toml` where there is no configuration, else a line to add to the one
    there is; None where it says so already, or where there is no commit yet.
    """
    settings, commit = survey.settings, survey.snapshot.commit
    if commit is None or settings.adopted is not None:
        return None
    line = f'adopted = "{commit}"\n'
    if settings.path is None:
        text = f"# What was there at this commit is known debt: `kavro-lint check --all`.\n{line}"
        return Record(FILE, text)
    where = "below [tool.kavro-lint]" if settings.path == "pyproject.toml" else "at the top"
    return Addition(settings.path, line, f"{where}: what was there at that commit is known debt")


def adopting(survey: Survey) -> Settings:
    """Return the settings as they are once adoption is written down."""
    if survey.snapshot.commit is None or survey.settings.adopted is not None:
        return survey.settings
    return replace(survey.settings, adopted=survey.snapshot.commit)
