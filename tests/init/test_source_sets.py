"""Source sets of one module are one module in a draft, and those for tests are test code."""

import pytest

from kavro_lint.architecture.code_conventions import test_files as files_of_tests
from kavro_lint.commands.init.drafted_contract import text_of
from tests.init.test_drafting import drafted


def rows(files: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {row.name: row.patterns for row in drafted(files).contract.rows}


GRADLE = {
    "lib/build.gradle.kts": "",
    "app/build.gradle.kts": "",
    "app/src/main/kotlin/App.kt": "import x.Api\nval a = Api()\n",
    **{
        f"lib/src/{name}/kotlin/x/Api{number}.kt": f"package x\nclass Api{number}\n"
        for number, name in enumerate(("commonMain", "jvmMain", "jsMain", "linuxX64Main"))
    },
    "lib/src/commonMain/kotlin/x/Api.kt": "package x\nimport x.inner.In\nclass Api(val i: In)\n",
    "lib/src/commonMain/kotlin/x/inner/In.kt": "package x.inner\nclass In\n",
    "lib/src/jvmMain/kotlin/x/inner/Jvm.kt": "package x.inner\nclass Jvm\n",
    "lib/src/commonTest/kotlin/x/ApiTest.kt": "package x\nval t = Api(i)\n",
    "lib/src/jvmTest/kotlin/x/JvmTest.kt": "package x\nval t = Api(i)\n",
}


def test_the_source_sets_of_a_module_are_one() -> None:
    drawn = rows(GRADLE)
    assert drawn["lib.x"] == ("lib/src/*/*/x/*.kt",)
    assert drawn["lib.inner"] == ("lib/src/*/*/x/inner/",)
    assert "lib/src/*Test/" in drawn["tests"]
    assert not [name for name in drawn if "Main" in name]


def test_source_sets_with_a_folder_src_are_one_too() -> None:
    files = {
        "core/commonMain/src/A.kt": "package x\nclass A(val b: B)\n",
        "core/jvmMain/src/B.kt": "package x\nclass B\n",
        "core/jvmMain/src/impl/C.kt": "package x.impl\nclass C\n",
        "core/commonTest/src/ATest.kt": "package x\nval t = A(b)\n",
        "core/jvmTest/src/BTest.kt": "package x\nval t = B()\n",
    }
    drawn = rows(files)
    assert drawn["core"] == ("core/*Main/src/*.kt",)
    assert drawn["impl"] == ("core/*Main/src/impl/",)
    assert drawn["tests"][0] == "core/*Test/"


def test_java_and_kotlin_of_one_package_are_one_module() -> None:
    files = {
        "pom.xml": "<project/>",
        "src/main/java/org/shop/web/Page.java": "package org.shop.web; class Page { Row r; }",
        "src/main/kotlin/org/shop/web/Row.kt": "package org.shop.web\nclass Row\n",
        "src/main/kotlin/org/shop/data/Table.kt": "package org.shop.data\nclass Table\n",
    }
    drawn = rows(files)
    assert drawn["web"] == ("src/main/*/org/shop/web/",)
    assert "Page.java" not in text_of(drafted(files).contract)


@pytest.mark.parametrize(
    "path",
    [
        "core/commonTest/src/A.kt",
        "lib/src/commonTest/kotlin/A.kt",
        "lib/src/linuxX64Test/kotlin/A.kt",
        "lib/src/test/java/A.java",
        "lib/src/testFixtures/java/A.java",
        "app/src/androidTest/kotlin/A.kt",
        "app/src/testDebug/kotlin/A.kt",
        "plugin/src/functionalTestMinSupportedGradle/kotlin/A.kt",
        "src/test-jdk17/java/A.java",
        "archunit/src/jdk9test/java/A.java",
    ],
)
def test_source_sets_for_tests_are_test_code(path: str) -> None:
    assert files_of_tests([path]) == {path}


def test_a_source_set_for_tests_of_a_newer_java_is_no_module_of_the_product() -> None:
    files = {
        "pom.xml": "<project/>",
        "src/main/java/org/shop/web/Page.java": "package org.shop.web; class Page {}",
        "src/main/java/org/shop/data/Row.java": "package org.shop.data; class Row {}",
        "src/test/java/org/shop/web/PageTest.java": "package org.shop.web; class PageTest {}",
        "src/test-jdk17/java/org/shop/web/NewTest.java": "package org.shop.web; class NewTest {}",
    }
    drawn = rows(files)
    assert not [name for name in drawn if "jdk" in name]
    assert any("src/test-jdk17/" in paths for paths in drawn.values())


@pytest.mark.parametrize(
    "path",
    ["lib/src/commonMain/kotlin/A.kt", "lib/src/latest/A.kt", "contest/src/A.kt", "src/tests-x.kt"],
)
def test_other_folders_are_not_test_code(path: str) -> None:
    assert not files_of_tests([path])


def test_a_folder_of_a_package_is_no_folder_of_scripts() -> None:
    """`dev/` begins the package `dev.shop` there."""
    files = {
        "build.gradle.kts": "",
        "src/main/kotlin/dev/shop/web/Page.kt": "package dev.shop.web\nclass Page(val r: Row)\n",
        "src/main/kotlin/dev/shop/data/Row.kt": "package dev.shop.data\nclass Row\n",
        "dev/Release.kt": "fun main() {}\n",
    }
    drawn = rows(files)
    assert drawn["web"] == ("src/main/kotlin/dev/shop/web/",)
    assert drawn["data"] == ("src/main/kotlin/dev/shop/data/",)
    assert drawn["dev"] == ("dev/",)


def test_the_variants_of_an_app_are_part_of_it() -> None:
    """`src/demo/` beside `src/prod/` is what one build of the app has, and no example."""
    files = {
        "app/build.gradle.kts": "",
        "app/src/main/kotlin/x/App.kt": "package x\nclass App(val key: Key)\n",
        **{
            f"app/src/{name}/kotlin/x/Key.kt": "package x\nclass Key\n"
            for name in ("demo", "dev", "release", "prod")
        },
        "lib/build.gradle.kts": "",
        "lib/src/main/kotlin/y/Lib.kt": "package y\nclass Lib\n",
        "lib/src/samples/kotlin/y/Use.kt": "package y\nval use = Lib()\n",
    }
    drawn = rows(files)
    assert drawn["examples"] == ("lib/src/samples/",)
    assert not {"scripts", "demo", "dev", "release"} & drawn.keys()
