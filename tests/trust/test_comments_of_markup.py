"""What HTML or some version of Vue takes for the end of a comment hides no script."""

import pytest

from kavro_lint.languages.registry import by_suffix

SCRIPT = "<script>\nimport './x.js'\n</script>\n"


@pytest.mark.parametrize(
    "before", ["<!-->", "<!--->", "<!-- --!>", "<!-- a -->", "<!-- > -- > -->"]
)
def test_a_script_behind_a_comment_is_read(before: str) -> None:
    facts = by_suffix()[".vue"].extract(f"{before}{SCRIPT}<!-- -->".encode(), ".vue")
    assert [result.specifier for result in facts.imports] == ["./x.js"]


def test_a_script_in_a_comment_is_not() -> None:
    assert not by_suffix()[".vue"].extract(f"<!-- {SCRIPT} -->".encode(), ".vue").imports
