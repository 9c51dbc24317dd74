"""The import that a piece of a script states, as it is written."""

from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import ImportKind


@frozen
class ImportText:
    """The text from `start` to `end` of a script, and the modules that it imports.

    `opaque` says that its argument is not a literal; `broken` that it begins like an import and
    cannot be read; `bare` that it is a function that imports, used without being called;
    `is_statement` that it is a whole `import` or `export … from`.
    """

    start: int
    end: int
    specifiers: tuple[str, ...] = ()
    kind: ImportKind = "import"
    opaque: bool = False
    broken: bool = False
    bare: bool = False
    is_statement: bool = False
