"""A draft says what is so: it declares every file, contradicts nothing and blesses no cycle."""

import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings

from kavro_lint.architecture.components import components
from kavro_lint.architecture.module_contracts import parting, related
from kavro_lint.artifacts import read_plan
from kavro_lint.commands.init.drafted_contract import Row, text_of
from kavro_lint.commands.init.drafting import Draft, draft
from kavro_lint.commands.init.place_rules import PlaceRules
from kavro_lint.model.findings import Finding
from tests.init.graphs import packages
from tests.memory import findings_of, snapshot_of, survey_of

BLUEPRINT = "docs/kavro/blueprint.md"
# What an import does is debt; everything else would be the draft's own fault. Where no import
# of a whole language leads to a file, that is said (KV008), blueprint or not.
DEBT = {"KV703", "KV704", "KV705", "KV710", "KV711", "KV008"}


def drafted(files: Mapping[str, str], place_rules: PlaceRules | None = None) -> Draft:
    return draft(survey_of(files), BLUEPRINT, "shop", place_rules or PlaceRules())


def judged(files: Mapping[str, str], contract_draft: Draft) -> list[Finding]:
    return findings_of({**files, BLUEPRINT: text_of(contract_draft.contract)})


# Shrinking a whole repository takes longer than reading it.
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(packages())
def test_a_draft_has_no_finding_but_debt(files: Mapping[str, str]) -> None:
    result = drafted(files)
    findings = judged(files, result)
    assert {finding.rule for finding in findings} <= DEBT, text_of(result.contract)
    refused = {
        (results.importer, results.target)
        for imports in result.refused.values()
        for results in imports
    }
    denied = {atom[1:] for f in findings if f.rule in ("KV703", "KV704") for atom in f.atoms}
    assert denied == refused
    # The same repository gives the same draft.
    assert text_of(drafted(dict(reversed(files.items()))).contract) == text_of(result.contract)


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(packages())
def test_what_a_draft_grants_has_no_cycle(files: Mapping[str, str]) -> None:
    result = drafted(files)
    plan = read_plan(snapshot_of({**files, BLUEPRINT: text_of(result.contract)}))
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
    result = drafted(SHOP)
    rows = rows_of(result)
    assert list(rows) == ["api", "services", "db", "utils", "shop", "docs", "tests"]
    # A row for one file would be wrong on the day that it goes.
    assert result.contract.exemptions.build == ("setup.py",)
    assert result.contract.layers == (
        ("delivery", ("api",)), ("domain", ("services",)), ("level 3", ("db", "utils")),
    )  # fmt: skip
    # Layers decide: a list of what is imported today would deny what comes tomorrow.
    assert rows["api"].may_import is rows["api"].external is None
    # One import closes a cycle: db -> services is against the order that two others ask for.
    assert list(result.refused) == [("db", "services")]
    assert rows["tests"].may_import == ("*",)
    assert {f.rule for f in judged(SHOP, result)} == {"KV703", "KV705"}


def rows_of(contract_draft: Draft) -> dict[str, Row]:
    return {row.name: row for row in contract_draft.contract.rows}


def patterns_of(files: Mapping[str, str]) -> set[str]:
    return {pattern for row in drafted(files).contract.rows for pattern in row.patterns}


def test_the_columns_are_aligned() -> None:
    text = text_of(drafted(SHOP).contract)
    lines = [line for line in text.splitlines() if line.startswith("|")]
    lines = lines[:9]
    assert len({tuple(m.start() for m in re.finditer(r"\|", line)) for line in lines}) == 1
    assert "External" not in text


