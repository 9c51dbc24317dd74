"""The command `agents`: hooks and the skill for coding agents, installed, shown and removed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.outputs import write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kavro_lint.agents.install import Target
    from kavro_lint.agents.settings_files import Change

agents = typer.Typer(
    name="agents",
    help="Install, show or remove the hooks of coding agents.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(agents)

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="AGENT", help="claude, codex, copilot, cursor, gemini or windsurf."),
]
User = Annotated[bool, typer.Option("--user", help="In your home folder, for all repositories.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change.")]


@agents.command()
def install(
    context: typer.Context, names: Names = None, user: User = False, dry_run: DryRun = False
) -> None:
    r"""Write hooks, the skill and a few lines in AGENTS.md.

    By default for the tools whose folders are in the repository.

    \b
    kavro-lint agents install                    for the tools found here
    kavro-lint agents install claude codex
    kavro-lint agents install claude --dry-run
    """
    from kavro_lint.agents.install import installing

    _change(context.obj, names, user=user, dry_run=dry_run, plan=installing)


@agents.command()
def uninstall(
    context: typer.Context, names: Names = None, user: User = False, dry_run: DryRun = False
) -> None:
    """Remove what `install` added, and nothing else."""
    from kavro_lint.agents.install import uninstalling

    _change(context.obj, names, user=user, dry_run=dry_run, plan=uninstalling)


@agents.command()
def status(context: typer.Context) -> None:
    """Show which tools have current hooks, and when they last ran."""
    from kavro_lint.agents.heartbeat import row, states

    write("".join(f"{row(agent)}\n" for agent in states(context.obj)))


def _change(
    directory: Path,
    names: "list[str] | None",
    *,
    user: bool,
    dry_run: bool,
    plan: "Callable[[Target, Sequence[str]], tuple[Change, ...]]",
) -> None:
    from kavro_lint.agents.dialects import dialect
    from kavro_lint.agents.install import Target, installed_agents, installing, used_here
    from kavro_lint.agents.settings_files import apply
    from kavro_lint.commands.new_file import top_of
    from kavro_lint.errors import CannotJudge
    from kavro_lint.pipeline.request import Request

    root = Path.home() if user else top_of(Request(directory))
    target = Target(root, user)
    is_install = plan is installing
    chosen = tuple(names or (used_here(root) if is_install else installed_agents(target)))
    for name in chosen:
        dialect(name)
    if not chosen and is_install:
        raise CannotJudge(
            "no coding agent has a folder here", "name one: kavro-lint agents install claude"
        )
    changes = plan(target, chosen)
    if not dry_run:
        apply(changes)
    write(_shown(changes, dry_run=dry_run) or "Nothing to change.\n")


def _shown(changes: "Sequence[Change]", *, dry_run: bool) -> str:
    """Return what changes: in a dry run a diff, else one line per file."""
    if dry_run:
        import difflib

        return "".join(
            f"{line.rstrip(chr(10))}\n"
            for change in changes
            for line in difflib.unified_diff(
                (change.before or "").splitlines(),
                (change.after or "").splitlines(),
                str(change.place),
                str(change.place),
                lineterm="",
                n=1,
            )
        )
    words = {(True, False): "created", (False, True): "removed", (False, False): "changed"}
    return "".join(
        f"{words[change.before is None, change.after is None]} {change.place}\n"
        for change in changes
    )
