"""A survey as it will be once files that are not written yet lie in the working tree."""

from collections.abc import Mapping

from kavro_lint.artifacts import read_plan
from kavro_lint.commands.init.proposed_settings import ProposedSettings
from kavro_lint.config.settings import read_settings
from kavro_lint.model.facts import Contents, Source
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.survey import Survey, arrange


@frozen
class _Overlaid:
    """Contents with some files in memory in front of the others."""

    below: Contents
    texts: Mapping[str, str]

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable."""
        if source.path in self.texts:
            return self.texts[source.path].encode("utf-8")
        return self.below.read(source, limit)


def with_files(
    survey: Survey, texts: Mapping[str, str], proposed: ProposedSettings | None = None
) -> Survey:
    """Return a survey with artifacts and settings added; no source may be among them.

    `proposed` are settings that a person will add to a file that is there.
    """
    before = survey.snapshot
    sources = {**before.sources, **{path: Source(path) for path in texts}}
    contents = _Overlaid(before.contents, texts)
    snapshot = replace(before, sources=dict(sorted(sources.items())), contents=contents)
    settings = read_settings(snapshot)
    settings = proposed.over(settings) if proposed is not None else settings
    plan = read_plan(snapshot, settings.artifacts, settings.task_id, settings.decisions)
    facts = survey.architecture.facts
    architecture = arrange(snapshot, plan, facts, settings, snapshot)
    return replace(survey, settings=settings, architecture=architecture)
