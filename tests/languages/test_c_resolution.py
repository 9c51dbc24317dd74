"""Where includes lead: beside the file, by a database, by the end of a path, or out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.c import extract, indexed, resolver
from kavro_lint.languages.c.choosing import nearest
from kavro_lint.languages.protocol import Project, is_indexed
from kavro_lint.languages.registry import by_name, suffix_of
from kavro_lint.model.facts import SourceSettings
from kavro_lint.model.imports import Import
from kavro_lint.model.places import RawImport, normal_path

Files = dict[str, str]


def project(files: Files, links: Files | None = None) -> Project:
    real = {path: path for path in files} | (links or {})
    folders = {""}
    for path in real:
        parts = path.split("/")[:-1]
        folders |= {"/".join(parts[: n + 1]) + "/" for n in range(len(parts))}
    return Project(
        real,
        frozenset(folders),
        lambda path: files[path].encode() if path in files else None,
        SourceSettings(),
    )


def resolve(
    files: Files, importer: str, include: str, steps: list[str] | None = None, word: str = "include"
) -> Import:
    """Resolve `"a.h"` or `<a.h>`; `files` need not have the importer."""
    raw = RawImport(include.strip('"'), None, "include", 1, 1, f"#{word} {include}")
    return resolver(project({importer: "", **files})).resolve(importer, raw, steps)


def outcome(edge: Import) -> tuple[str, str | None]:
    return edge.outcome, edge.target or edge.package


def tree(*paths: str) -> Files:
    return dict.fromkeys(paths, "")


# files, importer, include, outcome, target or package
TABLE = [
    (("src/a.h",), "src/a.c", '"a.h"', "internal", "src/a.h"),
    (("src/a.h", "a.h"), "src/a.c", '"a.h"', "internal", "src/a.h"),
    (("inc/a.h",), "src/a.c", '"../inc/a.h"', "internal", "inc/a.h"),
    (("src/a.h",), "src/a.c", '"./x/../a.h"', "internal", "src/a.h"),
    (("src/table.def", "src/t.inc"), "src/a.c", '"table.def"', "internal", "src/table.def"),
    (("src/b.c",), "src/a.c", '"b.c"', "internal", "src/b.c"),
    (("src/win/a.h",), "src/a.c", '"win\\a.h"', "internal", "src/win/a.h"),
    # By the end of a path.
    (("include/x/a.h",), "src/a.c", '"x/a.h"', "internal", "include/x/a.h"),
    (("include/a.h",), "src/a.c", '"a.h"', "internal", "include/a.h"),
    (("include/x/a.h",), "src/a.c", "<x/a.h>", "internal", "include/x/a.h"),
    (("lib/one/a.h", "lib/two/inc/a.h"), "lib/two/src/a.c", '"a.h"', "internal",
     "lib/two/inc/a.h"),
    (("include/a.h", "include/deep/er/a.h"), "src/a.c", '"a.h"', "internal", "include/a.h"),
    (("include/a.h", "tests/a.h"), "src/a.c", '"a.h"', "internal", "include/a.h"),
    (("include/a.h", "tests/inc/a.h"), "tests/src/a.c", '"a.h"', "internal", "tests/inc/a.h"),
    (("xa.h", "x/xa.h.c"), "src/a.c", '"a.h"', "unresolved", None),
    (("one/a.h", "two/a.h"), "src/a.c", '"a.h"', "ambiguous", None),
    # What a build makes of a template.
    (("src/config.h.in",), "src/a.c", '"config.h"', "internal", "src/config.h.in"),
    (("port/port_config.h.cmake",), "src/a.c", '"port/port_config.h"', "internal",
     "port/port_config.h.cmake"),
    # Never a file of the repository.
    (("include/a.h",), "src/a.c", "<a.h>", "external", "a"),
    (("compat/string.h",), "src/a.c", "<string.h>", "standard", "string.h"),
    (("compat/string.h",), "src/a.c", '"string.h"', "standard", "string.h"),
    (("compat/util.h",), "src/a.c", '"util.h"', "internal", "compat/util.h"),
    (("compat/sys/socket.h",), "src/a.c", "<sys/socket.h>", "standard", "sys/socket.h"),
    (("include/linux/list.h",), "src/a.c", "<linux/list.h>", "internal", "include/linux/list.h"),
    ((), "src/a.c", "<linux/list.h>", "standard", "linux/list.h"),
    ((), "src/a.cc", "<vector>", "standard", "vector"),
    ((), "src/a.cc", "<Windows.h>", "standard", "Windows.h"),
    ((), "src/a.cc", "<boost/asio.hpp>", "external", "boost"),
    ((), "src/a.cc", "<gtest/gtest.h>", "external", "googletest"),
    ((), "src/a.cc", '"gtest/gtest.h"', "external", "googletest"),
    ((), "src/a.cc", "<openssl/ssl.h>", "external", "openssl"),
    ((), "src/a.cc", "<zlib.h>", "external", "zlib"),
    ((), "src/a.cc", "<acme/wheel.h>", "external", "acme"),
    ((), "src/a.cc", "<acme_wheel.h>", "external", "acme_wheel"),
    ((), "src/a.c", '"gone.h"', "unresolved", None),
    ((), "src/a.c", '"x/gone.h"', "unresolved", None),
    ((), "src/a.c", '"../../../gone.h"', "unresolved", None),
    ((), "src/a.c", '"/usr/include/gone.h"', "unresolved", None),
]  # fmt: skip


@pytest.mark.parametrize(("paths", "importer", "include", "result", "where"), TABLE)
def test_an_include_has_one_outcome(
    paths: tuple[str, ...], importer: str, include: str, result: str, where: str | None
) -> None:
    steps: list[str] = []
    assert outcome(resolve(tree(*paths), importer, include, steps)) == (result, where)
    assert steps


def test_what_only_the_end_of_a_path_says_is_a_guess() -> None:
    files = tree("include/a.h", "src/b.h")
    assert resolve(files, "src/a.c", '"a.h"').is_guess
    assert not resolve(files, "src/a.c", '"b.h"').is_guess


def test_a_header_of_one_name_in_ten_folders_is_ambiguous() -> None:
    paths = sorted(f"part{number}/util.h" for number in range(10))
    edge = resolve(tree(*paths), "src/a.c", '"util.h"')
    assert edge.outcome == "ambiguous"
    assert sorted(edge.candidates) == paths
    assert outcome(resolve(tree(*paths), "part3/src/a.c", '"util.h"')) == (
        "internal",
        "part3/util.h",
    )


def test_a_header_that_stands_for_the_next_is_not_itself() -> None:
    files = tree("compat/x/a.h", "include/x/a.h")
    edge = resolve(files, "compat/x/a.h", "<x/a.h>", word="include_next")
    assert outcome(edge) == ("internal", "include/x/a.h")
    edge = resolve(tree(), "compat/stdlib.h", "<stdlib.h>", word="include_next")
    assert outcome(edge) == ("standard", "stdlib.h")


def test_a_link_is_what_it_leads_to() -> None:
    raw = RawImport("a.h", None, "include", 1, 1, '#include "a.h"')
    linked = project(tree("src/a.c", "real/a.h"), {"src/a.h": "real/a.h"})
    assert resolver(linked).resolve("src/a.c", raw).target == "real/a.h"


MODULES = '[submodule "x"]\n\tpath = third_party/wheel\n\turl = ../x\n'


@pytest.mark.parametrize("include", ['"wheel/a.h"', '"../third_party/wheel/src/a.h"'])
def test_what_a_submodule_has_is_not_missing(include: str) -> None:
    edge = resolve({".gitmodules": MODULES}, "src/a.c", include)
    assert outcome(edge) == ("external", "wheel")
    assert (edge.listed, edge.manifest) == ("yes", ".gitmodules")
    assert resolve({".gitmodules": MODULES}, "src/a.c", '"gone.h"').outcome == "unresolved"


@pytest.mark.parametrize(("include", "listed"), [
    ('"base/fs.h"', "unsure"), ('"gone.h"', "unsure"), ('"doc/gone.h"', None),
    ('"src/doc/gone.h"', None), ('"oc/gone.h"', "unsure"),
])  # fmt: skip
def test_what_a_submodule_may_have_is_counted_and_not_reported(
    include: str, listed: str | None
) -> None:
    """Aseprite calls what is in `laf/base/` `"base/…"`: its folder of includes is `laf`."""
    files = {**tree("src/doc/a.h"), ".gitmodules": MODULES}
    edge = resolve(files, "src/app/a.c", include)
    assert (edge.outcome, edge.listed) == ("unresolved", listed)
    assert resolve(tree("src/doc/a.h"), "src/app/a.c", include).listed is None


# Databases.


def database(*entries: dict[str, object]) -> Files:
    return {"compile_commands.json": json.dumps(entries)}


ON_ANOTHER_MACHINE = database(
    {"directory": "/home/eve/acme/build", "file": "/home/eve/acme/src/a.c",
     "command": "cc -I/home/eve/acme/include -I../gen -isystem /usr/include -o x.o -c a.c"},
    {"directory": "/home/eve/acme", "file": "src/b.c",
     "arguments": ["cc", "-I", "other", "-iquote", "quoted", "-c", "src/b.c"]},
)  # fmt: skip
PATHS = (
    "src/a.c", "src/b.c", "src/c.h", "include/x.h", "gen/g.h", "other/x.h", "other/y.h",
    "quoted/q.h", "include/stdio.h",
)  # fmt: skip


@pytest.mark.parametrize(("importer", "include", "result", "where"), [
    ("src/a.c", "<x.h>", "internal", "include/x.h"),
    ("src/a.c", '"x.h"', "internal", "include/x.h"),
    ("src/a.c", "<g.h>", "internal", "gen/g.h"),
    ("src/b.c", "<x.h>", "internal", "other/x.h"),
    ("src/b.c", '"q.h"', "internal", "quoted/q.h"),
    ("src/a.c", "<y.h>", "external", "y"),
    ("src/a.c", "<stdio.h>", "internal", "include/stdio.h"),
    ("src/b.c", "<stdio.h>", "standard", "stdio.h"),
    ("src/c.h", "<g.h>", "internal", "gen/g.h"),
    ("src/c.h", '"x.h"', "ambiguous", None),
])  # fmt: skip
def test_a_database_says_where_includes_are(
    importer: str, include: str, result: str, where: str | None
) -> None:
    files = {**tree(*PATHS), **ON_ANOTHER_MACHINE}
    edge = resolve(files, importer, include)
    assert outcome(edge) == (result, where)
    assert not edge.is_guess


def test_a_database_of_windows_is_read() -> None:
    files = {**tree("src/a.cpp", "inc dir/x.h"), **database(
        {"directory": "C:\\work\\acme\\build", "file": "C:\\work\\acme\\src\\a.cpp",
         "command": 'cl.exe /nologo "/IC:\\work\\acme\\inc dir" /c a.cpp'})}  # fmt: skip
    assert outcome(resolve(files, "src/a.cpp", "<x.h>")) == ("internal", "inc dir/x.h")


@pytest.mark.parametrize("entry", [
    {"command": "cc -include ../src/f.h -imacros config.h -include-pch x.pch -c a.c"},
    {"command": "cl '/FI../src/f.h' -include 'config.h'"},
    {"arguments": ["cc", "-include", "/w/src/f.h", "--imacros=config.h", "-I", "include"]},
    {"arguments": ["cc", "-include/w/src/f.h", "--include", "config.h"]},
])  # fmt: skip
def test_what_a_command_includes_is_an_edge_of_its_source(entry: dict[str, object]) -> None:
    at = {"directory": "/w/build", "file": "/w/src/a.c"}
    files = project({**tree("src/a.c", "src/f.h", "src/b.c"), **database({**at, **entry})})
    rows = indexed(files, {}).resolve_source("src/a.c", extract(b"int x;\n", ".c"))
    assert [(row[0], row[3].text, row[3].target, row[3].listed) for row in rows] == [
        (1, "-include src/f.h", "src/f.h", None), (1, "-include config.h", None, "unsure"),
    ]  # fmt: skip
    assert not indexed(files, {}).resolve_source("src/b.c", extract(b"int x;\n", ".c"))


@pytest.mark.parametrize(("content", "reason"), [
    ("{", "not JSON"),
    ("[" * 100_000, "not JSON"),
    ('{"a": 1}', "not a list"),
    ("[1, {}]", "no command in it"),
    ('[{"directory": "/x", "file": "/y/z.c", "command": "cc"}]', "none of the files"),
    ('[{"directory": "../..", "file": "../../etc/z.c", "command": "cc -I../../etc"}]',
     "none of the files"),
])  # fmt: skip
def test_what_is_wrong_with_a_database_is_reported(content: str, reason: str) -> None:
    files = project({"src/a.c": "", "include/x/a.h": "", "compile_commands.json": content})
    made = indexed(files, {})
    facts = extract(b'#include "x/a.h"\n', ".c")
    (row,) = made.resolve_source("src/a.c", facts)
    assert row[3].target == "include/x/a.h"
    (failure,) = made.failures  # type: ignore[attr-defined]
    assert reason in failure.reason
    assert failure.location.path == "compile_commands.json"


def test_an_empty_database_is_not_an_error() -> None:
    made = resolver(project({"a.c": "", "compile_commands.json": "[]"}))
    assert made.failures == ()  # type: ignore[attr-defined]


def test_folders_out_of_the_repository_are_not_asked() -> None:
    files = {**tree("src/a.c", "x.h"), **database(
        {"directory": "/w/src", "file": "a.c", "command": "cc -I../../.. -I/w/.. -I/w/../etc"}
    )}  # fmt: skip
    assert resolve(files, "src/a.c", "<x.h>").outcome == "external"


# Build files.


@pytest.mark.parametrize(("name", "text"), [
    ("src/Makefile", "CFLAGS+= -O2 -I../deps/lua -DX\n"),
    ("src/Makefile", "override CFLAGS := -I../deps/lua/\n"),
    ("Makefile", "CFLAGS = -I$(top_srcdir)/deps/lua\n"),
    ("Makefile.am", "AM_CPPFLAGS = -I${srcdir}/deps/lua\n"),
    ("CMakeLists.txt", "include_directories(deps/lua)\n"),
    ("app/CMakeLists.txt",
     'target_include_directories(x\n  PUBLIC "${PROJECT_SOURCE_DIR}/deps/lua" PRIVATE .)\n'),
    ("CMakeLists.txt",
     "include_directories($<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/deps/lua>)"),
    ("CMakeLists.txt",
     "set(LUA\n  \"${PROJECT_SOURCE_DIR}/deps/\")\nINCLUDE_DIRECTORIES(${LUA}lua)\n"),
    ("CMakeLists.txt",
     "set(D gone)\nlist( APPEND D deps/lua )\ntarget_include_directories(x ${D})"),
    ("CMakeLists.txt", "if(A)\n set(D gone deps/lua)\nendif()\ntarget_include_directories(x ${D})"),
    ("meson.build", "inc = include_directories('deps/lua', 'gone')\n"),
    ("setup.py", "Extension('x', ['x.c'], include_dirs=['deps/lua'])\n"),
    ("binding.gyp", '{"targets": [{"include_dirs": ["deps/lua"]}]}'),
])  # fmt: skip
def test_a_folder_that_a_build_file_names_is_one_of_includes(name: str, text: str) -> None:
    files = {**tree("deps/lua/lua.h"), name: text}
    assert outcome(resolve(files, "src/a.c", "<lua.h>")) == ("internal", "deps/lua/lua.h")
    assert outcome(resolve(tree("deps/lua/lua.h"), "src/a.c", "<lua.h>")) == ("external", "lua")


@pytest.mark.parametrize("text", [
    "CFLAGS = -I/deps/lua", "CFLAGS = -I$(LUA)", "CFLAGS = -I../../../deps/lua", "# -Ideps/luax",
    "X-Ideps/lua", "include_directories(${LUA_DIR})",
    "set(LUA_DIR ${HOME}/deps/lua)\ninclude_directories(${LUA_DIR} ${OTHER})",
])  # fmt: skip
def test_what_a_build_file_computes_states_nothing(text: str) -> None:
    files = {**tree("deps/lua/lua.h"), "Makefile": text, "CMakeLists.txt": text}
    assert resolve(files, "src/a.c", "<lua.h>").outcome == "external"


def test_a_build_file_never_takes_a_header_of_a_standard() -> None:
    files = {**tree("compat/string.h"), "Makefile": "CFLAGS = -Icompat\n"}
    assert resolve(files, "src/a.c", "<string.h>").outcome == "standard"


# Modules of C++20.


def test_a_module_is_the_file_that_declares_it() -> None:
    sources = {
        "core/core.cppm": "export module acme.core;\nexport import :part;\n",
        "core/part.cppm": "export module acme.core:part;\n",
        "core/core.cpp": "module acme.core;\nimport std;\n",
        "app/main.cpp": "import acme.core;\nimport other;\nimport acme.core:gone;",
    }
    facts = {path: extract(text.encode(), suffix_of(path)) for path, text in sources.items()}
    made = indexed(project(sources), {path: fact.declares for path, fact in facts.items()})
    result = {
        path: [(row[3].outcome, row[3].target or row[3].package) for row in rows]
        for path, fact in facts.items()
        if (rows := made.resolve_source(path, fact))
    }
    assert result == {
        "core/core.cppm": [("internal", "core/part.cppm")],
        "core/core.cpp": [("internal", "core/core.cppm"), ("standard", "std")],
        "app/main.cpp": [("internal", "core/core.cppm"), ("external", "other")],
    }


def test_two_files_that_declare_one_module_are_ambiguous() -> None:
    made = indexed(
        project(tree("a/m.cppm", "b/m.cppm", "c.cpp")), {"a/m.cppm": b"m", "b/m.cppm": b"m"}
    )
    raw = RawImport("m", None, "import", 1, 1, "import m;")
    assert made.resolve("c.cpp", raw).candidates == ("a/m.cppm", "b/m.cppm")


def test_a_partition_that_is_not_there_is_missing() -> None:
    made = indexed(project(tree("m.cppm", "c.cpp")), {"m.cppm": b"m"})
    raw = RawImport("m:gone", None, "import", 1, 1, "import :gone;")
    assert made.resolve("c.cpp", raw).outcome == "unresolved"


def test_both_languages_have_one_resolver() -> None:
    assert all(is_indexed(by_name(name)) for name in ("c", "cpp"))


# Paths.


@given(st.lists(st.sampled_from(["..", ".", "", "a", "b"]), max_size=8))
def test_a_normal_path_never_leads_above_the_top(parts: list[str]) -> None:
    path = normal_path("/".join(parts))
    assert path is None or not {"..", ".", ""} & set(path.split("/") if path else ())


PART = st.sampled_from(["a", "b", "test"])


@given(st.lists(st.lists(PART, max_size=3), max_size=5), st.lists(PART, max_size=3))
def test_the_nearest_do_not_depend_on_the_order(
    folders: list[list[str]], importer: list[str]
) -> None:
    paths = sorted({"/".join([*folder, "x.h"]) for folder in folders})
    place = "/".join([*importer, "a.c"])
    assert nearest(paths, place) == nearest(paths[::-1], place)
    assert set(nearest(paths, place)) <= set(paths)
    assert bool(nearest(paths, place)) == bool(paths)


def test_a_missing_header_says_where_a_build_would_put_it() -> None:
    files = {"Makefile.am": "AM_CPPFLAGS = -I$(srcdir)/include\n", "src/a.c": "", "include/b.h": ""}
    assert resolve(files, "src/a.c", '"src/v.h"').candidates[0] == "src/v.h"
    beside = resolve(files, "src/a.c", '"v.h"').candidates
    assert beside[0] == "src/v.h"
    assert "include/v.h" in beside
    assert resolve(files, "src/a.c", '"/usr/include/gone.h"').candidates == ()


def test_a_header_finds_the_others_of_its_folder_before_a_copy_that_a_build_names() -> None:
    """nlohmann/json has `include/` and, made of it, `single_include/`, which meson.build names."""
    files = {
        "meson.build": "include_directories('single')\n",
        **tree("include/n/fwd.hpp", "single/n/fwd.hpp", "single/n/json.hpp"),
    }
    target = resolve(files, "include/n/json.hpp", "<n/fwd.hpp>").target
    assert target == "include/n/fwd.hpp"
    assert resolve(files, "include/n/d/x.hpp", "<n/fwd.hpp>").target == "include/n/fwd.hpp"
    assert resolve(files, "src/a.cpp", "<n/fwd.hpp>").target == "single/n/fwd.hpp"
    assert resolve(files, "include/n/x.c", "<n/fwd.hpp>").target == "single/n/fwd.hpp"


def test_of_the_values_of_a_variable_of_cmake_the_first_is_searched_first() -> None:
    """nlohmann/json sets one variable to `include/`, its default, or to `single_include/`."""
    files = {
        "CMakeLists.txt": "if(MULTIPLE)\n set(D ${PROJECT_SOURCE_DIR}/include/)\nelse()\n"
        " set(D ${PROJECT_SOURCE_DIR}/single/)\nendif()\n"
        "target_include_directories(x INTERFACE $<BUILD_INTERFACE:${D}>)\n",
        "meson.build": "include_directories('single')\n",
        **tree("include/n/json.hpp", "single/n/json.hpp"),
    }
    assert resolve(files, "tests/a.cpp", "<n/json.hpp>").target == "include/n/json.hpp"


LIBRARY = {
    "lib/CMakeLists.txt": "set(INCLUDES\n"
    '  "${PROJECT_SOURCE_DIR}/util" "${CMAKE_CURRENT_SOURCE_DIR}")\n'
    "set(INCLUDES ${INCLUDES} PARENT_SCOPE)\n",
    **tree("util/vector.h", "lib/vector.h", "lib/trace.h", "include/git/trace.h"),
}


@pytest.mark.parametrize(("build", "include", "where"), [
    ("target_include_directories(x PRIVATE ${INCLUDES})", '"trace.h"', "lib/trace.h"),
    ("target_include_directories(x PRIVATE ${INCLUDES})", "<vector.h>", "util/vector.h"),
    ("set(INCLUDES ../lib)\ninclude_directories(${INCLUDES})", '"vector.h"', "lib/vector.h"),
])  # fmt: skip
def test_a_variable_of_cmake_that_another_file_sets_counts_where_the_own_one_does_not(
    build: str, include: str, where: str
) -> None:
    """libgit2 hands the folders of its library on to its tests."""
    edge = resolve({**LIBRARY, "tests/CMakeLists.txt": build}, "tests/core/a.c", include)
    assert (edge.target, edge.is_guess) == (where, False)


def test_a_variable_of_cmake_that_no_file_of_cmake_sets_states_nothing() -> None:
    files = {
        **tree("lib/a.h"),
        "x.mk": "set(INC lib)",
        "CMakeLists.txt": "include_directories(${INC})",
    }
    assert resolve(files, "src/a.c", "<a.h>").outcome == "external"
