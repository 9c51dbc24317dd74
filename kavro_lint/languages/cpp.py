"""C++, and CUDA, which is C++ to a preprocessor: its includes are read as those of C."""

from kavro_lint.languages.c import (
    decode,
    extract,
    grammar,
    indexed,
    is_manifest,
    is_source,
    names_changed,
    renamed,
    resolver,
    words,
)

NAME = "cpp"
FAMILY = "c"
SUFFIXES = (
    ".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++",
    ".inl", ".ipp", ".tpp", ".txx", ".tcc", ".ixx", ".cppm", ".ccm", ".cxxm", ".mpp",
    ".cu", ".cuh",
)  # fmt: skip

__all__ = [
    "FAMILY",
    "NAME",
    "SUFFIXES",
    "decode",
    "extract",
    "grammar",
    "indexed",
    "is_manifest",
    "is_source",
    "names_changed",
    "renamed",
    "resolver",
    "words",
]
