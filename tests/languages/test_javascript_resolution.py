import json
from collections.abc import Mapping

import pytest

from kavro_lint.languages.javascript.jsonc import read_jsonc
from kavro_lint.languages.javascript.manifest_globs import matches
from kavro_lint.languages.javascript.resolution import JavaScriptResolver
from kavro_lint.languages.protocol import Project, is_reporting
from kavro_lint.model.facts import SourceSettings
from kavro_lint.model.imports import Import
from kavro_lint.model.places import ImportKind, RawImport

Files = Mapping[str, object]


def resolver_over(
    files: Files, source_roots: tuple[str, ...] = (), reads: list[str] | None = None
) -> JavaScriptResolver:
    contents = {
        path: value if isinstance(value, str) else json.dumps(value)
        for path, value in files.items()
    }
    folders = {""}
    for path in contents:
        parts = path.split("/")[:-1]
        folders |= {"/".join(parts[: n + 1]) + "/" for n in range(len(parts))}

    def read(path: str) -> bytes | None:
        if reads is not None:
            reads.append(path)
        return contents[path].encode() if path in contents else None

    settings = SourceSettings(source_roots)
    project = Project({path: path for path in contents}, frozenset(folders), read, settings)
    return JavaScriptResolver(project)


def resolve(
    files: Files,
    importer: str,
    specifier: str,
    kind: ImportKind = "import",
    *,
    steps: list[str] | None = None,
    source_roots: tuple[str, ...] = (),
) -> Import:
    text = f"require('{specifier}')" if kind == "lazy" else f"import '{specifier}'"
    raw = RawImport(specifier, None, kind, 1, 1, text)
    return resolver_over(files, source_roots).resolve(importer, raw, steps)


def paths_in(files: list[str]) -> Files:
    return dict.fromkeys(files, "")


def ts(**options: object) -> dict[str, object]:
    return {"compilerOptions": options}


WORKSPACE = {
    "package.json": {"name": "root", "workspaces": ["packages/*", "!packages/off"]},
    "packages/a/package.json": {
        "name": "@w/a",
        "exports": {
            ".": {"types": "./dist/index.d.ts", "import": "./dist/index.js"},
            "./deep/*": "./dist/deep/*.js",
            "./deep/private/*": None,
            "./null": None,
            "./cond": {"browser": "./cond.browser.js", "require": "./cond.cjs",
             "default": "./cond.mjs"},
            "./array": ["./nothing.js", "./cond.mjs"],
        },
        "imports": {"#x/*": "./src/*.ts", "#fs": {"node": "node:fs"}, "#lib": "lib/sub"},
    },
    "packages/a/src/index.ts": "", "packages/a/src/deep/x.ts": "", "packages/a/cond.cjs": "",
    "packages/a/cond.mjs": "", "packages/a/cond.browser.js": "",
     "packages/a/src/deep/private/y.ts": "",
    "packages/b/package.json": {"name": "b", "main": "lib/main.js"},
    "packages/b/src/main.ts": "", "packages/b/src/other.ts": "", "packages/b/app.ts": "",
    "packages/c/package.json": {"name": "c"}, "packages/c/data.txt": "",
    "packages/off/package.json": {"name": "off"}, "packages/off/index.js": "",
    "tests/fixtures/react/package.json": {"name": "react"}, "tests/fixtures/react/index.js": "",
    "main.ts": "",
}  # fmt: skip

PATHS = {
    "tsconfig.json": '// c\n{"extends": "./base", /* x */ "compilerOptions": {"baseUrl": ".",},}',
    "base.json": ts(paths={"@/*": ["src/*"], "exact": ["src/one"], "@lib/*": ["gone/*", "lib/*"],
                           "react": ["node_modules/@types/react"]}),
    "src/one.ts": "", "src/two/index.tsx": "", "lib/three.js": "", "src/main.ts": "",
    "src/nested/tsconfig.json": ts(paths={"@/*": ["./*"]}),
    "src/nested/four.ts": "", "src/nested/main.ts": "",
}  # fmt: skip

SOLUTION = {
    "tsconfig.json": {"files": [], "references": [{"path": "./tsconfig.app.json"},
     {"path": "tools"}]},
    "tsconfig.app.json": {**ts(paths={"~x/*": ["./src/*"]}), "include": ["src"]},
    "tools/tsconfig.json": {**ts(paths={"~x/*": ["./*"]}), "include": ["**/*"]},
    "src/a.ts": "", "src/main.ts": "", "tools/a.ts": "", "tools/main.ts": "",
}  # fmt: skip

