"""Projects of tests in .NET are tests in the first draft, wherever they stand."""

import pytest

from kavro_lint.commands.init.roles import places_of


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/Shop.Tests/A.cs", "tests"),
        ("src/Shop/Tests/A.cs", "tests"),
        ("src/UnitTests/Bug/A.cs", "tests"),
        ("src/Shop.IntegrationTests/A.cs", "tests"),
        ("src/Shop.Test/A.cs", "tests"),
        ("src/Contests/A.cs", "product"),
        ("src/Shop.Testing/A.cs", "product"),
        ("src/UnitTests/a.py", "product"),
    ],
)
def test_a_folder_is_one_of_tests_by_its_name(path: str, role: str) -> None:
    assert places_of(["src/Shop/B.cs", path])[path].role == role
