"""In a long table many folders side by side on one layer are one row."""

from kavro_lint.commands.init.alike import with_families
from kavro_lint.commands.init.part import Part
from tests.init.test_drafting import drafted, judged, rows_of

# Sixteen of a kind, one above them, what they all need, and thirty others.
KINDS = [f"kind{number}" for number in range(16)]
FILES = {f"app/{name}/x.py": "import app.core.x\n" for name in KINDS}
FILES |= {"app/core/x.py": ""}
FILES["app/start/x.py"] = "".join(f"import app.{name}.x\n" for name in KINDS)
FILES |= {f"other{number}/x.py": "import app.start.x\n" for number in range(30)}


KINDS_OF_WEB = [f"web.{name}" for name in KINDS]


def test_many_alike_folders_are_one_row_beside_the_exceptions() -> None:
    each = drafted(FILES)
    rows = rows_of(each)
    assert len(rows) < 40
    assert rows["app.{name}"].patterns == ("app/{name}/",)
    assert {"core", "start"} <= set(rows)
    names = list(rows)
    # The last row that matches a file owns it.
    assert names.index("app.{name}") < min(names.index("core"), names.index("start"))
    layers = [rows[name].layer for name in ("start", "app", "core")]
    assert len(set(layers)) == 3
    assert judged(FILES, each) == []
    # They stay modules, which are judged beside each other.
    both = {"app/kind1/x.py": "import app.kind2.x\n", "app/kind2/x.py": "import app.kind1.x\n"}
    assert {finding.rule for finding in judged({**FILES, **both}, each)} == {"KV705"}


def test_a_further_one_of_a_kind_has_its_place_and_is_judged() -> None:
    each = drafted(FILES)
    grown = {**FILES, "app/new/x.py": "import app.core.x\nimport app.kind3.x\n"}
    assert judged(grown, each) == []
    above = {**grown, "app/new/x.py": "import app.start.x\n"}
    assert "KV703" in {finding.rule for finding in judged(above, each)}


def test_a_short_table_has_a_row_for_each() -> None:
    files = {path: text for path, text in FILES.items() if not path.startswith("other")}
    assert {"kind0", "kind15", "core", "start"} <= set(rows_of(drafted(files)))


def test_folders_that_are_called_as_layers_are_not_alike() -> None:
    words = ["models", "services", "helpers", "utils", "views", "routers", "storage", "cache"]
    files = dict(FILES)
    for name, word in zip(KINDS, [*words, *(f"{word}_" for word in words)], strict=False):
        files = {
            path.replace(f"app/{name}/", f"app/{word}/"): text.replace(
                f"app.{name}.", f"app.{word}."
            )
            for path, text in files.items()
        }
    assert "app.{name}" not in rows_of(drafted(files))


def test_a_family_of_a_folder_with_files_of_its_own_has_another_name() -> None:
    """A module and one nested in it may import each other whatever the layers say."""
    own = Part("web.src", ("web/src/*.ts",), project="web", own_files=True)
    kinds = [Part(f"web.{name}", (f"web/src/{name}/",), project="web") for name in KINDS]
    others = [Part(f"other{number}", (f"other{number}/",)) for number in range(30)]
    families = with_families([*others, own, *kinds], lambda name: "level 1", set(KINDS_OF_WEB))
    names = [part.name for part in families]
    assert names == [*(part.name for part in others), "web.src-folders", "web.src"]
    assert families[-2] == Part("web.src-folders", ("web/src/",), folder="web/src/", project="web")
    # Beside what imports nothing anything may come.
    assert with_families([*others, own, *kinds], lambda name: "level 1", ()) == (
        *others,
        own,
        *kinds,
    )
    # What has no layer says nothing that a row could say of all.
    assert with_families([*others, own, *kinds], lambda name: None, set(KINDS_OF_WEB)) == (
        *others,
        own,
        *kinds,
    )
