"""The name that stands for the modules of one row with a variable."""

import pytest

from kavro_lint.checks.module_families import family_names
from tests.memory import architecture_of

HEAD = "| Module | Paths | May import |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("folders", "name"),
    [
        (("plug/a", "plug/b"), "plug.*"),
        # A dot in the name of a folder makes it a name of more parts.
        (("plug/a", "plug/b.c"), "plug.*"),
        (("plug/a.x", "plug/b.x", "plug/c"), "plug.*"),
    ],
)
def test_folders_may_have_dots_in_their_names(folders: tuple[str, ...], name: str) -> None:
    files = {f"{folder}/x.py": "" for folder in folders}
    files["docs/kavro/blueprint.md"] = f"{HEAD}| plug.{{name}} | `plug/{{name}}/` | none |\n"
    names = family_names(architecture_of(files))
    assert set(names.values()) == {name}
