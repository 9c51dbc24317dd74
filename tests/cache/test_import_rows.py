"""What is unpacked when it is asked for is what all of it says."""

from hypothesis import given

from kavro_lint.cache.import_rows import ImportRows
from kavro_lint.cache.packed_imports import StoredImports, encoded
from kavro_lint.model.imports import Imports
from kavro_lint.pipeline.incremental.kept_imports import KeptImports
from tests.cache.test_memory import STORED


@given(stored=STORED)
def test_each_file_has_the_rows_that_it_had(stored: StoredImports) -> None:
    rows = ImportRows(encoded(stored))
    had = {path: list(file.rows) for path, file in stored.files.items() if file.rows}
    assert {path: list(rows[path]) for path in rows} == had
    assert len(rows) == len(had)
    assert all((path in rows) == (path in had) for path in stored.files)
    assert rows.manifests == stored.manifests


@given(stored=STORED, other=STORED)
def test_what_leads_to_a_place_is_found_without_the_rest(
    stored: StoredImports, other: StoredImports
) -> None:
    """Those of changed files are given, perhaps none; files are kept in the order of paths."""
    stored = StoredImports(stored.manifests, dict(sorted(stored.files.items())))
    changed = {path: list(file.rows) for path, file in other.files.items()}
    had = {path: list(file.rows) for path, file in stored.files.items()}
    after = {path: rows for path, rows in sorted((had | changed).items()) if rows}
    kept, whole = KeptImports(ImportRows(encoded(stored)), changed), Imports(after)
    places = frozenset(list(whole.targets())[:2])
    assert sorted(kept.leading_to(places), key=repr) == sorted(whole.leading_to(places), key=repr)
    files = frozenset(list(after)[:1])
    of_kept, of_whole = kept.leading_to(places, files), whole.leading_to(places, files)
    assert sorted(of_kept, key=repr) == sorted(of_whole, key=repr)
    for importers in (files, frozenset(after)):
        assert kept.by_package(importers) == whole.by_package(importers)
        for outside in (frozenset[str](), files, places):
            assert kept.by_target(importers, outside) == whole.by_target(importers, outside)
    assert kept.by_importer(places) == whole.by_importer(places)
    for group in whole.by_importer(places).values():
        assert kept.import_at(*group.first[1:]) == whole.import_at(*group.first[1:])
    assert kept.targets() >= set(whole.targets())
    assert dict(kept.of_files(after).files) == after
    assert sorted(kept.files) == sorted(after)
    for package in ("", "b", "requests"):
        assert kept.takes_package(package) == whole.takes_package(package)
    assert set(kept.packages()) == set(whole.packages())


@given(stored=STORED)
def test_what_is_counted_is_not_unpacked(stored: StoredImports) -> None:
    """The largest module of a repository has most of its imports; of each group one is shown."""
    rows = ImportRows(encoded(stored))
    files = frozenset(stored.files)
    rows.by_target(files, frozenset())
    rows.by_package(files)
    rows.by_importer(frozenset(list(rows.targets())[:2]), frozenset())
    # Nor of a state in which a file was changed since.
    KeptImports(rows, {path: [] for path in list(files)[:1]}).packages()
    assert not rows._packed._resolutions
    assert not rows._rows
