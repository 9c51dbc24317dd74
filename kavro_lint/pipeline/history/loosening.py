"""Files that agents changed in the commits of a change."""

from collections.abc import Mapping

from kavro_lint.config.settings import Settings
from kavro_lint.git import log
from kavro_lint.git.history import Base, agent_behind, agent_notes
from kavro_lint.git.repository import Repository


def paths_by_agents(
    repository: Repository, tip: str, base: Base, governing: Settings
) -> Mapping[str, str]:
    """Return each path that a commit of the change by an agent touches, with the agent."""
    raws = log.commits(repository, [tip], [base.tip])
    notes = agent_notes(repository, [raw.sha for raw in raws])
    agents = {
        raw.sha: agent
        for raw in raws
        if (agent := agent_behind(raw, governing.agents, notes.get(raw.sha, ""))) is not None
    }
    changes = log.changes_of(repository, list(agents)) if agents else {}
    return {
        path: agents[sha]
        for sha, changed in changes.items()
        for change in changed
        for path in change.paths
    }
