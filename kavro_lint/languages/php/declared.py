"""What a PHP source declares and writes, as it is kept until all sources are read."""

import json
from typing import NamedTuple

from kavro_lint.languages.php.scopes import Kind


class Declarations(NamedTuple):
    """The whole names of a source's classes and their like, of functions, and of constants."""

    classes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()

    def all_keys(self) -> frozenset[str]:
        """Return the keys by which an index finds them."""
        return frozenset(
            (
                *(key("class", name) for name in self.classes),
                *(key("function", name) for name in self.functions),
                *(key("constant", name) for name in self.constants),
            )
        )


class WrittenName(NamedTuple):
    """A whole name that a source writes, at its first place.

    `fallback` is the global name that is meant where there is no such name in the namespace.
    `is_stated` says that it is written with its namespace, so that it must lead somewhere;
    `is_text_only` that it is only asked for its own text (`Name::class`), which loads nothing.
    """

    kind: Kind
    name: str
    fallback: str
    line: int
    column: int
    text: str
    is_stated: bool = False
    is_text_only: bool = False


def key(kind: Kind, name: str) -> str:
    """Return what a whole name is found by: case matters only in the last part of a constant."""
    if kind == "class":
        return name.lower()
    if kind == "function":
        return f"{name.lower()}()"
    namespace, slash, last = name.rpartition("\\")
    return f"{namespace.lower()}{slash}{last}="


def namespace_key(name: str) -> str:
    """Return the key of the namespace that a whole name is in."""
    return name.rpartition("\\")[0].lower() + "\\"


def pack(declarations: Declarations) -> bytes:
    """Return declarations as bytes; none where there are none."""
    return _json(declarations) if any(declarations) else b""


def unpack(packed: bytes) -> Declarations:
    """Return declarations from their bytes."""
    return Declarations(*map(tuple, json.loads(packed))) if packed else Declarations()


def pack_names(names: list[WrittenName]) -> bytes:
    """Return written names as bytes."""
    return _json(names) if names else b""


def unpack_names(packed: bytes) -> list[WrittenName]:
    """Return written names from their bytes."""
    return [WrittenName(*row) for row in json.loads(packed)] if packed else []


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> bytes:
    return _encode(value).encode("utf-8", "surrogatepass")
