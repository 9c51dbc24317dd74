import pytest

from kavro_lint.languages.protocol import Project
from kavro_lint.languages.python import resolver
from kavro_lint.model.imports import Import
from kavro_lint.model.places import RawImport


def resolve(files: list[str] | dict[str, str], importer: str, statement: str) -> Import:
    """Resolve `a.b` (import a.b) or `a.b:name` (from a.b import name)."""
    contents = files if isinstance(files, dict) else dict.fromkeys(files, "")
    folders = {""}
    for path in contents:
        parts = path.split("/")[:-1]
        folders |= {"/".join(parts[: n + 1]) + "/" for n in range(len(parts))}
    project = Project(
        {path: path for path in contents},
        frozenset(folders),
        lambda path: contents[path].encode() if path in contents else None,
    )
    specifier, _, name = statement.partition(":")
    raw = RawImport(specifier, name or None, "import", 1, 1, statement)
    return resolver(project).resolve(importer, raw)


# Django is run from the folder of `manage.py`, though that is a package to whoever installs it.
DJANGO = {
    "backend/manage.py": 'if __name__ == "__main__":\n    main()\n',
    **dict.fromkeys(
        ["backend/__init__.py", "backend/projects/models.py", "backend/api/views.py",
         "backend/labels/__init__.py", "other/x.py"], ""
    ),
}  # fmt: skip
# A folder without `__init__.py` that holds packages, and a file of its own name.
POETRY = ["src/poetry/poetry.py", "src/poetry/puzzle/__init__.py", "src/poetry/puzzle/provider.py",
          "src/poetry/locations.py"]  # fmt: skip
SRC = ["src/shop/__init__.py", "src/shop/api.py", "src/shop/models/__init__.py",
       "src/shop/models/order.py", "tests/test_api.py", "tests/tools.py"]  # fmt: skip

INTERNAL = [
    (SRC, "src/shop/api.py", "shop.models.order", "src/shop/models/order.py"),
    (SRC, "src/shop/api.py", "shop.models:order", "src/shop/models/order.py"),
    (SRC, "src/shop/api.py", "shop.models:Order", "src/shop/models/__init__.py"),
    (SRC, "src/shop/api.py", "shop.models:*", "src/shop/models/__init__.py"),
    (SRC, "src/shop/api.py", "shop", "src/shop/__init__.py"),
    (SRC, "src/shop/api.py", ".models:order", "src/shop/models/order.py"),
    (SRC, "src/shop/models/order.py", "..:api", "src/shop/api.py"),
    (SRC, "src/shop/models/__init__.py", ".:order", "src/shop/models/order.py"),
    (SRC, "tests/test_api.py", "shop.api", "src/shop/api.py"),
    (SRC, "tests/test_api.py", "tools", "tests/tools.py"),
    (DJANGO, "backend/api/views.py", "projects.models:Project", "backend/projects/models.py"),
    (DJANGO, "backend/api/views.py", "labels", "backend/labels/__init__.py"),
    (DJANGO, "backend/api/views.py", "backend.labels", "backend/labels/__init__.py"),
    (DJANGO, "other/x.py", "backend.projects.models", "backend/projects/models.py"),
    (POETRY, "src/poetry/puzzle/provider.py", "poetry.locations:X", "src/poetry/locations.py"),
    (POETRY, "src/poetry/puzzle/provider.py", "poetry.poetry:X", "src/poetry/poetry.py"),
    (POETRY, "src/poetry/locations.py", "poetry.puzzle.provider", "src/poetry/puzzle/provider.py"),
    # a package wins over a file of its name, `.py` over `.pyi`
    (["p/__init__.py", "p/a.py", "p/a/__init__.py"], "p/__init__.py", "p.a", "p/a/__init__.py"),
    (["p/__init__.py", "p/a.pyi", "p/a.py"], "p/__init__.py", "p.a", "p/a.py"),
    (["p/__init__.py", "p/a.pyi"], "p/__init__.py", ".a:x", "p/a.pyi"),
    # folders without __init__.py
    (["ns/one/__init__.py", "x.py"], "x.py", "ns.one", "ns/one/__init__.py"),
    (["app/main.py", "app/db/session.py"], "app/main.py", "app.db.session", "app/db/session.py"),
    (["app/main.py", "app/db/session.py"], "app/main.py", ".db:session", "app/db/session.py"),
    (["p/__init__.py", "p/sub/a.py"], "p/__init__.py", "p.sub:a", "p/sub/a.py"),
    (["p/__init__.py", "p/sub/a.py"], "p/__init__.py", "p.sub", "p/sub/"),
    # scripts, __main__, a package with a name of the standard library
    (["tools/run.py", "tools/lib.py"], "tools/run.py", "lib", "tools/lib.py"),
    (["p/__init__.py", "p/__main__.py"], "p/__init__.py", "p.__main__", "p/__main__.py"),
    (["statistics/__init__.py", "statistics/a.py"], "statistics/a.py", "statistics",
     "statistics/__init__.py"),
    # the importer's own project first, then every other root
    (["a/pyproject.toml", "a/src/lib/__init__.py", "b/pyproject.toml", "b/src/lib/__init__.py",
      "a/src/app/__init__.py"], "a/src/app/__init__.py", "lib", "a/src/lib/__init__.py"),
    (["a/pyproject.toml", "a/app/__init__.py", "b/pyproject.toml", "b/src/lib/__init__.py"],
     "a/app/__init__.py", "lib", "b/src/lib/__init__.py"),
    (["a/ns/__init__.py", "b/ns/__init__.py", "b/ns/two.py", "a/setup.py", "b/setup.py"],
     "a/ns/__init__.py", "ns.two", "b/ns/two.py"),
    ({"pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["code"]',
      "code/mine.py": "", "x/y.py": ""}, "x/y.py", "mine", "code/mine.py"),
    ({"setup.py": "setup(package_dir={'': 'source'})", "source/mine.py": "", "x/y.py": ""},
     "x/y.py", "mine", "source/mine.py"),
]  # fmt: skip

