"""Assemble the documentation site's pages: the guide, a page for each rule, commands, figures.

    python docs/assemble.py

Writes below `docs/.pages/`, which the site generator reads (`docs/zensical.toml`). Rule pages
come from `rules/`, the commands from the program's own `--help`: nothing is told twice. Links
are those of the repository, so that they work on a forge; here they become links of the site.
"""

import posixpath
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

from kavro_lint.cli.application import with_commands
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.model.findings import Rule

HERE = Path(__file__).parent
ROOT = HERE.parent
PAGES = HERE / ".pages"
PHASES = {
    0: "Honesty of the run", 1: "Research", 2: "Blueprint and decisions", 3: "Tasks",
    4: "Documentation", 5: "Prompts", 6: "Agent selection", 7: "Structure, standards, merges",
}  # fmt: skip
# Files of the repository that are pages of the site as they are.
WHOLE_PAGES = {
    "contract.md": "docs/contract.md",
    "security.md": "SECURITY.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
    "benchmarks.md": "benchmarks/README.md",
}
# A relative link of a page: its target, and the anchor.
_PROSE = re.compile(r"^(`{3,})[^`\n]*\n.*?^\1$|.+?(?=^```|\Z)", re.M | re.S)
_LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)(#[^)]*)?\)")


def main() -> int:
    """Write all pages; exit 1 where a page of the navigation is missing."""
    shutil.rmtree(PAGES, ignore_errors=True)
    PAGES.mkdir()
    for page in sorted((HERE / "guide").glob("*.md")):
        _write(page.name, page.read_text("utf-8"))
    if (HERE / "images").is_dir():
        shutil.copytree(HERE / "images", PAGES / "images")
    rules = sorted(shipped_rules(), key=lambda rule: rule.id)
    for rule in rules:
        _write(f"rules/{rule.name}.md", rule_page(rule))
    _write("rules/index.md", rule_index(rules))
    for path, source in WHOLE_PAGES.items():
        _write(path, (ROOT / source).read_text("utf-8"))
    _write("commands.md", "".join(commands()))
    shutil.copy(ROOT / "benchmarks/growth.svg", PAGES)
    missing = [page for page in navigation() if not (PAGES / page).is_file()]
    for page in missing:
        print(f"the navigation names {page}, and nothing writes it", file=sys.stderr)
    return 1 if missing else 0


def _write(path: str, text: str) -> None:
    place = PAGES / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(_PROSE.sub(lambda prose: _linked(path, prose[0]), text), "utf-8")


def _linked(page: str, text: str) -> str:
    """Return text of a page with its links made links of the site; code stays as it is."""
    if text.startswith("```"):
        return text
    return _LINK.sub(lambda link: _on_the_site(page, link), text)


def _on_the_site(page: str, link: re.Match[str]) -> str:
    """Return a link between files of the repository as one between pages of the site.

    What the site does not have is named by its path.
    """
    source = WHOLE_PAGES.get(page) or (page if page.startswith("rules/") else f"docs/guide/{page}")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), link[1]))
    pages = {file: path for path, file in WHOLE_PAGES.items()}
    name = target.removeprefix("docs/guide/") if target.startswith("docs/guide/") else None
    if target.startswith("rules/") and target.endswith(".md"):
        name = target
    elif target.startswith(("docs/images/", "benchmarks/")) and not target.endswith(".md"):
        name = target.removeprefix("docs/").removeprefix("benchmarks/")
    name = pages.get(target, name)
    if name is None:
        return f"] (`{target}`)"
    relative = posixpath.relpath(name, posixpath.dirname(page) or ".")
    return f"]({relative}{link[2] or ''})"


def rule_page(rule: Rule) -> str:
    """Return a rule's page with its id and severity below the heading."""
    body = rule.text.split("+++\n", 2)[-1].lstrip("\n")
    title, _, rest = body.partition("\n")
    return f"{title}\n\n**{rule.id}** · {rule.severity} · {PHASES[rule.phase]}\n{rest}"


def rule_index(rules: list[Rule]) -> str:
    """Return the list of all rules, by phase."""
    lines = ["# Rules\n\n", "`kavro-lint explain NAME` prints the page of one.\n"]
    for phase, title in PHASES.items():
        rows = [
            f"| [{rule.id}]({rule.name}.md) | [{rule.name}]({rule.name}.md) | {rule.severity} "
            f"| {rule.summary} |\n"
            for rule in rules
            if rule.phase == phase
        ]
        if rows:
            lines += [
                f"\n## {title}\n\n| Id | Name | Severity | When |\n|---|---|---|---|\n",
                *rows,
            ]
    return "".join(lines)


def commands() -> Iterator[str]:
    """Yield the reference of the commands, as `--help` has them."""
    yield "# Commands\n"
    runner = CliRunner()
    application = with_commands()
    names = sorted(getattr(get_command(application), "commands", {}))
    for words in ([], *([name] for name in names)):
        said = runner.invoke(
            with_commands(), [*words, "--help"], env={"COLUMNS": "90", "TERM": "dumb"}
        )
        if said.exit_code != 0:
            raise RuntimeError(f"--help of {words} failed: {said.output}")
        yield f"\n## kavro-lint {' '.join(words)}\n\n```text\n{said.output.strip()}\n```\n"


def navigation() -> Iterator[str]:
    """Yield the pages that the navigation names."""
    settings = tomllib.loads((HERE / "zensical.toml").read_text("utf-8"))
    yield from _pages(settings["project"]["nav"])


def _pages(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for each in entry:
            yield from _pages(each)
    elif isinstance(entry, dict):
        for each in entry.values():
            yield from _pages(each)


if __name__ == "__main__":
    sys.exit(main())
