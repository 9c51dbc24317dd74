"""Every state and every interval equals judging each commit by itself."""

import itertools
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.compare_history import differences
from kavro_lint.commands.history import THEN
from kavro_lint.commands.history.line_walk import Walk
from kavro_lint.commands.history.store import Store
from kavro_lint.config.settings import Settings
from kavro_lint.git.log.mainline_steps import first_parent_line
from kavro_lint.git.repository import open_repository

# Files of three modules, some of them packages, by the languages that are read together.
FAMILIES = (
    ("a/__init__.py", "a/x.py", "a/w.py", "b/y.py", "b/__init__.py", "b/deep/z.py", "c/x.py",
     "loose/one.py"),
    ("web/app.js", "web/lib/index.js", "web/lib/tool.js", "web/lib/typed.ts", "web/data.json"),
    ("a/J.java", "b/K.java", "c/M.java", "b/N.java"),
    ("a/P.php", "b/Q.php", "c/R.php"),
    ("a/src/lib.rs", "b/src/lib.rs", "b/src/tool.rs", "c/src/main.rs"),
    ("a/p.c", "b/q.h", "b/q.c", "c/r.h", "a/s.cpp", "b/t.hpp", "c/u.cc"),
    ("a/D.cs", "b/E.cs", "c/F.cs", "b/G.cs"),
)  # fmt: skip
PATHS = tuple(path for family in FAMILIES for path in family)
PYTHON = (
    "from a import x", "import a.w", "from b import y", "from b.deep import z", "import c.x",
    "from b import *", "from . import x", "from .x import thing", "import requests", "import loose",
    "from loose import one", "import b.gone", "if True:\n    import c.x", "import b.y as again",
    "from typing import TYPE_CHECKING", "TYPE_CHECKING = True",
    "from a.w import TYPE_CHECKING\nif TYPE_CHECKING:\n    import c.x",
    "import lib.y", "from lib import deep", "import lib.deep.z", "from a import linked",
    "import one",
)  # fmt: skip
SCRIPT = (
    "import './lib';", "import './lib/tool';", "import '../b/y.py';", "import react from 'react';",
    "import './lib/gone';", "import './lib/typed';", "import '@/tool';", "import './data.json';",
    "import './linked';", "import './linked/tool';", "import '../lib/y.py';",
)  # fmt: skip
# In PHP and Java names are edges: what one file declares decides where names of another lead.
PHP = (
    r"new \b\Q;", r"use b\Q;", r"use c\R as Z; new Z;", "function f() {}", r"\b\f();", "class Q {}",
    r"use Vendor\Thing;", "require 'b/Q.php';",
)  # fmt: skip
JAVA = (
    "import b.*;", "import c.M;", "import b.K;", "b.K k;", "M m;", "K k2;", "N n;", "c.M.In i;",
    "In i2;", "class In {}", "interface Sub extends b.K {}", "class Twice extends In {}",
)  # fmt: skip
# In Rust paths are edges, in C# names; C and C++ include each other's headers.
RUST = (
    "mod tool;", "pub mod tool;", "use b::tool;", "use b::tool::Thing;", "pub struct Thing;",
    "pub use tool::Thing;", "fn f() { b::tool::go(); }", "pub fn go() {}", "use crate::tool;",
    "use a::Thing as Other;", "mod gone;",
)  # fmt: skip
INCLUDES = (
    '#include "q.h"', '#include "../b/q.h"', '#include <b/q.h>', '#include "r.h"',
    "#include <stdio.h>", '#include "gone.h"', "int f(void);", '#include "t.hpp"',
    '#include "../c/r.h"',
)  # fmt: skip
CSHARP = (
    "using b;", "using c;", "using System;", "b.E e;", "E e2;", "c.F f;", "F f2;", "class E {}",
    "interface IG : b.E {}", "G g;",
)  # fmt: skip
HEAD = "| Module | Paths | Layer | May import | Must not reach | Public | External |\n"
ROWS = (
    "| a | `a/` | top | b | c | | none |", "| a | `a/` | top | b, c | | | * |",
    "| b | `b/` | low | none | | `y.py` | |", "| b | `b/` | low | c | | | |",
    "| c | `c/` | low | a | | | |", "| c | `c/`, `loose/` | top | | | | none |",
    "| web | `web/` | | none | | | none |", "| b.deep | `b/deep/` | low | | | | |",
    "| any | `{name}/` | low | none | | | |", "| a | `b/` | | | | | |",
)  # fmt: skip
LAYERS = ("", "\n## Layers\n\n1. top\n2. low\n", "\n## Layers\n\n1. low\n2. top (independent)\n")
# What is broken where a document that is no artifact has other headings.
LINK = "\n## See\n\n[the top](../../README.md#top)\n"
EXCEPTION = (
    "# Allow it\n\n**Status:** accepted\n\n## Decision\n\nx\n\n## Alternatives\n\n- A - rejected "
    "because y\n- B - rejected because z\n\n## Reasoning\n\nr\n\n## Consequences\n\nc\n\n"
    "| Exception | From | To | Until |\n|---|---|---|---|\n"
)
WAIVERS = ("| KV704 | a | * | 2026-11-20 |", "| * | b | c | 2030-01-01 |", "| KV7 | a | b | |")
SETTINGS = (
    "", 'exclude = ["b/"]\n', '[severity]\nKV704 = "off"\n', 'source-roots = ["loose"]\n',
    'type-only = "ignore"\n', 'standards = "all"\n', "nonsense = 1\n",
)  # fmt: skip
OTHERS = {
    "README.md": ("# Top\n", "# Top\n\nmore\n", "y\n"),
    ".gitattributes": ("b/** linguist-vendored\n", "a/x.py linguist-generated\n"),
    "pyproject.toml": (
        '[project]\nname = "x"\ndependencies = ["requests"]\n',
        '[project]\nname = "x"\n[tool.setuptools.package-dir]\n"" = "b"\n',
    ),
    "package.json": (
        '{"name": "w", "dependencies": {"react": "1"}}\n',
        '{"name": "w", "dependencies": {"react": "2", "other": "1"}}\n',
    ),
    "tsconfig.json": (
        '{"compilerOptions": {"paths": {"@/*": ["./web/lib/*"]}}}\n',
        '{"extends": "./base.json"}\n',
        "{broken\n",
    ),
    "base.json": ('{"compilerOptions": {"paths": {"@/*": ["./web/*"]}}}\n', "{}\n"),
    "a/Cargo.toml": (
        '[package]\nname = "a"\n[dependencies]\nb = { path = "../b" }\n',
        '[package]\nname = "a"\n[dependencies]\nb = "1"\n',
    ),
    "b/Cargo.toml": ('[package]\nname = "b"\n',),
    "c/Cargo.toml": ('[package]\nname = "c"\n[dependencies]\na = { path = "../a" }\n',),
    "b/b.csproj": ('<Project Sdk="Microsoft.NET.Sdk"></Project>\n',),
    "a/a.csproj": (
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="..\\b\\b.csproj"'
        " /></ItemGroup></Project>\n",
    ),
    "a/note.md": ("[x](x.py)\n",),
    "shared.json": ('{"compilerOptions": {"paths": {"@/*": ["./lib/*"]}}}\n', "{}\n"),
}
# Symbolic links, with where they lead: to files and folders that are there at times.
LINKS = {
    "lib": ("b", "c", "./a/../b", "gone"),
    "src": ("loose", "b"),
    "a/linked.py": ("../b/y.py", "x.py"),
    "web/linked": ("lib", "../b"),
    "web/tsconfig.json": ("../shared.json",),
}

