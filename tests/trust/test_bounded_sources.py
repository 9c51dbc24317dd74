"""Sources that would take all time or memory there is are given up, and said."""

import re
import sys

import pytest

from kavro_lint.languages import rehearsal
from kavro_lint.languages.csharp import branch_texts as csharp_text
from kavro_lint.languages.java.tree_sitter_wheel import grammar as java_grammar
from kavro_lint.languages.registry import by_suffix
from kavro_lint.languages.rehearsal import succeeds
from kavro_lint.model import Unreadable
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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere seconds are the limit")
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


def test_the_second_process_goes_on_after_what_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert succeeds(java_grammar, b"class A {}")
    monkeypatch.setattr(rehearsal, "_MOST_WAITED", 0.05)
    assert not succeeds(java_grammar, b"a=>" * 20_000)
    monkeypatch.setattr(rehearsal, "_MOST_WAITED", 60.0)
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
    assert len(list(csharp_text.variants(source))) == 2
    assert blanked <= 2 * len(source)


def test_a_chain_of_bases_is_as_long_as_it_likes() -> None:
    types = "".join(f"class A{n} : A{n + 1} {{ X x; }}\n" for n in range(3_000))
    nested = "".join(f"class P{n} : P{n + 1}.Q {{ class Q : R {{}} Y y; }}\n" for n in range(3_000))
    edges = imports_of({"A.cs": types + nested, "X.cs": "class X {}", "Y.cs": "class Y {}"})
    assert [edge.target for edge in edges if edge.importer == "A.cs"] == ["X.cs", "Y.cs"]
