"""Which languages there are, by suffix, and which suffixes nobody here can read."""

import importlib
from collections.abc import Mapping
from functools import cache
from typing import cast

import kavro_lint.languages as package
from kavro_lint.discovery import modules_in
from kavro_lint.languages.protocol import Language

# Suffixes of programming languages that a reader would expect to be judged.
KNOWN_SUFFIXES = frozenset(
    ".adb .ads .astro .c .cc .cjs .clj .cljs .cls .cpp .cs .cts .cxx .d .dart .el .elm .erl .ex "
    ".exs .f90 .fs .fsx .go .groovy .h .hh .hpp .hrl .hs .hxx .java .jl .js .jsx .kt .kts .lisp "
    ".lua .m .mjs .ml .mli .mm .mts .nim .pas .php .pl .pm .py .pyi .r .rb .rkt .rs .scala .scm "
    ".sol .svelte .swift .ts .tsx .v .vb .vhd .vue .zig".split()
)


# Modules of this package that are no language: they need not be imported to see that.
MACHINERY = frozenset(
    "generated guard layout protocol reading registry sources steps syntax".split()
)


@cache
def languages() -> tuple[Language, ...]:
    """Return every language, sorted by name: each module of this package that has a NAME."""
    modules = (
        importlib.import_module(f"{package.__name__}.{name}")
        for name in modules_in(package.__path__)
        if name not in MACHINERY
    )
    found = [cast(Language, module) for module in modules if hasattr(module, "NAME")]
    return tuple(sorted(found, key=lambda language: language.NAME))


@cache
def by_suffix() -> Mapping[str, Language]:
    """Return the language of each suffix."""
    return {suffix: language for language in languages() for suffix in language.SUFFIXES}


def language_of(path: str) -> Language | None:
    """Return the language that a file at that path is a source of."""
    language = by_suffix().get(suffix_of(path))
    return language if language is not None and language.is_source(path) else None


def families() -> Mapping[str, str]:
    """Return what KV008 counts a language as: languages that import each other are one."""
    return {each.NAME: str(getattr(each, "FAMILY", each.NAME)) for each in languages()}


def is_source(path: str) -> bool:
    """Whether a file at that path is a source of a language that is read here."""
    return language_of(path) is not None


def is_manifest(path: str) -> bool:
    """Whether the resolution of a language may read a file at that path."""
    return any(language.is_manifest(path) for language in languages())


def by_name(name: str) -> Language:
    """Return the language of that name. Raises KeyError."""
    return {language.NAME: language for language in languages()}[name]


def suffix_of(path: str) -> str:
    """Return the last suffix of a path's name, with its dot; a leading dot begins none."""
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind("/") + 1 else ""