def test_a_family_becomes_one_row() -> None:
    names = ["csv", "pdf", "html", "json", "text", "yaml", "toml", "xml", "odt"]
    files = {"app/__init__.py": "", "app/main.py": "import app.plugins.csv\n"}
    files |= {f"app/plugins/{name}/__init__.py": "from app.core import base\n" for name in names}
    files |= {f"app/core/{name}.py": "" for name in ("base", *"abcdefg")}
    result = drafted(files)
    rows = rows_of(result)
    assert list(rows) == ["app", "plugins", "plugins.{name}", "core"]
    assert rows["plugins.{name}"].patterns == ("app/plugins/{name}/",)
    # It stands below and needs no package: that may stay so.
    assert rows["core"].external == ()
    assert judged(files, result) == []
    # A new member is no finding, and what it may not import is one.
    files["app/plugins/svg/__init__.py"] = "import app.main\n"
    assert {f.rule for f in judged(files, result)} == {"KV703", "KV705"}


def test_a_flat_package_is_one_module() -> None:
    files = {"flat/__init__.py": "from flat import a\n", "flat/__main__.py": "import flat\n"}
    files |= {f"flat/{name}.py": "" for name in "abcdefgh"}
    result = drafted(files)
    assert list(rows_of(result)) == ["flat"]
    files["flat/new.py"] = "import flat.a\n"
    assert judged(files, result) == []


def test_a_monorepo_is_its_projects() -> None:
    files: dict[str, str] = {}
    for name in ("alpha", "beta", "gamma"):
        folder = f"packages/{name}-lib"
        files[f"{folder}/pyproject.toml"] = f'[project]\nname = "{name}"\n'
        files[f"{folder}/src/{name}/__init__.py"] = ""
        files[f"{folder}/src/{name}/code.py"] = "import alpha.code\n" if name != "alpha" else ""
        files[f"{folder}/tests/test_code.py"] = f"import {name}.code\n"
    result = drafted(files)
    assert list(rows_of(result)) == ["beta-lib", "gamma-lib", "alpha-lib", "tests"]
    assert [modules for _, modules in result.contract.layers] == [
        ("beta-lib", "gamma-lib"), ("alpha-lib",),
    ]  # fmt: skip
    assert judged(files, result) == []


BACKEND = {
    "backend/pyproject.toml": '[project]\nname = "app"\n',
    "backend/app/main.py": "from app.api import routes\n",
    "backend/app/api/routes.py": "from app import models\nfrom app.core import config\n",
    "backend/app/models.py": "from app.core import config\n",
    "backend/app/core/config.py": "",
    "backend/app/core/one.py": "",
    "backend/app/core/two.py": "",
    "backend/app/api/items.py": "from app import models\n",
    "backend/app/api/users.py": "",
    "backend/app/api/teams.py": "",
    "backend/scripts/fill.py": "import app.models\n",
    "backend/tests/test_api.py": "import app.main\n",
    "frontend/package.json": '{"name": "frontend"}',
    "frontend/vite.config.ts": "export default {};\n",
    "frontend/src/routes/index.ts": 'import "../components/a";\n',
    **{f"frontend/src/components/{name}.ts": 'import "../lib/z";\n' for name in "abcdefgh"},
    "frontend/src/lib/z.ts": "export const z = 1;\n",
}


def test_each_project_of_a_mixed_repository_is_split() -> None:
    result = drafted(BACKEND)
    assert list(rows_of(result)) == [
        "backend.app", "backend.main", "backend.api", "backend.core",
        "frontend.routes", "frontend.components", "frontend.lib",
        "build", "scripts", "tests",
    ]  # fmt: skip
    assert judged(BACKEND, result) == []
    files = {**BACKEND, "backend/app/core/config.py": "from app.api import routes\n"}
    assert [f.rule for f in judged(files, result) if f.rule == "KV703"] == ["KV703"]
    # What imports nothing of each other has no common order.
    names = [name for name, _ in result.contract.layers]
    assert all(name.startswith(("backend ", "frontend ")) for name in names)


def test_an_entry_point_stands_above_the_files_beside_it() -> None:
    result = drafted(BACKEND)
    rows = rows_of(result)
    # Entry points that come later will be called so.
    assert rows["backend.main"].patterns == ("backend/app/main.py", "backend/app/__main__.py")
    later = {**BACKEND, "backend/app/__main__.py": "from app.api import routes\n"}
    assert judged(later, result) == []
    assert rows["backend.app"].patterns == ("backend/app/*.py",)
    assert result.refused == {}


