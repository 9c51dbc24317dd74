"""Each input that was kept is read without a mistake, and work grows with what is read."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from kavro_lint.languages.python import listing
from kavro_lint.languages.reading import read_facts
from tests.fuzz.__main__ import seeds_of
from tests.fuzz.targets import TARGETS, snapshot_of

INPUTS = Path(__file__).parent / "inputs"
KEPT = sorted(path.relative_to(INPUTS).as_posix() for path in INPUTS.rglob("*") if path.is_file())

# What may be repeated without end in a file of each kind.
UNITS = {
    "markdown": (b"- a\n", b"| a | b |\n|-|-|\n", b"> ", b"[a](", b"**a:** b\n", b"<!-- ", b"`"),
    "artifacts": (b"\0| a | `b/` |\n", b"\x01- [ ] 1.1.1 - a\n", b"\x02# a\n", b"\x05PASS - a\n"),
    "front-matter": (b"---\na: [", b"---\na: {b: ", b"---\n- a\n", b"---\n&a *a\n"),
    "settings": (b"\0a = 1\n", b"\0[a]\n", b"\0a = [[", b"\0a.b.", b"\0'", b"\0# a\n"),
    "rule-pages": (b"+++\na = 1\n", b"# a\n\n## b\n", b"```query python\n(a) @b\n```\n", b"````"),
    "gitattributes": (b"*a*b* linguist-vendored\n", b'"', b"[attr]a b\n", b"**/", b"[[", b"\\ "),
    "codeowners": (b"\1[a] @b\n", b"\0*a* @b\n", b"\0\\ ", b"\1^[", b"\0/a/**/ ", b"\0@a "),
    "patterns": (b"a*", b"**/", b"[a", b"(", b"a|", b"a{1,9}", b"\\"),
    "hook": (b'{"tool_input":', b"[", b'{"a":1,'),
    "python": (b"import a\n", b"x = (", b"from a import (b,\n", b"\\\n",
               b"if TYPE_CHECKING:\n import a\n", b'"""', b"import a;", b"#", b"f'{",
               b"lambda TYPE_CHECKING: "),
    "notebook": (b'{"cells":[', b'{"cell_type":"code","source":["%a\\n"]},'),
    "javascript": (b"import 'a';", b"`${", b"/*", b"require(", b"<a>", b"/[", b"import(`${"),
    "typescript": (b"import type {a} from 'b';", b"import x = require(", b"a<b>(", b"/// <"),
    "vue": (b"<script>", b"<script ", b"<!--", b"</script>", b"import 'a'\n"),
    "go": (b'import "a"\n', b"import (", b"/*", b"`", b"//go:build a\n",
           b'// #include "a.h"\nimport "C"\n'),
    "java": (b"import a.B;\n", b"class A {", b"@A(", b"A<", b"/*", b"\\u0041", b"import module a;"),
    "kotlin": (b"import a.B\n", b"class A {", b"fun f() {", b"\"${", b"/*", b"`", b"a.", b"A<",
               b'"""', b"@A("),
    "jvm-manifests": (b"\0<project><dependencies><dependency>", b"\0<a",
                      b"\1implementation('a:b:1')", b"\2implementation(",
                      b"\3[libraries]\na = {", b"\3a.b."),
    "cpp": (b'#include "a.h"\n', b"/*", b'R"(', b"\\\n", b"#if A\n", b"import a;\n",
            b"#include B\n", b"\n/**/"),
    "php": (b"<?php use A\\B;\n", b"<?php use A, ", b"<?php {", b"<?php use A\\{B,",
            b"<?php new A(", b"<?php /*", b"<?php <<<A\n", b"<?php '", b"<?php namespace A;",
            b"<?php require dirname(", b"<?php `", b"<?php ?>", b"<?php ]] use A;\n",
            b"<?php \"{$a->b(A::c)}", b"<?php #[A("),
    "php-manifests": (b'\0{"autoload":', b'\0{"require":["a",', b'\1{"packages":[{', b"\0["),
    "csharp": (b"using A;\n", b"class A {", b"#if A\n", b"#elif B\n", b"A<", b"a.", b"[A(", b"/*",
               b'$"{', b'$"""{', b"\'", b"namespace A {", b"a < b > "),
    "csharp-manifests": (b"\0<Project><ItemGroup>", b'\0<Compile Include="**/**/*.cs"/>',
                         b'\0<Import Project="A.csproj"/>', b"\1<a"),
    "rust": (
        b"use a::b;\n", b"use a::{", b"mod a;", b"mod a {", b"m!{mod a;", b"a::", b"/*", b"#[a]",
        b'r#"', b"use super::*; mod b {", b"fn f() { use a; ", b"#[cfg(test)]\n", b"<a::b<",
        b"pub use b::*; mod b { ", b"m!(use a;", b"use self::a::*;\n", b"if a::b {",
    ),
    "rust-manifests": (
        b"\0[a]\n", b"\0[[bin]]\nname='a'\n", b"\0[dependencies.a]\npath='../x'\n",
        b"\1[workspace]\nmembers=['",
    ),
    "python-manifests": (b"\0[a]\n", b"\x01[a]\nb=c\n", b"\x03-r a\n", b"\x02setup("),
    "javascript-manifests": (b'\0{"a":', b'\x01{"extends":["b",', b"\x01/*", b"\x02["),
    "cpp-manifests": (b'\0[{"file":"a/x.c","command":"-Ia"},', b"\0[", b"\1[submodule]\npath=a\n",
                      b"\2-Ia ", b"\3include_directories(a "),
    "go-manifests": (b"\0require a v1\n", b"\0require (", b"\x01use ./a\n", b"\x02# a v1\n"),
}  # fmt: skip
LINES = [(target, unit) for target, units in UNITS.items() for unit in units]