OTHERWISE = [
    (SRC, "src/shop/api.py", "json", "standard"),
    (SRC, "src/shop/api.py", "annotationlib", "standard"),
    (SRC, "src/shop/api.py", "_sha256", "standard"),
    (SRC, "src/shop/api.py", "requests.adapters", "external"),
    (SRC, "src/shop/api.py", "shop.missing", "unresolved"),
    (SRC, "src/shop/api.py", ".missing:x", "unresolved"),
    (SRC, "src/shop/api.py", "shop.api.inner", "unresolved"),
    (SRC, "src/shop/api.py", "...:x", "unresolved"),
    (SRC, "src/shop/api.py", "..:x", "unresolved"),
    (SRC, "src/shop/api.py", "......:x", "unresolved"),
    (["main.py", "b.py"], "main.py", ".:b", "unresolved"),
    (["app/main.py", "app/db.py"], "app/main.py", "app.missing:x", "unresolved"),
    # a script beside a file with a name of the standard library
    (["app/main.py", "app/logging.py"], "app/main.py", "logging", "standard"),
    # alembic/env.py imports the package of the same name that the project depends on
    ({"pyproject.toml": '[project]\ndependencies = ["alembic"]', "alembic/env.py": ""},
     "alembic/env.py", "alembic:context", "external"),
    (["google/cloud/mine/__init__.py", "x.py"], "x.py", "google.cloud.storage", "external"),
    (["a/src/common/__init__.py", "b/src/common/__init__.py", "a/setup.py", "b/setup.py",
      "run.py"], "run.py", "common", "ambiguous"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "importer", "statement", "target"), INTERNAL)
def test_an_import_leads_to_a_file_of_the_repository(
    files: list[str], importer: str, statement: str, target: str
) -> None:
    import_ = resolve(files, importer, statement)
    assert (import_.outcome, import_.target) == ("internal", target)


@pytest.mark.parametrize(("files", "importer", "statement", "outcome"), OTHERWISE)
def test_an_import_that_leads_to_no_file_has_its_outcome(
    files: list[str], importer: str, statement: str, outcome: str
) -> None:
    assert resolve(files, importer, statement).outcome == outcome


def test_what_is_unresolved_says_where_it_should_be() -> None:
    import_ = resolve(SRC, "src/shop/api.py", "shop.version:v")
    assert import_.candidates == ("src/shop/version.py", "src/shop/version/__init__.py")


def test_an_external_import_has_its_package_and_its_whole_name() -> None:
    import_ = resolve(SRC, "src/shop/api.py", "google.cloud.storage:Client")
    assert (import_.package, import_.module) == ("google", "google.cloud.storage")
