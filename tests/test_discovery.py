"""Modules are found as the standard library finds them."""

import importlib
import pkgutil

import pytest

import kavro_lint.languages
from kavro_lint.discovery import modules_in
from kavro_lint.languages.registry import MACHINERY, languages

PACKAGES = ["languages", "reports", "commands.graph.formats", "commands.diff.formats"]


@pytest.mark.parametrize("package", PACKAGES)
def test_all_modules_are_found(package: str) -> None:
    folders = list(importlib.import_module(f"kavro_lint.{package}").__path__)
    modules = list(pkgutil.iter_modules(folders))
    assert modules_in(folders) == sorted(entry.name for entry in modules)
    without = [entry.name for entry in modules if not entry.ispkg]
    assert modules_in(folders, packages=False) == sorted(without)


def test_passed_over_suffixes_belong_to_no_language() -> None:
    names = set(modules_in(kavro_lint.languages.__path__))
    assert names >= MACHINERY
    for name in MACHINERY:
        assert not hasattr(importlib.import_module(f"kavro_lint.languages.{name}"), "NAME")
    result = [language.NAME for language in languages()]
    assert {"go", "java", "javascript", "python", "typescript"} <= set(result)
    assert result == sorted(result)
    assert len(names - MACHINERY) == len(languages())
