"""Where an absolute import looks, in which order, and whether a manifest lists the package."""

import pytest

from kavro_lint.languages.protocol import Project
from kavro_lint.languages.python import resolver
from kavro_lint.model.facts import SourceSettings
from kavro_lint.model.imports import Import
from kavro_lint.model.places import RawImport

Files = dict[str, str]
DEFAULTS = SourceSettings()


def resolve(
    files: Files,
    importer: str,
    specifier: str,
    name: str | None = None,
    *,
    settings: SourceSettings = DEFAULTS,
    steps: list[str] | None = None,
) -> Import:
    contents = {importer: "", **files}
    folders = {""}
    for path in contents:
        parts = path.split("/")[:-1]
        folders |= {"/".join(parts[: n + 1]) + "/" for n in range(len(parts))}
    project = Project(
        {path: path for path in contents},
        frozenset(folders),
        lambda path: contents[path].encode() if path in contents else None,
        settings,
    )
    text = f"import {specifier}"
    return resolver(project).resolve(
        importer, RawImport(specifier, name, "import", 1, 1, text), steps
    )


def needs(*names: str, more: str = "") -> str:
    return f"[project]\nname = 'own'\ndependencies = {list(names)}\n{more}"


MONOREPO = {
    "a/pyproject.toml": needs("redis>=5", "shared-lib", "../c"), "a/src/a/__init__.py": "",
    "b/pyproject.toml": "[project]\nname = 'b'\n", "b/redis/__init__.py": "",
    "b/only/__init__.py": "",
    "libs/s/pyproject.toml": "[project]\nname = 'Shared.Lib'\n",
    "libs/s/src/shared/__init__.py": "", "c/pyproject.toml": "[project]\nname = 'c'\n",
    "c/cc/__init__.py": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("files", "importer", "specifier", "target", "guess"),
    [
        # A listed distribution beats a folder of its name.
        (MONOREPO, "a/src/a/x.py", "redis", None, False),
        ({"pyproject.toml": needs("fastapi"), "app/fastapi/__init__.py": ""},
         "app/fastapi/main.py", "fastapi", None, False),
        ({"pyproject.toml": needs("tldextract")}, "src/app/tldextract.py", "tldextract", None,
         False),
        # Also a folder without `__init__.py`, as in Python.
        ({"pyproject.toml": needs("redis"), "redis/conf.py": ""}, "x.py", "redis.conf", None,
         False),
        # A root that is stated beats a distribution.
        ({"pyproject.toml": needs("redis"), "redis/__init__.py": ""}, "x/y.py", "redis",
         "redis/__init__.py", False),
        # Projects that are depended on, by name or by path.
        (MONOREPO, "a/src/a/x.py", "shared", "libs/s/src/shared/__init__.py", False),
        ({**MONOREPO, "a/requirements.txt": "-e ../c\n"}, "a/src/a/x.py", "cc",
         "c/cc/__init__.py", False),
        # The project around.
        ({"pyproject.toml": needs(), "src/own/__init__.py": "", "docs/requirements.txt": "furo"},
         "docs/conf.py", "own", "src/own/__init__.py", False),
        # A guess, and none from what is shipped into tests and examples.
        (MONOREPO, "a/src/a/x.py", "only", "b/only/__init__.py", True),
        ({"tests/fakes/ollama/__init__.py": "", "src/p/__init__.py": ""}, "src/p/x.py", "ollama",
         None, False),
        ({"tests/fakes/ollama/__init__.py": "", "tests/unit/__init__.py": ""},
         "tests/unit/x.py", "ollama", "tests/fakes/ollama/__init__.py", True),
        # Never itself.
        ({}, "scripts/yaml.py", "yaml", None, False),
        # Folders without `__init__.py`.
        ({"pyproject.toml": needs("acme-client"), "src/acme/api/x.py": ""}, "src/acme/m.py",
         "acme.api.x", "src/acme/api/x.py", False),
    ],
)  # fmt: skip
def test_an_import_leads_where_its_search_roots_say(
    files: Files, importer: str, specifier: str, target: str | None, guess: bool
) -> None:
    import_ = resolve(files, importer, specifier)
    assert (import_.target, import_.is_guess) == (target, guess)
    assert import_.outcome == ("internal" if target else "external")


