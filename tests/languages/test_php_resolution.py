"""PHP: what Composer and PHP itself bring, and which of several declarations is meant."""

import json
from pathlib import Path

import pytest

from kavro_lint.languages.protocol import Project
from kavro_lint.languages.registry import by_name, is_source
from kavro_lint.languages.visible_files import DEFAULTS
from kavro_lint.model.places import RawImport
from tests.building import repository, run
from tests.languages.jvm_sources import imports_of
from tests.languages.test_php_names import edges

COMPOSER = {
    "name": "acme/shop",
    "require": {"php": "^8.2", "monolog/monolog": "^3", "symfony/http-foundation": "*",
                "nesbot/carbon": "*", "ext-redis": "*"},
    "autoload": {"psr-4": {"App\\": ["app/", "lib/"]}, "psr-0": {"Old_": "old/"}},
    "autoload-dev": {"psr-4": {"Tests\\": "tests/"}},
}  # fmt: skip
LOCK = {
    "packages": [
        {"name": "monolog/monolog", "autoload": {"psr-4": {"Monolog\\": "src/Monolog"}}},
        {"name": "psr/log", "autoload": {"psr-4": {"Psr\\Log\\": "src"}}},
    ]
}

OUTSIDE = [
    (r"use Monolog\Logger;", "external", "monolog/monolog", "yes"),
    (r"use Symfony\Component\HttpFoundation\X;", "external", "symfony/http-foundation", "yes"),
    (r"use Carbon\Carbon;", "external", "nesbot/carbon", "yes"),
    (r"use Psr\Log\LoggerInterface;", "external", "psr/log", "no"),
    (r"use Nobody\Knows\It;", "external", "nobody/knows", "unsure"),
    (r"use Redis;", "external", "ext-redis", "yes"),
    (r"use DateTimeImmutable;", "standard", "php", None),
    (r"use Random\Randomizer;", "standard", "php", None),
    (r"use function strlen;", "standard", "php", None),
    (r"use const PHP_EOL;", "standard", "php", None),
    (r"use Monolog as M; new M\Logger;", "external", "monolog/monolog", "yes"),
    (r"new \Monolog\Logger;", "external", "monolog/monolog", "yes"),
    (r"use App\Missing;", "unresolved", None, None),
    (r"new \App\Missing;", "unresolved", None, None),
    (r"use Tests\Missing;", "unresolved", None, None),
    (r"require 'vendor/autoload.php';", "standard", "php", None),
    (r"require '../vendor/monolog/monolog/x.php';", "external", "monolog/monolog", "unsure"),
    (r"require 'missing.php';", "unresolved", None, None),
    (r"include 'missing.php';", "unresolved", None, "unsure"),
    (r"if (file_exists('missing.php')) require 'missing.php';", "unresolved", None, "unsure"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "outcome", "package", "listed"), OUTSIDE)
def test_a_name_that_leads_to_no_file_has_its_outcome(
    line: str, outcome: str, package: str | None, listed: str | None
) -> None:
    files = {
        "composer.json": json.dumps(COMPOSER),
        "composer.lock": json.dumps(LOCK),
        "app/A.php": f"<?php namespace App; {line}",
    }
    (edge,) = imports_of(files, "php")
    assert (edge.outcome, edge.package, edge.listed) == (outcome, package, listed)


@pytest.mark.parametrize(
    "line", [r"new \Nobody\Knows;", r"f(\App\Missing::class);", r"\App\missing();", "new Missing;"]
)
def test_a_name_that_nobody_knows_is_no_import(line: str) -> None:
    files = {"composer.json": json.dumps(COMPOSER), "app/A.php": f"<?php namespace App; {line}"}
    assert imports_of(files, "php") == []


def test_of_two_classes_of_one_name_the_one_that_composer_loads_is_meant() -> None:
    files = {
        "composer.json": json.dumps(COMPOSER),
        "app/T.php": r"<?php namespace App; class T {}",
        "tests/stubs.php": r"<?php namespace App; class T {}",
        "tests/A.php": r"<?php namespace Tests; new \App\T;",
    }
    assert edges(files) == {("tests/A.php", "app/T.php")}


def test_of_two_classes_of_one_name_the_own_and_the_nearest_are_meant() -> None:
    files = {
        "a/T.php": "<?php class T {} new T;",
        "b/x/T.php": "<?php class T {}",
        "b/y.php": "<?php new T;",
        "c.php": "<?php use T; new T;",
    }
    assert edges(files) == {("b/y.php", "b/x/T.php")}
    (edge,) = [edge for edge in imports_of(files, "php") if edge.importer == "c.php"]
    assert (edge.outcome, edge.candidates) == ("ambiguous", ("a/T.php", "b/x/T.php"))


def test_of_two_classes_of_one_name_the_one_whose_file_is_called_so_is_meant() -> None:
    """CodeIgniter's own autoloader loads `app/Config/App.php`, and its guide shows the class."""
    files = {
        "app/Config/App.php": r"<?php namespace Config; class App {}",
        "app/functions.php": "<?php function app() {}",
        "guide/app.php": "<?php function app() {}",
        "guide/001.php": r"<?php namespace Config; class App {}",
        "guide/002.php": r"<?php use Config\App; new App;",
        "guide/003.php": "<?php app();",
    }
    assert edges(files) == {
        ("guide/002.php", "app/Config/App.php"),
        ("guide/003.php", "guide/app.php"),
    }
    other = {**files, "composer.json": "{}", "guide/composer.json": "{}"}
    assert ("guide/002.php", "guide/001.php") in edges(other)


