"""The languages by suffix, and the suffixes that no language reads."""

import importlib
import os
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import cast

import kavro_lint.languages as package
from kavro_lint.discovery import modules_in
from kavro_lint.languages.protocol import Language

# Modules of this package that are no language: they need not be imported to see that.
MACHINERY = frozenset(
    "blanks folder_names folders generated grammars guard incremental indexed isolated jvm "
    "kept_facts manifest_failures positions protocol reach reading registry rehearsal "
    "renewed_resolvers resolving second_process second_python shapes shared_reading "
    "snapshot_changes source_versions sources state_languages syntax tree_queries unread utf8 "
    "visible_files".split()
)


@cache
def languages() -> tuple[Language, ...]:
    """Return every language, sorted by name: each module of this package that has a NAME."""
    modules = (
        importlib.import_module(f"{package.__name__}.{name}")
        for name in modules_in(package.__path__)
        if name not in MACHINERY
    )
    language_modules = [cast(Language, module) for module in modules if hasattr(module, "NAME")]
    return tuple(sorted(language_modules, key=lambda language: language.NAME))


@cache
def programming_suffixes() -> Mapping[str, str]:
    """Return the suffixes of all programming languages that there are, with a language's name."""
    with open(f"{package.__path__[0]}{os.sep}programming.txt", encoding="utf-8") as file:
        lines = [line.rstrip("\n").partition("\t") for line in file if not line.startswith("#")]
    return {suffix: name for suffix, _, name in lines}


@cache
def by_suffix() -> Mapping[str, Language]:
    """Return the language of each suffix."""
    return {suffix: language for language in languages() for suffix in language.SUFFIXES}


def language_of(path: str) -> Language | None:
    """Return the language that a file at that path is a source of."""
    language = by_suffix().get(suffix_of(path))
    return language if language is not None and language.is_source(path) else None


@cache
def families() -> Mapping[str, str]:
    """Return what KV008 counts a language as: languages that import each other are one."""
    return {
        language.NAME: str(getattr(language, "FAMILY", language.NAME)) for language in languages()
    }


def is_source(path: str) -> bool:
    """Whether a file at that path is a source of a language that is read here."""
    return language_of(path) is not None


@lru_cache(maxsize=200_000)
def is_manifest(path: str) -> bool:
    """Whether the resolution of a language may read a file at that path."""
    return any(language.is_manifest(path) for language in languages())


def by_name(name: str) -> Language:
    """Return the language of that name. Raises KeyError."""
    return {language.NAME: language for language in languages()}[name]


# Each file's is asked by whoever lists them all.
@lru_cache(maxsize=200_000)
def suffix_of(path: str) -> str:
    """Return the last suffix of a path's name, with its dot; a leading dot begins none."""
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind("/") + 1 else ""
