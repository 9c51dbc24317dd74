"""The chain of `explain A B` is the shortest from A to B, wherever the search begins."""

from types import SimpleNamespace
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.chains import hops_of, shortest_chain
from kavro_lint.commands.explain.argument_names import Named
from kavro_lint.commands.explain.sides import Side, chain_between
from kavro_lint.model.imports import Import, Imports, placed_resolution
from kavro_lint.model.places import RawImport

FILES = [f"{letter}.py" for letter in "abcdefgh"]
FILE = st.sampled_from(FILES)
# A file imports a file, or a folder that leads on to some files.
HOP = st.tuples(FILE, FILE, st.lists(FILE, max_size=3, unique=True))


@given(st.lists(HOP, max_size=20), st.sets(FILE, min_size=1), st.sets(FILE, min_size=1))
def test_the_chain_is_that_of_a_search_through_all_files(
    hops: list[tuple[str, str, list[str]]], one: set[str], other: set[str]
) -> None:
    rows: dict[str, list[tuple[int, int, str, object]]] = {}
    for line, (importer, target, reaches) in enumerate(hops, 1):
        raw = RawImport(target, None, "import", line, 1, f"import {target}")
        edge = Import(importer, raw, "internal", target=target, reaches=tuple(reaches))
        rows.setdefault(importer, []).append(placed_resolution(edge))  # type: ignore[arg-type]
    imports = Imports(rows)  # type: ignore[arg-type]
    architecture = cast(Architecture, SimpleNamespace(facts=SimpleNamespace(imports=imports)))
    sides = [
        Side(Named("folder", name), frozenset(files), None)
        for name, files in (("one", one), ("other", other - one))
    ]
    whole = shortest_chain(hops_of(imports), one, (other - one).__contains__, lambda path: True)
    assert chain_between(architecture, *sides) == whole