Tree = Mapping[str, str]


def python(statements: Sequence[str], number: int) -> str:
    own = "".join(f"own_{number}_{n} = {n}\n" for n in range(8))
    return "".join(f"{line}\n" for line in statements) + own


def csharp(path: str, lines: Sequence[str]) -> str:
    usings = "\n".join(line for line in lines if line.startswith("using"))
    members = "\n".join(line for line in lines if not line.startswith("using"))
    name = path.rpartition("/")[2].removesuffix(".cs")
    return f"{usings}\nnamespace {path[0]} {{\npublic class {name} {{\n{members}\n}}\n}}\n"


def content(draw: st.DrawFn, path: str) -> str:
    """Return a file of the language that its path has."""
    suffix = path.rpartition(".")[2]
    kinds = {
        "py": PYTHON, "java": JAVA, "php": PHP, "rs": RUST, "cs": CSHARP,
        **dict.fromkeys(("c", "h", "cc", "cpp", "hpp"), INCLUDES),
    }.get(suffix, SCRIPT)  # fmt: skip
    lines = draw(st.lists(st.sampled_from(kinds), max_size=3))
    if suffix == "py":
        return python(lines, PATHS.index(path))
    if suffix in ("java", "cs"):
        return (java if suffix == "java" else csharp)(path, lines)
    if suffix == "json":
        return draw(st.sampled_from(("{}", '{"a": 1}')))
    head = f"<?php\nnamespace {path[0]};\n" if suffix == "php" else f"// {path}\n"
    return "\n".join((head, *lines)) + "\n"


