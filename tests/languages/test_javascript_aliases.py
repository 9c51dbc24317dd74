"""Names that stand for paths: workspaces, tsconfig, bundlers, frameworks, import maps."""

import json
from collections.abc import Mapping

import pytest

from kavro_lint.model.places import RawImport
from tests.languages.test_javascript_resolution import resolve, resolver_over, ts

Files = Mapping[str, object]
B = {"src/b.ts": ""}
NEXT = {"package.json": {"name": "x", "dependencies": {"next": "1"}}}


def config(name: str, text: str) -> Files:
    return {name: text, **B}


def package(**dependencies: str) -> dict[str, object]:
    return {"name": "x", "dependencies": dependencies}


# files, importer, specifier, target
INTERNAL = [
    # workspaces: https://pnpm.io/workspaces#referencing-workspace-packages-through-aliases
    ({"pnpm-workspace.yaml": "packages: ['p/*']", "p/a/package.json": package(c="workspace:@s/c@*"),
      "p/c/package.json": {"name": "@s/c"}, "p/c/index.js": ""}, "p/a/m.js", "c", "p/c/index.js"),
    ({"p/a/package.json": package(d="workspace:../d"), "p/d/package.json": {"name": "@s/d"},
      "p/d/index.js": ""}, "p/a/m.js", "d", "p/d/index.js"),
    ({"package.json": {"name": "r", "workspaces": ["p/*"]}, "p/a/package.json": package(
        c="npm:@s/c@^1"), "p/c/package.json": {"name": "@s/c"}, "p/c/index.js": ""},
     "p/a/m.js", "c/index.js", "p/c/index.js"),
    ({"a/package.json": package(d="portal:../d"), "d/package.json": {"name": "d"},
      "d/index.js": ""}, "a/m.js", "d", "d/index.js"),
    ({"a/package.json": package(d="link:../d"), "d/index.js": ""}, "a/m.js", "d", "d/index.js"),
    # tsconfig
    ({"tsconfig.json": ts(paths={"@/*": ["./src/*"]}), "src/f/index.ts": "", "src/f/aPart.ts": ""},
     "m.ts", "glob:@/f/*Part.ts", "src/f/aPart.ts"),
    ({"tsconfig.json": ts(baseUrl=".", paths={"/@u/*": ["src/*"]}), **B}, "m.ts", "/@u/b",
     "src/b.ts"),
    ({"tsconfig.json": ts(moduleSuffixes=[".ios", ""]), "f.ios.ts": "", "f.ts": ""}, "m.ts",
     "./f", "f.ios.ts"),
    ({"tsconfig.json": ts(moduleSuffixes=[".ios", ""]), "f.ts": ""}, "m.ts", "./f.js", "f.ts"),
    ({"tsconfig.json": ts(moduleSuffixes=[".ios"]), "d/index.ios.ts": ""}, "m.ts", "./d",
     "d/index.ios.ts"),
    ({"tsconfig.json": ts(rootDirs=["a", "b"]), "b/x.ts": ""}, "a/m.ts", "./x", "b/x.ts"),
    # bundlers and test runners
    (config("vite.config.ts", "export default {resolve: {alias: {'@': '/src'}}}"), "m.ts", "@/b",
     "src/b.ts"),
    (config("vite.config.mts", "const root = `${__dirname}/src`\nexport default defineConfig(() => "
            "({resolve: {alias: [{find: /^@\\//, replacement: root + '/'}]}}))"), "m.ts", "@/b",
     "src/b.ts"),
    (config("vite.config.js", "const here = dirname(fileURLToPath(import.meta.url)); export default"
            " {resolve: {alias: {'@': fileURLToPath(new URL('./src', import.meta.url))}}}"),
     "m.ts", "@/b", "src/b.ts"),
    (config("vitest.config.ts", "import p from 'path'; export default {test: {alias: {"
            "'~x': p.resolve(import.meta.dirname, 'src')}}}"), "m.ts", "~x/b", "src/b.ts"),
    (config("rollup.config.mjs", "export default {plugins: [alias({entries: [{find: 'x', "
            "replacement: path.join(__dirname, 'src')}]})]}"), "m.ts", "x/b", "src/b.ts"),
    (config("build/webpack.base.conf.js", "function resolve(d) { return path.join(__dirname, '..', "
            "d) }\nmodule.exports = {resolve: {alias: {'x$': resolve('src/b.ts')}}}"), "m.ts", "x",
     "src/b.ts"),
    (config("webpack.config.js", "const config = {resolve: {}}; config.resolve.alias['x'] = "
            "path.resolve(process.cwd(), 'src'); module.exports = config"), "m.ts", "x/b",
     "src/b.ts"),
    (config("vue.config.js", "module.exports = {chainWebpack: c => c.resolve.alias.set('x', "
            "path.join(__dirname, 'src'))}"), "m.ts", "x/b", "src/b.ts"),
    (config("webpack.config.js", "module.exports = {resolve: {modules: [path.resolve(__dirname, "
            "'src'), 'node_modules']}}"), "m.ts", "b", "src/b.ts"),
    (config("rspack.config.ts", "const aliases = {x: './src'}; export default {resolve: {alias: "
            "{...aliases}}} satisfies Configuration"), "m.ts", "x/b", "src/b.ts"),
    (config("metro.config.js", "module.exports = {resolver: {extraNodeModules: {x: path.resolve("
            "__dirname + '/src')}}}"), "m.ts", "x/b", "src/b.ts"),
    (config("jest.config.js", "module.exports = {moduleNameMapper: {'^x/(.*)$': "
            "'<rootDir>/src/$1'}}"), "m.test.ts", "x/b", "src/b.ts"),
    ({"package.json": {"name": "p", "jest": {"moduleNameMapper": {"^x/(.*)\\.js$": [
        "<rootDir>/src/$1.ts"]}}}, **B}, "m.test.ts", "x/b.js", "src/b.ts"),
    ({"package.json": {"name": "p", "jest": {"rootDir": "src", "moduleNameMapper": {
        "^src/(.*)$": "<rootDir>/$1"}}}, **B}, "src/m.spec.ts", "src/b", "src/b.ts"),
    ({"package.json": {"name": "p", "jest": {"rootDir": "src", "modulePaths": ["<rootDir>"]}}, **B},
     "src/m.spec.ts", "b", "src/b.ts"),
    (config("babel.config.js", "module.exports = {plugins: [['module-resolver', {alias: {'x': "
            "'./src'}}]]}"), "m.ts", "x/b", "src/b.ts"),
    # verified with Jest 30 (benchmarks/compare_bundlers.py)
    (config("jest.config.js", "module.exports = {modulePaths: ['<rootDir>/src']}"), "m.test.ts",
     "b", "src/b.ts"),
    ({"package.json": {"name": "p", "jest": {"modulePaths": ["<rootDir>/src"]}}, **B}, "m.test.ts",
     "b", "src/b.ts"),
    # verified with babel-plugin-module-resolver 5 (benchmarks/compare_bundlers.py)
    (config("babel.config.js", "module.exports = {plugins: [['module-resolver', {alias: {'^x/(.+)':"
            " './src/\\\\1'}}]]}"), "m.ts", "x/b", "src/b.ts"),
    (config("babel.config.js", "module.exports = {plugins: [['module-resolver', {root: ['./src']}]]"
            "}"), "m.ts", "b", "src/b.ts"),
    (config("babel.config.js", "module.exports = {plugins: [['babel-plugin-module-resolver', "
            "{root: './src'}]]}"), "m.ts", "b", "src/b.ts"),
    ({".babelrc": {"plugins": [["module-resolver", {"root": ["src"], "alias": {"^x/(.+)$":
        "./src/\\1"}}]]}, **B}, "m.ts", "x/b", "src/b.ts"),
    ({".babelrc": {"plugins": [["module-resolver", {"root": "src"}]]}, **B}, "m.ts", "b",
     "src/b.ts"),
    ({".babelrc": {"plugins": [["module-resolver", {"alias": {"x": "./src"}}]]}, **B}, "m.ts",
     "x/b", "src/b.ts"),
    (config("svelte.config.js", "export default {kit: {alias: {$x: 'src', '$y/*': 'src/*'}}}"),
     "m.ts", "$y/b", "src/b.ts"),
    # frameworks
    ({"package.json": package(nuxt="^4.0.0"), "app/b.ts": ""}, "m.ts", "~/b", "app/b.ts"),
    ({"package.json": package(nuxt="^3.0.0"), "b.ts": ""}, "m.ts", "@/b", "b.ts"),
    ({"package.json": package(nuxt="^4.0.0"), "shared/b.ts": ""}, "m.ts", "#shared/b",
     "shared/b.ts"),
    ({"package.json": {"name": "x", "devDependencies": {"@sveltejs/kit": "2"}}, "src/lib/b.ts": ""},
     "src/m.ts", "$lib/b", "src/lib/b.ts"),
    ({"package.json": package(quasar="2"), "src/boot/b.ts": ""}, "src/m.ts", "boot/b",
     "src/boot/b.ts"),
    # https://docs.deno.com/runtime/fundamentals/workspaces
    ({"deno.json": {"imports": {"db": "./src/b.ts"}}, **B}, "m.ts", "db", "src/b.ts"),
    ({"deno.jsonc": {"importMap": "maps/a.json"}, "maps/a.json": {"imports": {"s/": "../src/"}},
      **B}, "x/m.ts", "s/b.ts", "src/b.ts"),
    ({"deno.json": {"imports": {"b": "./no.ts"}, "scopes": {"./in/": {"b": "./src/b.ts"}}}, **B},
     "in/m.ts", "b", "src/b.ts"),
    ({"deno.json": {"workspace": ["./m"]}, "m/deno.json": {"name": "@s/m", "exports": {
        ".": "./mod.ts", "./x": "./x.ts"}}, "m/mod.ts": "", "m/x.ts": ""}, "a.ts", "@s/m/x",
     "m/x.ts"),
    # https://html.spec.whatwg.org/#import-maps
    ({"web/index.html": '<script type="importmap">{"imports": {"b": "./js/b.js"}}</script>',
      "web/js/b.js": ""}, "web/js/m.js", "b", "web/js/b.js"),
    # doubled slashes
    (B, "m.ts", ".//src//b", "src/b.ts"),
    ({"tsconfig.json": ts(paths={"@/*": ["./src/*"]}), **B}, "m.ts", "@//b", "src/b.ts"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "importer", "specifier", "target"), INTERNAL)
