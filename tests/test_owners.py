import pytest

from kavro_lint.owners import owners_of
from tests.memory import snapshot_of

TEXT = """\
# everybody
*            @all
*.md         @writers docs@example.com   # inline
/src/api/    @api @web
src/**/db/   @data
/src/api/gen/
[Section]
bad[         @nobody
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("a.py", ("@all",)),
        ("deep/er/x.py", ("@all",)),
        ("src/x.md", ("@writers", "docs@example.com")),
        ("src/api/x.py", ("@api", "@web")),
        ("lib/src/api/x.py", ("@all",)),
        ("src/one/db/x.py", ("@data",)),
        ("src/api/gen/x.py", ()),
    ],
)
def test_the_last_line_that_matches_wins(path: str, owners: tuple[str, ...]) -> None:
    assert owners_of(snapshot_of({".github/CODEOWNERS": TEXT}))(path) == owners


def test_nobody() -> None:
    assert owners_of(snapshot_of({"a.py": ""}))("a.py") == ()
