"""The files that `agents install` and `agents uninstall` change, and the changes."""

import shutil
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from kavro_lint.agents import block, hook_settings
from kavro_lint.agents.dialects import Dialect, dialect, names
from kavro_lint.agents.json_text import NotJson
from kavro_lint.agents.settings_files import Change, text_of
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen

SKILL = "kavro-lint"


@frozen
class Target:
    """Where things are installed: the repository at `root`, or with `user` the home folder."""

    root: Path
    user: bool = False

    def settings(self, spoken: Dialect) -> Path:
        """Return the settings file of an agent."""
        return self.root / (spoken.HOME_SETTINGS if self.user else spoken.SETTINGS)

    def command(self, agent: str) -> str:
        """Return what a hook runs: found on PATH; for a user, by its absolute path."""
        program = "kavro-lint"
        if self.user:
            path = shutil.which(program) or program
            program = f'"{path}"' if " " in path else path
        return f"{program} hook --agent {agent}"


def used_here(root: Path) -> tuple[str, ...]:
    """Return the agents whose folders are in a repository."""
    return tuple(name for name in names() if (root / dialect(name).FOLDER).is_dir())


def installing(target: Target, agents: Sequence[str]) -> tuple[Change, ...]:
    """Return what `agents install` changes. Raises CannotJudge for a file it cannot read."""
    return _differing(_installing(target, agents))


def uninstalling(target: Target, agents: Sequence[str]) -> tuple[Change, ...]:
    """Return what `agents uninstall` changes: what was put in, and nothing else."""
    return _differing(_uninstalling(target, agents))


def installed_agents(target: Target) -> tuple[str, ...]:
    """Return the agents whose settings have our hooks in them."""
    return tuple(name for name in names() if state(target, name) != "missing")


def state(target: Target, agent: str) -> hook_settings.State:
    """Say whether the hooks of an agent are there. Raises CannotJudge."""
    spoken = dialect(agent)
    place = target.settings(spoken)
    try:
        return hook_settings.state(text_of(place), spoken, target.command(agent))
    except NotJson as error:
        raise _unreadable(place, error) from None


def skill_files() -> tuple[tuple[str, str], ...]:
    """Return the files of the skill: name below its folder, and text."""
    folder = files("kavro_lint.agents").joinpath("skill")
    pages = sorted(folder.joinpath("references").iterdir(), key=lambda page: page.name)
    named_pages = [
        ("SKILL.md", folder.joinpath("SKILL.md")),
        *((f"references/{p.name}", p) for p in pages),
    ]
    return tuple((name, page.read_text(encoding="utf-8")) for name, page in named_pages)


def _installing(target: Target, agents: Sequence[str]) -> Iterator[Change]:
    for name in agents:
        spoken = dialect(name)
        place = target.settings(spoken)
        before = text_of(place)
        try:
            after = hook_settings.installed(before, spoken, target.command(name))
        except NotJson as error:
            raise _unreadable(place, error) from None
        yield Change(place, before, after)
    for folder in _skill_folders(target, agents):
        for name, text in skill_files():
            yield Change(folder / name, text_of(folder / name), text)
    if agents and not target.user:
        before = text_of(target.root / "AGENTS.md")
        yield Change(target.root / "AGENTS.md", before, block.with_block(before))


def _uninstalling(target: Target, agents: Sequence[str]) -> Iterator[Change]:
    remaining = [name for name in installed_agents(target) if name not in agents]
    for name in agents:
        spoken = dialect(name)
        place = target.settings(spoken)
        before = text_of(place)
        if before is not None:
            try:
                yield Change(place, before, hook_settings.uninstalled(before, spoken))
            except NotJson as error:
                raise _unreadable(place, error) from None
    still_needed = _skill_folders(target, remaining)
    for folder in _skill_folders(target, agents):
        for name, text in skill_files() if folder not in still_needed else ():
            # A page that somebody has changed is theirs.
            if text_of(folder / name) == text:
                yield Change(folder / name, text, None)
    before = text_of(target.root / "AGENTS.md") if not remaining and not target.user else None
    if before is not None:
        yield Change(target.root / "AGENTS.md", before, block.without_block(before))


def _skill_folders(target: Target, agents: Sequence[str]) -> tuple[Path, ...]:
    """Return where the skill goes: Claude Code looks in its own folder only."""
    folders = [target.root / ".claude/skills" / SKILL] if "claude" in agents else []
    if any(name != "claude" for name in agents):
        folders.append(target.root / ".agents/skills" / SKILL)
    return tuple(folders)


def _differing(changes: Iterator[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.before != change.after)


def _unreadable(place: Path, error: NotJson) -> CannotJudge:
    return CannotJudge(f"{place}: {error}", "correct the file; nothing was changed")
