"""Grammars are functions of their languages, whatever of them has been imported."""

import importlib
import pkgutil

import kavro_lint.languages as package
from kavro_lint.languages.registry import languages


def test_no_module_of_a_language_takes_the_place_of_a_function() -> None:
    for result in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(result.name)
    for language in languages():
        for name in ("grammar", "decode", "extract", "resolver", "is_source", "is_manifest"):
            assert callable(getattr(language, name)), f"{language.NAME}.{name}"