@pytest.mark.parametrize("path", ["main.py", "a/b/c/d.py", "tests/test_x.py", "docs/conf.py"])
def test_a_single_file_becomes_one_module(path: str) -> None:
    files = {path: "import os\n"}
    result = drafted(files)
    assert len(result.contract.rows) == 1
    assert judged(files, result) == []


def test_a_configuration_may_change_its_suffix_and_its_folder() -> None:
    files = {
        "package.json": '{"name": "x"}',
        "src/a.ts": "export const a = 1;\n",
        "eslint.config.js": "export default [];\n",
        ".prettierrc.js": "export default [];\n",
        "web/vite.config.ts": "export default {};\n",
        "noxfile.py": "",
    }
    assert {"**/*.config.*", "**/.prettierrc.*"} <= patterns_of(files)
    assert drafted(files).contract.exemptions.build == ("noxfile.py",)
    # Angular's is the application's own.
    files["src/app/app.config.ts"] = files["src/app/main.ts"] = "export const b = 1;\n"
    patterns = patterns_of(files)
    assert {"**/eslint.config.*", "**/vite.config.*"} <= patterns
    assert "**/*.config.*" not in patterns


def test_patterns_for_tests_catch_no_product_file() -> None:
    product = "class Result:\n    pass\n"
    test = "from shop.db import rows\n\ndef test_rows(): ...\n"
    files = {
        "shop/__init__.py": "",
        "shop/db/rows.py": "from shop.db import test_results\n",
        "shop/db/test_results.py": product,
        "shop/api/views.py": "",
        "shop/api/test_views.py": test,
    }
    result = drafted(files)
    rows = rows_of(result)
    assert rows["tests"].patterns == ("shop/api/test_*.py", "**/tests/")
    assert {rows["db"].layer, rows["db"].responsibility} != {None, "tests"}
    del files["shop/db/test_results.py"]
    assert patterns_of({**files, "shop/db/rows.py": ""}) >= {"**/test_*.py"}


def test_what_product_code_imports_is_product_code() -> None:
    files = {
        "go.mod": "module x\n",
        "main.go": 'package main\nimport _ "x/docs"\n',
        "docs/ui.go": "package docs\n",
        "tools/gen.go": "package main\n",
    }
    rows = rows_of(drafted(files))
    assert rows["docs"].layer is not None
    assert (rows["tools"].layer, rows["tools"].responsibility) == (None, "scripts and tools")


def test_a_collection_of_folders_stays_one_module() -> None:
    names = [f"part{n}" for n in range(20)]
    files = {"package.json": '{"name": "x"}', "src/main.ts": 'import "./components/part0/a";\n'}
    files |= {f"src/{name}/a.ts": "" for name in ("hooks", "lib", "pages", "utils")}
    for name, after in zip(names, [*names[1:], "x"], strict=True):
        files |= {f"src/components/{name}/{n}.ts": f'import "../{after}/{n}";\n' for n in "abc"}
    assert "components" in rows_of(drafted(files))
    files["src/components/new/a.ts"] = 'import "../part3/a";\n'
    assert "KV701" not in {f.rule for f in judged(files, drafted(files))}


def test_a_file_beside_the_folders_of_an_application_does_not_make_them_one_module() -> None:
    """A Laravel application: twenty folders in `app/`, `app/helpers.php`, and folders beside."""
    parts = [f"part{number}" for number in range(20)]
    files = {f"app/{part}/{name}.py": "" for part in parts for name in ("a", "b", "c", "d")}
    files |= {f"{beside}/a.py": "import app.part1.a\n" for beside in ("x", "y", "z", "v", "w")}
    for at, part in enumerate(parts):
        lines = [f"import app.{other}.a\n" for other in parts[at + 1 : at + 4]]
        files[f"app/{part}/a.py"] = "".join(lines)
    with_file = {**files, "app/helpers.py": ""}
    folders = {f"app/{part}/" for part in parts}
    assert folders <= patterns_of(files)
    assert folders <= patterns_of(with_file)
    assert "app/*.py" in patterns_of(with_file)


