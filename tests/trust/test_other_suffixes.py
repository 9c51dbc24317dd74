"""What a language's own tools load under another suffix is named, and no place to hide."""

from pathlib import Path

import pytest

from tests.trust.building import APPROVERS, MAL, SETTINGS, commit, grades, judged, started

PLAN = "# P\n\n| Module | Paths | May import |\n|---|---|---|\n| all | `**` | none |\n"
CARGO = "[package]\nname = 's'\nversion = '0.1.0'\nedition = '2021'\n{}"
LOADED: dict[str, tuple[dict[str, str], str]] = {
    "js, .txt": ({"o.js": "require('./m.txt')\n", "m.txt": "require('./o')\n"}, ".txt"),
    "js, none": ({"o.js": "import './m'\n", "m": "import './o'\n"}, "(no suffix)"),
    "js, .css": ({"o.js": "require('./m.css')\n", "m.css": "require('./o')\n"}, ".css"),
    "riot": ({"o.js": "", "m.riot": "<a><script>import './o'</script></a>\n"}, ".riot"),
    "mdx": ({"o.js": "", "m.mdx": "import './o'\n"}, ".mdx"),
    "page, src": ({"js/o.js": "", "x.html": "<script defer src='js/o.js'></script>"}, ".html"),
    "page, module": ({"o.js": "", "x.htm": "<script type=module>import './o.js'</script>"}, ".htm"),
    "php, .inc": ({"o.php": "<?php\n", "m.inc": "<?php\nnew A;\n"}, ".inc"),
    "cargo": ({"o.js": "", "m": "#!/usr/bin/env -S cargo -Zscript\nuse s::a;\n"}, "#!cargo"),
    "php script": ({"o.php": "<?php\n", "m": "#!/usr/bin/php8.3\n<?php new A;\n"}, "#!php"),
}
DATA = {
    "o.js": "import './m.css'\nrequire('./n.css')\nrequire('./n.json')\nimport './n.txt'\n",
    "a.html": "<script src='https://x.y/z.js'></script> is important",
    "t/b.html": "<script src=b.js>",
    "m.css": "@import url('x');\n", "n.css": "@import 'x';\n", "n.json": '{"a": "require("}\n',
    "n.txt": "What is important is said.\n", "x.inc": "int table[] = {1, 2};\n",
}  # fmt: skip
MODULES = {
    "path": {"src/lib.rs": '#[path = "m.txt"] mod m;\n', "src/m.txt": "use crate::a;\n"},
    "include": {"src/lib.rs": 'include!("m.inc");\n', "src/m.inc": "use crate::a;\n"},
    "target": {"Cargo.toml": CARGO.format("[lib]\npath = 'src/m.txt'\n"), "src/m.txt": "mod a;\n"},
    "build": {"Cargo.toml": CARGO.format("build = 'm.txt'\n"), "m.txt": "fn main() {}\n"},
}


@pytest.mark.parametrize(("files", "kind"), LOADED.values(), ids=LOADED)
def test_an_unread_suffix_is_named_in_the_coverage(
    tmp_path: Path, files: dict[str, str], kind: str
) -> None:
    folder = started(tmp_path / "r", {"docs/kavro/blueprint.md": PLAN, **files})
    assert judged(folder, None).coverage.not_analysed == {kind: 1}


def test_data_files_are_not_named_in_the_coverage(tmp_path: Path) -> None:
    folder = started(tmp_path / "r", {"docs/kavro/blueprint.md": PLAN, **DATA})
    assert judged(folder, None).coverage.not_analysed == {}


@pytest.mark.parametrize("files", MODULES.values(), ids=MODULES)
def test_a_module_of_rust_without_its_suffix_is_reported(
    tmp_path: Path, files: dict[str, str]
) -> None:
    first = {"docs/kavro/blueprint.md": PLAN, "Cargo.toml": CARGO.format(""), "src/lib.rs": ""}
    folder = started(tmp_path / "r", {**first, **files})
    (finding,) = (f for f in judged(folder, None).findings if f.rule.id == "KV002")
    assert finding.severity == "minor"
    assert finding.finding.location.path in ("src/m.txt", "src/m.inc", "m.txt")


LINES = "".join(f"// line {number}\n" for number in range(40))


def test_imports_of_a_source_that_moves_to_another_suffix_are_reported_as_lost(
    tmp_path: Path,
) -> None:
    first = {"a/o.js": "require('./m.js')\n", "a/m.js": LINES, "b/v.js": "", SETTINGS: APPROVERS}
    folder = started(tmp_path / "r", {"docs/kavro/blueprint.md": PLAN, **first})
    hidden = {"a/o.js": "require('./m.x')\n", "a/m.js": None, "a/m.x": f"{LINES}require('../b/v')"}
    commit(folder, hidden, MAL)
    assert grades(judged(folder))["KV006"] == "major"
