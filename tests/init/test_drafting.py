"""A draft says what is so: it declares every file, contradicts nothing and blesses no cycle."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import Phase, given, settings

from kavro_lint.architecture import components, parting, related
from kavro_lint.artifacts import read_plan
from kavro_lint.commands.init.contract import text_of
from kavro_lint.commands.init.drafting import Draft, draft
from kavro_lint.commands.init.wishes import Wishes
from kavro_lint.model import Finding
from tests.init.graphs import packages
from tests.memory import findings_of, snapshot_of, survey_of

BLUEPRINT = "docs/kavro/blueprint.md"
# What an import does is debt; everything else would be the draft's own fault. Where no import
# of a whole language leads to a file, that is said (KV008), blueprint or not.
DEBT = {"KV703", "KV704", "KV705", "KV710", "KV711", "KV008"}


def drafted(files: Mapping[str, str], wishes: Wishes | None = None) -> Draft:
    return draft(survey_of(files), BLUEPRINT, "shop", wishes or Wishes())


def judged(files: Mapping[str, str], each: Draft) -> list[Finding]:
    return findings_of({**files, BLUEPRINT: text_of(each.contract)})


# Shrinking a whole repository takes longer than reading it.
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(packages())
def test_a_draft_has_no_finding_but_debt(files: Mapping[str, str]) -> None:
    each = drafted(files)
    found = judged(files, each)
    assert {finding.rule for finding in found} <= DEBT, text_of(each.contract)
    refused = {(one.importer, one.target) for imports in each.refused.values() for one in imports}
    denied = {atom[1:] for f in found if f.rule in ("KV703", "KV704") for atom in f.atoms}
    assert denied == refused
    # The same repository gives the same draft.
    assert text_of(drafted(dict(reversed(files.items()))).contract) == text_of(each.contract)


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(packages())
def test_what_a_draft_grants_has_no_cycle(files: Mapping[str, str]) -> None:
    each = drafted(files)
    plan = read_plan(snapshot_of({**files, BLUEPRINT: text_of(each.contract)}))
    granted = {
        parting(module.name, name): 1
        for module in plan.modules
        for name in module.may_import or ()
        if name != "*" and not related(module.name, name)
    }
    assert components(granted) == []
    ranks = {layer.name: layer.rank for layer in plan.layers}
    layers = {module.name: module.layer for module in plan.modules}
    for module in plan.modules:
        for name in module.may_import or ():
            if module.layer and layers.get(name):
                assert ranks[module.layer] <= ranks[layers[name] or ""]


SHOP = {
    "src/shop/__init__.py": "",
    "src/shop/api/__init__.py": "",
    "src/shop/api/http.py": "from shop.services import orders\nimport fastapi\n",
    "src/shop/services/__init__.py": "",
    "src/shop/services/orders.py": "from shop.db import tables\nfrom shop.utils import dates\n",
    "src/shop/db/__init__.py": "",
    "src/shop/db/tables.py": "import sqlalchemy\nfrom shop.services import orders\n",
    "src/shop/utils/__init__.py": "",
    "src/shop/utils/dates.py": "",
    "tests/test_api.py": "import pytest\nfrom shop.api import http\n",
    "docs/conf.py": "import shop\n",
    "setup.py": "from setuptools import setup\n",
}


def test_the_draft_of_the_shop_has_its_layers() -> None:
    each = drafted(SHOP)
    rows = {row.name: row for row in each.contract.rows}
    assert list(rows) == ["api", "services", "db", "utils", "shop", "build", "docs", "tests"]
    assert each.contract.layers == (
        ("delivery", ("api",)), ("domain", ("services",)), ("level-3", ("db", "utils")),
    )  # fmt: skip
    assert rows["api"].may_import == ("services",)
    assert rows["api"].external == ("fastapi",)
    # One import closes a cycle: db -> services is against the order that two others ask for.
    assert rows["services"].may_import == ("db", "utils")
    assert rows["db"].may_import == ()
    assert list(each.refused) == [("db", "services")]
    assert rows["tests"].may_import == rows["tests"].external == ("*",)
    assert {f.rule for f in judged(SHOP, each)} == {"KV703", "KV705"}


def test_the_columns_are_aligned() -> None:
    text = text_of(drafted(SHOP).contract)
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == 10
    assert len({tuple(m.start() for m in re.finditer(r"\|", line)) for line in lines}) == 1
    assert "guesses" in text


def test_a_family_becomes_one_row() -> None:
    names = ["csv", "pdf", "html", "json", "text", "yaml", "toml", "xml", "odt"]
    files = {"app/__init__.py": "", "app/main.py": "import app.plugins.csv\n"}
    files |= {f"app/plugins/{name}/__init__.py": "from app.core import base\n" for name in names}
    files |= {f"app/core/{name}.py": "" for name in ("base", "one", "two")}
    each = drafted(files)
    rows = {row.name: row for row in each.contract.rows}
    assert rows["plugins"].may_import == ("core",)
    assert rows["plugins.{name}"].patterns == ("app/plugins/{name}/",)
    assert judged(files, each) == []


def test_a_flat_package_is_its_files() -> None:
    files = {"flat/__init__.py": "from flat import a\n", "flat/__main__.py": "import flat\n"}
    files |= {f"flat/{name}.py": "" for name in "abcdefgh"}
    rows = {row.name for row in drafted(files).contract.rows}
    assert rows == {"flat", *"abcdefgh"}


def test_a_monorepo_is_its_projects() -> None:
    files: dict[str, str] = {}
    for name in ("alpha", "beta", "gamma"):
        folder = f"packages/{name}-lib"
        files[f"{folder}/pyproject.toml"] = f'[project]\nname = "{name}"\n'
        files[f"{folder}/src/{name}/__init__.py"] = ""
        files[f"{folder}/src/{name}/code.py"] = "import alpha.code\n" if name != "alpha" else ""
        files[f"{folder}/tests/test_code.py"] = f"import {name}.code\n"
    each = drafted(files)
    rows = {row.name: row for row in each.contract.rows}
    assert list(rows) == ["beta-lib", "gamma-lib", "alpha-lib", "tests"]
    assert rows["beta-lib"].may_import == ("alpha-lib",)
    assert judged(files, each) == []


@pytest.mark.parametrize("path", ["main.py", "a/b/c/d.py", "tests/test_x.py", "docs/conf.py"])
def test_a_single_file_becomes_one_module(path: str) -> None:
    files = {path: "import os\n"}
    each = drafted(files)
    assert len(each.contract.rows) == 1
    assert judged(files, each) == []


def test_a_configuration_may_change_its_suffix() -> None:
    files = {
        "package.json": '{"name": "x"}',
        "src/a.ts": "export const a = 1;\n",
        "eslint.config.js": "export default [];\n",
        "web/vite.config.ts": "export default {};\n",
        "noxfile.py": "",
    }
    patterns = {each for row in drafted(files).contract.rows for each in row.patterns}
    assert {"eslint.config.*", "**/vite.config.*", "noxfile.py"} <= patterns
