"""Every check has what the protocol asks, and every rule has a check and a page."""

from pathlib import Path

import pytest

import kavro_lint.checks as package
from kavro_lint.checks import Check, checks, providers, see_that_all_are_provided
from kavro_lint.config import rulebook
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.errors import CannotJudge
from kavro_lint.model import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.check import judged
from kavro_lint.pipeline.selection import FindingOptions
from tests.building import repository, run, write
from tests.memory import case_of, survey_of

NEEDS = ("file", "code", "graph", "artifacts", "change", "findings")
FILES = {
    "docs/kavro/blueprint.md": "| Module | Paths |\n|---|---|\n| a | `a/` |\n",
    "a/x.py": "import os\n",
}


@pytest.mark.parametrize("check", checks(), ids=[check.name for check in checks()])
def test_a_check_says_what_it_needs_and_finds(check: Check) -> None:
    assert check.needs in NEEDS
    assert check.rules
    assert all(isinstance(finding, Finding) for finding in check.findings(case_of(FILES)))
    assert all(rule in providers() for rule in check.rules)


def test_every_module_in_the_folders_is_a_check() -> None:
    folder = Path(next(iter(package.__path__)))
    modules = {path.stem for path in folder.glob("*/*.py") if path.name != "__init__.py"}
    assert {check.name for check in checks()} == modules
    assert len(checks()) == len(modules)


def test_the_shipped_rules_and_checks_belong_together() -> None:
    see_that_all_are_provided(shipped_rules())
    assert {rule.id for rule in shipped_rules()} == set(providers())


def test_a_rule_of_a_users_own_page_is_compared_with_a_base(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "rules/string-built-sql.md").read_text()
    page = page.replace("KV723", "SHOP1").replace("string-built-sql", "shop-sql")
    page = "".join(
        line
        for line in page.splitlines(keepends=True)
        if not line.startswith(("check =", "judged ="))
    )
    sql = 'cursor.execute(f"SELECT * FROM orders WHERE id = {x}")\n'
    files = {"rules/shop-sql.md": page, "kavro-lint.toml": 'rules = ["rules"]\n', "a/y.py": sql}
    folder = repository(tmp_path, {**FILES, **files})
    write(folder, {"a/x.py": sql})
    done = run(folder, "check", "--base", "HEAD")
    assert "SHOP1 shop-sql: 1 minor" in done.stdout
    assert "a/x.py:1" in done.stdout
    assert "a/y.py" not in done.stdout


def test_when_a_rule_is_judged_stands_in_its_page() -> None:
    for rule in shipped_rules():
        assert rule.judged, rule.name
        assert set(rule.judged) <= {"always", "change", "workflow"}, rule.name
        assert ("always" in rule.judged) == (len(rule.judged) == 1 and rule.judged[0] == "always")


def test_a_rule_page_whose_check_nobody_provides_ends_the_run() -> None:
    survey = survey_of(FILES)
    orphan = replace(shipped_rules()[0], id="KV799", name="orphan", check="nobody")
    with pytest.raises(CannotJudge, match=r"rules/orphan\.md: no check `nobody` provides KV799"):
        judged(replace(survey, rules=(*shipped_rules(), orphan)), FindingOptions(select=("KV799",)))


def test_a_rule_that_its_check_does_not_provide_ends_the_run() -> None:
    survey = survey_of(FILES)
    orphan = replace(shipped_rules()[0], id="KV799", name="orphan", check="cycles")
    with pytest.raises(CannotJudge, match="no check `cycles` provides KV799"):
        judged(replace(survey, rules=(*shipped_rules(), orphan)), FindingOptions())


def test_a_check_whose_rule_has_no_page_ends_the_run() -> None:
    survey = survey_of(FILES)
    rules = tuple(rule for rule in shipped_rules() if rule.id != "KV705")
    with pytest.raises(CannotJudge, match="the check `cycles` provides KV705, which has no rule"):
        judged(replace(survey, rules=rules), FindingOptions())


def test_only_checks_their_pages_and_messages_name_rules() -> None:
    """No file of the pipeline, the commands or the reports decides anything by a rule's id."""
    root = Path(rulebook.__file__).parents[1]
    known = {rule.id for rule in shipped_rules()}
    deciding = [
        f"{path.relative_to(root)}:{number}"
        for room in ("pipeline", "reports", "git", "cache", "config")
        for path in sorted((root / room).rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if any(f'"{rule}"' in line for rule in known)
    ]
    assert deciding == []
