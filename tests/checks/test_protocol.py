"""Every check has what the protocol asks, and every rule has a check and a page."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kavro_lint.checks as package
from kavro_lint.checks import Check, checks, providers, see_that_all_are_provided
from kavro_lint.config import rulebook
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.errors import CannotJudge
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.check import judged
from kavro_lint.pipeline.request import FindingOptions
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


# Where the findings of some rules are built: the readers of documents, and the permissions.
BUILDERS = ("architecture", "artifacts")


def test_only_a_check_decides_by_a_rule_id() -> None:
    """Elsewhere a rule id stands in a message about that rule, or is imported from its check."""
    root = Path(rulebook.__file__).parents[1]
    places = [
        f"{path.relative_to(root)}:{constant.lineno} {constant.value}"
        for path in sorted(root.rglob("*.py"))
        if (room := path.relative_to(root).parts[0]) != "checks"
        for constant in _deciding_ids(ast.parse(path.read_bytes()), room in BUILDERS)
    ]
    assert places == []


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ('if finding.rule == "KV707": pass', 1),
        ('RULES = frozenset(("KV701", "KV702"))', 2),
        ('problem("KV204", place)', 1),
        ('"KV7"', 0),
        ('say(f"{path}: see `kavro-lint explain KV002`")', 0),
    ],
)
def test_a_rule_id_that_decides_is_told_from_a_message(source: str, number: int) -> None:
    assert len(list(_deciding_ids(ast.parse(source), is_builder=False))) == number


def test_only_a_call_that_builds_a_finding_may_name_a_rule_in_a_builder() -> None:
    tree = ast.parse('problem("KV204", place)\nif rule == "KV204": Denial(rule="KV703")\n')
    assert [constant.lineno for constant in _deciding_ids(tree, is_builder=True)] == [2]


def _deciding_ids(tree: ast.AST, is_builder: bool) -> Iterator[ast.Constant]:
    """Yield the texts that are a rule id and no more, but for what a builder's calls are given."""
    built = {
        id(argument)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and is_builder
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in built:
            continue
        if isinstance(node.value, str) and re.fullmatch(r"KV\d{3}", node.value):
            yield node
