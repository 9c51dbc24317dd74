"""What other linters' rules become, and what is said of those that become nothing."""

import pytest

from kavro_lint.commands.init.drafted_contract import Row, text_of
from kavro_lint.commands.init.drafting import draft
from kavro_lint.commands.init.place_rules import Reading
from kavro_lint.commands.init.sources import read_sources
from kavro_lint.commands.init.sources.dependency_cruiser import prefixes_of
from kavro_lint.errors import CannotJudge
from tests.memory import findings_of, snapshot_of, survey_of

BLUEPRINT = "docs/kavro/blueprint.md"
SHOP = {
    "src/shop/__init__.py": "",
    "src/shop/api/__init__.py": "from shop.core import orders\nfrom shop.db import tables\n",
    "src/shop/core/__init__.py": "",
    "src/shop/core/orders.py": "from shop.db import tables\n",
    "src/shop/db/__init__.py": "",
    "src/shop/db/tables.py": "from shop.tools import dates\n",
    "src/shop/tools/__init__.py": "",
    "src/shop/tools/dates.py": "from shop import api\n",
    "tests/test_x.py": "import shop.db\n",
}


def begun(path: str, text: str) -> tuple[Reading, dict[str, Row], list[str]]:
    """Return what was read, the rows of the draft, and the rules that it makes find something."""
    files = {**SHOP, path: text, "src/shop/api/tach.domain.toml": "[root]\n"}
    survey = survey_of(files)
    reading = read_sources(snapshot_of(files), survey.architecture.facts, None)
    contract_draft = draft(survey, BLUEPRINT, "shop", reading.place_rules)
    findings = findings_of({**files, BLUEPRINT: text_of(contract_draft.contract)})
    return (
        reading,
        {row.name: row for row in contract_draft.contract.rows},
        [f.rule for f in findings],
    )


LAYERS = """\
[importlinter]
root_package = shop
[importlinter:contract:one]
name = Layers
type = layers
containers = shop
layers =
    api
    core
    db | tools
"""


def test_layers_of_import_linter_become_layers() -> None:
    reading, rows, result = begun(".importlinter", LAYERS)
    assert [row.layer for row in rows.values()][:4] == ["api", "core", "db-tools", "db-tools"]
    assert rows["db"].may_import is None  # the layer is independent, so db -> tools is denied
    assert rows["tools"].may_import is None
    assert reading.remarks == ()
    assert sorted(result) == ["KV703", "KV703", "KV705"]


CONTRACTS = """\
[[tool.importlinter.contracts]]
name = "No tables in the API"
type = "forbidden"
source_modules = ["shop.api"]
forbidden_modules = ["shop.db", "requests"]
allow_indirect_imports = "true"
ignore_imports = ["shop.api -> shop.db.tables"]
[[tool.importlinter.contracts]]
name = "Apart"
type = "independence"
modules = ["shop.core", "shop.tools"]
[[tool.importlinter.contracts]]
name = "Kept"
type = "protected"
protected_modules = ["shop.db"]
allowed_importers = ["shop.core"]
[[tool.importlinter.contracts]]
name = "Round"
type = "acyclic_siblings"
ancestors = ["shop"]
[[tool.importlinter.contracts]]
name = "Ours"
type = "our.Contract"
"""


def test_contracts_of_import_linter_become_rows() -> None:
    reading, rows, result = begun("pyproject.toml", CONTRACTS)
    assert rows["api"].must_not_import == ("db",)
    assert rows["core"].must_not_reach == ("tools",)
    assert rows["tools"].must_not_reach == ("core",)
    assert rows["api"].may_import == ("core",)
    assert rows["tests"].may_import == ("*",)
    output = "\n".join(reading.remarks)
    for part in ("requests is not a module", "1 ignored import is", "KV705", "the project's own"):
        assert part in output
    assert set(result) <= {"KV703", "KV704", "KV705", "KV709"}


TACH = """\
source_roots = ["src"]
layers = ["web", "rest"]
exact = true
[[modules]]
path = "shop.api"
depends_on = []
layer = "web"
[[modules]]
path = "shop.core"
depends_on = ["shop.db"]
layer = "rest"
[[modules]]
path = "shop.db"
depends_on = ["shop.core"]
cannot_depend_on = ["shop.api"]
layer = "rest"
[[modules]]
path = "shop.tools.dates"
depends_on = []
utility = true
[[modules]]
path = "shop.gone"
depends_on = []
[[interfaces]]
expose = ["x"]
"""


