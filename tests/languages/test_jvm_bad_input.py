"""What is wrong with Java and Kotlin repositories: it is said, and nothing ends the run."""

import time
from pathlib import Path

import pytest

from kavro_lint.languages.registry import by_name
from kavro_lint.model.imports import Import
from tests.building import git, repository, run
from tests.languages.jvm_sources import edges, imports_of

ONE = "package a; import org.slf4j.Logger; class One { Two two; }"
TWO = "package a; class Two {}"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 10))
    + "]><project>&a9;</project>"
)
POM = "<project><groupId>g</groupId>{}</project>"
PARENT = "<parent><groupId>g</groupId><relativePath>../{}</relativePath></parent>"


def external(files: dict[str, str]) -> Import:
    (edge,) = [edge for edge in imports_of(files) if edge.outcome == "external"]
    return edge


def test_without_a_manifest_a_package_is_named_by_its_first_parts() -> None:
    edge = external({"a/One.java": ONE, "a/Two.java": TWO})
    assert (edge.package, edge.listed, edge.manifest) == ("org.slf4j", "unsure", None)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("pom.xml", "<project>", "it is not valid XML"),
        ("pom.xml", BOMB, "it declares a document type or entities"),
        ("gradle/libs.versions.toml", "[libraries", "it is not valid TOML"),
    ],
)
def test_a_manifest_that_is_broken_is_named_and_the_sources_are_read(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    files = {name: text, "build.gradle": "", "a/One.java": ONE, "a/Two.java": TWO}
    started = time.process_time()
    done = run(repository(tmp_path, files), "check", "--all", "--no-cache")
    assert time.process_time() - started < 5
    assert "KV002" in done.stdout
    assert f"{name}" in done.stdout
    assert reason in " ".join(done.stdout.split())
    assert "1 internal" in " ".join(done.stdout.split())
    assert done.returncode in (0, 1)


def test_parents_of_poms_that_are_each_others_end() -> None:
    files = {
        "x/pom.xml": POM.format(PARENT.format("y")),
        "y/pom.xml": POM.format(PARENT.format("x")),
        "x/a/One.java": ONE,
        "y/a/Two.java": TWO,
    }
    assert ("One", "Two") in edges(files)
    assert external(files).manifest == "x/pom.xml"


def test_literals_of_a_build_script_are_read_and_the_rest_is_reported() -> None:
    build = (
        "def v = '1'\nfor (n in ['a', 'b']) { dependencies { implementation \"$n:c:$v\" } }\n"
        "dependencies { implementation 'javax.inject:javax.inject:1' }\n"
    )
    files = {"build.gradle": build, "a/One.java": ONE, "a/Two.java": TWO}
    assert external(files).package == "org.slf4j"
    own = {**files, "a/One.java": "package a; import javax.inject.Inject; class One {}"}
    assert (external(own).package, external(own).listed) == ("javax.inject:javax.inject", "yes")


def test_explain_says_that_a_build_is_a_program(tmp_path: Path) -> None:
    files = {"build.gradle": "apply plugin: x\n", "a/One.java": ONE, "a/Two.java": TWO}
    done = run(repository(tmp_path, files), "explain", "--imports", "a/One.java")
    output = " ".join(done.stdout.split())
    assert (
        "build.gradle is a program: only the libraries that it states literally are read" in output
    )


def test_a_generated_source_of_five_megabytes_is_read_in_seconds() -> None:
    method = "  public b.B f{0}(Type{0} x) {{ return b.B.of(x, Other{0}.VALUE + {0}); }}\n"
    lines = "".join(method.format(number) for number in range(62_000))
    started = time.process_time()
    facts = by_name("java").extract(f"package a;\nclass Big {{\n{lines}}}\n".encode(), ".java")
    assert time.process_time() - started < 40
    # Of more names than people write the rest is not read, and that is said.
    assert facts.given_up is not None


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("suffix", [".java", ".kt"])
def test_a_source_in_an_old_encoding_is_read(encoding: str, suffix: str) -> None:
    letter = "ж" if encoding == "cp1251" else "é"
    text = f'package a;\nclass One {{ /* {letter} */ val s = "{letter}{letter}"; Two two; }}\n'
    if suffix == ".kt":
        text = f"package a\nclass One {{ /* {letter} */ val two: Two? = null }}\n"
    language = by_name("java" if suffix == ".java" else "kotlin")
    facts = language.extract(text.encode(encoding), suffix)
    assert b"\nTwo\n" in facts.names or b"Two\n" in facts.names


def test_a_type_that_may_be_in_a_submodule_is_not_called_missing(tmp_path: Path) -> None:
    files = {
        "src/main/java/a/One.java": "package a; import a.shared.Three; class One {}",
        "src/main/java/a/Two.java": TWO,
    }
    place = repository(tmp_path, files)
    assert "KV710" in run(place, "check", "--all", "--no-cache").stdout
    commit = git(place, "rev-parse", "HEAD").strip()
    git(place, "update-index", "--add", "--cacheinfo", f"160000,{commit},shared")
    git(place, "commit", "-qm", "Add a submodule")
    done = run(place, "check", "--all")
    assert "KV710" not in done.stdout
    assert "submodule" in done.stdout


@pytest.mark.parametrize(
    "row",
    ["lib/src/main/java/a/made/", "a/made/", "**/a/made/", "lib/src/main/java/a/made/Row.java"],
)
def test_what_a_build_writes_is_named_by_the_folder_of_its_package(
    tmp_path: Path, row: str
) -> None:
    files = {
        "lib/src/main/java/a/Two.java": TWO,
        "app/src/main/java/b/One.java": "package b; import a.made.Row; class One { Row row; }",
        "app/src/main/java/b/Two.java": "package b; import static a.made.Row.MOST; class Two { }",
        "app/src/main/kotlin/b/Three.kt": "package b\nimport a.made.Row.Inner\nclass Three\n",
        "docs/kavro/blueprint.md": "| Module | Paths |\n|---|---|\n| app | `app/` |\n"
        "| lib | `lib/` |\n",
    }
    place = repository(tmp_path, files)
    output = run(place, "check", "--all", "--no-cache").stdout.replace("\n      ", " ")
    assert "KV710" in output
    assert "name `lib/src/main/java/a/made/` in a table `Generated | Reason`" in output
    blueprint = place / "docs/kavro/blueprint.md"
    table = f"\n| Generated | Reason |\n|---|---|\n| `{row}` | made by the build |\n"
    blueprint.write_text(blueprint.read_text() + table)
    assert "KV710" not in run(place, "check", "--all", "--no-cache").stdout


@pytest.mark.parametrize("name", ["R", "R.string", "BuildConfig", "databinding.MainBinding"])
def test_what_every_build_of_android_writes_is_not_called_missing(name: str) -> None:
    files = {
        "app/src/main/java/a/Main.kt": f"package a.ui\nimport a.{name}\nclass Main\n",
        "app/src/main/java/a/App.java": "package a; class App {}",
    }
    (edge,) = [edge for edge in imports_of(files) if edge.outcome == "unresolved"]
    assert edge.listed is None
    files["app/src/main/AndroidManifest.xml"] = "<manifest/>"
    (edge,) = [edge for edge in imports_of(files) if edge.outcome == "unresolved"]
    assert edge.listed == "unsure"


def test_what_lies_among_resources_is_no_source(tmp_path: Path) -> None:
    """Maven's tests have whole projects there, one with a class that the product has of a library.

    A package that is called so is one of the product.
    """
    library = "src/test/resources/shading/src/main/java/org/slf4j/Logger.java"
    files = {
        "pom.xml": POM.format(""),
        "src/main/java/a/One.java": ONE,
        "src/main/java/a/Two.java": TWO,
        "src/main/java/a/resources/Three.java": "package a.resources; class Three { a.Two two; }",
        library: "package org.slf4j; public class Logger {}",
        "src/main/resources/k/K.kt": "package k",
        "convention/src/main/kotlin/shop.base.gradle.kts": "plugins { java }",
        "src/main/resources/archetype-resources/T.java": "package $p; class T {}",
    }
    root = repository(tmp_path, files)
    text = " ".join(run(root, "check", "--all", "--no-cache").stdout.split())
    assert "2 internal, 1 external" in text
    assert f"Passed over as resources, which no build compiles: {library} and 1 more." in text
    assert "Passed over as scripts of a build: convention/src/main/kotlin/shop.base" in text
    assert "Passed over as templates: src/main/resources/archetype-resources/T.java." in text
