"""Names that a folder and a distribution share, and modules that are there without being listed."""

import json

import pytest

from kavro_lint.languages.reading import read_facts
from kavro_lint.model.imports import Import
from tests.memory import snapshot_of

SLIM = {
    "slim/pyproject.toml": '[project]\nname = "slim"\n'
    '[project.optional-dependencies]\nag = ["ag-ui-protocol"]\n',
    "slim/slim/__init__.py": "",
}


def imports(files: dict[str, str], importer: str) -> list[Import]:
    return [
        result for result in read_facts(snapshot_of(files)).imports if result.importer == importer
    ]


def test_a_package_of_a_local_dependency_is_no_folder_that_lacks_the_module() -> None:
    files = {
        **SLIM,
        "examples/pyproject.toml": '[project]\nname = "e"\ndependencies = ["slim[ag]"]\n',
        "examples/all/ag_ui/__init__.py": "",
        "examples/all/ag_ui/demo.py": "from ag_ui.core import A, B\n",
    }
    (import_,) = imports(files, "examples/all/ag_ui/demo.py")
    assert (import_.outcome, import_.package) == ("external", "ag_ui")


def test_a_module_that_is_missing_is_one_finding_whatever_is_taken_from_it() -> None:
    files = {"p/__init__.py": "", "p/a.py": "from p.gone import A, B, C\nfrom p import D\n"}
    outcomes = [(import_.outcome, import_.raw.specifier) for import_ in imports(files, "p/a.py")]
    assert outcomes == [("unresolved", "p.gone"), ("internal", "p")]


def test_a_script_does_not_import_from_the_folder_that_it_is_in() -> None:
    files = {"e2e/plotly/main.py": "import plotly.graph_objects\n", "e2e/plotly/a.py": ""}
    (import_,) = imports(files, "e2e/plotly/main.py")
    assert import_.outcome == "external"


def test_of_two_folders_that_nothing_states_the_nearer_is_meant() -> None:
    files = {
        "a/one/pyproject.toml": '[project]\nname = "one"\n',
        "a/one/main.py": "import shared\n",
        "a/libs/src/shared/__init__.py": "",
        "a/libs/pyproject.toml": '[project]\nname = "shared-of-a"\n',
        "b/libs/src/shared/__init__.py": "",
        "b/libs/pyproject.toml": '[project]\nname = "shared-of-b"\n',
    }
    (result,) = imports(files, "a/one/main.py")
    assert (result.target, result.is_guess) == ("a/libs/src/shared/__init__.py", True)


@pytest.mark.parametrize(
    "statement", ["import person_pb2", "from google.colab import drive", "import kaggle_secrets"]
)
def test_what_a_build_makes_and_a_platform_has_is_not_surely_unlisted(statement: str) -> None:
    files = {"requirements.txt": "numpy\n", "a.py": f"{statement}\nimport other\n"}
    first, second = imports(files, "a.py")
    assert (first.listed, second.listed) == ("unsure", "no")


def test_a_notebook_has_what_its_kernel_has() -> None:
    cell = {"cell_type": "code", "source": "from IPython.display import HTML\nimport other"}
    files = {"requirements.txt": "numpy\n", "a.ipynb": json.dumps({"cells": [cell]})}
    files["b.py"] = "import IPython\n"
    assert [result.listed for result in imports(files, "a.ipynb")] == ["unsure", "no"]
    assert [result.listed for result in imports(files, "b.py")] == ["no"]


def test_dependencies_that_a_hook_of_hatch_states_are_listed() -> None:
    files = {
        "pyproject.toml": '[project]\nname = "x"\ndynamic = ["dependencies"]\n'
        '[tool.hatch.metadata.hooks.uv-dynamic-versioning]\ndependencies = ["rich"]\n',
        "x/__init__.py": "import rich\n",
    }
    (result,) = imports(files, "x/__init__.py")
    assert result.listed == "yes"


