"""What is wrong with PHP repositories: it is said, and nothing ends the run."""

import json
from pathlib import Path

import pytest

from kavro_lint.languages.php.declared import unpack_names
from kavro_lint.languages.php.extraction import MOST_NAMES
from kavro_lint.languages.registry import by_name
from tests.building import repository, run
from tests.languages.bad_repositories import assert_a_submodule_is_not_called_missing, output_of
from tests.languages.jvm_sources import imports_of
from tests.languages.test_php_names import edges

PSR_4 = {"autoload": {"psr-4": {"App\\": "app/"}}}
FILES = {
    "app/A.php": "<?php namespace App;\nuse App\\B;\nuse Monolog\\Logger;\nnew B;\n",
    "app/B.php": "<?php namespace App;\nclass B {}\n",
}
BLUEPRINT = "| Module | Paths |\n|---|---|\n| app | `app/` |\n"


def test_without_a_manifest_a_package_is_the_one_that_is_known_for_its_namespace() -> None:
    (edge,) = [edge for edge in imports_of(FILES, "php") if edge.outcome == "external"]
    assert (edge.package, edge.listed, edge.manifest) == ("monolog/monolog", "unsure", None)
    assert ("app/A.php", "app/B.php") in edges(FILES)


@pytest.mark.parametrize("name", ["composer.json", "composer.lock"])
def test_a_manifest_that_is_broken_is_named_and_the_sources_are_read(
    tmp_path: Path, name: str
) -> None:
    text = output_of(repository(tmp_path, {**FILES, "composer.json": "{}", name: '{"name": '}))
    assert f"{name}: it is not valid JSON" in text
    assert "fix: correct the manifest" in text
    assert "1 internal" in text


def test_a_missing_package_repository_is_reported(tmp_path: Path) -> None:
    manifest = {
        "repositories": [
            {"type": "path", "url": "packages/*"},
            {"type": "path", "url": "gone"},
            {"type": "path", "url": "../outside"},
            {"type": "vcs", "url": "https://example.org/x"},
        ]
    }
    files = {
        "composer.json": json.dumps(manifest, indent=1),
        "packages/one/composer.json": '{"repositories": {"x": {"type": "path", "url": "../no"}}}',
        **FILES,
    }
    lines = run(repository(tmp_path, files), "check", "--all", "--format", "concise").stdout
    assert [line for line in lines.splitlines() if "KV002" in line] == [
        "composer.json:9:11: KV002 composer.json: no composer.json is at `gone` (path repository)",
        "packages/one/composer.json:1:48: KV002 packages/one/composer.json: "
        "no composer.json is at `../no` (path repository)",
    ]


def test_a_generated_source_of_five_megabytes_is_read_in_bounded_work() -> None:
    method = "function f{0}(\\App\\T{0} $x) {{ return new \\App\\Other{0}($x, {0}, 'text'); }}\n"
    content = ("<?php\n" + "".join(method.format(number) for number in range(62_000))).encode()
    assert len(content) > 4_900_000
    facts = by_name("php").extract(content, ".php")
    # Of more names than people write the rest is not read, and that is said.
    assert facts.given_up is not None
    assert len(unpack_names(facts.names)) <= MOST_NAMES


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-8-sig", "cp1251"])
def test_a_source_in_an_old_encoding_is_read(encoding: str) -> None:
    letter = "ж" if encoding == "cp1251" else "é"
    text = f"<?php // {letter}\nnamespace App;\nuse App\\B; $a = '{letter}'; new C;\n"
    facts = by_name("php").extract(text.encode(encoding), ".php")
    assert [row.statement.names for row in facts.statements] == [(("App\\B", None),)]
    assert [row.name for row in unpack_names(facts.names)] == ["App\\C"]


def test_a_class_that_may_be_in_a_submodule_is_not_called_missing(tmp_path: Path) -> None:
    manifest = {
        "autoload": {"psr-4": {"App\\": "app/", "Shared\\": "shared/src/"}},
        "repositories": [{"type": "path", "url": "shared"}],
    }
    source = "<?php namespace App;\nuse Shared\\User;\nrequire __DIR__ . '/../shared/x.php';\n"
    files = {"composer.json": json.dumps(manifest), **FILES, "app/C.php": source}
    assert_a_submodule_is_not_called_missing(tmp_path, files, "shared")


def test_sources_of_which_no_import_leads_anywhere_are_reported(tmp_path: Path) -> None:
    """Classes that only a program declares: none of the files has the one that it is named for."""
    files = {
        f"app/Models/Part{number}.php": "<?php\nuse App\\Models\\Part1;\n" for number in range(11)
    }
    place = repository(tmp_path, {**files, "docs/kavro/blueprint.md": BLUEPRINT})
    done = run(place, "check", "--all")
    assert "KV008" in done.stdout
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("new $name;", 1),
        ("new ($this->names['x'] . 'Y')(1);", 1),
        ("new $this->name($x);", 1),
        ("class_alias(B::class, 'Old\\B');", 1),
        ("\\CLASS_ALIAS($a, $b);", 1),
        ("eval($code);", 1),
        ("require $file;", 1),
        ("new static; new self; new B($x); new class {};", 0),
        ("$object->eval(); B::class_alias(); $class::NAME;", 0),
        ("$class::make(); ($this->class)::$made;", 1),
        ("create_function('', $code);", 1),
    ],
)
def test_what_a_running_program_loads_is_counted(line: str, count: int) -> None:
    facts = by_name("php").extract(f"<?php\n{line}\n".encode(), ".php")
    assert facts.unanalysable == count
