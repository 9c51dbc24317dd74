"""The survey of one state → that of the next: only what differs is read and resolved.

A step is never wrong: what cannot be told to be the same is read and resolved again. It costs

- for other contents of some sources: those sources, the module edges that they make, and a pass
  over the paths in memory;
- for other paths: all imports are resolved again from what is known of each blob, nothing is read
  twice; owners and edges are rebuilt;
- for another contract or other settings: as for other paths.

Sources must have known hashes (`Source.blob` or `Snapshot.ids`) to count as the same.
"""

from kavro_lint.artifacts import read_plan
from kavro_lint.cache.recording import RecordingContents, recorded
from kavro_lint.config.settings import read_settings
from kavro_lint.model.facts import Facts, Snapshot
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.survey import Survey, arrange, facts_of, rules_of


def step_survey(before: Survey, snapshot: Snapshot) -> Survey:
    """Read another state of the same repository by what differs. Raises CannotJudge."""
    snapshot = recorded(snapshot)
    if not _reads_the_same(before.snapshot, snapshot):
        return _read_policy(before, snapshot)
    old, new = before.snapshot.contents, snapshot.contents
    if isinstance(old, RecordingContents) and isinstance(new, RecordingContents):
        new.reads = dict(old.reads)
    facts = facts_of(snapshot, before.settings, before.cache)
    architecture = before.architecture
    if _has_same_owners(architecture.facts, facts):
        architecture = architecture.after(snapshot, facts)
    else:
        settings = before.settings
        architecture = arrange(snapshot, architecture.plan, facts, settings, snapshot)
    return replace(before, architecture=architecture)


def _read_policy(before: Survey, snapshot: Snapshot) -> Survey:
    """Read a state whose paths, contract or settings may be others; no source is read twice."""
    settings = read_settings(snapshot)
    rules = rules_of(snapshot, settings)
    plan = read_plan(snapshot, settings.artifacts, settings.task_id, settings.decisions)
    facts = facts_of(snapshot, settings, before.cache)
    architecture = arrange(snapshot, plan, facts, settings, snapshot)
    return replace(before, settings=settings, rules=rules, architecture=architecture)


def _has_same_owners(before: Facts, facts: Facts) -> bool:
    """Whether every file belongs to whom it belonged, where paths and policy are the same."""
    return (before.languages, before.generated, before.foreign) == (
        facts.languages,
        facts.generated,
        facts.foreign,
    )


def _reads_the_same(old: Snapshot, new: Snapshot) -> bool:
    """Whether two states have the same paths, and the same in each file that was read."""
    contents = old.contents
    if not isinstance(contents, RecordingContents) or contents.is_unsure:
        return False
    return (
        old.sources.keys() == new.sources.keys()
        and (old.links, old.dead_links, old.submodules, old.unreadable)
        == (new.links, new.dead_links, new.submodules, new.unreadable)
        and all(
            (new.sources[path].blob or new.ids.get(path)) == blob
            for path, blob in contents.reads.items()
        )
    )