@pytest.mark.parametrize(
    ("files", "source"),
    [
        ({"pyproject.toml": '[project]\nname = "p"\n[tool.maturin]\npython-source = "py"\n'
          'module-name = "p._fast"\n', "src/lib.rs": ""}, "src/lib.rs"),
        ({"setup.py": 'setup(ext_modules=[Extension("p._fast", ["c/fast.c"])], package_dir='
          '{"": "py"})', "c/fast.c": ""}, "c/fast.c"),
        ({"setup.py": 'setup(rust_extensions=[RustExtension("p._fast", "r/Cargo.toml")], '
          'package_dir={"": "py"})', "r/src/lib.rs": ""}, "r/src/lib.rs"),
        ({"pyproject.toml": '[[tool.setuptools.ext-modules]]\nname = "p._fast"\nsources = '
          '["c/fast.c"]\n[tool.setuptools.package-dir]\n"" = "py"\n', "c/fast.c": ""}, "c/fast.c"),
    ],
)  # fmt: skip
def test_a_module_that_a_build_compiles_leads_to_what_it_is_compiled_from(
    files: dict[str, str], source: str
) -> None:
    text = "from p._fast import f\nfrom ._fast import g\nfrom p import _fast\n"
    result = imports({**files, "py/p/__init__.py": "", "py/p/a.py": text}, "py/p/a.py")
    assert [(import_.outcome, import_.target) for import_ in result] == [("internal", source)] * 3


@pytest.mark.parametrize(
    ("more", "listed"), [("click\n", "yes"), ("-r ../requirements.txt\n", "no"), (None, "unsure")]
)
def test_lists_that_a_list_includes_are_read_under_any_name(more: str | None, listed: str) -> None:
    files = {"requirements.txt": "flask\n-r deps/more.txt\n", "a.py": "import click\n"}
    files |= {} if more is None else {"deps/more.txt": more}
    (result,) = imports(files, "a.py")
    assert result.listed == listed


@pytest.mark.parametrize("name", ["acme", "acme-core"])
def test_a_namespace_that_the_project_is_named_after_must_hold_what_is_taken_from_it(
    name: str,
) -> None:
    files = {
        "pyproject.toml": f'[project]\nname = "{name}"\n',
        "src/acme/api/v1.py": "",
        "src/acme/core/x.py": "from acme import api\nfrom acme import gone\nimport acme.gone\n",
    }
    result = [(import_.outcome, import_.target) for import_ in imports(files, "src/acme/core/x.py")]
    assert result == [("internal", "src/acme/api/"), ("unresolved", None), ("unresolved", None)]


def test_a_subpackage_that_is_mapped_by_itself_is_found_by_its_name() -> None:
    files = {
        "setup.cfg": "[metadata]\nname = x\n[options]\npackage_dir =\n    x = code/x\n"
        "    x.sub = other/sub\n",
        "code/x/__init__.py": "from x import sub\nfrom x import y\nfrom x import name\n",
        "code/x/y.py": "",
        "other/sub/__init__.py": "",
    }
    targets = [result.target for result in imports(files, "code/x/__init__.py")]
    assert targets == ["other/sub/__init__.py", "code/x/y.py", "code/x/__init__.py"]


@pytest.mark.parametrize("planted", ["src/models/src/api/v.py", "src/models/src/__init__.py"])
def test_a_folder_planted_below_a_package_does_not_take_its_name(planted: str) -> None:
    files = {
        "src/api/v.py": "",
        "src/models/x.py": "from src.api import v\n",
        planted: "",
        "src/models/src/api/v.py": "",
    }
    (statement,) = imports(files, "src/models/x.py")
    assert statement.target == "src/api/v.py"


def test_a_script_still_imports_what_lies_beside_it_alone() -> None:
    files = {"tools/gen/run.py": "from tools.names import x\n", "tools/gen/tools/names.py": ""}
    (statement,) = imports(files, "tools/gen/run.py")
    assert statement.target == "tools/gen/tools/names.py"


