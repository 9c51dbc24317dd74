"""What the documentation tells a reader to type is understood, and every page is there."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from typer.main import get_command

from kavro_lint.cli.application import with_commands
from kavro_lint.commands.demo import FILES as SHOP
from kavro_lint.config.rulebook import shipped_rules
from tests.building import repository, run

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs/guide").glob("*.md"))]


def typed(page: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a page on which kavro-lint is called, in fences and in workflows."""
    inside = False
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            inside = not inside
            continue
        match = re.match(r"\s*(?:\$ |- run: |- )kavro-lint (.+)", line) if inside else None
        if match:
            yield number, re.split(r"\s+#\s|\s+[|<]\s|\s+&&\s", match[1])[0]


CALLS = [(page, number, call) for page in PAGES for number, call in typed(page)]


@pytest.mark.parametrize(
    ("page", "number", "call"), CALLS, ids=[f"{page.name}:{number}" for page, number, _ in CALLS]
)
def test_a_command_that_a_page_shows_is_understood(page: Path, number: int, call: str) -> None:
    words = shlex.split(call)
    commands = getattr(get_command(with_commands()), "commands", {})
    assert words[0] in commands, f"{page.name}:{number}: there is no command {words[0]}"
    # Parses without running: an unknown option or a missing argument raises.
    commands[words[0]].make_context(words[0], words[1:])


def test_every_command_is_shown_on_some_page() -> None:
    assert len(CALLS) > 20
    shown = {call.split()[0] for _, _, call in CALLS}
    assert set(getattr(get_command(with_commands()), "commands", {})) <= shown | {"rules"}


def test_the_site_has_a_page_for_every_rule(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "docs/assemble.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    pages = ROOT / "docs/.pages"
    for rule in shipped_rules():
        text = (pages / f"rules/{rule.name}.md").read_text("utf-8")
        assert text.startswith(f"# {rule.name}\n\n**{rule.id}** · {rule.severity}")
        assert f"[{rule.id}]({rule.name}.md)" in (pages / "rules/index.md").read_text("utf-8")
    assert "## kavro-lint check" in (pages / "commands.md").read_text("utf-8")


@pytest.mark.parametrize("action", ["install", "status", "uninstall"])
def test_the_examples_of_a_subcommand_stand_on_their_own_lines(action: str) -> None:
    help_page = run(ROOT, "agents", action, "--help").stdout
    assert "\\b" not in help_page
    examples = [line for line in help_page.splitlines() if line.startswith("  kavro-lint agents")]
    assert len(examples) == (3 if action == "install" else 0)


@pytest.mark.parametrize("words", [(), ("agents",)])
def test_a_help_page_lists_every_command_in_a_whole_sentence(words: tuple[str, ...]) -> None:
    done = run(ROOT, *words, "--help")
    listed = done.stdout.partition("Commands:")[2].splitlines()
    assert len(listed) > 3
    assert not [line for line in listed if line.endswith("...")]
    assert "\\b" not in done.stdout


def test_the_report_of_the_readme_is_what_the_check_prints(tmp_path: Path) -> None:
    """Its blueprint, on the demonstration's shop without its documents, gives its report."""
    readme = (ROOT / "README.md").read_text("utf-8")
    blueprint = dedent(readme.partition("```markdown\n")[2].partition("```")[0])
    report = readme.partition("```text\n")[2].partition("```")[0]
    sources = {path: text for path, text in SHOP.items() if path.startswith("src/")}
    folder = repository(tmp_path, {**sources, "docs/kavro/blueprint.md": blueprint})
    assert run(folder, "check").stdout == report