INTERNAL = [
    # relative: suffixes, folders, what TypeScript writes for what it reads
    (paths_in(["a.ts", "b.ts"]), "a.ts", "./b", "b.ts"),
    (paths_in(["a.ts", "b.ts", "b.js"]), "a.ts", "./b.js", "b.ts"),
    (paths_in(["a.js", "b.ts", "b.js"]), "a.js", "./b.js", "b.js"),
    (paths_in(["a.ts", "b.tsx"]), "a.ts", "./b.js", "b.tsx"),
    (paths_in(["a.ts", "b.tsx"]), "a.ts", "./b.jsx", "b.tsx"),
    (paths_in(["a.ts", "b.mts"]), "a.ts", "./b.mjs", "b.mts"),
    (paths_in(["a.ts", "b.cts"]), "a.ts", "./b.cjs", "b.cts"),
    (paths_in(["a.ts", "b.d.ts"]), "a.ts", "./b", "b.d.ts"),
    (paths_in(["a.ts", "b.d.ts", "b.js"]), "a.ts", "./b", "b.js"),
    (paths_in(["a.ts", "b/index.ts", "b.ts"]), "a.ts", "./b", "b.ts"),
    (paths_in(["a.ts", "b/index.ts", "b.ts"]), "a.ts", "./b/", "b/index.ts"),
    (paths_in(["x/a.ts", "x/index.ts"]), "x/a.ts", ".", "x/index.ts"),
    (paths_in(["x/y/a.ts", "x/index.js"]), "x/y/a.ts", "..", "x/index.js"),
    (paths_in(["a.ts", "b.service.ts"]), "a.ts", "./b.service", "b.service.ts"),
    (paths_in(["a.ts", "b.ios.tsx"]), "a.ts", "./b", "b.ios.tsx"),
    (paths_in(["a.ts", "b.vue"]), "a.ts", "./b.vue", "b.vue"),
    ({"a.js": "", "b/package.json": {"main": "./lib/x"}, "b/lib/x.js": ""}, "a.js", "./b",
     "b/lib/x.js"),
    (paths_in(["a b/ü.ts", "a b/c.ts"]), "a b/ü.ts", "./c", "a b/c.ts"),
    # assets, queries, loaders
    (paths_in(["a.ts", "b.svg"]), "a.ts", "./b.svg?url", "b.svg"),
    (paths_in(["a.ts", "b.css"]), "a.ts", "!!style!css!./b.css", "b.css"),
    (paths_in(["a.ts", "w.ts"]), "a.ts", "./w?worker", "w.ts"),
    (paths_in(["a.ts", "public/x.svg"]), "a.ts", "/x.svg", "public/x.svg"),
    (paths_in(["a.ts", "src/x.ts"]), "a.ts", "/src/x", "src/x.ts"),
    # tsconfig
    (PATHS, "src/main.ts", "@/one", "src/one.ts"),
    (PATHS, "src/main.ts", "@/two", "src/two/index.tsx"),
    (PATHS, "src/main.ts", "exact", "src/one.ts"),
    (PATHS, "src/main.ts", "@lib/three", "lib/three.js"),
    (PATHS, "src/main.ts", "src/one", "src/one.ts"),
    (PATHS, "src/nested/main.ts", "@/four", "src/nested/four.ts"),
    (SOLUTION, "src/main.ts", "~x/a", "src/a.ts"),
    (SOLUTION, "tools/main.ts", "~x/a", "tools/a.ts"),
    ({"jsconfig.json": ts(paths={"@/*": ["./s/*"]}), "s/a.js": "", "m.js": ""}, "m.js", "@/a",
     "s/a.js"),
    ({"tsconfig.json": ts(rootDirs=["src", "gen"]), "src/a.ts": "", "gen/b.ts": ""},
     "src/a.ts", "./b", "gen/b.ts"),
    ({"p/tsconfig.json": {"extends": "../base.json"}, "p/src/a.ts": "", "p/m.ts": "",
      "base.json": ts(paths={"@/*": ["${configDir}/src/*"]})}, "p/m.ts", "@/a", "p/src/a.ts"),
    ({"tsconfig.json": {"extends": ["./one.json", "./two.json"]}, "x/a.ts": "", "m.ts": "",
      "one.json": ts(paths={"@/*": ["./no/*"]}), "two.json": ts(paths={"@/*": ["./x/*"]})},
     "m.ts", "@/a", "x/a.ts"),
    ({"package.json": {"workspaces": ["c"]}, "c/package.json": {"name": "@w/conf"}, "m.ts": "",
      "c/base.json": ts(paths={"@/*": ["../x/*"]}), "x/a.ts": "",
      "tsconfig.json": {"extends": "@w/conf/base.json"}}, "m.ts", "@/a", "x/a.ts"),
    # packages of the repository
    (WORKSPACE, "main.ts", "@w/a", "packages/a/src/index.ts"),
    (WORKSPACE, "main.ts", "@w/a/deep/x", "packages/a/src/deep/x.ts"),
    (WORKSPACE, "main.ts", "@w/a/cond", "packages/a/cond.mjs"),
    (WORKSPACE, "main.ts", "@w/a/array", "packages/a/cond.mjs"),
    (WORKSPACE, "packages/b/app.ts", "b", "packages/b/src/main.ts"),
    (WORKSPACE, "main.ts", "b/lib/other", "packages/b/src/other.ts"),
    (WORKSPACE, "main.ts", "c", "packages/c/"),
    (WORKSPACE, "packages/a/src/index.ts", "#x/deep/x", "packages/a/src/deep/x.ts"),
    ({"pnpm-workspace.yaml": "packages:\n  - 'apps/**'  # all\n",
     "apps/x/package.json": {"name": "x"},
      "apps/x/index.ts": "", "m.ts": ""}, "m.ts", "x", "apps/x/index.ts"),
    ({"lerna.json": {}, "packages/x/package.json": {"name": "x"}, "packages/x/index.js": "",
      "m.js": ""}, "m.js", "x", "packages/x/index.js"),
    ({"app/package.json": {"dependencies": {"x": "file:../x"}}, "x/package.json": {"name": "y"},
      "x/index.js": "", "app/m.js": ""}, "app/m.js", "x", "x/index.js"),
    ({"package.json": {"name": "me", "exports": "./dist/main.js"}, "tsconfig.json":
      ts(outDir="dist", rootDir="source"), "source/main.ts": "", "examples/m.ts": ""},
     "examples/m.ts", "me", "source/main.ts"),
    # what a build makes
    (paths_in(["bin/x.js", "src/cli.ts"]), "bin/x.js", "../dist/cli.js", "src/cli.ts"),
    # aliases that no tsconfig states
    (paths_in(["src/a.ts", "src/b.ts"]), "src/a.ts", "@/b", "src/b.ts"),
    ({"vite.config.ts": "export default {resolve: {alias: {"
      "'#a': path.resolve(__dirname, './code')}}}",
      "code/b.ts": "", "m.ts": ""}, "m.ts", "#a/b", "code/b.ts"),
    ({"vite.config.ts": "export default {alias: [{find: 'a', replacement: fileURLToPath(new "
      "URL('./code', import.meta.url))}]}", "code/b.ts": "", "m.ts": ""}, "m.ts", "a/b",
     "code/b.ts"),
    (paths_in(["svelte.config.js", "src/lib/b.ts", "src/m.ts"]), "src/m.ts", "$lib/b",
     "src/lib/b.ts"),
    (paths_in(["src/components/b.js", "src/m.js"]), "src/m.js", "components/b",
     "src/components/b.js"),
]  # fmt: skip