def test_a_function_that_tests_put_before_the_global_one_is_meant_by_tests_only() -> None:
    files = {
        "composer.json": json.dumps(COMPOSER),
        "app/Mailer.php": "<?php namespace App; mail($to);",
        "tests/MailerTest.php": "<?php namespace App; function mail($to) {}",
        "tests/OtherTest.php": "<?php namespace App; mail($to);",
    }
    assert edges(files) == {("tests/OtherTest.php", "tests/MailerTest.php")}


def test_a_class_outside_its_place_is_reported() -> None:
    php = by_name("php")
    files = {"composer.json": json.dumps(COMPOSER).encode(), "x.php": b"", "old/Old/A.php": b""}
    project = Project({path: path for path in files}, frozenset({""}), files.get, DEFAULTS)
    declared = {
        "x.php": php.extract(rb"<?php namespace App; class User {}", ".php").declares,
        "old/Old/A.php": php.extract(rb"<?php class Old_A {}", ".php").declares,
    }
    resolver = php.indexed(project, declared)  # type: ignore[attr-defined]
    place = r"composer.json places App\User in app/User.php"
    for name, expected in (
        (r"App\User", [r"App\User is declared in x.php", place]),
        ("Old_A", ["Old_A is declared in old/Old/A.php"]),
    ):
        steps: list[str] = []
        edge = resolver.resolve("a.php", RawImport(name, None, "import", 1, 1, ""), steps)
        assert steps == expected
        assert php.remark(project, edge) == (place if name == r"App\User" else None)  # type: ignore[attr-defined]


def test_explain_shows_how_an_import_was_resolved(tmp_path: Path) -> None:
    files = {
        "composer.json": json.dumps(COMPOSER),
        "app/A.php": "<?php\nnamespace App;\nuse App\\B;\nuse App\\Gone;\nuse Monolog\\Logger;\n",
        "app/other.php": "<?php\nnamespace App;\nclass B {}\n",
    }
    done = run(repository(tmp_path, files), "explain", "app/A.php", "--imports")
    assert r"App\B is declared in app/other.php" in done.stdout
    assert r"composer.json places App\B in app/B.php" in done.stdout
    assert r"no source declares App\Gone, though" in done.stdout
    assert "monolog/monolog" in done.stdout


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "{", '{"autoload": 1, "require": []}', '{"autoload": {"psr-4": {"A\\\\": 1}}}',
     '{"autoload": {"psr-4": {"A\\\\": ["../../x", null]}}}', "[" * 100_000, "\xff"],
)  # fmt: skip
def test_a_broken_manifest_stops_nothing(manifest: str) -> None:
    files = {
        "composer.json": manifest,
        "composer.lock": manifest,
        "a.php": "<?php use B; use X\\Y;",
        "b.php": "<?php class B {}",
    }
    result = {edge.raw.specifier: edge.outcome for edge in imports_of(files, "php")}
    assert result == {"B": "internal", "X\\Y": "external"}


def test_a_setting_says_with_which_package_another_one_comes(tmp_path: Path) -> None:
    files = {
        "composer.json": json.dumps(COMPOSER),
        "composer.lock": json.dumps(LOCK),
        "app/A.php": "<?php\nnamespace App;\nuse Psr\\Log\\LoggerInterface;\n",
        "docs/kavro/blueprint.md": "| Module | Paths |\n|---|---|\n| app | `app/` |\n",
    }
    place = repository(tmp_path, files)
    assert "KV712" in run(place, "check", "--all").stdout
    (place / "kavro-lint.toml").write_text('[packages]\n"psr/log" = "monolog/monolog"\n')
    report = run(place, "check", "--all").stdout
    assert "KV712" not in report
    assert "1 external" in report


def test_a_manifest_that_is_not_json_is_reported(tmp_path: Path) -> None:
    files = {"composer.json": "{", "a.php": "<?php use X\\Y;"}
    done = run(repository(tmp_path, files), "check", "--all")
    assert "KV002" in done.stdout
    assert "composer.json" in done.stdout


def test_old_sources_in_latin_1_are_read_and_other_text_is_passed_over() -> None:
    content = "<?php // é\nnamespace Caf\xe9; class A {} new B;".encode("latin-1")
    facts = by_name("php").extract(content, ".php")
    assert "Café\\\\A".encode() in facts.declares
    assert by_name("php").extract(b"<?hh class A {}", ".php").foreign == "source in Hack"
    assert not is_source("resources/views/a.blade.php")
    assert is_source("a/view.phtml")


def test_imports_within_a_syntax_error_are_read_and_possible_losses_are_reported() -> None:
    content = b"<?php\nclass A {{{ ]]\nuse App\\Models\\{User\n\nuse B\\C;\n new \\D\\E;\n"
    facts = by_name("php").extract(content, ".php")
    names = [name for _, _, _, row in facts.statements for name, _ in row.names]
    assert "B\\C" in names
    assert facts.lost == ((3, 1),)
    assert b"D\\\\E" in facts.names