def test_every_target_has_something_to_repeat() -> None:
    assert set(UNITS) == set(TARGETS)


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_target_has_seeds_that_it_takes(target: str) -> None:
    seeds = list(seeds_of(target))
    assert seeds
    for seed in seeds[:10]:
        TARGETS[target](seed[:2_000])


@pytest.mark.parametrize("kept", KEPT)
def test_inputs_that_once_failed_are_read(kept: str) -> None:
    target, _, _ = kept.partition("/")
    TARGETS[target]((INPUTS / kept).read_bytes())


@pytest.mark.parametrize(("target", "unit"), LINES)
def test_twice_as_much_is_twice_the_work(target: str, unit: bytes) -> None:
    """Counted in calls: a file four times as long takes at most some six times as many."""
    small, large = (_calls(target, content) for content in _two(unit))
    assert large < 6 * small + 20_000, (small, large)


def _two(unit: bytes) -> Iterator[bytes]:
    # The first byte says which file it is.
    first, rest = (unit[:1], unit[1:]) if unit[0] < 16 else (b"", unit)
    for size in (2_000, 8_000):
        yield first + rest * (size // len(rest))


def _calls(target: str, content: bytes) -> int:
    """Count the calls of functions that a reader makes, Python's own included."""
    TARGETS[target](b"")
    return _calls_of(lambda: TARGETS[target](content))


def _calls_of(action: Callable[[], object]) -> int:
    """Count the calls of functions that something takes."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def _resolving(files: dict[str, bytes]) -> int:
    return _calls_of(lambda: read_facts(snapshot_of(files)))


@pytest.mark.parametrize(
    ("path", "statement"),
    [("a/x.js", "import 'q{0}';\n"), ("a/x.go", 'package a\nimport "q{0}"\n')],
)
def test_an_endless_name_is_resolved_in_few_steps(path: str, statement: str) -> None:
    few, many = (
        _resolving({path: statement.format("/y" * count).encode()}) for count in (3_000, 30_000)
    )
    assert many < few + 5_000, (few, many)


def test_few_parts_of_a_module_are_taken_for_a_distribution(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    normalised: list[str] = []
    monkeypatch.setattr(listing, "normal_form", lambda name: normalised.append(name) or name)
    project = b"[project]\nname = 'x'\ndependencies = ['d']\n"
    read_facts(snapshot_of({"pyproject.toml": project, "a.py": b"import q" + b".y" * 30_000}))
    assert 0 < len(normalised) < 500


def test_many_packages_and_many_distributions_are_not_compared_in_pairs() -> None:
    listed = ", ".join(f"'d-{number}'" for number in range(1_000))
    project = f"[project]\nname = 'x'\ndependencies = [{listed}]\n".encode()
    few, many = (
        _resolving({
            "pyproject.toml": project,
            "a.py": "".join(f"import q{number}\n" for number in range(count)).encode(),
        })
        for count in (50, 500)
    )  # fmt: skip
    assert many < 12 * few, (few, many)