OTHERWISE = [
    (WORKSPACE, "main.ts", "fs", "standard", "fs"),
    (WORKSPACE, "main.ts", "fs/promises", "standard", "fs/promises"),
    (WORKSPACE, "main.ts", "node:test", "standard", "node:test"),
    (WORKSPACE, "packages/a/src/index.ts", "#fs", "standard", "node:fs"),
    (WORKSPACE, "packages/a/src/index.ts", "#lib", "external", "lib"),
    (WORKSPACE, "main.ts", "punycode/", "external", "punycode"),
    (WORKSPACE, "main.ts", "@scope/name/sub/x.js", "external", "@scope/name"),
    (WORKSPACE, "main.ts", "lodash/fp", "external", "lodash"),
    (WORKSPACE, "main.ts", "react", "external", "react"),
    (WORKSPACE, "main.ts", "npm:react@19/jsx", "external", "react"),
    (WORKSPACE, "main.ts", "jsr:@std/path@1", "external", "@std/path"),
    (WORKSPACE, "main.ts", "https://deno.land/x/a.ts", "external", "deno.land"),
    (WORKSPACE, "main.ts", "virtual:pwa", "external", "virtual:pwa"),
    (WORKSPACE, "main.ts", "$app/navigation", "external", "@sveltejs/kit"),
    (PATHS, "src/main.ts", "react", "external", "react"),
    (WORKSPACE, "main.ts", "@w/a/null", "unresolved", None),
    (WORKSPACE, "main.ts", "@w/a/deep/private/y", "unresolved", None),
    (WORKSPACE, "main.ts", "@w/a/not-exported", "unresolved", None),
    (WORKSPACE, "packages/a/src/index.ts", "#gone", "unresolved", None),
    (PATHS, "src/main.ts", "@/missing", "unresolved", None),
    (WORKSPACE, "main.ts", "./missing", "unresolved", None),
    (WORKSPACE, "main.ts", "../../outside", "unresolved", None),
    (WORKSPACE, "main.ts", "", "unresolved", None),
    (WORKSPACE, "main.ts", "@/x", "unresolved", None),
]  # fmt: skip


