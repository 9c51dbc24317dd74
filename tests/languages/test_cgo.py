"""Go with C: the comment before `import "C"` is code, and what it includes is an edge."""

import pytest

from kavro_lint.languages.go import extract
from kavro_lint.languages.reading import read_facts
from tests.fuzz.targets import snapshot_of

# source, and for each include: specifier, stated folders, line, column
TABLE = [
    (b'package a\n\n// #include "x.h"\n// #include <stdio.h>\nimport "C"\n',
     [("x.h", None, 3, 4), ("<stdio.h>", None, 4, 4)]),
    (b'package a\n\n/*\n#cgo CFLAGS: -I${SRCDIR}/inc -Iother\n#include "x.h"\n*/\nimport "C"\n',
     [("x.h", "./inc\nother", 5, 1)]),
    (b'package a\n/* #include "x.h" */\nimport "C"\n', [("x.h", None, 2, 4)]),
    (b'package a\nimport (\n\t// #include "x.h"\n\t"C"\n\t"fmt"\n)\n', [("x.h", None, 3, 5)]),
    (b'package a\nimport "fmt"\n// one\n/*\n#include "x.h"\n*/\n// two\nimport "C"\n',
     [("x.h", None, 5, 1)]),
]  # fmt: skip

SILENT = [
    b'package a\n// #include "x.h"\n\nimport "C"\n',
    b'package a\n// #include "x.h"\nimport "fmt"\n',
    b'package a\n/*\n// #include "x.h"\n*/\nimport "C"\n',
    b'package a\nvar a = "*/"\nimport "C"\n',
    b'package a\nimport "C"\n// #include "x.h"\n',
]


def includes(source: bytes) -> list[tuple[str, str | None, int, int]]:
    return [
        (raw.specifier, raw.name, raw.line, raw.column)
        for raw in extract(source, ".go").imports
        if raw.kind == "include"
    ]


@pytest.mark.parametrize(("source", "expected"), TABLE)
def test_a_cgo_preamble_includes_headers(
    source: bytes, expected: list[tuple[str, str | None, int, int]]
) -> None:
    assert includes(source) == expected
    assert "C" in {raw.specifier for raw in extract(source, ".go").imports}


@pytest.mark.parametrize("source", SILENT)
def test_a_comment_that_is_no_preamble_includes_nothing(source: bytes) -> None:
    assert includes(source) == []


def test_an_include_of_go_leads_to_a_header() -> None:
    preamble = b"package a\n// #cgo CFLAGS: -I${SRCDIR}/../clib/include\n// #include <wheel.h>\n"
    facts = read_facts(snapshot_of({
        "go.mod": b"module x.io/a\n",
        "svc/a.go": preamble + b'// #include "near.h"\n// #include <zlib.h>\nimport "C"\n',
        "svc/near.h": b"", "clib/include/wheel.h": b"",
    }))  # fmt: skip
    result = [(edge.outcome, edge.target or edge.package) for edge in facts.imports]
    assert result == [
        ("internal", "clib/include/wheel.h"), ("internal", "svc/near.h"), ("external", "zlib"),
        ("standard", "C"),
    ]  # fmt: skip