def test_a_stated_name_leads_to_a_file(
    files: Files, importer: str, specifier: str, target: str
) -> None:
    import_ = resolve({**files, importer: ""}, importer, specifier)
    assert (import_.outcome, import_.target, import_.is_guess) == ("internal", target, False)


# files, specifier: where an alias exists, and its value cannot be read or is not there
UNRESOLVED = [
    (config("vite.config.ts", "export default {resolve: {alias: {x: find()}}}"), "x/b"),
    (config("vite.config.ts", "export default {resolve: {alias: {x: paths[0]}}}"), "x"),
    (config("webpack.config.js", "module.exports = {resolve: {alias: {x: path.join(root, a)}}}"),
     "x/b"),
    (config("vite.config.ts", "export default {resolve: {alias: {x: './gone'}}}"), "x/b"),
    (NEXT, "@/gone"),
    (NEXT, "~/gone"),
    (NEXT, "#gone"),
    ({**NEXT, "components/a.ts": ""}, "components/gone"),
    ({**NEXT, "src/components/a.ts": ""}, "components"),
    ({"deno.json": {"imports": {"b": "./gone.ts"}}}, "b"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "specifier"), UNRESOLVED)
def test_an_own_name_that_leads_nowhere_is_unresolved(files: Files, specifier: str) -> None:
    assert resolve({**files, "m.ts": ""}, "m.ts", specifier).outcome == "unresolved"


