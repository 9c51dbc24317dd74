"""Two versions of a manifest, and the imports that may lead elsewhere by the second."""

import json

import pytest

from kavro_lint.languages.reach import is_known_by_name, names_in_manifest
from kavro_lint.languages.registry import by_name
from tests.memory import snapshot_of

PACKAGE = {"name": "a", "version": "1", "dependencies": {"b": "^1.0.0"}}


def package(**others: object) -> str:
    return json.dumps({**PACKAGE, **others})


ALIAS = "export default {resolve: {alias: {x: './one'}}, port: 1}"
PROJECT = '[project]\nname = "x"\ndependencies = ["y==1.0"]\n'
MAP = '<script type="importmap">{"imports": {"x": "./x.js"}}</script>'
NUXT = {"nuxt": "^3.0.0"}


@pytest.mark.parametrize(
    ("path", "old", "new", "names"),
    [
        ("package.json", package(), package(version="2", scripts={"x": "z"}), set()),
        ("package.json", package(), package(dependencies={"b": "~2.1.0", "c": "1"}), {"c"}),
        ("package.json", package(), package(dependencies={"b": "file:../b"}), {"b", "file"}),
        ("package.json", package(), package(dependencies={"b": "*"}), {"b"}),
        ("package.json", package(), package(devDependencies={"@types/c__d": "1"}),
         {"types", "c__d", "c", "d"}),
        ("package.json", package(), package(dependencies={"b": "1", "next": "1"}), None),
        ("package.json", package(dependencies=NUXT), package(dependencies={"nuxt": "^4.0.0"}),
         None),
        ("package.json", package(), package(name="b"), None),
        ("package.json", package(), package(main="other.js"), None),
        ("package.json", package(), package(workspaces=["x"]), None),
        ("package.json", package(), package(jest={"moduleNameMapper": {"^x$": "./y"}}), None),
        ("package.json", "{", "[1]", set()),
        ("package.json", "{", "{}", None),
        ("web/tsconfig.json", '{"compilerOptions": {}}', '{"compilerOptions": {"a": {}}}', set()),
        ("web/tsconfig.json", '{"include": ["a"]}', '{"include": ["b"]}', None),
        ("tsconfig.base.json", "{}", '{"compilerOptions": {"baseUrl": "."}}', None),
        ("tsconfig.json", "{", "{", None),
        ("vite.config.ts", ALIAS, ALIAS.replace("1", "2"), set()),
        ("vite.config.ts", ALIAS, ALIAS.replace("one", "two"), None),
        ("nuxt.config.ts", "export default {srcDir: 'a'}", "export default {srcDir: 'b'}", None),
        ("index.html", MAP, f"<p>{MAP}", set()),
        ("index.html", MAP, MAP.replace("./x.js", "./y.js"), None),
        ("pnpm-workspace.yaml", "packages: [a]\ncatalog: {b: 1}", "packages: [a]", set()),
        ("pnpm-workspace.yaml", "packages: [a]", "packages: [b]", None),
        ("aliases.json", "{}", '{"x": "./y"}', None),
    ],
)  # fmt: skip
def test_a_changed_manifest_of_scripts_concerns_the_names_that_it_states(
    path: str, old: str, new: str, names: set[str] | None
) -> None:
    before, now = snapshot_of({path: old}), snapshot_of({path: new})
    assert names_in_manifest(by_name("typescript"), path, before, now) == names


@pytest.mark.parametrize(
    ("language", "path", "old", "new", "names"),
    [
        ("go", "go.mod", "require x/v2 v2.1.0\n", "require x/v2 v2.2.0-rc.1\n", set()),
        ("go", "go.mod", "module m/v2\n", "module m/v3\n", None),
        ("python", "requirements.txt", "x==1.0\n", "x==2.0\n", set()),
        ("python", "requirements.txt", "x==1.0\n", "y==1.0\n", None),
        ("python", "requirements.txt", "-r a.txt\n", "-r b.txt\n", None),
        ("python", "pyproject.toml", PROJECT, f"{PROJECT}[tool.ruff]\nline-length = 100\n", set()),
        ("python", "pyproject.toml", PROJECT, PROJECT.replace("1.0", "2.0"), set()),
        ("python", "pyproject.toml", PROJECT, PROJECT.replace("y==", "z=="), None),
        (
            "python",
            "pyproject.toml",
            PROJECT,
            f'{PROJECT}[tool.setuptools.package-dir]\n"" = "b"\n',
            None,
        ),
        ("python", "setup.py", "find_packages('a')", "find_packages('b')", None),
    ],
)
def test_a_changed_manifest_of_another_language_concerns_the_names_that_it_states(
    language: str, path: str, old: str, new: str, names: set[str] | None
) -> None:
    before, now = snapshot_of({path: old}), snapshot_of({path: new})
    assert names_in_manifest(by_name(language), path, before, now) == names


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("a/package.json", True),
        ("tsconfig.lib.json", True),
        ("vite.config.ts", True),
        ("index.html", True),
        ("intl/en.json", False),
        ("deno.jsonc", True),
        ("pyproject.toml", True),
        ("README.md", False),
    ],
)
def test_which_manifests_are_looked_for_by_their_names(path: str, known: bool) -> None:
    assert is_known_by_name(path) is known