def java(path: str, lines: Sequence[str]) -> str:
    package, _, name = path.removesuffix(".java").rpartition("/")
    imports = "\n".join(line for line in lines if line.startswith("import"))
    members = "\n".join(line for line in lines if not line.startswith("import"))
    return f"package {package};\n{imports}\npublic class {name} {{\n{members}\n}}\n"


@st.composite
def contracts(draw: st.DrawFn) -> Tree:
    files: dict[str, str] = {}
    if draw(st.integers(0, 9)):
        rows = draw(st.lists(st.sampled_from(ROWS), min_size=1, max_size=5, unique=True))
        table = HEAD + "|---|---|---|---|---|---|---|\n" + "".join(f"{row}\n" for row in rows)
        files["docs/kavro/blueprint.md"] = table + draw(st.sampled_from(LAYERS)) + LINK
    if draw(st.booleans()):
        rows = draw(st.lists(st.sampled_from(WAIVERS), min_size=1, unique=True))
        text = EXCEPTION + "".join(f"{row}\n" for row in rows)
        files["docs/kavro/decisions/0001-allow-it.md"] = text
    if draw(st.integers(0, 3)) == 0:
        files["kavro-lint.toml"] = draw(st.sampled_from(SETTINGS))
    return files


@st.composite
def histories(draw: st.DrawFn) -> list[Tree]:
    """Trees that follow each other: files are added, edited, renamed and deleted."""
    contract = draw(contracts())
    families = draw(st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=3, unique=True))
    paths = [path for family in families for path in family]
    sources: dict[str, str] = {}
    states: list[Tree] = []
    for number in range(draw(st.integers(2, 6))):
        for _ in range(draw(st.integers(0, 5))):
            path = draw(st.sampled_from(paths))
            action = draw(st.sampled_from(("write", "write", "delete", "rename")))
            if action == "write":
                sources[path] = content(draw, path)
            elif path in sources:
                text = sources.pop(path)
                if action == "rename":
                    suffix = path.rpartition(".")[2]
                    others = [other for other in PATHS if other.endswith(f".{suffix}")]
                    sources[draw(st.sampled_from(others))] = text
        if draw(st.integers(0, 2)) == 0:
            contract = draw(contracts())
        for path, texts in (*OTHERS.items(), *LINKS.items()):
            if draw(st.integers(0, 4)) == 0:
                sources[path] = draw(st.sampled_from(texts))
            elif number and draw(st.integers(0, 6)) == 0:
                sources.pop(path, None)
        states.append({**sources, **contract})
    return states