def test_a_package_beside_many_small_folders_is_split_into_its_folders() -> None:
    """CodeIgniter's `system/` has forty folders; beside it stand `app/`, `public/`, `writable/`."""
    parts = [f"part{number}" for number in range(20)]
    files = {f"system/{part}/{name}.py": "" for part in parts for name in "abcd"}
    for at, part in enumerate(parts):
        lines = [f"import system.{other}.a\n" for other in parts[at + 1 : at + 4]]
        files[f"system/{part}/a.py"] = "".join(lines)
    files |= {f"{beside}/a.py": "import system.part1.a\n" for beside in ("x", "y", "z", "v", "w")}
    assert {f"system/{part}/" for part in parts} <= patterns_of(files)


def test_a_large_folder_beside_another_large_one_stays_what_it_is() -> None:
    """JabRef's `logic` is above its `model`: its forty folders are nobody's layers."""
    files = {
        f"acme/logic/part{n}/{m}.py": "import acme.model.a\n" for n in range(20) for m in "abcd"
    }
    files |= {f"acme/model/{name}.py": "" for name in "abcdefghijklmnopqrstuvwxy"}
    files["acme/marks/a.py"] = ""
    assert {"acme/logic/", "acme/model/"} <= patterns_of(files)


def test_modules_of_which_one_may_not_import_the_other_are_on_two_layers() -> None:
    """Of seven levels five are made: JabRef's `logic` and `model` were on one, which allowed it."""
    names = [f"m{n}" for n in range(9)]
    files = {f"shop/{name}/{letter}.py": "" for name in names for letter in "abcdef"}
    for user, used in pairwise(names):
        files |= {f"shop/{user}/{n}.py": f"import shop.{used}.{n}\n" for n in "abcdef"}
    for used, user in pairwise(names):
        upward = {f"shop/{user}/up.py": f"import shop.{used}.a\n"}
        each = drafted({**files, **upward})
        rows = rows_of(each)
        assert (user, used) in each.refused
        assert rows[user].layer != rows[used].layer
    assert len(drafted(files).contract.layers) == 5


def test_a_package_of_very_many_folders_is_a_family() -> None:
    files = {"app/main.py": "import app.m0.a\n"}
    for n in range(70):
        files[f"app/m{n}/a.py"] = f"import app.m{n + 1}.a\n" if n % 7 and n < 69 else ""
    # A project in one of them is a member of the family as the others are.
    files |= {"app/m5/package.json": "{}", "app/m5/page.ts": ""}
    result = drafted(files)
    assert "app.{name}" in rows_of(result)
    assert judged(files, result) == []
    files["app/m1/a.py"] += "import app.m0.a\n"
    files["app/m0/a.py"] += "import app.m1.a\n"
    files["app/new/a.py"] = ""
    assert {f.rule for f in judged(files, result)} == {"KV705"}


def test_folders_of_frameworks_have_readable_names() -> None:
    names = ["(main)", "[id]", "[...slug]", "@slot", "_components", "api"]
    files = {"package.json": '{"name": "x"}', "lib/z.ts": "export const z = 1;\n"}
    files |= {f"app/{name}/{n}.tsx": 'import "../../lib/z";\n' for name in names for n in "abcdef"}
    files["app/layout.tsx"] = ""
    result = drafted(files)
    rows = rows_of(result)
    assert {"main", "id", "slug", "slot", "components", "api", "app", "lib"} <= set(rows)
    assert rows["main"].patterns == ("app/(main)/",)
    assert rows["id"].patterns == (r"app/\[id\]/",)
    assert judged(files, result) == []


