"""PHP: sources made of a model, broken sources, and what one change concerns."""

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.php.changes import names_changed
from kavro_lint.languages.php.declared import pack
from kavro_lint.languages.php.extraction import extracted
from kavro_lint.languages.registry import by_name
from tests.building import repository, run
from tests.languages.test_php_names import LEADS

NAMES = st.from_regex(r"[A-Z][a-z]{0,5}", fullmatch=True)
KINDS = st.sampled_from(
    ["new {};", "{}::f();", "function g{n}({} $x) {{}}", "try {{}} catch ({} $e) {{}}"]
)


@given(
    st.lists(st.tuples(NAMES, NAMES), max_size=5),
    st.lists(st.tuples(NAMES, KINDS), max_size=5),
    st.booleans(),
)
def test_what_is_written_is_read_back(
    uses: list[tuple[str, str]], names: list[tuple[str, str]], grouped: bool
) -> None:
    """Sources made of a model of them: `use` statements, names at places of all kinds."""
    by_alias = {alias.lower(): f"Vendor\\{name}X{alias}" for name, alias in uses}
    brought = [f"{name} as {alias}" for alias, name in by_alias.items()]
    code = "<?php\nnamespace Own;\n"
    if grouped and brought:
        inner = ", ".join(row.removeprefix("Vendor\\") for row in brought)
        code += f"use Vendor\\{{{inner}}};\n"
    else:
        code += "".join(f"use {row};\n" for row in brought)
    for number, (name, kind) in enumerate(names):
        code += f"// new Comment{number}\n" + kind.replace("{n}", str(number)).format(name) + "\n"
    source = extracted(code.encode())
    assert {use.name for use in source.uses} == set(by_alias.values())
    # What a `use` brings leads where the `use` leads.
    expected = {f"Own\\{name}" for name, _ in names if name.lower() not in by_alias}
    keywords = {"self", "parent", "static", "bool", "int", "float", "string", "array", "mixed"}
    expected = {name for name in expected if name.rpartition("\\")[2].lower() not in keywords}
    assert {row.name for row in source.names if row.kind == "class"} == expected


@given(st.binary(max_size=200))
def test_unexpected_bytes_raise_no_error(content: bytes) -> None:
    by_name("php").extract(b"<?php " + content, ".php")


@given(st.sampled_from([*LEADS.values()]), st.integers(0, 80), st.integers(0, 80))
def test_cut_sources_raise_no_error(code: str, start: int, end: int) -> None:
    by_name("php").extract((code[:start] + code[end:]).encode(), ".php")


def test_a_change_concerns_the_names_that_it_declares() -> None:
    before = extracted(rb"<?php namespace A; class B {} function f() {}").declarations
    after = extracted(rb"<?php namespace A; class C {} function f() {}").declarations
    assert names_changed(pack(before), pack(after)) == {"a\\b", "a\\c", "a\\"}
    assert names_changed(pack(before), pack(before)) == frozenset()
    assert names_changed(b"", pack(before)) == {"a\\b", "a\\", "a\\f()"}


def random_source(chance: random.Random) -> tuple[str, str]:
    """Return a path, and a source whose names other sources of this kind write."""
    namespace, number = chance.choice("abc"), chance.randrange(3)
    lines = (r"new \b\C1;", "new C2;", "f1();", "class Inner {}", "new Inner;", r"use b\C1;",
             r"use c; new c\C0;", r"new \a\Inner;", "function f1() {}", r"use function c\f1;",
             r"require 'a/C0.php';", r"use b\Gone;")  # fmt: skip
    inside = "\n".join(chance.sample(lines, chance.randrange(6)))
    path = chance.choice((f"{namespace}/C{number}.php", f"{namespace}/x/C{number}.php"))
    return path, f"<?php\nnamespace {namespace};\n{inside}\nclass C{number} {{}}\n"


def test_stored_imports_equal_those_that_are_read_anew(tmp_path: Path) -> None:
    rows = "".join(f"| {name} | `{name}/` | none |\n" for name in "abc")
    table = f"| Module | Paths | May import |\n|--|--|--|\n{rows}"
    files = {"a/A.php": "<?php namespace a; new B;", "docs/kavro/blueprint.md": table}
    place = repository(tmp_path, files)
    chance = random.Random(7)
    findings: list[int] = []
    for step in range(35):
        path, text = random_source(chance)
        (place / path).parent.mkdir(exist_ok=True, parents=True)
        if step % 7 == 6:
            (place / path).unlink(missing_ok=True)
        else:
            (place / path).write_text(text)
        stored = run(place, "check", "--all", "--format", "json").stdout
        assert stored == run(place, "check", "--all", "--format", "json", "--no-cache").stdout
        findings.append(stored.count('"KV704"') + stored.count('"KV710"'))
    assert len(set(findings)) > 5
