"""Aliases that a configuration takes from other files; folders that frameworks have by default."""

from collections.abc import Mapping

import pytest

from kavro_lint.cache.memory import Memory
from kavro_lint.languages.incremental import IncrementalFacts
from kavro_lint.model.facts import SourceSettings
from tests.languages.test_javascript_resolution import resolve
from tests.memory import snapshot_of

Files = Mapping[str, object]
B = {"src/b.ts": ""}


def package(**dependencies: str) -> dict[str, object]:
    return {"name": "x", "dependencies": dependencies}


VITE = "export default defineConfig({resolve: {alias}})"

# files, importer, specifier, target
INTERNAL = [
    # from another file, with paths that begin there
    ({"vite.config.ts": f"import {{ alias }} from './build/aliases'\n{VITE}",
      "build/aliases.ts": "export const alias = {x: path.resolve(__dirname, '../src')}", **B},
     "m.ts", "x/b", "src/b.ts"),
    ({"vite.config.ts": f"import alias from './aliases.mjs'\n{VITE}",
      "aliases.mjs": "export default {x: fileURLToPath(new URL('./src', import.meta.url))}", **B},
     "m.ts", "x/b", "src/b.ts"),
    ({"vite.config.ts": f"import {{ paths as alias }} from './a'\n{VITE}",
      "a.ts": "const root = 'src'\nconst mine = {x: `./${root}`}\nexport { mine as paths }", **B},
     "m.ts", "x/b", "src/b.ts"),
    ({"vite.config.ts": "import * as a from './a'\nexport default {resolve: {alias: a.alias}}",
      "a.ts": "export const alias = {x: './src'}", **B}, "m.ts", "x/b", "src/b.ts"),
    ({"webpack.config.js": "const { alias } = require('./a')\nmodule.exports = {resolve: {alias}}",
      "a.js": "module.exports = {alias: {x: require('path').join(__dirname, 'src')}}", **B},
     "m.ts", "x/b", "src/b.ts"),
    ({"webpack.config.js": "const a = require('./a')\nmodule.exports = {resolve: {alias: a}}",
      "a.js": "module.exports = {x: './src'}", **B}, "m.ts", "x/b", "src/b.ts"),
    ({"jest.config.js": "const paths = require('./paths.json')\n"
                        "module.exports = {moduleNameMapper: paths.jest}",
      "paths.json": '{"jest": {"^x/(.*)$": "<rootDir>/src/$1"}}', **B}, "m.ts", "x/b", "src/b.ts"),
    ({"vite.config.ts": "import { alias } from './a'\n"
                        "export default {resolve: {alias: {...alias, y: './z'}}}",
      "a.ts": "export const alias = {x: './src'}", **B}, "m.ts", "x/b", "src/b.ts"),
    ({"vite.config.ts": "import { src } from './a'\nexport default {resolve: {alias: {x: src}}}",
      "a.ts": "export const src = '/src'", **B}, "m.ts", "x/b", "src/b.ts"),
    # merged with
    ({"vitest.config.ts": "import shared from './config/shared'\nexport default "
                          "mergeConfig(shared, {})",
      "config/shared.ts": "export default {resolve: {alias: {x: path.join(__dirname, '../src')}}}",
      **B}, "m.ts", "x/b", "src/b.ts"),
    # frameworks
    ({"package.json": package(nuxt="^3.9.0"), "app/b.ts": "", "b.ts": ""}, "m.ts", "~/b", "b.ts"),
    ({"package.json": package(nuxt="^4.1.0"), "app/b.ts": "", "b.ts": ""}, "m.ts", "~/b",
     "app/b.ts"),
    ({"package.json": package(nuxt="^3"), "app/b.ts": "", "b.ts": "",
      "nuxt.config.ts": "export default defineNuxtConfig({future: {compatibilityVersion: 4}})"},
     "m.ts", "@/b", "app/b.ts"),
    ({"package.json": package(nuxt="^3"), "client/b.ts": "", "b.ts": "",
      "nuxt.config.ts": "export default defineNuxtConfig({srcDir: 'client/'})"}, "m.ts", "~/b",
     "client/b.ts"),
    ({"package.json": package(nuxt="4"), "b.ts": "", "app/b.ts": ""}, "app/m.ts", "~~/b", "b.ts"),
    ({"package.json": package(nuxt="4"), "layers/a/x.ts": ""}, "m.ts", "#layers/a/x",
     "layers/a/x.ts"),
    ({"package.json": package(**{"@sveltejs/kit": "2"}), "lib/b.ts": "",
      "svelte.config.js": "export default {kit: {files: {lib: 'lib'}}}"}, "m.ts", "$lib/b",
     "lib/b.ts"),
    ({"package.json": package(**{"@sveltejs/kit": "2"}), "src/routes/b.ts": ""}, "src/m.ts",
     "$lib/../routes/b.js", "src/routes/b.ts"),
    ({"package.json": package(**{"@solidjs/start": "1"}), **B}, "src/m.ts", "~/b", "src/b.ts"),
    ({"package.json": package(**{"@remix-run/dev": "2"}), "app/b.ts": ""}, "app/m.ts", "~/b",
     "app/b.ts"),
    ({"package.json": package(**{"laravel-vite-plugin": "1"}), "resources/js/b.ts": ""},
     "resources/js/m.ts", "@/b", "resources/js/b.ts"),
    # https://docs.expo.dev/guides/typescript/#path-aliases-optional
    ({"package.json": package(expo="52"), "tsconfig.json": '{"extends": "expo/tsconfig.base", '
      '"compilerOptions": {"paths": {"@/*": ["./*"]}}}', "hooks/b.ts": ""}, "app/m.tsx",
     "@/hooks/b", "hooks/b.ts"),
    # https://docs.astro.build/en/guides/imports/#aliases
    ({"package.json": package(astro="5"), "tsconfig.json": '{"extends": "astro/tsconfigs/strict", '
      '"compilerOptions": {"baseUrl": ".", "paths": {"@c/*": ["src/c/*"]}}}',
      "src/c/B.astro": ""}, "src/pages/m.astro", "@c/B.astro", "src/c/B.astro"),
    # https://nextjs.org/docs/app/api-reference/config/typescript
    ({"package.json": package(next="15"), "jsconfig.json": '{"compilerOptions": {"baseUrl": '
      '"src"}}', "src/lib/b.js": ""}, "src/pages/m.js", "lib/b", "src/lib/b.js"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "importer", "specifier", "target"), INTERNAL)