def test_layers_hold_between_a_folder_and_the_files_beside_it() -> None:
    files = {"package.json": '{"name": "x"}'}
    files |= {f"web/ui/{n}.ts": 'import "../server";\n' for n in "abcdefghijklmnopq"}
    files |= {f"web/utils/{n}.ts": "" for n in "abcdefghijklmnopq"}
    files |= {f"core/{n}.ts": "" for n in "abcdefghijklmnopqrst"}
    files["web/server.ts"] = 'import "./utils/a"; import "../core/a";\n'
    result = drafted(files)
    assert not any("." in name for name in rows_of(result))
    files["web/utils/a.ts"] = 'import "../server";\n'
    assert "KV703" in {f.rule for f in judged(files, result)}


def test_modules_that_import_each_other_alike_stand_on_one_layer() -> None:
    files = {f"shop/a/m{n}.py": f"import shop.b.m{n}\nimport shop.c.x\n" for n in range(6)}
    files |= {f"shop/b/m{n}.py": f"import shop.a.m{n}\n" for n in range(6)}
    files |= {"shop/c/x.py": ""}
    result = drafted(files)
    assert [modules for _, modules in result.contract.layers] == [("a", "b"), ("c",)]
    assert {f.rule for f in judged(files, result)} == {"KV705"}


def test_a_layer_is_named_only_where_all_its_modules_are_called_so() -> None:
    files = {"shop/api/a.py": "import shop.db.x\nimport shop.process.x\n"}
    files |= {"shop/db/x.py": "", "shop/process/x.py": ""}
    assert [name for name, _ in drafted(files).contract.layers] == ["delivery", "level 2"]
    files |= {"shop/process/x.py": "import shop.db.x\n"}
    assert [name for name, _ in drafted(files).contract.layers] == ["delivery", "level 2", "data"]


def test_packages_of_configuration_are_not_product_code() -> None:
    names = ("eslint-config", "config-prettier", "tsconfig", "app-config", "ui")
    files = {f"packages/{name}/package.json": f'{{"name": "{name}"}}' for name in names}
    files |= {f"packages/{name}/index.js": "" for name in names}
    rows = rows_of(drafted({"package.json": "{}", **files}))
    assert {row.responsibility for name, row in rows.items() if name in ("app-config", "ui")} == {
        ""
    }
    patterns = {
        pattern
        for row in rows.values()
        if row.responsibility == "what builds and runs the project"
        for pattern in row.patterns
    }
    # Where there is something of the kind, there will be more.
    later = {"scripts/", "tools/", ".github/", "**/benchmarks/"}
    assert later < patterns
    patterns -= later
    assert {pattern.rstrip("/").rpartition("/")[2] for pattern in patterns} == set(names[:3])


def test_templates_and_what_a_build_makes_are_exempt() -> None:
    files = {
        "package.json": '{"name": "x"}',
        ".gitignore": "/src/generated\n",
        "src/a.ts": 'import "./generated/client/index.js";\n',
        "src/templates/mail.ts": "export const a = 1;\n",
        "cli/template/page.ts": 'import "./nowhere";\n',
        "cli/template/other.ts": "",
    }
    result = drafted(files)
    exempt = result.contract.exemptions
    assert (exempt.ungoverned, exempt.generated) == (("cli/template/",), ("src/generated/",))
    assert judged(files, result) == []
    # An import of one of their files makes them no product code.
    more = {**files, "src/b.ts": 'import "../cli/template/other.ts";\n'}
    assert drafted(more).contract.exemptions.ungoverned == ("cli/template/",)
    # Nor does a package that they lie in; those with a syntax of their own are templates, too.
    more = {"gen/__init__.py": "", "gen/python/__init__.py": "import os\n",
            "gen/python/template/x.py": "from .x import {{ n }}, a\nimport {{ y }}\n"}  # fmt: skip
    assert drafted(more).contract.exemptions.ungoverned == ("gen/python/template/",)
    # Templates that need nothing are product code or examples as any.
    files["cli/template/page.ts"] = ""
    assert drafted(files).contract.exemptions.ungoverned == ()