def test_modules_of_tach_become_rows() -> None:
    reading, rows, result = begun("tach.toml", TACH)
    assert [rows[name].layer for name in ("api", "core", "db")] == ["web", "rest", "rest"]
    # A lower layer needs no entry in depends_on, and a utility none at all.
    assert rows["api"].may_import == ("core", "db")
    assert rows["db"].may_import == ("tools.dates",)
    assert rows["db"].must_not_import == ("api",)
    output = "\n".join(reading.remarks)
    assert "shop.gone is not a module" in output
    assert "interfaces" in output
    assert "1 tach.domain.toml (as src/shop/api/tach.domain.toml) are not read" in output
    assert set(result) <= {"KV703", "KV704", "KV705"}


CRUISER = """\
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-db', from: { path: '^src/shop/api' }, to: { path: "^src/shop/(db|tools)/" } },
    { name: 'reach', from: { path: '^src/shop/core/' }, to: { path: '^src/shop/tools',
      reachable: true } },
    { name: 'only-core', from: { pathNot: '^src/shop/core' }, to: { path: '^src/shop/db' } },
    { name: 'clever', from: { path: '(^|/)x([^/]+)$' }, to: { path: '^src' } },
    { name: 'dev', from: { path: '^src' }, to: { dependencyTypes: ['npm-dev'] } },
  ],
  options: { doNotFollow: { path: 'node_modules' } }, // a comment
};
"""


def test_rules_of_dependency_cruiser_become_rows() -> None:
    reading, rows, result = begun(".dependency-cruiser.js", CRUISER)
    assert rows["api"].must_not_import == ("db", "tools")
    assert rows["core"].must_not_reach == ("tools",)
    assert rows["api"].may_import == ("core",)
    output = "\n".join(reading.remarks)
    for part in ("no-circular: always judged", "clever: the pattern", "dev: `dependencyTypes`"):
        assert part in output
    assert set(result) <= {"KV703", "KV704", "KV705", "KV709"}


@pytest.mark.parametrize(
    ("pattern", "prefixes"),
    [
        ("^src/api", ("src/api",)),
        ("^src/(api|web)/", ("src/api/", "src/web/")),
        (r"^(?:packages)/a\.b/.*", ("packages/a.b/",)),
        ("^(test|spec)", ("test", "spec")),
        ("src/api", None),
        ("^src/[^/]+/x", None),
        ("^src/(a|b+)", None),
        ("^(a(b|c))", None),
        ("^", None),
        ("^src/(a|)/", ("src/a/", "src//")),
        ("^" + "(a|b)" * 40, None),
    ],
)
def test_patterns_may_be_beginnings_of_paths(
    pattern: str, prefixes: tuple[str, ...] | None
) -> None:
    assert prefixes_of(pattern) == prefixes


@pytest.mark.parametrize(
    "text",
    [
        "const x = require('x'); module.exports = x;",
        "module.exports = { forbidden: [...shared] };",
        "module.exports = { forbidden: " + "[" * 50_000,
    ],
)
def test_a_program_is_not_run(text: str) -> None:
    reading, _, _ = begun(".dependency-cruiser.cjs", text)
    assert "nothing of a repository is run" in reading.remarks[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".importlinter", "no section\n"),
        ("tach.toml", "modules = [\n"),
        (".dependency-cruiser.json", "{"),
        ("tach.toml", "x" * 1_000_001),
    ],
)
def test_what_cannot_be_read_is_said(path: str, text: str) -> None:
    with pytest.raises(CannotJudge) as raised:
        begun(path, text)
    assert path in str(raised.value)
    assert "--from none" in raised.value.remedy


@pytest.mark.parametrize(
    ("path", "text"),
    [("setup.cfg", "[metadata]\nname = x\n"), ("pyproject.toml", "[tool.x]\n"), ("tach.toml", "")],
)
def test_a_file_without_rules_is_silent(path: str, text: str) -> None:
    reading, _, _ = begun(path, text)
    assert reading == Reading()