# files, specifier, package, listed
EXTERNAL = [
    ({"package.json": package(a="1")}, "a/deep", "a", "yes"),
    ({"package.json": {"name": "x", "peerDependencies": {"a": "1"}}}, "a", "a", "yes"),
    ({"package.json": {"name": "x", "optionalDependencies": {"@s/a": "1"}}}, "@s/a/b", "@s/a",
     "yes"),
    ({"package.json": {"name": "root", "devDependencies": {"a": "1"}}, "in/package.json": {
        "name": "in"}}, "a", "a", "yes"),
    ({"package.json": package(a="1")}, "b", "b", "no"),
    ({"package.json": package(**{"@s/a": "1"})}, "@s/b", "@s/b", "unsure"),
    ({"package.json": package(**{"@types/b": "1"})}, "b", "b", "unsure"),
    ({"package.json": {"name": "x", "engines": {"vscode": "1"}}}, "vscode", "vscode", "unsure"),
    ({"package.json": package(a="1")}, "MANIFEST", "MANIFEST", "unsure"),
    ({"package.json": {"type": "module"}}, "b", "b", "unsure"),
    ({}, "b", "b", "unsure"),
    ({"package.json": package(other="npm:lodash@4")}, "other", "other", "yes"),
    ({"package.json": {"name": "x", "devDependencies": {"@sveltejs/kit": "2"}}}, "$app/paths",
     "@sveltejs/kit", "yes"),
    ({"package.json": package(a="1")}, "~icons/mdi/x", "unplugin-icons", "yes"),
    ({"package.json": package(a="1")}, "virtual:x", "virtual:x", "yes"),
    ({"package.json": package(a="1")}, "astro:content", "astro", "yes"),
    ({"package.json": package(nuxt="4")}, "#imports", "nuxt", "yes"),
    ({"package.json": package(a="1")}, "https://x.y/z.js", "x.y", "yes"),
    ({"package.json": package(a="1")}, "//x.y/z.js", "x.y", "yes"),
    ({"package.json": package(a="1")}, "npm:b@1/c", "b", "yes"),
    ({"deno.json": {"imports": {"b": "jsr:@s/b@1"}}}, "b", "@s/b", "yes"),
    # a list of modules is no folder to look in; a package that another manifest lists is one
    ({"nuxt.config.ts": "export default {modules: ['@nuxt/ui']}", "package.json": package(a="1")},
     "b", "b", "no"),
    ({"package.json": {"name": "x"}, "in/hono.ts": "", "o/package.json": package(hono="4")},
     "hono", "hono", "no"),
    (config("vite.config.ts", "export default {resolve: {alias: {x: 'y/dist'}}}"), "x", "y",
     "unsure"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "specifier", "name", "listed"), EXTERNAL)
