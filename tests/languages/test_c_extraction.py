"""Preprocessor lines of C and C++: by the scanner, and by a plain reader to compare it with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.c import extract, names_changed, words
from kavro_lint.languages.c.decoding import decoded
from kavro_lint.languages.c.extraction import MOST_LOST

# source, and for each include: specifier, line, column
TABLE = [
    (b'#include "a.h"', [("a.h", 1, 1)]),
    (b"#include <a/b.h>", [("<a/b.h>", 1, 1)]),
    (b'#include"a.h"\n#include<b>', [("a.h", 1, 1), ("<b>", 2, 1)]),
    (b'  #  include\t"a.h" // why', [("a.h", 1, 3)]),
    (b'#/* one */include/* two\n */"a.h"', [("a.h", 1, 1)]),
    (b'/* x */ #include "a.h"', [("a.h", 1, 9)]),
    (b'/* x\n */ #include "a.h"', [("a.h", 2, 5)]),
    (b'#include \\\n"a.h"\n#include "b.h"', [("a.h", 1, 1), ("b.h", 3, 1)]),
    (b'#inc\\\nlude "a.h"\n#include "b.h"', [("a.h", 1, 1), ("b.h", 3, 1)]),
    (b'%: include "a.h"\n??=include "b.h"', [("a.h", 1, 1), ("b.h", 2, 1)]),
    (b'x[] = {\n#embed "logo.bin" limit(4)\n};', [("logo.bin", 2, 1)]),
    (b"#include_next <stdio.h>", [("<stdio.h>", 1, 1)]),
    (b"#import <Foundation/Foundation.h>", [("<Foundation/Foundation.h>", 1, 1)]),
    (b'#ifdef A\n#include "a.h"\n#elif B\n#include "b.h"\n#else\n#include "c.h"\n#endif',
     [("a.h", 2, 1), ("b.h", 4, 1), ("c.h", 6, 1)]),
    (b'#if 0\n#include "a.h"\n#endif', [("a.h", 2, 1)]),
    (b'int a = 1\'000\'000; char c = \'"\';\n#include "a.h"', [("a.h", 2, 1)]),
    (b'#error don\'t\n#include "a.h"', [("a.h", 2, 1)]),
    (b'x = u8\'a\';\n#include "a.h"', [("a.h", 2, 1)]),
    (b'x = FOOR"(";\n#include "a.h"', [("a.h", 2, 1)]),
    (b'x = R"--(\n)-" )--";\n#include "a.h"', [("a.h", 3, 1)]),
    (b'\xef\xbb\xbf#include "a.h"\r\n#include "b.h"\r', [("a.h", 1, 1), ("b.h", 2, 1)]),
    (b'int a;\r#include "a.h"\r', [("a.h", 2, 1)]),
    (b'// \xe9\n/* \xe9 */ #include "\xe9.h"', [("\xe9.h", 2, 9)]),
    ('#include "a.h"\n'.encode("utf-16"), [("a.h", 1, 1)]),
    (b'#include "a.h"\0\n#include "b.h"', [("a.h", 1, 1), ("b.h", 2, 1)]),
    (b'#include "sub dir/a b.h"', [("sub dir/a b.h", 1, 1)]),
]  # fmt: skip

SILENT = [
    b"",
    b"include",
    b'// #include "a.h"',
    b'// continued \\\n#include "a.h"',
    b'/*\n#include "a.h"\n*/',
    b'const char *a = "\\\n#include \\"a.h\\"\\\n";',
    b'auto a = R"(\n#include "a.h"\n)";',
    b'auto a = u8R"x(\n)"\n#include "a.h"\n)x";',
    b'#define A \\\n#include "a.h"',
    b'int a; #include "a.h"',
    b'int a; /*\n*/ #include "a.h"',
    b'#included "a.h"',
    b'#pragma include "a.h"',
    b"#embedded <a.h>",
    b'#if __has_include("a.h")\n#endif',
    b'asm("#include <a.h>");',
    b'\\\n\\\nx #include "a.h"',
]

MODULES = [
    (b"import a.b;", [("a.b", "import")], ""),
    (b"export import a;", [("a", "import")], ""),
    (b"export module m;\nexport import :p;", [("m:p", "import")], "m"),
    (b"module m:p;\nimport a [[x]];", [("a", "import")], "m:p"),
    (b"module;\n#include <a>\nmodule m;", [("<a>", "include"), ("m", "import")], ""),
    (b'import <vector>;\nimport "a.h";', [("<vector>", "include"), ("a.h", "include")], ""),
    (b"module :private;\n", [], ""),
    (b"import = 1;\nmodule.x();\nimport(a);\nexport int a;", [], ""),
    (b"int import; // import a;\nx import a;", [], ""),
]

BROKEN = [
    (b"#include", [1]),
    (b'#include "a.h\n#include "b.h"', [1]),
    (b'int a;\n#include <a.h\n#include ""\n', [2, 3]),
    (b'x = R"(\n#include "a.h"', [1]),
]


def lines(source: bytes, suffix: str = ".cc") -> list[tuple[str, int, int]]:
    return [(raw.specifier, raw.line, raw.column) for raw in extract(source, suffix).imports]


@pytest.mark.parametrize(("source", "expected"), TABLE)
def test_an_include_is_read_where_it_stands(
    source: bytes, expected: list[tuple[str, int, int]]
) -> None:
    assert lines(source) == expected
    assert not extract(source, ".cc").lost


def test_blanks_behind_a_backslash_do_not_part_a_directive() -> None:
    assert lines(decoded(b'#inc\\ \t\nlude "a.h"\n')) == [("a.h", 1, 1)]
    assert decoded(b"// C:\\ \n#include <a>\n") == b"// C:\\ \n#include <a>\n"


@pytest.mark.parametrize("source", SILENT)
def test_what_is_no_include_is_not_read_as_one(source: bytes) -> None:
    facts = extract(source, ".cc")
    assert not facts.statements
    assert not facts.lost


@pytest.mark.parametrize(("source", "expected", "declared"), MODULES)
def test_modules_of_cpp_are_read(
    source: bytes, expected: list[tuple[str, str]], declared: str
) -> None:
    facts = extract(source, ".cppm")
    assert [(raw.specifier, raw.kind) for raw in facts.imports] == expected
    assert facts.declares.decode() == declared


def test_a_file_of_c_declares_no_module() -> None:
    assert not extract(b"import a;\nmodule m;\n", ".c").statements


@pytest.mark.parametrize(("source", "expected"), BROKEN)
def test_a_broken_include_is_reported(source: bytes, expected: list[int]) -> None:
    assert [line for line, _ in extract(source, ".cc").lost] == expected


def test_broken_lines_are_reported_up_to_a_number() -> None:
    assert len(extract(b"#include\n" * 10_000, ".c").lost) == MOST_LOST


def test_a_macro_that_builds_a_path_is_counted() -> None:
    facts = extract(b'#define A "a.h"\n#include A\n#include B(c)\n#include "d.h"\n', ".c")
    assert facts.unanalysable == 2
    assert [raw.specifier for raw in facts.imports] == ["d.h"]


def test_a_header_that_is_asked_for_is_optional() -> None:
    source = (
        b'#if __has_include("a.h")\n#include "a.h"\n#else\n#include "b.h"\n#endif\n'
        b'#ifdef HAVE_CONFIG_H\n#ifdef X\n#include "config.h"\n#endif\n#endif\n#include "c.h"\n'
        b'#ifdef _WIN32\n#include "win.h"\n#endif\n#endif\n#endif\n'
    )
    facts = extract(source, ".c")
    optional = [raw.specifier for raw in facts.imports if (raw.line, raw.column) in facts.optional]
    assert optional == ["a.h", "config.h"]


def test_changed_names_are_the_declared_modules_that_differ() -> None:
    assert names_changed(b"a\nb", b"b\nc") == {"a", "c"}
    assert names_changed(b"a", b"a") == frozenset()
    assert words(extract(b'#include "x.h"\nimport a;\nimport b;', ".cc")) == {"a", "b"}


# A source from a model, read back.

NAMES = st.from_regex(r"[a-z][a-z0-9_/]{0,8}\.h", fullmatch=True)
NOISE = st.sampled_from([
    "int a;", "// #include \"no.h\"", "/* #include \"no.h\"\n#include <no.h> */", "", "\f",
    "const char *s = \"/*\";", "const char *t = \"\\\"//\";", "char c = '\\'';", "char d = '\"';",
    "#define X(a) #a \\\n  #include \"no.h\"", "auto r = R\"d(\n#include \"no.h\"\n)\" )d\";",
    "int n = 1'000'0;", "#pragma once", "x = a / b;", "#if A", "#endif", "#else", "\\",
    "L'x'; u8\"y\"; 'z", "\"open",
])  # fmt: skip
GAPS = st.sampled_from(["", " ", "\t", "/* x */", " /* \n */ ", " \\\n "])


@st.composite
def sources(draw: st.DrawFn) -> tuple[str, list[str]]:
    text, expected = "", []
    for _ in range(draw(st.integers(0, 8))):
        if draw(st.booleans()):
            noise = draw(NOISE)
            text += noise + ("\n\n" if noise == "\\" else "\n")
            continue
        name, gaps = draw(NAMES), [draw(GAPS) for _ in range(3)]
        shown = f'"{name}"' if draw(st.booleans()) else f"<{name}>"
        text += (
            f"{gaps[0]}#{gaps[1]}include{gaps[2]}{shown}{draw(st.sampled_from(['', ' // x']))}\n"
        )
        expected.append(shown.strip('"'))
    return text, expected


@given(sources())
def test_what_was_written_is_read_back(source: tuple[str, list[str]]) -> None:
    text, expected = source
    for line_end in ("\n", "\r\n", "\r"):
        content = text.replace("\n", line_end).encode()
        assert [raw.specifier for raw in extract(content, ".cc").imports] == expected


def plainly(content: bytes) -> list[tuple[str, int]]:
    """Return the includes of a source and their lines, read character by character."""
    text, lines_of = _without_continuations(decoded(content).decode("utf-8", "replace"))
    result, place, is_first = [], 0, True
    while place < len(text):
        mark, rest = text[place], text[place:]
        if rest.startswith("//"):
            place = _until(text, "\n", place)
        elif rest.startswith("/*"):
            place = _after(text, "*/", place + 2)
        elif mark in "\"'":
            place = _after_literal(text, place)
            is_first = False
        elif mark == "#" and is_first:
            line = lines_of[place]
            place, header = _directive(text, place + 1)
            result += [(header, line)] if header else []
            is_first = False
        else:
            is_first = mark == "\n" or (is_first and mark in " \t\f\v")
            place += 1
    return result


def _without_continuations(text: str) -> tuple[str, list[int]]:
    kept, lines_of, line, place = "", [], 1, 0
    while place < len(text):
        if text.startswith("\\\n", place):
            line, place = line + 1, place + 2
            continue
        kept += text[place]
        lines_of.append(line)
        line += text[place] == "\n"
        place += 1
    return kept, lines_of


def _until(text: str, mark: str, start: int) -> int:
    place = text.find(mark, start)
    return place if place >= 0 else len(text)


def _after(text: str, mark: str, start: int) -> int:
    return min(_until(text, mark, start) + len(mark), len(text))


def _after_literal(text: str, start: int) -> int:
    mark, place = text[start], start + 1
    while place < len(text) and text[place] not in (mark, "\n"):
        place += 2 if text[place] == "\\" and text[place + 1 : place + 2] != "\n" else 1
    return place + (text[place : place + 1] == mark)


def _directive(text: str, place: int) -> tuple[int, str | None]:
    place = _after_gap(text, place)
    if not text.startswith("include", place):
        return place, None
    place = _after_gap(text, place + len("include"))
    close = {'"': '"', "<": ">"}.get(text[place : place + 1])
    end = text.find(close, place + 1) if close else -1
    if close is None or end < 0 or "\n" in text[place:end] or not text[place + 1 : end].strip():
        return place, None
    return end + 1, text[place : end + 1].strip('"')


def _after_gap(text: str, place: int) -> int:
    while True:
        if text.startswith("/*", place):
            place = _after(text, "*/", place + 2)
        elif text[place : place + 1] in (" ", "\t", "\f", "\v"):
            place += 1
        else:
            return place


# No words of which one could be the beginning of another, no raw strings, no modules.
PIECES = [
    "#", "include", " ", '"', "a.h", "<", ">", "\n", "\\\n", "/*", "*/", "//", "'", "x", "\\",
    '#include "b.h"\n', "\n#include <c>", "\t",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_the_scanner_reads_what_a_plain_reader_does(pieces: list[str]) -> None:
    content = "".join(pieces).encode()
    expected = plainly(content)
    if any("include" in specifier or "#" in specifier for specifier, _ in expected):
        return
    result = [(raw.specifier, raw.line) for raw in extract(content, ".c").imports]
    assert result == expected


@given(st.binary(max_size=60), st.sampled_from([b'#include "a.h"', b"import a;", b'R"x(', b"#if"]))
def test_any_bytes_are_read(content: bytes, unit: bytes) -> None:
    for source in (content, content + b"\n" + unit, unit + content):
        facts = extract(source, ".cc")
        count = decoded(source).count(b"\n") + 1
        assert all(1 <= raw.line <= count and raw.column >= 1 for raw in facts.imports)
