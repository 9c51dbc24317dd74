"""Names of files and folders that say what they are for, by convention."""

import re
from collections.abc import Mapping
from typing import Literal

Role = Literal["product", "tests", "docs", "examples", "benchmarks", "scripts", "build"]

# Folders that hold tests wherever they stand, and those that do so outside of a package only.
TESTS = frozenset({"tests", "__tests__", "__mocks__", "testdata", "__fixtures__"})
OUTER_TESTS = frozenset(
    "test testing spec specs e2e integration_tests integration-tests functional_tests "
    "unit_tests tests_e2e test_utils test-utils fixtures cypress playwright".split()
)
# Others end so, and are short: an article's folder is `write-fewer-longer-tests`.
NAMED_TESTS = re.compile(r"(?:[^-_]+[-_]){1,2}tests")
# Folders of files that are copied into other projects.
TEMPLATES = frozenset("template templates boilerplate boilerplates skeleton starters".split())
OUTSIDE_LAYERS: Mapping[str, Role] = {
    **dict.fromkeys("doc docs documentation docs_src website".split(), "docs"),
    **dict.fromkeys(
        "example examples _examples sample samples demo demos tutorial tutorials notebooks "
        "cookbook playground playgrounds".split(),
        "examples",
    ),
    **dict.fromkeys(TEMPLATES, "examples"),
    **dict.fromkeys("bench benches benchmark benchmarks perf asv_bench jmh".split(), "benchmarks"),
    **dict.fromkeys(
        "script scripts tool tools build bin ci dev devtools hack extra extras release packaging "
        "docker deploy deployment deployments infra ops k8s helm terraform ansible".split(),
        "scripts",
    ),
}
# Projects that say so by their last word: `acme-examples`. In .NET folders have capitals.
LAST_WORD = re.compile(r"(?:[^-_]+[-_]){1,2}(?P<word>examples|samples|demos|benchmarks)")
IN_CAPITALS = re.compile(r"Benchmarks?|Examples?|Samples?|Demos?")
# Projects of tests in .NET: `Shop.Tests`, `UnitTests`, `Shop.Core.FunctionalTests`.
DOTNET_TESTS = re.compile(r"(?:.*\.|.*(?:Unit|Integration|Functional|Acceptance|EndToEnd))?Tests?")
# Files of which the folder is the site of a documentation: also mdBook's, and Sphinx's.
SITES = re.compile(
    r"docusaurus\.config\.[cm]?[jt]s|\.vitepress/config\.[cm]?[jt]s|(?<=/)book\.toml"
    r"|(?<=/)source/conf\.py"
)
# Test files in Python by convention; what is in them decides whether they are tests.
PYTHON_TESTS = re.compile(r"test_[^/]*\.py|[^/]*_test\.py|tests\.py")
# Conventional names of test files, each with the pattern that names them all.
TEST_FILES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"test_[^/]*\.py"), "**/test_*.py"),
    (re.compile(r"[^/]*_test\.py"), "**/*_test.py"),
    (re.compile(r"tests\.py"), "**/tests.py"),
    (re.compile(r"conftest\.py"), "**/conftest.py"),
    (re.compile(r"[^/]*_test\.go"), "**/*_test.go"),
    (re.compile(r"tests\.rs"), "**/tests.rs"),
    (re.compile(r"[^/]*_tests\.rs"), "**/*_tests.rs"),
    *(
        (re.compile(rf"[^/]*{ending}\.{suffix}"), f"**/*{ending}.{suffix}")
        for ending in ("_test", "_tests", "-test", "_unittest", "Test", "Tests")
        for suffix in ("c", "cc", "cpp")
    ),
    (re.compile(r"[^/]*\.test\.[cm]?[jt]sx?"), "**/*.test.*"),
    (re.compile(r"[^/]*\.spec\.[cm]?[jt]sx?"), "**/*.spec.*"),
)
STORIES = re.compile(r"[^/]*\.stories\.[cm]?[jt]sx?")
BUILD = re.compile(
    r"(?i)(?:setup|noxfile|fabfile|tasks|versioneer|toxfile|hatch_build|dodo|SConstruct)\.py"
    r"|(?:gulpfile|gruntfile)\.[cm]?[jt]s|[\w.-]+\.config\.(?:[cm]?[jt]s|py)|\.[\w.-]+\.(?:[cm]?[jt]s|php)"
    r"|magefile\.go|(?:[\w-]*env|globals?)\.d\.ts|(?:vitest|jest|test)[.-]setup\.[cm]?[jt]sx?"
    r"|setup[.-]?(?:vitest|jest|tests?)\.[cm]?[jt]sx?"
    # Cargo runs the one; of PHP they are the configurations of tools.
    r"|build\.rs|\.php[-_]cs[\w.-]*\.php|(?:rector|ecs|castor|scoper\.inc|monorepo-builder)\.php"
    r"|(?:phpstan|psalm)-[\w.-]+\.php"
)
# What a module of Java opens: it is of no package, though it lies where they do.
DESCRIPTOR = "module-info.java"
# Configurations of tools, which are no product code in whatever folder they lie.
TOOLS = frozenset(
    "astro ava babel codegen commitlint content-collections craco cypress drizzle esbuild eslint "
    "graphql i18next jest karma knip lint-staged metro next next-i18next nuxt openapi-ts orval "
    "playwright postcss prettier prisma react-router release remix rolldown rollup rsbuild rspack "
    "storybook stylelint svelte svgo swc tailwind tsdown tsup turbo uno unocss vite vitest vue "
    "webpack wxt".split()
)
