"""Names of files that state aliases: configurations of bundlers, test runners and Babel."""

from kavro_lint.expressions import expression

_TOOLS = (
    "vite|vitest|svelte|webpack|rollup|astro|nuxt|electron.vite|rspack|rsbuild|metro|jest|babel|"
    "next|vue|quasar|craco|config-overrides|wxt|umi|farm|esbuild|tsup|playwright|rolldown"
)
_SCRIPT = expression(rf"(?:{_TOOLS})\.(?:[\w-]{{1,30}}\.){{1,3}}[cm]?[jt]s|config-overrides\.js")
JSON_CONFIG = expression(r"(?:babel|jest)\.config\.json|\.babelrc(?:\.json)?|package\.json")

# How the names of both end.
_ENDS = ("js", "ts", "json", "rc")


def is_config(name: str) -> bool:
    """Whether a file of that base name may state aliases."""
    # Most files are something else.
    return name.endswith(_ENDS) and (
        _SCRIPT.fullmatch(name) is not None or JSON_CONFIG.fullmatch(name) is not None
    )


def is_for_tests(path: str) -> bool:
    """Whether what a configuration states counts for tests: the code itself is built by another."""
    return path.rpartition("/")[2].startswith(("jest.", "vitest.", "playwright."))
