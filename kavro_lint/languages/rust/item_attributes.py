"""Attributes of items: whether they are tests, and which files modules are."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kavro_lint.languages.rust.occurrences import Range

_GAP = re.compile(rb"(?:\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_NAME = re.compile(rb"#!?\s*+\[\s*+(?:unsafe\s*+\(\s*+)?([\w:]++)")
_PATH = re.compile(rb"\bpath\s*+=\s*+r?#*+\"([^\"\n]++)\"")
_DERIVED = re.compile(rb"[\w:]++")
# `cfg(test)`, also within `all`, and not within `any` or `not`.
_TEST_ONLY = re.compile(
    rb"\bcfg\s*+\(\s*+(?:test\s*+\)|all\s*+\((?:[^()]{0,500}?,)?\s*+test\s*+[,)])"
)
# The last name of attributes that make a function a test: of `std`, tokio, rstest and others.
_TESTS = frozenset(b"test bench rstest test_case quickcheck proptest wasm_bindgen_test".split())

# Attributes of the compiler, and of libraries, that add no names to a module.
_PLAIN = frozenset(
    b"""
    allow warn deny expect forbid cfg cfg_attr derive doc inline cold must_use repr deprecated
    non_exhaustive path test ignore should_panic bench macro_use macro_export no_mangle no_link
    automatically_derived export_name link link_name link_section used target_feature track_caller
    global_allocator recursion_limit type_length_limit no_std no_implicit_prelude feature rustfmt
    clippy rustfmt::skip diagnostic::on_unimplemented proc_macro proc_macro_derive
    proc_macro_attribute default serde error instrument tracing::instrument async_trait
    async_trait::async_trait tokio::main tokio::test rstest command arg clap
    pyfunction pymethods pymodule pyclass pyo3::pyfunction pyo3::pymodule pyo3::pyclass
    """.split()
)
_PLAIN_DERIVES = frozenset(
    b"""
    Clone Copy Debug Default Eq PartialEq Ord PartialOrd Hash Serialize Deserialize Parser Args
    Subcommand ValueEnum Error From Display Deref DerefMut AsRef FromRow ToSchema JsonSchema
    Arbitrary Zeroize EnumIter EnumString FromPyObject IntoPyObject CacheKey
    """.split()
)


# So many variants of a module are looked at.
MOST_PATHS = 20


class Attached(NamedTuple):
    """What the attributes before an item say."""

    is_test: bool = False
    is_conditional: bool = False
    paths: tuple[str, ...] = ()
    makes_names: bool = False

    def joined(self, other: "Attached") -> "Attached":
        """Return what both say."""
        return Attached(
            self.is_test or other.is_test,
            self.is_conditional or other.is_conditional,
            (self.paths + other.paths)[:MOST_PATHS],
            self.makes_names or other.makes_names,
        )


NONE = Attached()


@lru_cache(maxsize=1024)
def read_attribute(text: bytes) -> Attached:
    """Return what one attribute says."""
    name = _NAME.match(text)
    word = name[1] if name is not None else b""
    paths: tuple[str, ...] = ()
    if word in (b"path", b"cfg_attr"):
        paths = tuple(path.decode("utf-8", "replace") for path in _PATH.findall(text))
    is_test = word.rpartition(b"::")[2] in _TESTS or (word == b"cfg" and is_test_only(text))
    makes_names = word not in _PLAIN and not word.startswith((b"clippy", b"rustfmt", b"cfg_attr"))
    if word == b"derive":
        derived = _DERIVED.findall(text, text.find(b"(") + 1)
        makes_names = any(path.rpartition(b"::")[2] not in _PLAIN_DERIVES for path in derived)
    return Attached(is_test, word == b"cfg", paths, makes_names)


def is_test_only(text: bytes) -> bool:
    """Whether a `cfg` is true in tests only."""
    return _TEST_ONLY.search(text) is not None


def attached(content: bytes, ranges: Sequence[Range]) -> Mapping[int, Attached]:
    """Return what attributes say, by the byte at which the item behind them begins."""
    result: dict[int, Attached] = {}
    behind: dict[int, tuple[int, Attached]] = {}
    for start, end in sorted(ranges, reverse=True):
        gap = _GAP.match(content, end)
        following = gap.end() if gap is not None else end
        item, following_attributes = behind.get(following, (following, NONE))
        own = read_attribute(content[start:end]).joined(following_attributes)
        behind[start] = item, own
        result[item] = own
    return result
