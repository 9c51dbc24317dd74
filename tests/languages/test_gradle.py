"""A name without an import resolves to no project that a Gradle build does not depend on."""

from collections.abc import Mapping

import pytest

from kavro_lint.languages.jvm.builds import names_in_manifest
from tests.languages.jvm_sources import edges, imports_of

SOURCES = {
    "app/src/main/kotlin/p/A.kt": "package p\nval a = B()\nval b = make()\n",
    "lib-core/src/main/kotlin/p/B.kt": "package p\nclass B\n",
    "lib-core/src/main/kotlin/p/C.kt": "package p\nfun make() = 1\n",
    "lib-core/build.gradle": "",
    "settings.gradle": "include ':app', ':lib-core'\n",
}
BOTH = {("A", "B"), ("A", "C")}


def edges_of(build: str, **others: str) -> set[tuple[str, str]]:
    files: Mapping[str, str] = {**SOURCES, "app/build.gradle.kts": build, **others}
    return edges(files, "kotlin")


@pytest.mark.parametrize(
    "build",
    [
        'dependencies { api(project(":lib-core")) }',
        "dependencies { implementation project(':lib-core') }",
        "dependencies { implementation project(path: ':lib-core', configuration: 'x') }",
        "dependencies { implementation(projects.libCore) }",
        "dependencies { implementation(projects.libCore.dependencyProject) }",
        'targetProjectPath = ":lib-core"',
        # A library that is built here, by its coordinates.
        'dependencies { implementation("org.example:lib-core:1") }',
        # A file pattern looks like a comment.
        'exclude("**/*.kt")\ndependencies { api(project(":lib-core")) }\nexclude("a/**/b")',
        # What is not known here may be it.
        'dependencies { api(project(":moved")) }',
        "dependencies { api(project(path)) }",
        'apply(from = "others.gradle.kts")',
        "dependencies { implementation rootProject.childProjects.values() }",
        "dependencies { implementation files('../lib-core/build/classes') }",
        "sourceSets { main { kotlin { srcDirs += '../lib-core/src/main/kotlin' } } }",
    ],
)
def test_a_project_is_seen_that_a_script_names_or_may_name(build: str) -> None:
    assert edges_of(build) == BOTH


def test_a_project_is_not_seen_that_no_script_names() -> None:
    assert edges_of('dependencies { api("org.example:other:1") }') == set()


def test_a_name_that_no_script_leads_to_is_counted() -> None:
    files = {**SOURCES, "app/build.gradle.kts": ""}
    rows = imports_of(files, "kotlin")
    assert [(row.outcome, row.listed, row.candidates) for row in rows] == [
        ("unresolved", "unsure", ("lib-core/src/main/kotlin/p/B.kt",)),
        ("unresolved", "unsure", ("lib-core/src/main/kotlin/p/C.kt",)),
    ]


def test_scripts_beside_another_build_hide_nothing() -> None:
    assert edges_of("", **{"app/pom.xml": "<project/>"}) == BOTH


def test_a_project_is_seen_through_others_and_by_the_scripts_above() -> None:
    assert (
        edges_of('api(project(":mid"))', **{"mid/build.gradle": "api project(':lib-core')"}) == BOTH
    )
    assert edges_of("", **{"build.gradle": "subprojects { api project(':lib-core') }"}) == BOTH


def test_settings_give_a_project_its_folder() -> None:
    settings = 'include(":x")\nproject(":x").projectDir = file("./lib-core")\n'
    others = {"settings.gradle.kts": settings, "x/build.gradle": ""}
    assert edges_of('api(project(":x"))', **others) == BOTH
    assert edges_of("", **others) == set()


@pytest.mark.parametrize(
    "program",
    [
        {"settings.gradle": 'includeBuild("build-logic")'},
        {"settings.gradle": "rootProject.children.each { it.projectDir = file(it.name) }"},
        {"buildSrc/build.gradle.kts": "plugins { `kotlin-dsl` }"},
    ],
)
def test_where_plugins_or_code_may_add_dependencies_all_are_seen(program: dict[str, str]) -> None:
    assert edges_of("", **program) == BOTH


def test_a_wildcard_of_a_library_explains_a_name_that_no_script_does() -> None:
    program = {"settings.gradle": 'includeBuild("build-logic")'}
    source = "package p\nimport %s.*\nval a = B()\n"
    name = "app/src/main/kotlin/p/A.kt"
    assert edges_of("", **program, **{name: source % "org.json"}) == set()
    assert edges_of("", **program, **{name: source % "kotlin.test"}) == {("A", "B")}


def test_an_import_leads_to_any_project() -> None:
    name = "app/src/main/kotlin/q/A.kt"
    assert edges_of("", **{name: "package q\nimport p.B\nimport p.make\n"}) == BOTH


def test_maven_and_gradle_beside_each_other_see_each_other() -> None:
    files = {path: text for path, text in SOURCES.items() if path != "lib-core/build.gradle"}
    files |= {"lib-core/pom.xml": "<project/>", "app/build.gradle": ""}
    assert edges(files, "kotlin") == BOTH


def test_java_sees_the_same_projects() -> None:
    files = {
        "app/build.gradle": "",
        "app/src/main/java/p/A.java": "package p; class A { B b; }",
        "lib/build.gradle": "",
        "lib/src/main/java/p/B.java": "package p; class B { }",
    }
    assert edges(files) == set()
    assert edges({**files, "app/build.gradle": "api project(':lib')"}) == {("A", "B")}


def test_of_types_of_one_name_the_one_of_a_seen_project_is_meant() -> None:
    files = {
        "build.gradle": "",
        "a/build.gradle": "api project(':far:c')",
        "a/src/main/java/p/A.java": "package p; class A { B b; }",
        "b/build.gradle": "",
        "b/src/main/java/p/B.java": "package p; class B { }",
        "far/c/build.gradle": "",
        "far/c/src/main/java/p/B.java": "package p; class B { }",
    }
    assert [edge.target for edge in imports_of(files)] == ["far/c/src/main/java/p/B.java"]


def test_a_build_that_names_another_project_may_change_any_edge() -> None:
    old, new = b"api(project(':a'))", b"api(project(':b'))"
    assert names_in_manifest("x/build.gradle", old, new) is None
    assert names_in_manifest("x/build.gradle", old, old + b" // same") == frozenset()