def test_a_name_that_another_file_or_a_framework_states_leads_to_a_file(
    files: Files, importer: str, specifier: str, target: str
) -> None:
    import_ = resolve({**files, importer: ""}, importer, specifier)
    assert (import_.outcome, import_.target, import_.is_guess) == ("internal", target, False)


@pytest.mark.parametrize(
    "config",
    [
        "import { alias } from './a'\nexport default {resolve: {alias}}",
        "import make from './a'\nexport default {resolve: {alias: make()}}",
        "export default {resolve: {alias: {...process.env.X}}}",
        "export default async () => ({resolve: {alias: await load()}})",
    ],
)
def test_an_unlisted_name_beside_aliases_that_cannot_be_read_is_unresolved(config: str) -> None:
    files = {"vite.config.ts": config, "a.ts": "export const alias = make()", "m.ts": ""}
    files |= {"package.json": '{"dependencies": {"listed": "1"}}'}
    assert resolve(files, "m.ts", "x/b").outcome == "unresolved"
    assert resolve(files, "m.ts", "listed").outcome == "external"


def test_configs_that_import_each_other_end() -> None:
    files = {
        "vite.config.ts": "import { a } from './a'\nexport default {resolve: {alias: a.b.c}}",
        "a.ts": "import { b } from './b'\nexport const a = {...b, ...a.a}",
        "b.ts": "import { a } from './a'\nexport const b = {...a, ...a, x: a.x.x}",
        "m.ts": "",
    }
    assert resolve(files, "m.ts", "x").outcome in ("external", "unresolved")
    chain = "const a = a" + ".a" * 5_000 + "\nexport default {resolve: {alias: {x: a}}}"
    assert resolve({"vite.config.ts": chain, "m.ts": ""}, "m.ts", "x").outcome == "unresolved"


@pytest.mark.parametrize(
    ("dependencies", "name"),
    [
        ({"next": "15"}, "server-only"),
        ({"nuxt": "3"}, "vue-router"),
        ({"expo": "52"}, "@expo/vector-icons"),
        ({"@angular/core": "19"}, "tslib"),
    ],
)
def test_what_a_framework_brings_is_not_surely_unlisted(
    dependencies: dict[str, str], name: str
) -> None:
    files = {"package.json": package(**dependencies), "m.ts": ""}
    assert resolve(files, "m.ts", name).listed == "unsure"
    assert resolve({"package.json": package(other="1"), "m.ts": ""}, "m.ts", name).listed == "no"


