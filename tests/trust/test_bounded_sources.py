"""Sources that would take all time or memory there is are given up, and said."""

import re
import sys
from collections.abc import Callable
from math import inf

import pytest

from kavro_lint.languages import rehearsal, second_python
from kavro_lint.languages.csharp import branch_texts as csharp_text
from kavro_lint.languages.java.tree_sitter_wheel import grammar as java_grammar
from kavro_lint.languages.python.statements import grammar as python_grammar
from kavro_lint.languages.registry import by_suffix
from kavro_lint.languages.rehearsal import succeeds
from kavro_lint.languages.rust.tree_sitter_wheel import grammar as rust_grammar
from kavro_lint.languages.syntax import parse
from kavro_lint.model.facts import Unreadable
from tests.languages.test_csharp import imports_of


@pytest.mark.parametrize(
    ("suffix", "source"),
    [(".cs", "(" * 40_000), (".cs", "!" * 40_000),
     (".kt", "!" * 40_000)],
)  # fmt: skip
def test_a_syntax_error_as_wide_as_the_file_is_given_up_before_a_query(
    suffix: str, source: str
) -> None:
    with pytest.raises(Unreadable, match="syntax error in it is longer"):
        by_suffix()[suffix].extract(source.encode(), suffix)


# Where TypeScript is not only scanned.
PARSED = b"require; import('y');\n"


@pytest.mark.parametrize(
    ("suffix", "source"),
    [(".cs", "a<"), (".cs", "<script "), (".cs", "a<b>.c<"), (".java", "a<"), (".java", "a=>"),
     (".java", "x=>a<"), (".ts", ">a<"), (".ts", "a<a,"), (".ts", 'is "s" ] & new =>')],
)  # fmt: skip
def test_what_may_mean_two_things_without_end_takes_no_memory_of_this_process(
    suffix: str, source: str
) -> None:
    # Some of these took 2 GB for 6 kB, and all there is for 100 kB.
    with pytest.raises(Unreadable, match="take too long"):
        by_suffix()[suffix].extract(PARSED + source.encode() * 25_000, suffix)


@pytest.mark.parametrize(
    ("grammar", "source"),
    [(python_grammar, b'nonlocal<<*/ "s"type except'), (rust_grammar, b"..dyn?-? ")],
)
def test_what_may_mean_many_things_takes_no_memory_whatever_stands_in_it(
    grammar: Callable[[], object], source: bytes
) -> None:
    # 1.5 GB for 40 kB of Python, until it was tried in a second process.
    with pytest.raises(Unreadable, match="take too long"):
        parse(grammar, source * 25_000)


@pytest.mark.skipif(sys.platform == "win32", reason="`resource` is of Unix")
def test_a_limit_is_one_of_memory_and_of_the_processor_on_every_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What ends the process is what it takes, not how long somebody waits for it."""
    import resource

    def limit(*_: object) -> None:
        raise AssertionError("no limit that one system alone has")

    monkeypatch.setattr(resource, "setrlimit", limit)
    most = 0.0
    real_taken = second_python._taken

    def taken(process: int) -> tuple[float, float]:
        nonlocal most
        memory, seconds = real_taken(process)
        most = max(most, 0 if memory == inf else memory)
        return memory, seconds

    monkeypatch.setattr(second_python, "_taken", taken)
    assert not succeeds(java_grammar, b"a=>" * 25_000)
    assert second_python.MOST_MEMORY < most < 1.5 * second_python.MOST_MEMORY
    # A process that nobody gives time is waited for.
    monkeypatch.setattr(second_python, "_taken", lambda _: (0, 0))
    assert succeeds(java_grammar, b"class A {}" * 10_000)


def test_code_of_any_length_that_people_write_is_parsed() -> None:
    assert parse(java_grammar, b"class A { int f(B b) { return b.c(1); } }\n" * 20_000)


def test_the_second_process_goes_on_after_what_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert succeeds(java_grammar, b"class A {}")
    with monkeypatch.context() as patch:
        patch.setattr(rehearsal, "_MOST_SECONDS", 0.05)
        assert not succeeds(java_grammar, b"a=>" * 20_000)
    assert succeeds(java_grammar, b"class A {}")


def test_a_branch_within_a_branch_is_blanked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    blanked = 0

    class Counting:
        def sub(self, new: bytes, old: bytes) -> bytes:
            nonlocal blanked
            blanked += len(old)
            return re.sub(rb"[^\n]", new, bytes(old))

    monkeypatch.setattr(csharp_text, "_BLANK", Counting())
    source = b"#if A\n#else\n" * 2_000 + b"#endif\n" * 2_000
    count = len(list(csharp_text.variants(source)))
    assert count == csharp_text.MOST_TEXTS
    assert blanked <= count * len(source)


def test_a_chain_of_bases_is_as_long_as_it_likes() -> None:
    types = "".join(f"class A{n} : A{n + 1} {{ X x; }}\n" for n in range(3_000))
    nested = "".join(f"class P{n} : P{n + 1}.Q {{ class Q : R {{}} Y y; }}\n" for n in range(3_000))
    edges = imports_of({"A.cs": types + nested, "X.cs": "class X {}", "Y.cs": "class Y {}"})
    assert [edge.target for edge in edges if edge.importer == "A.cs"] == ["X.cs", "Y.cs"]
