"""TypeScript, and the components whose scripts its grammar reads: decision 0010."""

from kavro_lint.languages.javascript import (
    COMPONENTS,
    decode,
    extract,
    grammar,
    is_known_by_name,
    is_manifest,
    is_source,
    names_in_manifest,
    resolver,
)

NAME = "typescript"
FAMILY = "javascript"
SUFFIXES = (".ts", ".tsx", ".mts", ".cts", *COMPONENTS)

__all__ = [
    "FAMILY",
    "NAME",
    "SUFFIXES",
    "decode",
    "extract",
    "grammar",
    "is_known_by_name",
    "is_manifest",
    "is_source",
    "names_in_manifest",
    "resolver",
]
