"""Conventions of frameworks: names they generate, and default folders of names."""

from collections.abc import Mapping

from kavro_lint.model.frozen import frozen


@frozen
class Default:
    """A name and the folders it may stand for where a package is a dependency, best first."""

    name: str
    package: str
    folders: tuple[str, ...]


# Stand for the folders that the configuration of Nuxt and of SvelteKit names.
SOURCES, LIBRARY = "<srcDir>", "<kit.files.lib>"

# https://nuxt.com/docs/api/nuxt-config#alias, https://svelte.dev/docs/kit/$lib,
# https://docusaurus.io/docs/advanced/client, https://quasar.dev/quasar-cli-vite/handling-assets,
# https://cli.vuejs.org, https://umijs.org, https://wxt.dev/guide/essentials/project-structure.
DEFAULTS = (
    *(Default(name, "nuxt", (SOURCES,)) for name in ("@", "~")),
    *(Default(name, "nuxt", ("",)) for name in ("@@", "~~")),
    Default("#shared", "nuxt", ("shared/",)),
    Default("#server", "nuxt", ("server/",)),
    Default("#layers", "nuxt", ("layers/",)),
    Default("$lib", "@sveltejs/kit", (LIBRARY, "src/lib/")),
    Default("~", "@solidjs/start", ("src/",)),
    Default("~", "plasmo", ("src/", "")),
    Default("@", "laravel-vite-plugin", ("resources/js/",)),
    Default("src", "@redwoodjs/web", ("src/",)),
    Default("src", "@redwoodjs/api", ("src/",)),
    Default("~", "@remix-run/dev", ("app/",)),
    Default("~", "@react-router/dev", ("app/",)),
    Default("@", "@vue/cli-service", ("src/",)),
    Default("@", "umi", ("src/",)),
    Default("@site", "@docusaurus/core", ("",)),
    *(Default(name, "wxt", ("", "src/")) for name in ("@", "~", "@@", "~~")),
    *(
        Default(name, "quasar", (f"src/{folder}",))
        for name, folder in (
            ("src", ""),
            ("components", "components/"),
            ("layouts", "layouts/"),
            ("pages", "pages/"),
            ("assets", "assets/"),
            ("boot", "boot/"),
            ("stores", "stores/"),
        )
    ),
)
# Where such a name usually leads, whatever the framework is: a guess.
USUAL = (
    Default("@", "", ("src/", "", "app/", "resources/js/")),
    Default("~", "", ("src/", "app/", "", "resources/js/")),
    Default("~~", "", ("", "src/")),
    Default("@@", "", ("", "src/")),
    Default("$lib", "", ("src/lib/",)),
    Default("@site", "", ("",)),
)
# Prefixes that no package name can have: such a name is the project's own.
PROJECT_PREFIXES = ("@/", "~/", "~~/", "@@/", "$lib/", "#")

# Packages that come with a framework: aliased by it, or hoisted for whoever depends on it.
# https://nextjs.org/docs/app/getting-started/server-and-client-components (server-only),
# https://nuxt.com/docs/api/nuxt-config#typescript (hoist), https://docs.expo.dev/versions/latest.
BROUGHT: Mapping[str, frozenset[str]] = {
    "next": frozenset(("server-only", "client-only", "styled-jsx")),
    "nuxt": frozenset(
        "vue vue-router h3 ofetch nitropack nitro defu consola ufo unctx destr pathe @nuxt/kit "
        "@nuxt/schema @unhead/vue @vue/runtime-core @vue/compiler-sfc unplugin-vue-router".split()
    ),
    "nitropack": frozenset("h3 ofetch defu destr ufo unstorage ohash".split()),
    "nitro": frozenset("h3 ofetch defu destr ufo unstorage ohash".split()),
    "expo": frozenset(
        "@expo/vector-icons @expo/metro-runtime babel-preset-expo expo-asset expo-constants "
        "expo-file-system expo-font expo-keep-awake expo-modules-core".split()
    ),
    "@unocss/nuxt": frozenset(("unocss",)),
    "@nuxtjs/i18n": frozenset(("vue-i18n",)),
    "@docusaurus/core": frozenset(("react-router-dom", "react-helmet-async")),
    "gatsby": frozenset(("@reach/router",)),
    "umi": frozenset(("react", "react-dom")),
    "@angular/core": frozenset(("tslib",)),
}

# Names that a framework generates or brings, and its package.
VIRTUAL = (
    ("$app/", "@sveltejs/kit"),
    ("$env/", "@sveltejs/kit"),
    ("$service-worker", "@sveltejs/kit"),
    ("__sveltekit/", "@sveltejs/kit"),
    ("astro:", "astro"),
    ("#app", "nuxt"),
    ("#imports", "nuxt"),
    ("#components", "nuxt"),
    ("#build", "nuxt"),
    ("#nuxt", "nuxt"),
    ("#internal/nitro", "nitropack"),
    ("#content", "@nuxt/content"),
    ("#i18n", "@nuxtjs/i18n"),
    ("#ui", "@nuxt/ui"),
    ("~icons/", "unplugin-icons"),
    ("@theme/", "@docusaurus/core"),
    ("@theme-original/", "@docusaurus/core"),
    ("@theme-init/", "@docusaurus/core"),
    ("@docusaurus/", "@docusaurus/core"),
    ("@generated/", "@docusaurus/core"),
    ("@ember/", "ember-source"),
    ("@glimmer/tracking", "ember-source"),
    ("$houdini", "houdini"),
    ("meteor/", "meteor"),
    ("@params", "hugo"),
)
# Files beside a source that a framework generates.
GENERATED = (
    ("./$types", "@sveltejs/kit"),
    ("../$types", "@sveltejs/kit"),
    ("../routes/$types", "@sveltejs/kit"),
    ("./$houdini", "houdini"),
    ("./+types/", "@react-router/dev"),
    ("../+types/", "@react-router/dev"),
)


def virtual(specifier: str) -> str | None:
    """Return the package of the framework that brings a name, None for what none does."""
    return next((package for prefix, package in VIRTUAL if specifier.startswith(prefix)), None)