def test_a_namespace_between_two_folders_is_internal() -> None:
    files = {"pyproject.toml": "[project]\nname = 'acme'\n", "src/acme/api/v.py": ""}
    assert resolve(files, "src/acme/m.py", "acme", "api").target == "src/acme/api/"


def test_a_stated_source_root_is_honoured_though_it_is_a_package() -> None:
    files = {"src/__init__.py": "", "src/foo.py": ""}
    settings = SourceSettings(source_roots=("src",))
    assert resolve(files, "src/bar.py", "foo", settings=settings).target == "src/foo.py"


def test_a_guess_is_marked_as_one() -> None:
    steps: list[str] = []
    resolve(MONOREPO, "a/src/a/x.py", "only", steps=steps)
    assert "a guess: nothing states that imports start there" in steps


@pytest.mark.parametrize(
    ("files", "specifier", "listed"),
    [
        ({"pyproject.toml": needs("requests")}, "requests.adapters", "yes"),
        ({"pyproject.toml": needs("requests")}, "urllib3", "no"),
        ({"pyproject.toml": needs("PyYAML", "Pillow")}, "yaml", "yes"),
        ({"pyproject.toml": needs("typing_extensions")}, "typing_extensions", "yes"),
        ({"pyproject.toml": needs("scikit-learn")}, "sklearn.svm", "yes"),
        ({"pyproject.toml": needs("google-cloud-storage")}, "google.cloud.storage", "yes"),
        ({"pyproject.toml": needs("google-cloud-storage")}, "google.auth", "unsure"),
        ({"pyproject.toml": needs(more="optional-dependencies.x = ['attrs']")}, "attr", "yes"),
        ({"pyproject.toml": needs(more="[dependency-groups]\ndev = ['pytest']")}, "pytest", "yes"),
        ({"pyproject.toml": needs(more="dynamic = ['dependencies']")}, "x", "unsure"),
        ({"pyproject.toml": "[tool.poetry.dependencies]\npython = '^3'\nx-y = '*'"}, "x_y", "yes"),
        ({"pyproject.toml": "[tool.poetry.group.d.dependencies]\nx = {path = '../x'}"}, "x", "yes"),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 9"}, "x", "unsure"),
        ({"requirements-dev.txt": "-r base.txt\nx[e]>=1 ; a < '3'  # why"}, "x", "yes"),
        ({"requirements/base.in": "git+https://h.invalid/o/x.git@v1"}, "x", "yes"),
        ({"requirements.txt": "y"}, "x", "no"),
        ({"setup.cfg": "[options]\ninstall_requires =\n  x>=1\n  y"}, "x", "yes"),
        ({"setup.cfg": "[options]\n[options.extras_require]\ntest =\n  x; extra"}, "x", "yes"),
        ({"setup.py": "R = ['y']\nsetup(name='o', install_requires=['x', \"z>1\"])"}, "x", "yes"),
        ({"setup.py": "setup(packages=['x'], install_requires=['y'])"}, "x", "no"),
        ({"setup.py": "setup(install_requires=read())"}, "x", "unsure"),
        ({"Pipfile": "[dev-packages]\nx = '*'\n"}, "x", "yes"),
        ({"environment.yml": "dependencies:\n  - x=1.0\n  - pip:\n    - y==2\n"}, "y", "yes"),
        ({"pyproject.toml": "not TOML ["}, "x", "unsure"),
        ({}, "x", "unsure"),
    ],
)  # fmt: skip
def test_a_package_is_listed_in_any_group_or_not_at_all(
    files: Files, specifier: str, listed: str
) -> None:
    assert resolve(files, "own/m.py", specifier).listed == listed


