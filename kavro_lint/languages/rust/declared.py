"""What a Rust source declares and writes, as it is kept until all sources are read.

A scope is the file itself (number 0), an inline module, or, behind those, a block that has imports
of its own. Records are packed as JSON.
"""

import json
from typing import NamedTuple


class Scope(NamedTuple):
    """A file or an inline module: what stands directly in it.

    `outer` is the scope that it stands in, -1 for the file. `folder` is what `#[path]` says.
    `types` and `values` are names of items by the two namespaces that they share with modules or
    not; `is_open` says that macros may declare more, `calls` that a macro may declare modules.
    """

    outer: int
    name: str
    is_public: bool
    is_test: bool
    folder: str
    types: tuple[str, ...]
    values: tuple[str, ...]
    is_open: bool
    calls: bool = False


class ModuleFile(NamedTuple):
    """A `mod name;` in a scope; `paths` are what `#[path]` says, also in `cfg_attr`."""

    scope: int
    name: str
    is_public: bool
    is_test: bool
    paths: tuple[str, ...]


class Use(NamedTuple):
    """One name that a `use` or `extern crate` brings into a scope (`""` for none).

    `path` is as written, with `::`; of a glob it is what stands before `::*`.
    """

    scope: int
    path: str
    local_name: str
    is_glob: bool
    is_public: bool
    is_crate: bool = False


class Declarations(NamedTuple):
    """What other sources can see of a source. `included` are literals of `include!` by scope."""

    scopes: tuple[Scope, ...]
    files: tuple[ModuleFile, ...]
    uses: tuple[Use, ...]
    included: tuple[tuple[int, str], ...]
    macros: tuple[str, ...]


class WrittenUse(NamedTuple):
    """A statement of the source: where it stands, and what it brings.

    `is_sure` is false for what stands in a macro's text, which need not be code of this crate.
    """

    scope: int
    is_test: bool
    is_sure: bool
    uses: tuple[Use, ...]


class WrittenModule(NamedTuple):
    """The place of a `mod name;`; `is_conditional` says that `#[cfg]` may take it away."""

    scope: int
    name: str
    line: int
    column: int
    text: str
    is_test: bool
    is_conditional: bool


class WrittenPath(NamedTuple):
    """A path at its first place in a scope, without its last part, which is not a module.

    `is_sure` is false for what stands in a macro's text.
    """

    scope: int
    path: str
    is_sure: bool
    line: int
    column: int
    text: str
    is_test: bool


class WrittenSource(NamedTuple):
    """What a source writes. `blocks` are the outer scopes of its blocks, numbered behind others."""

    blocks: tuple[int, ...]
    statements: tuple[WrittenUse, ...]
    files: tuple[WrittenModule, ...]
    paths: tuple[WrittenPath, ...]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
NOTHING = WrittenSource((), (), (), ())


def pack(record: Declarations | WrittenSource) -> bytes:
    """Return a record as bytes."""
    return _encode(record).encode("utf-8", "surrogatepass")


def unpack(packed: bytes) -> Declarations:
    """Return declarations from their bytes."""
    scopes, files, uses, included, macros = json.loads(packed)
    return Declarations(
        tuple(Scope._make((*row[:5], tuple(row[5]), tuple(row[6]), *row[7:])) for row in scopes),
        tuple(ModuleFile._make((*row[:4], tuple(row[4]))) for row in files),
        tuple(Use(*row) for row in uses),
        tuple((scope, path) for scope, path in included),
        tuple(macros),
    )


def unpack_names(packed: bytes) -> WrittenSource:
    """Return what a source writes from its bytes."""
    if not packed:
        return NOTHING
    blocks, statements, files, paths = json.loads(packed)
    return WrittenSource(
        tuple(blocks),
        tuple(
            WrittenUse._make((*row[:3], tuple(Use(*use) for use in row[3]))) for row in statements
        ),
        tuple(WrittenModule(*row) for row in files),
        tuple(WrittenPath(*row) for row in paths),
    )
