"""What is found in the text of a Rust source, before it is put into scopes."""

from typing import NamedTuple

from kavro_lint.languages.rust.item_attributes import Attached


class Span(NamedTuple):
    """A part of a text; `number` is what the part means."""

    start: int
    end: int
    number: int = 0


class Module(NamedTuple):
    """A `mod` of a source: an inline one has a body, another one is a file."""

    start: int
    name: str
    body: Span | None
    is_public: bool
    attached: Attached


class Import(NamedTuple):
    """A `use` or an `extern crate`: its tree as text, or the crate's name and its alias.

    `is_template` says that it stands in the body of a `macro_rules!`.
    """

    start: int
    end: int
    tree: bytes
    crate: tuple[str, str] | None
    is_public: bool
    is_sure: bool = True
    is_template: bool = False


class Path(NamedTuple):
    """A path: where it begins; `is_module` says that all of it names a module.

    `is_sure` is false for what stands in a macro's text.
    """

    start: int
    is_module: bool = False
    is_sure: bool = True


class Extracted(NamedTuple):
    """All that was found, each in the order of the text."""

    modules: list[Module]
    imports: list[Import]
    paths: list[Path]
    blocks: list[Span]
    tests: list[Span]
    inner_tests: list[int]
    items: list[tuple[int, str, str]]
    open_at: list[int]
    calls_at: list[int]
    included: list[tuple[int, str]]
    unanalysable: int
    lost: list[int]
