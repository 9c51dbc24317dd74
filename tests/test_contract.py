"""docs/contract.md compared with the program: nothing is missing on either side."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from kavro_lint.cli.application import with_commands
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.config.settings import setting_names
from kavro_lint.reports import formats

ROOT = Path(__file__).parents[1]
CONTRACT = (ROOT / "docs/contract.md").read_text("utf-8")
PLANNED = "*planned*"
COMMANDS = getattr(get_command(with_commands()), "commands", {})


def section(heading: str) -> str:
    """Return the text of the section whose heading contains the words."""
    match = re.search(
        rf"^(#+) [^\n]*{re.escape(heading)}[^\n]*\n(.*?)(?=^#{{1,3}} |\Z)", CONTRACT, re.M | re.S
    )
    assert match, f"docs/contract.md has no section {heading!r}"
    return match[2]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each table row below a header."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield cells


def marked(text: str) -> dict[str, bool]:
    """Return each name in backticks at the start of a row, and whether it is planned."""
    names = {}
    for cells in rows(text):
        match = re.match(r"`([\w-]+)", cells[0])
        if match:
            names[match[1]] = PLANNED in cells[0]
    return names


def compare(named: dict[str, bool], existing: set[str], what: str) -> None:
    """Assert that what is named and not planned is exactly what exists."""
    built = {name for name, planned in named.items() if not planned}
    missing, marked = built - existing, existing & (named.keys() - built)
    unnamed = existing - named.keys()
    assert not missing, f"{what} of docs/contract.md that do not exist: {missing}"
    assert not marked, f"{what} that exist and that docs/contract.md marks planned: {marked}"
    assert not unnamed, f"{what} that docs/contract.md does not name: {unnamed}"


def test_the_contract_names_every_rule_with_its_name_and_severity() -> None:
    named: dict[str, bool] = {}
    pages = {rule.id: rule for rule in shipped_rules()}
    for cells in rows(CONTRACT):
        match = re.match(r"(KV\d{3})\b", cells[0])
        if not match:
            continue
        named[match[1]] = PLANNED in cells[0]
        if match[1] in pages:
            page = pages[match[1]]
            assert (cells[1], cells[2].split(";")[0]) == (page.name, page.severity), page.id
    queries = section("Phase 7: standards")
    for rule_id, name, severity in re.findall(r"(KV\d{3}) ([\w-]+) \((\w+)", queries):
        named[rule_id] = False
        assert (name, severity) == (pages[rule_id].name, pages[rule_id].severity), rule_id
    compare(named, set(pages), "rules")


def test_the_contract_names_no_rule_outside_its_tables() -> None:
    tables = {cells[0][:5] for cells in rows(CONTRACT)}
    tables |= set(re.findall(r"KV\d{3}", section("Phase 7: standards")))
    mentioned = set(re.findall(r"KV\d{3}\b", CONTRACT))
    assert not mentioned - tables


def test_the_contract_names_every_command() -> None:
    compare(marked(section("3.1 Commands")), set(COMMANDS), "commands")


def test_the_contract_names_every_option_of_every_command() -> None:
    listed = {}
    for cells in rows(section("3.7 Options")):
        name = cells[0].split("`")[1] if "`" in cells[0] else ""
        listed[name] = set(re.findall(r"--[\w-]+", cells[2]))
    for name, command in COMMANDS.items():
        real = {
            option
            for parameter in parameters(command)
            if parameter.param_type_name == "option" and parameter.name != "help"
            for option in (*parameter.opts, *parameter.secondary_opts)
            if option.startswith("--")
        }
        assert listed[name] == real, f"options of {name} in docs/contract.md, 3.7"


def parameters(command: Any) -> list[Any]:
    """Return the parameters of a command, or of all commands in a group."""
    inner = getattr(command, "commands", {}).values()
    return [param for result in (inner or (command,)) for param in result.params]


def test_the_contract_describes_every_option_of_check() -> None:
    text = section("3.3 Options")
    named = {
        option: after == f" {PLANNED}"
        for words, after in re.findall(r"`(--[^`]+)`( \*planned\*)?", text)
        for option in re.findall(r"--[\w-]+", words)
    }
    real = {
        option
        for parameter in COMMANDS["check"].params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--") and option != "--help"
    }
    compare(named, real, "options of check")


def test_the_contract_names_every_format() -> None:
    text = section("3.3 Options")
    match = re.search(r"`--format ([\w|]+)`(?: and `(\w+)` \*planned\*)?", text)
    assert match
    named = dict.fromkeys(match[1].split("|"), False)
    if match[2]:
        named[match[2]] = True
    compare(named, set(formats()), "formats")


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme.partition("## Settings")[2].partition("\n## ")[0]
    named = set(re.findall(r"`\[?([a-z-]+)\]?`", "".join(re.findall(r"^\|[^|]+\|", table, re.M))))
    assert set(setting_names()) == named


def test_the_contract_names_every_setting() -> None:
    compare(marked(section("3.6 Settings")), set(setting_names()), "settings")


@pytest.mark.parametrize(
    ("heading", "built"),
    [
        ("5.1 The proposal", any("--stdin-filename" in p.opts for p in COMMANDS["check"].params)),
        ("5.5 The skill", "\nskill:" in (ROOT / "Makefile").read_text()),
        *(
            (heading, any(name in COMMANDS for name in re.findall(r"kavro-lint (\w+)", heading)))
            for heading in re.findall(r"^### ([56]\.\d .*kavro-lint .*)$", CONTRACT, re.M)
        ),
    ],
)
def test_a_section_is_called_planned_until_it_is_built(heading: str, built: bool) -> None:
    assert section(heading).lstrip().startswith("*Planned.*") == (not built)


def anchor(heading: str) -> str:
    """Return the anchor of a heading as forges and the site make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_reference_to_a_section_of_the_contract_resolves() -> None:
    prose = re.sub(r"^```.*?^```", "", CONTRACT, flags=re.M | re.S)
    anchors = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", prose, re.M)}
    assert not [name for name in anchors if "--" in name], "the site writes these anchors otherwise"
    pages = [
        *(ROOT / "kavro_lint").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "rules").glob("*.md"),
        *(ROOT / "docs").glob("guide/*.md"),
        *(ROOT / "docs/kavro").rglob("*.md"),
        ROOT / "README.md",
    ]
    broken = [
        f"{page.relative_to(ROOT)}: #{name}"
        for page in pages
        for name in re.findall(r"contract\.md#([\w-]+)", page.read_text("utf-8"))
        if name not in anchors
    ]
    assert not broken


def test_every_shipped_rule_page_cites_a_section_of_the_contract() -> None:
    for rule in shipped_rules():
        references = rule.text.partition("## References")[2]
        assert "](../docs/contract.md#" in references, rule.name
