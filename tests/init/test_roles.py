"""What a file is for, by its path."""

import pytest

from kavro_lint.commands.init.roles import places_of


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("api-contract-tests/run.py", "tests"),
        ("system_tests/run.py", "tests"),
        ("content/blog/write-fewer-longer-tests/modal.tsx", "product"),
        ("pylint.config.py", "build"),
        ("config.py", "product"),
    ],
)
def test_a_name_says_what_a_file_is_for(path: str, role: str) -> None:
    places = places_of(["src/shop/__init__.py", "src/shop/api.py", path])
    assert places[path].role == role