def test_the_setting_maps_an_import_name_to_a_distribution() -> None:
    settings = SourceSettings(packages={"vision": ("acme-cv", "acme-cv-headless")})
    files = {"pyproject.toml": needs("Acme_CV.headless")}
    import_ = resolve(files, "own/m.py", "vision.ops", settings=settings)
    assert (import_.listed, import_.manifest) == ("yes", "pyproject.toml")


def test_a_test_that_imports_what_nothing_lists_is_only_counted() -> None:
    files = {"pyproject.toml": needs("x")}
    assert resolve(files, "own/m.py", "y").listed == "no"
    assert resolve(files, "tests/test_m.py", "y").listed == "unsure"


def test_the_nearest_manifest_is_named_and_those_above_count() -> None:
    files = {"pyproject.toml": needs("x"), "a/pyproject.toml": needs("y")}
    import_ = resolve(files, "a/m.py", "x")
    assert (import_.listed, import_.manifest) == ("yes", "a/pyproject.toml")


MAPPED = {"code/inner/__init__.py": "", "code/inner/m.py": "", "lib/other/__init__.py": ""}


@pytest.mark.parametrize(
    ("manifest", "text", "specifier", "target"),
    [
        ("pyproject.toml", "[tool.setuptools.package-dir]\nshop = 'code/inner'", "shop.m",
         "code/inner/m.py"),
        ("pyproject.toml", "[tool.setuptools.packages.find]\nwhere = ['code']", "inner.m",
         "code/inner/m.py"),
        ("pyproject.toml", "[[tool.poetry.packages]]\ninclude = 'inner'\nfrom = 'code'", "inner.m",
         "code/inner/m.py"),
        ("pyproject.toml", "[[tool.poetry.packages]]\ninclude='inner'\nfrom='code'\nto='shop'",
         "shop.inner.m", "code/inner/m.py"),
        ("pyproject.toml", "[tool.hatch.build.targets.wheel]\npackages = ['code/inner']", "inner",
         "code/inner/__init__.py"),
        ("pyproject.toml", "[tool.hatch.build.targets.wheel.sources]\n'code/inner' = 'shop'",
         "shop.m", "code/inner/m.py"),
        ("pyproject.toml", "[tool.hatch.build.targets.wheel.force-include]\n'code/inner'='a/b'",
         "a.b.m", "code/inner/m.py"),
        ("pyproject.toml", "[tool.pdm.build]\npackage-dir = 'code'", "inner.m", "code/inner/m.py"),
        ("pyproject.toml", "[tool.uv.build-backend]\nmodule-root = 'code'", "inner.m",
         "code/inner/m.py"),
        ("pyproject.toml", "[tool.maturin]\npython-source = 'code'", "inner.m", "code/inner/m.py"),
        ("pyproject.toml", "[tool.scikit-build.wheel.packages]\nshop = 'code/inner'", "shop.m",
         "code/inner/m.py"),
        ("setup.cfg", "[options]\npackage_dir =\n  = code\n  shop = lib/other\n", "shop",
         "lib/other/__init__.py"),
        ("setup.py", "setup(package_dir={'': 'code', 'shop': 'lib/other'})", "inner.m",
         "code/inner/m.py"),
        ("setup.py", "setup(package_dir={'': 'code', 'shop': 'lib/other'})", "shop",
         "lib/other/__init__.py"),
    ],
)  # fmt: skip
def test_build_configuration_says_where_packages_are(
    manifest: str, text: str, specifier: str, target: str
) -> None:
    import_ = resolve({**MAPPED, manifest: text}, "app/main.py", specifier)
    assert (import_.target, import_.is_guess) == (target, False)


def test_a_folder_out_of_the_project_is_not_mapped() -> None:
    files = {"a/pyproject.toml": "[tool.setuptools.package-dir]\nshop = '../code/inner'", **MAPPED}
    assert resolve(files, "a/m.py", "shop.m").outcome == "external"