def test_a_package_is_listed_or_reported(
    files: Files, specifier: str, name: str, listed: str
) -> None:
    import_ = resolve({**files, "in/m.ts": ""}, "in/m.ts", specifier)
    assert (import_.outcome, import_.package, import_.listed) == ("external", name, listed)


def test_an_unlisted_package_names_the_nearest_manifest() -> None:
    files = {"package.json": package(a="1"), "in/package.json": {"name": "in"},
             "in/esm/package.json": {"type": "module"}}  # fmt: skip
    assert resolve({**files, "in/esm/m.js": ""}, "in/esm/m.js", "b").manifest == "in/package.json"


def test_a_renamed_package_is_known_by_both_names() -> None:
    import_ = resolve({"package.json": package(o="npm:@s/Real@4"), "m.js": ""}, "m.js", "o")
    assert (import_.package, import_.known_as) == ("o", ("@s/real",))


def test_a_type_of_definitely_typed_lists_its_package_for_types() -> None:
    files = {"package.json": package(**{"@types/s__b": "1"}), "m.ts": ""}
    assert resolve(files, "m.ts", "@s/b", "type-only").listed == "yes"


def test_what_stands_in_for_a_package_in_tests_is_not_what_the_code_loads() -> None:
    files = {"jest.config.js": "module.exports = {moduleNameMapper: {'^a$': '<rootDir>/fake.js'}}",
             "package.json": package(a="1"), "fake.js": "", "m.js": ""}  # fmt: skip
    assert resolve(files, "m.js", "a").outcome == "external"


def test_what_stands_in_for_a_module_of_the_runtime_in_tests_is_not_what_the_code_loads() -> None:
    stub = "export default {resolve: {alias: {'cloudflare:workers': '/src/b.ts'}}}"
    for name, outcome in (("vitest.config.ts", "standard"), ("vite.config.ts", "internal")):
        import_ = resolve({**config(name, stub)}, "m.ts", "cloudflare:workers")
        assert import_.outcome == outcome, name


def test_aliases_for_tests_that_cannot_be_read_make_no_package_a_file_of_the_project() -> None:
    computed = "export default {resolve: {alias: [...Object.entries(a).map(f)]}}"
    manifest = {"package.json": package(a="1")}
    for name, outcome in (("vitest.config.ts", "external"), ("vite.config.ts", "unresolved")):
        import_ = resolve({**config(name, computed), **manifest}, "m.ts", "history")
        assert import_.outcome == outcome, name


def test_what_a_framework_writes_beside_a_file_is_external() -> None:
    files = {"package.json": package(**{"@sveltejs/kit": "2"}), "src/m.ts": ""}
    assert resolve(files, "src/m.ts", "./$types").package == "@sveltejs/kit"
    assert resolve({"src/m.ts": ""}, "src/m.ts", "./$types").outcome == "unresolved"


def test_forty_configs_that_extend_each_other_twice_are_read_once_each() -> None:
    reads: list[str] = []
    files = {
        f"t{n}.json": json.dumps({"extends": [f"./t{n + 1}.json", f"./t{n + 1}.json"]})
        for n in range(40)
    }
    files |= {"tsconfig.json": '{"extends": ["./t0.json"]}', "m.ts": "", "src/b.ts": "",
              "t40.json": '{"compilerOptions": {"paths": {"@x/*": ["./src/*"]}}}'}  # fmt: skip
    resolver = resolver_over(files, reads=reads)
    assert resolver.resolve("m.ts", _import("@x/b")).target == "src/b.ts"
    assert not resolver.failures
    assert len(reads) <= 2 * len(files)


def test_a_chain_of_configs_that_is_too_long_is_reported() -> None:
    files = {f"t{n}.json": json.dumps({"extends": f"./t{n + 1}.json"}) for n in range(300)}
    resolver = resolver_over({**files, "tsconfig.json": '{"extends": "./t0.json"}', "m.ts": ""})
    resolver.resolve("m.ts", _import("x"))
    assert ["chain" in failure.reason or "more than" in failure.reason
            for failure in resolver.failures] == [True]  # fmt: skip


def test_a_config_that_nests_deeply_states_no_alias() -> None:
    text = "export default {resolve: {alias: " + "[{" * 50_000
    import_ = resolve({"vite.config.ts": text, "m.ts": ""}, "m.ts", "x")
    assert import_.outcome == "external"


def _import(specifier: str) -> RawImport:
    return RawImport(specifier, None, "import", 1, 1, f"import '{specifier}'")
