"""Types that a running program loads by a text: an edge for a literal, else a count.

`Type.GetType("Acme.Orders, Acme")` names a type as the runtime does
(https://learn.microsoft.com/dotnet/api/system.type.assemblyqualifiedname).
"""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.languages.csharp.occurrences import Span

# Methods whose argument names what is loaded or run, whoever has them.
LOADERS = frozenset(
    b"""
    GetType CreateInstance CreateInstanceFrom CreateInstanceAndUnwrap CreateInstanceFromAndUnwrap
    LoadFrom LoadFile LoadWithPartialName UnsafeLoadFrom LoadFromAssemblyPath LoadFromAssemblyName
    ReflectionOnlyGetType GetTypeFromProgID EvaluateAsync RunAsync CompileAssemblyFromSource
    """.split()
)
# Those whose names others have too, with who has them.
_OWNED = {
    b"Load": re.compile(rb"\bAssembly\s*+\.\s*+\Z"),
    b"EvaluateAsync": re.compile(rb"\bCSharpScript\s*+\.\s*+\Z"),
    b"RunAsync": re.compile(rb"\bCSharpScript\s*+\.\s*+\Z"),
}
LOADERS |= _OWNED.keys()
_CALL = re.compile(rb"\s*+\((?!\s*+(?:\)|typeof\b))")
_NAME = rb"[A-Za-z_][\w]*+(?:[.+][A-Za-z_]\w*+)*+"
_LITERAL = re.compile(rb"\s*+\(\s*+@?\"(?P<name>" + _NAME + rb")\s*+(?:,[^\"\n]*+)?\"\s*+[,)]")
_BACK = 60


def types_by_name(content: bytes, called: Iterable[Span]) -> Iterator[tuple[int, str | None]]:
    """Yield where methods are called that load a type, and its whole name, None where unknown."""
    for start, end in called:
        method = content[start:end]
        owner = _OWNED.get(method)
        if method not in LOADERS:
            continue
        if owner is not None and not owner.search(content, max(0, start - _BACK), start):
            continue
        if _CALL.match(content, end) is None:
            continue
        literal = _LITERAL.match(content, end) if method == b"GetType" else None
        if literal is None:
            yield start, None
        else:
            name = literal["name"].decode("utf-8", "replace").replace("+", ".")
            yield literal.start("name"), f"global::{name}"
