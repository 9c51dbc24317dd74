"""Modules that a build compiles from other languages, by the manifests that name them.

https://www.maturin.rs/project_layout, https://setuptools-rust.readthedocs.io,
https://setuptools.pypa.io/en/latest/userguide/ext_modules.html.
"""

import re
from collections.abc import Iterator, Mapping

from kavro_lint.languages.python.toml_tables import items, table_at, texts

# The full name of a module, and the file that it is built from.
Compiled = Iterator[tuple[str, str]]

_EXTENSION = re.compile(
    r"\bExtension\(\s*(?:name\s*=\s*)?[\"']([\w.]{1,200})[\"']\s*,\s*(?:sources\s*=\s*)?"
    r"\[\s*[\"']([^\"'\n]{1,200})[\"']"
)
_RUST = re.compile(
    r"\bRustExtension\(\s*[\"']([\w.]{1,200})[\"'](?:\s*,\s*(?:path\s*=\s*)?[\"']([^\"'\n]{1,200})"
    r"[\"'])?"
)


def compiled_by(manifest: str, text: str) -> Compiled:
    """Yield the modules that a pyproject.toml or setup.py has compiled."""
    if manifest == "setup.py":
        yield from _EXTENSION.findall(text)
        yield from ((name, _crate(path)) for name, path in _RUST.findall(text))
    elif manifest == "pyproject.toml" and ("maturin" in text or "ext-modules" in text):
        yield from _of_pyproject(text)


def _of_pyproject(text: str) -> Compiled:
    import tomllib

    try:
        tool = table_at(tomllib.loads(text), "tool")
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return
    maturin = table_at(tool, "maturin")
    for name in texts(maturin.get("module-name")):
        yield name, _crate(next(texts(maturin.get("manifest-path")), ""))
    for extension in items(table_at(tool, "setuptools").get("ext-modules")):
        if isinstance(extension, dict):
            yield from _pair(extension, "name", next(texts(extension.get("sources")), ""))
    for extension in items(table_at(tool, "setuptools-rust").get("ext-modules")):
        if isinstance(extension, dict):
            yield from _pair(extension, "target", _crate(next(texts(extension.get("path")), "")))


def _pair(extension: Mapping[str, object], key: str, source: str) -> Compiled:
    yield from ((name, source) for name in texts(extension.get(key)))


def _crate(manifest: str) -> str:
    """Return the file that a library in Rust begins with, by its Cargo.toml."""
    folder = manifest.removesuffix("Cargo.toml")
    return f"{folder}src/lib.rs"
