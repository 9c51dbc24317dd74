r"""A carriage return alone ends a line, and a comment with it, where the language says so."""

import pytest

from kavro_lint.languages.registry import by_suffix

ENDED = {
    ".java": "package p; // a\rimport q.First;\rclass A { // b \r Second x; } /* c */ // d\r",
    ".kt": "package p // a\rimport q.First // b\rval x: Second? = null // c\r",
    ".php": "<?php\nnamespace P; // a\ruse Q\\First; # b\r new \\R\\Second; // c\r",
    ".cs": "using First; // a\rclass A : Second {} // b\r",
    ".py": "import First # a\rimport Second # b\r",
    ".js": "import './First' // a\rrequire('./Second') // b\r",
    ".c": '// a\r#include "First.h"\r// b\r#include "Second.h"\r',
}
NOT_ENDED = {
    ".rs": "// a\ruse crate::First;\n",
    ".go": 'package a // b\rimport "First"\n',
}


@pytest.mark.parametrize(("suffix", "source"), ENDED.items())
def test_a_carriage_return_ends_a_comment(suffix: str, source: str) -> None:
    said = repr(by_suffix()[suffix].extract(source.encode(), suffix))
    assert "First" in said
    assert "Second" in said


@pytest.mark.parametrize(("suffix", "source"), NOT_ENDED.items())
def test_a_carriage_return_ends_no_comment_elsewhere(suffix: str, source: str) -> None:
    assert not by_suffix()[suffix].extract(source.encode(), suffix).statements


def test_a_text_with_a_prefix_is_no_constant_of_php() -> None:
    source = b'<?php\nnamespace P;\n$x = b"a\\"";\n$y = B\'c\';\n'
    assert not by_suffix()[".php"].extract(source, ".php").names