@pytest.mark.parametrize(("files", "importer", "specifier", "target"), INTERNAL)
def test_an_import_leads_to_a_file_of_the_repository(
    files: Files, importer: str, specifier: str, target: str
) -> None:
    import_ = resolve(files, importer, specifier)
    assert (import_.outcome, import_.target) == ("internal", target)


@pytest.mark.parametrize(("files", "importer", "specifier", "outcome", "package"), OTHERWISE)
def test_an_import_that_leads_to_no_file_has_its_outcome(
    files: Files, importer: str, specifier: str, outcome: str, package: str | None
) -> None:
    import_ = resolve(files, importer, specifier)
    assert (import_.outcome, import_.package) == (outcome, package)


def test_conditions_follow_the_kind_of_import() -> None:
    assert resolve(WORKSPACE, "main.ts", "@w/a/cond", "lazy").target == "packages/a/cond.cjs"


TYPES = {
    "package.json": {
        "name": "p",
        "exports": {
            ".": {"types": "./types/index.d.ts", "default": "./lib/index.js"},
            "./only": {"types": "./lib/types/only.d.ts"},
            "./unbuilt": {"types": "./dist/x.d.ts", "default": "./dist/x.js"},
            "./bundle": {"import": "./dist/p.mjs", "require": "./bundle.js"},
        },
    },
    "types/index.d.ts": "", "lib/index.js": "", "lib/types/only.d.ts": "", "lib/only/index.js": "",
    "src/x.ts": "", "src/bundle.ts": "", "bundle.js": "", "m.ts": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("specifier", "kind", "target"),
    [
        ("p", "import", "lib/index.js"),
        ("p", "type-only", "types/index.d.ts"),
        # a declaration that is there comes before a source that may be what it was built from
        ("p/only", "import", "lib/types/only.d.ts"),
        ("p/only", "type-only", "lib/types/only.d.ts"),
        ("p/unbuilt", "type-only", "src/x.ts"),
        # what only `require` loads is not what an unbuilt `import` loads
        ("p/bundle", "lazy", "bundle.js"),
        ("p/bundle", "import", "src/bundle.ts"),
    ],
)
def test_types_are_found_where_the_condition_says(
    specifier: str, kind: ImportKind, target: str
) -> None:
    assert resolve(TYPES, "m.ts", specifier, kind).target == target


def test_an_external_import_has_its_whole_name() -> None:
    assert resolve(WORKSPACE, "main.ts", "@s/n/sub?raw").module == "@s/n/sub"


def test_source_roots_are_tried() -> None:
    files = paths_in(["code/x.ts", "m.ts"])
    assert resolve(files, "m.ts", "x", source_roots=("code",)).target == "code/x.ts"


def test_what_is_unresolved_says_where_it_should_be() -> None:
    assert "src/missing.ts" in resolve(PATHS, "src/main.ts", "@/missing").candidates


def test_imports_of_a_declaration_file_are_types() -> None:
    files = paths_in(["a.d.ts", "b.ts"])
    assert resolve(files, "a.d.ts", "./b").raw.kind == "type-only"


def test_a_glob_leads_to_its_file_or_its_folder() -> None:
    files = paths_in(["m.ts", "x/a.ts", "x/b.ts", "y/c.ts", "y/c.css"])
    assert resolve(files, "m.ts", "glob:./x/*.ts", "dynamic").target == "x/"
    assert resolve(files, "m.ts", "glob:./y/*.ts", "dynamic").target == "y/c.ts"
    assert resolve(files, "m.ts", "glob:/y/**/*.{css,less}", "dynamic").target == "y/c.css"
    assert resolve(files, "m.ts", "glob:./z/*", "dynamic").outcome == "unresolved"
    without = {f"w/{name}.js": "" for name in ("a", "b", "old/c")}
    for left_out in ("!./w/b.js !/w/old/**", "!./w/{b,old/*}.js", "!**/b.js !**/old/**"):
        import_ = resolve(without, "m.ts", f"glob:./w/**/*.js {left_out}", "dynamic")
        assert import_.target == "w/a.js"