def build(folder: Path, states: Sequence[Tree], merges: bool) -> None:
    """Make a bare repository: a commit a state, each over a branch of two commits if `merges`."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    stream: list[bytes] = []
    mark = 0

    def commit(ref: str, parents: Sequence[int], files: Tree) -> int:
        nonlocal mark
        mark += 1
        who = f"Ada <ada@example.invalid> {1_795_000_000 + mark * 86_400} +0000"
        stream.append(
            f"commit refs/heads/{ref}\nmark :{mark}\ncommitter {who}\ndata 1\nx\n".encode()
        )
        for word, parent in zip(("from", "merge"), parents, strict=False):
            stream.append(f"{word} :{parent}\n".encode())
        stream.append(b"deleteall\n")
        for path, text in files.items():
            content = text.encode()
            mode = "120000" if path in LINKS else "100644"
            stream.append(f"M {mode} inline {path}\ndata {len(content)}\n".encode() + content)
            stream.append(b"\n")
        return mark

    last = commit("main", (), states[0])
    for before, state in itertools.pairwise(states):
        if merges:
            side = commit("side", (last,), {**before, "a/side.py": "import c.x\n"})
            side = commit("side", (side,), state)
            last = commit("main", (last, side), state)
        else:
            last = commit("main", (last,), state)
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
    subprocess.run(command, input=b"".join(stream), check=True)
    subprocess.run(
        ["git", "-C", str(folder), "symbolic-ref", "HEAD", "refs/heads/main"], check=True
    )


@settings(max_examples=60, deadline=None)
@given(histories(), st.booleans())
def test_random_histories_are_judged_as_check_judges_each_commit(
    states: list[Tree], merges: bool
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build(folder, states, merges)
        assert differences(folder, THEN, len(states)) == []


def contents(store: Store) -> tuple[list[object], ...]:
    return list(store.rows()), list(store.intervals()), list(store.brought())


def judged(folder: Path, keep: str, lengths: Sequence[int]) -> tuple[list[object], ...]:
    """Return what a store has when a line was judged up to each of some lengths, in a run each."""
    line = first_parent_line(open_repository(folder), "main")
    for length in lengths:
        store = Store(keep, THEN, "")
        repository = open_repository(folder)
        Walk(repository, line[:length], store, Settings()).run(lambda done, of: None)
        result = contents(store)
        store.close()
    return result


@settings(max_examples=40, deadline=None)
@given(histories(), st.booleans())
def test_a_walk_that_goes_on_equals_one_from_the_start(states: list[Tree], merges: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "repository")
        folder.mkdir()
        build(folder, states, merges)
        lengths = range(1, len(states) + 1)
        gone_on = judged(folder, str(Path(place, "kept")), lengths)
        assert gone_on == judged(folder, "", lengths[-1:])


def test_a_folder_of_another_language_becomes_a_package(tmp_path: Path) -> None:
    row = "| a | `a/` | top | b | c | | none |\n"
    before = {
        "a/__init__.py": "from b.deep import z\n",
        "b/K.java": "package b;\npublic class K {}\n",
        "docs/kavro/blueprint.md": f"{HEAD}|---|---|---|---|---|---|---|\n{row}",
    }
    build(tmp_path, [before, {**before, "b/y.py": "x = 1\n"}], merges=False)
    assert differences(tmp_path, THEN, 2) == []


def test_a_manifest_is_not_wrong_once_no_source_asks_for_it(tmp_path: Path) -> None:
    contract = {"docs/kavro/blueprint.md": f"{HEAD}|---|---|---|---|---|---|---|\n{ROWS[4]}\n"}
    manifest = {"c/Cargo.toml": '[package]\nname = "c"\n[dependencies]\na = { path = "../a" }\n'}
    source = {"c/src/main.rs": "use crate::tool;\n"}
    states = [{**contract, **manifest, **source}, {**contract, **manifest, "b/y.py": ""}]
    build(tmp_path, [*states, states[0]], merges=False)
    assert differences(tmp_path, THEN, 3) == []