def test_a_project_may_be_called_as_its_package() -> None:
    files = {
        "shop/pyproject.toml": '[project]\nname = "shop"\n',
        "shop/tests/x.py": "",
        "shop/shop/__init__.py": "",
        "shop/shop/tests/x.py": "",
        "shop/shop/a.py": "from shop.tests import x\n",
    }
    (statement,) = imports(files, "shop/shop/a.py")
    assert statement.target == "shop/shop/tests/x.py"


BIGQUERY = {
    "pyproject.toml": '[project]\nname = "google-cloud-bigquery"\n'
    'dependencies = ["google-auth", "google-cloud-core", "protobuf"]\n',
    "google/cloud/bigquery/__init__.py": "",
    "google/cloud/bigquery/client.py": "",
}


@pytest.mark.parametrize("importer", ["google/cloud/bigquery/job.py", "tests/unit/test_job.py"])
@pytest.mark.parametrize(
    ("statement", "target"),
    [
        ("from google.cloud import bigquery", "google/cloud/bigquery/__init__.py"),
        ("from google.cloud.bigquery import client", "google/cloud/bigquery/client.py"),
        ("import google.cloud.bigquery.client", "google/cloud/bigquery/client.py"),
        ("from google.cloud import storage", None),
        ("from google.protobuf import message", None),
    ],
)
def test_a_package_of_ours_in_a_namespace_that_a_listed_distribution_shares_is_internal(
    importer: str, statement: str, target: str | None
) -> None:
    (import_,) = imports(BIGQUERY | {importer: statement + "\n"}, importer)
    assert (import_.outcome, import_.target) == ("internal" if target else "external", target)


def test_a_folder_of_scripts_is_not_the_distribution_that_is_known_by_its_name() -> None:
    files = {
        "requirements.txt": "PyYAML\n",
        "yaml/loader.py": "",
        "main.py": "from yaml import loader\n",
    }
    (import_,) = imports(files, "main.py")
    assert (import_.outcome, import_.package) == ("external", "yaml")


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("social_core", "social-auth-core"), ("strawberry", "strawberry-graphql"),
        ("strawberry_django", "strawberry-graphql-django"),
    ],
)  # fmt: skip
def test_a_package_is_listed_by_the_distribution_that_it_is_known_by(
    module: str, distribution: str
) -> None:
    files = {"requirements.txt": f"{distribution}==1\n", "a.py": f"import {module}\n"}
    (import_,) = imports(files, "a.py")
    assert (import_.outcome, import_.listed) == ("external", "yes")


@pytest.mark.parametrize(
    ("manage", "outcome"),
    [
        ("def create_database(): ...\n", "standard"),
        ('if __name__ == "__main__":\n    run()\n', "internal"),
    ],
)
def test_only_a_manage_py_that_is_run_makes_its_package_a_folder_that_imports_start_from(
    manage: str, outcome: str
) -> None:
    files = {
        "app/__init__.py": "",
        "app/database/__init__.py": "",
        "app/database/manage.py": manage,
        "app/database/logging.py": "",
        "app/database/service.py": "import logging\n",
    }
    (import_,) = imports(files, "app/database/service.py")
    assert import_.outcome == outcome


@pytest.mark.parametrize(
    ("name", "target"), [("poetry", None), ("other", "src/poetry/json/__init__.py")]
)
def test_a_package_without_init_hides_no_standard_module(name: str, target: str | None) -> None:
    """Unless nothing says that it is a package: then its folder may be where the project is run."""
    files = {
        "pyproject.toml": f'[project]\nname = "{name}"\n',
        "src/poetry/json/__init__.py": "",
        "src/poetry/config/config.py": "import json\nfrom poetry.json import validate\n",
        "src/poetry/config/__init__.py": "",
    }
    standard, own = imports(files, "src/poetry/config/config.py")
    assert (standard.outcome, standard.target) == ("internal" if target else "standard", target)
    assert own.target == "src/poetry/json/__init__.py"