def test_the_rings_of_a_clean_architecture_have_their_names() -> None:
    """Where a domain is below an application, the application is not called the domain."""
    files = {
        "shop/web/page.py": "import shop.infrastructure.store\n",
        "shop/infrastructure/store.py": "import shop.application.order\n",
        "shop/application/order.py": "import shop.domain.item\n",
        "shop/domain/item.py": "",
    }
    layers = drafted(files).contract.layers
    assert layers == (
        ("delivery", ("web",)), ("infrastructure", ("infrastructure",)),
        ("application", ("application",)), ("domain", ("domain",)),
    )  # fmt: skip


def test_projects_that_are_called_alike_all_have_the_folder_above_in_their_names() -> None:
    files = {
        f"{place}/{name}/package.json": "{}"
        for place in ("adapters", "converters")
        for name in ("guava", "java8")
    } | {
        f"{place}/{name}/index.js": ""
        for place in ("adapters", "converters")
        for name in ("guava", "java8")
    }
    assert sorted(rows_of(drafted(files))) == [
        "adapters-guava", "adapters-java8", "converters-guava", "converters-java8",
    ]  # fmt: skip


def test_no_two_layers_of_a_draft_have_one_name() -> None:
    """A frontend of the root beside two projects, of which one imports the other."""
    files = {
        "package.json": "{}",
        "src/red/a.js": 'import "../green/b";\n',
        "src/green/b.js": 'import "../blue/z";\n',
        "src/blue/z.js": "",
        "one/pom.xml": "<project><artifactId>one</artifactId></project>",
        "one/src/main/java/x/one/One.java": "package x.one;\npublic class One {}\n",
        "two/pom.xml": "<project><artifactId>two</artifactId></project>",
        "two/src/main/java/x/two/Two.java": "package x.two;\nclass Two { x.one.One one; }\n",
    }
    result = drafted(files)
    names = [name for name, _ in result.contract.layers]
    assert names == [f"level {number}" for number in range(1, 6)]
    assert judged(files, result) == []


def test_later_scripts_and_declarations_have_a_place() -> None:
    """A first file in `tools/` is not a module that somebody forgot to declare."""
    files = {
        "src/app/a.ts": "import '../core/b';\n",
        "src/core/b.ts": "",
        "scripts/release.ts": "",
        "package.json": "{}",
    }
    result = drafted(files)
    assert rows_of(result)["scripts"].patterns == (
        *("scripts/", "tools/", ".github/", "**/benchmarks/", "*.d.ts"),
    )
    files |= {"tools/x.ts": "", "worker.d.ts": "", ".github/bot.js": ""}
    files |= {"packages/benchmarks/run.ts": ""}
    assert "KV701" not in {finding.rule for finding in judged(files, result)}
    assert "KV701" in {f.rule for f in judged({**files, "libs/x.ts": ""}, result)}


def test_later_test_projects_of_dotnet_have_a_place() -> None:
    """Projects of tests stand beside each other, and the next one is called as they are."""
    files = {
        f"src/Shop.{name}/{name}.csproj": "<Project Sdk='Microsoft.NET.Sdk' />"
        for name in ("Core", "Web", "Core.Test", "Web.Test", "Core.Test.Common")
    }
    files |= {
        f"{path.rpartition('/')[0]}/A.cs": f"namespace {path.split('/')[1]};" for path in files
    }
    result = drafted(files)
    assert "src/*Test/" in rows_of(result)["tests"].patterns
    files |= {"src/Shop.Http.Test/A.cs": "namespace Shop.Http.Test;"}
    assert "KV701" not in {finding.rule for finding in judged(files, result)}
    assert "KV701" in {f.rule for f in judged({**files, "src/Shop.Http/A.cs": ""}, result)}