def test_every_step_of_resolution_is_explained() -> None:
    steps: list[str] = []
    resolve(WORKSPACE, "main.ts", "@w/a", steps=steps)
    assert steps == [
        "packages/a/package.json: a package of the workspace",
        "packages/a/package.json: exports `.` > import: ./dist/index.js: "
        "a build makes it of packages/a/src/index.ts",
    ]
    steps.clear()
    resolve(PATHS, "src/main.ts", "@/one", steps=steps)
    assert steps[0] == "tsconfig.json: governs this file"
    assert "base.json: paths `@/*` is src/one" in steps


BROKEN = [
    (
        {"tsconfig.json": {"extends": "./a.json"}, "a.json": {"extends": "./tsconfig.json"}},
        "a.json",
    ),
    ({"tsconfig.json": {"extends": "./tsconfig.json"}}, "tsconfig.json"),
    ({"tsconfig.json": {"extends": "./gone.json"}}, "tsconfig.json"),
    ({"tsconfig.json": "{ nonsense"}, "tsconfig.json"),
    ({"tsconfig.json": "[" * 5000}, "tsconfig.json"),
    ({"package.json": "not json"}, "package.json"),
    ({"package.json": "[]"}, "package.json"),
]


@pytest.mark.parametrize(("manifests", "path"), BROKEN)
def test_a_broken_manifest_is_reported_and_ends_nothing(manifests: Files, path: str) -> None:
    resolver = resolver_over({**manifests, "a.ts": "", "b.ts": ""})
    for specifier, outcome in (("./b", "internal"), ("x", "external")):
        raw = RawImport(specifier, None, "import", 1, 1, "")
        assert resolver.resolve("a.ts", raw).outcome == outcome
    assert is_reporting(resolver)
    assert [failure.location.path for failure in resolver.failures] == [path]


@pytest.mark.parametrize(
    "manifests",
    [
        {"tsconfig.json": {"extends": "@tsconfig/node20"}},
        {"tsconfig.json": {"extends": "./.svelte-kit/tsconfig.json"}},
        {"tsconfig.json": {"compilerOptions": 3, "references": "x", "include": [1]}},
        {"tsconfig.json": ts(paths={"a*b*": [1], "c": "x"}, baseUrl=7, rootDirs={})},
        {"package.json": {"name": 3, "exports": 5, "imports": [], "workspaces": {"packages": 1}}},
        {"pnpm-workspace.yaml": "packages: [a, {"},
        {"rush.json": {"projects": [1, {"projectFolder": "x"}]}},
    ],
)
def test_odd_manifests_are_read_without_an_error(manifests: Files) -> None:
    resolver = resolver_over({**manifests, "a.ts": "", "b.ts": ""})
    raw = RawImport("./b", None, "import", 1, 1, "")
    assert resolver.resolve("a.ts", raw).target == "b.ts"
    assert resolver.failures == ()


def test_comments_and_trailing_commas_in_json_are_read() -> None:
    text = '\ufeff{// c\n"a": "//no /* no */, }", /* x */ "b": [1, 2, /* y */ ], }'
    assert read_jsonc(text.encode()) == {"a": "//no /* no */, }", "b": [1, 2]}
    assert read_jsonc(b'{"a": /*') is None


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("a/*", "a/b", True), ("a/*", "a/b/c", False), ("a/**", "a/b/c", True), ("**/c",
         "a/b/c", True),
        ("a/**/c", "a/c", True), ("./a/*.ts", "a/b.ts", True), ("[x]/*", "[x]/a", True),
        ("[x]/*", "x/a", False), ("**/**/**/b", "a/" * 2000 + "c", False), ("*a*a*a*b",
         "a" * 3000, False),
    ],
)  # fmt: skip
def test_workspace_globs_match_as_in_npm(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


def test_what_a_build_would_compile_is_a_candidate_by_the_name_of_its_source() -> None:
    assert "src/labels.ts" in resolve({"src/m.ts": ""}, "src/m.ts", "./labels.js").candidates


def test_a_package_of_a_catalog_is_no_package_of_the_workspace_with_its_name() -> None:
    files: Files = {
        "pnpm-workspace.yaml": "packages: ['apps/*']\n",
        "apps/storybook/package.json": {"name": "storybook", "main": "index.ts"},
        "apps/storybook/index.ts": "",
        "apps/web/package.json": {"name": "web", "devDependencies": {"storybook": "catalog:"}},
        "apps/old/package.json": {"name": "old", "devDependencies": {"storybook": "*"}},
    }
    for importer, outcome in (("apps/web/a.ts", "external"), ("apps/old/a.ts", "internal")):
        assert resolve(files, importer, "storybook").outcome == outcome
