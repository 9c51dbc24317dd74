"""What a file is for, by its path."""

import pytest

from kavro_lint.commands.init.roles import Layout, places_of


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("api-contract-tests/run.py", "tests"),
        ("system_tests/run.py", "tests"),
        ("content/blog/write-fewer-longer-tests/modal.tsx", "product"),
        ("pylint.config.py", "build"),
        ("crates/a/src/parser/tests.rs", "tests"),
        ("crates/a/src/unit/grid_tests.rs", "tests"),
        ("crates/a/src/test.rs", "product"),
        ("python/build.rs", "build"),
        (".php-cs-fixer.dist.php", "build"),
        ("rector.php", "build"),
        ("psalm-autoload.php", "build"),
        ("shop/rector.php", "product"),
        ("lib/src/main/java/module-info.java", "build"),
        ("lib/src/main/java/org/acme/module-info.java", "build"),
        ("lib/src/jmh/java/org/acme/B.java", "benchmarks"),
        ("acme-examples/run/A.java", "examples"),
        ("acme-benchmarks/A.java", "benchmarks"),
        ("a-few-good-old-examples/a.ts", "product"),
        ("net/Benchmarks/B.cs", "benchmarks"),
        ("net/Shop/Samples/S.cs", "product"),
        ("config.py", "product"),
    ],
)
def test_a_name_says_what_a_file_is_for(path: str, role: str) -> None:
    beside = ["src/shop/__init__.py", "src/shop/api.py", "shop/a.php"]
    places = places_of(
        [*beside, path], Layout(projects=frozenset({"python/", "net/Benchmarks/", "net/Shop/"}))
    )
    assert places[path].role == role
