"""What a source of the JVM declares and writes, as it is kept until all sources are read.

Both records are packed: the names of ten thousand sources are many, and each source's are looked at
once.
"""

import json
from array import array
from collections.abc import Collection, Sequence
from typing import NamedTuple

# So much of a line or statement is shown.
LONGEST_TEXT = 200


class ImportedName(NamedTuple):
    """An import: a dotted name, of a member (`static`) or of all that is in it (`wildcard`).

    The place and the text are of the statement; where only names count they are empty.
    """

    name: str
    is_static: bool
    is_wildcard: bool
    line: int = 0
    column: int = 0
    text: str = ""
    alias: str = ""

    @property
    def local_name(self) -> str:
        """The simple name by which the source knows what it imports."""
        return self.alias or self.name.rpartition(".")[2]

    @property
    def specifier(self) -> str:
        """The name as it is written, with `.*`."""
        return f"{self.name}.*" if self.is_wildcard else self.name


class DeclaredType(NamedTuple):
    """A type that a source declares; its number is its place in the source's list.

    `outer` is the number of the type that it stands in, -1 for none. An anonymous or local class
    has no name that others could use (`""`). `supertypes` are names as they are written; `fields`
    are the fields that look like types, and hide those of the same name.
    """

    name: str
    outer: int
    supertypes: tuple[str, ...]
    fields: tuple[str, ...] = ()


class WrittenName(NamedTuple):
    """A dotted name that is written in a type (`inside`, -1 for none), at its first place.

    `text` is its line, as it is indented. `is_value` says that it may be of a function or a
    property of a file (Kotlin).
    """

    inside: int
    name: str
    line: int
    column: int
    text: str
    is_value: bool = False


written_name = WrittenName._make
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Declarations(NamedTuple):
    """The package of a source, its imports, its types, and its module (module-info.java).

    In Kotlin `functions` and `extensions` are the names of functions and properties at the top of
    the file, and `facade` the class that they are to Java where it has a name of its own.
    """

    package: str
    imports: tuple[ImportedName, ...]
    types: tuple[DeclaredType, ...]
    module: str = ""
    functions: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    facade: str = ""


def imported(specifier: str, text: str) -> ImportedName:
    """Return the import that a statement is."""
    is_wildcard = specifier.endswith(".*")
    name = specifier[:-2] if is_wildcard else specifier
    alias = text.rpartition(" as ")[2].strip(" ;`") if " as " in text else ""
    return ImportedName(name, text.startswith("import static"), is_wildcard, alias=alias)


def relevant(declarations: Declarations) -> Declarations:
    """Return what other sources can see: of imports only those that supertypes may come by."""
    heads = {
        supertype.partition(".")[0]
        for declared in declarations.types
        if declared.name
        for supertype in declared.supertypes
    }
    imports = {
        ImportedName(row.name, row.is_static, row.is_wildcard, alias=row.alias)
        for row in (declarations.imports if heads else ())
        if row.is_wildcard or row.local_name in heads
    }
    return declarations._replace(imports=tuple(sorted(imports)))


def pack(declarations: Declarations) -> bytes:
    """Return declarations as bytes."""
    return _encode(declarations).encode("utf-8", "surrogatepass")


def unpack(packed: bytes) -> Declarations:
    """Return declarations from their bytes."""
    package, imports, types, module, functions, extensions, facade = json.loads(packed)
    return Declarations(
        package,
        tuple(ImportedName(*row) for row in imports),
        tuple(
            DeclaredType(name, outer, tuple(supertypes), tuple(fields))
            for name, outer, supertypes, fields in types
        ),
        module,
        tuple(functions),
        tuple(extensions),
        facade,
    )


def pack_names(names: Sequence[WrittenName]) -> bytes:
    """Return written names as bytes, column by column: numbers, then names and texts as lines."""
    if not names:
        return b""
    insides, words, lines, columns, texts, values = zip(*names, strict=True)
    numbers = array("i", (*insides, *lines, *columns, *values)).tobytes()
    text = "\n".join((*words, *texts)).encode("utf-8", "surrogatepass")
    return len(names).to_bytes(4, "little") + numbers + text


def unpack_names(packed: bytes, known: Collection[str] | None = None) -> list[WrittenName]:
    """Return written names from their bytes: all, or those whose first part is known."""
    if not packed:
        return []
    count = int.from_bytes(packed[:4], "little")
    numbers = array("i")
    end = 4 + 4 * count * numbers.itemsize
    numbers.frombytes(packed[4:end])
    insides, lines, columns, values = (numbers[n * count : (n + 1) * count] for n in range(4))
    words = packed[end:].decode("utf-8", "surrogatepass").split("\n")
    texts = words[count:]
    if known is None:
        rows = zip(insides, words[:count], lines, columns, texts, map(bool, values), strict=True)
        return [*map(written_name, rows)]
    return [
        WrittenName(insides[n], word, lines[n], columns[n], texts[n], bool(values[n]))
        for n, word in enumerate(words[:count])
        if word.partition(".")[0] in known
    ]