def test_a_name_that_a_module_of_nuxt_adds_is_external() -> None:
    files = {"package.json": package(nuxt="4"), "m.ts": ""}
    assert resolve(files, "m.ts", "#auth").outcome == "external"
    assert resolve(files, "m.ts", "#shared/gone").outcome == "unresolved"
    assert resolve({"package.json": package(a="1"), "m.ts": ""}, "m.ts", "#a").outcome == (
        "unresolved"
    )


@pytest.mark.parametrize(
    ("files", "importer"),
    [
        ({"lib/expect.ts": ""}, "lib/expect.ts"),
        ({"routes/expect/a.ts": ""}, "routes/expect/a.ts"),
    ],
)
def test_a_file_that_is_called_like_the_package_that_it_extends_is_not_meant(
    files: Files, importer: str
) -> None:
    import_ = resolve({"package.json": package(a="1"), **files}, importer, "expect/x")
    assert (import_.outcome, import_.listed) == ("external", "no")


def test_an_alias_is_read_again_when_the_file_that_states_it_changes() -> None:
    files = {
        "vite.config.ts": f"import {{ alias }} from './a'\n{VITE}",
        "a.ts": "export const alias = {x: './one'}",
        "one/b.ts": "",
        "two/b.ts": "",
        "m.ts": "import 'x/b'",
    }
    reading = IncrementalFacts(Memory(None), SourceSettings())
    targets = []
    for text in (files["a.ts"], "export const alias = {x: './two'}"):
        snapshot = snapshot_of({**files, "a.ts": text})
        reading.step(snapshot, only=["m.ts"])
        targets += [result.target for result in reading.facts.imports]
    assert targets == ["one/b.ts", "two/b.ts"]


def test_the_scope_of_the_own_packages_brings_no_package() -> None:
    own = {"package.json": package(**{"@s/b": "workspace:*"}), "m.ts": ""}
    assert resolve(own, "m.ts", "@s/gone").listed == "no"
    others = {"package.json": package(**{"@s/b": "^1.0.0"}), "m.ts": ""}
    assert resolve(others, "m.ts", "@s/gone").listed == "unsure"


def test_a_path_into_installed_packages_is_a_package() -> None:
    import_ = resolve({"package.json": package(a="1"), "s/m.js": ""}, "s/m.js",
                    "../node_modules/@s/b/dist/c.js?url")  # fmt: skip
    assert (import_.outcome, import_.package, import_.listed) == ("external", "@s/b", "unsure")


@pytest.mark.parametrize("specifier", ["./$types", "../$types", "../../routes/$types"])
def test_types_that_kit_writes_beside_routes_around_a_file(specifier: str) -> None:
    files = {"package.json": package(**{"@sveltejs/kit": "2"}), "src/lib/a/m.ts": ""}
    assert resolve(files, "src/lib/a/m.ts", specifier).package == "@sveltejs/kit"


def test_a_layer_of_nuxt_with_a_manifest_of_its_own_sees_the_others() -> None:
    files = {"package.json": package(nuxt="4"), "layers/a/package.json": package(b="1"),
             "layers/a/m.ts": "", "layers/b/x.ts": ""}  # fmt: skip
    assert resolve(files, "layers/a/m.ts", "#layers/b/x").target == "layers/b/x.ts"


@pytest.mark.parametrize("name", ["deno.json", "deno.precompile.jsonc"])
def test_a_package_of_a_registry_brings_its_paths(name: str) -> None:
    files = {name: '{"imports": {"@std/testing": "jsr:@std/testing@^1"}}', "m.ts": "",
             "package.json": package(a="1")}  # fmt: skip
    assert resolve(files, "m.ts", "@std/testing/mock").listed == "yes"


def test_what_the_runtime_and_a_fixture_have_is_not_unlisted() -> None:
    assert (
        resolve({"package.json": package(a="1"), "m.ts": ""}, "m.ts", "bun").outcome == "standard"
    )
    files = {"t/fixtures/x/package.json": package(a="1"), "t/fixtures/x/m.ts": ""}
    assert resolve(files, "t/fixtures/x/m.ts", "next/image").listed == "unsure"


def test_names_that_a_test_runner_takes_from_a_tsconfig_are_no_unknown_aliases() -> None:
    files = {"jest.config.js": "module.exports = {moduleNameMapper: {...paths(options)}}",
             "package.json": package(a="1"), "m.ts": ""}  # fmt: skip
    import_ = resolve(files, "m.ts", "@jest/globals")
    assert (import_.outcome, import_.listed) == ("external", "no")
