"""Places that a build creates, and Rust's modules that are a file and a folder."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.commands.init.exempt_code import _joined
from tests.building import repository, run

BLUEPRINT = "docs/kavro/blueprint.md"


def test_a_folder_is_generated_only_where_all_in_it_is_ignored(tmp_path: Path) -> None:
    """`dist` is ignored wherever it stands: that says nothing of the folder around it."""
    folder = repository(
        tmp_path,
        {
            ".gitignore": "dist\n*.gen.ts\nout/\n",
            "libs/client/src/a.ts": "export const a = 1;\n",
            "app/main.ts": "import '../libs/client/dist';\nimport '../libs/x.gen';\n"
            "import '../out/a/b';\n",
        },
    )
    run(folder, "init")
    text = (folder / BLUEPRINT).read_text("utf-8")
    rows = text.partition("| Generated | Reason |")[2].partition("## Layers")[0]
    places = [line.split("`")[1] for line in rows.splitlines() if "`" in line]
    assert places == ["libs/client/dist", "libs/x.gen.ts", "out/"]


def test_generated_files_of_one_suffix_are_one_row(tmp_path: Path) -> None:
    """A binding for Node names a compiled file for each platform."""
    requires = "".join(f"require('./a.{name}.node');\n" for name in ("linux", "darwin", "win32"))
    folder = repository(
        tmp_path,
        {
            ".gitignore": "*.node\nx.gen.ts\n",
            "node/index.js": requires,
            "node/b.ts": "import './x.gen';\n",
        },
    )
    run(folder, "init")
    text = (folder / BLUEPRINT).read_text("utf-8")
    rows = text.partition("| Generated | Reason |")[2].partition("## Layers")[0]
    places = [line.split("`")[1] for line in rows.splitlines() if "`" in line]
    assert places == ["node/*.node", "node/x.gen.ts"]
    assert run(folder, "check").returncode == 0


def test_generated_files_that_a_rule_on_names_ignores_anywhere_are_one_row(tmp_path: Path) -> None:
    """Qt writes a header for each form and a source for each class: a new one is no finding."""
    forms = ("main", "about/about", "search/search")
    folder = repository(
        tmp_path,
        {
            ".gitignore": "ui_*.h\n*.moc\n/src/own_*.h\n",
            "src/ui_kit.cpp": "int kit;\n",
            **{f"src/{form}.cpp": f'#include "ui_{form.rpartition("/")[2]}.h"\n' for form in forms},
            "src/tail.cpp": '#include "tail.moc"\n#include "own_a.h"\n#include "own_b.h"\n'
            '#include "own_c.h"\n',
        },
    )
    run(folder, "init")
    text = (folder / BLUEPRINT).read_text("utf-8")
    rows = text.partition("| Generated | Reason |")[2].partition("## Layers")[0]
    places = [line.split("`")[1] for line in rows.splitlines() if "`" in line]
    assert places == ["**/ui_*.h", "src/own_*.h", "src/tail.moc"]
    assert run(folder, "check").returncode == 0
    (folder / "src/about/credits.cpp").write_text('#include "ui_credits.h"\n', "utf-8")
    assert "PASS: no findings" in run(folder, "check").stdout


def test_a_rule_on_names_that_ignores_a_tracked_source_too_is_no_pattern(tmp_path: Path) -> None:
    names = "abc"
    files = {f"src/{name}.c": f'#include "ui_{name}.h"\n' for name in names}
    folder = repository(tmp_path, {**files, "src/ui_kit.h": "int kit;\n"})
    (folder / ".gitignore").write_text("ui_*.h\n", "utf-8")
    run(folder, "init")
    text = (folder / BLUEPRINT).read_text("utf-8")
    assert "ui_*.h" not in text
    assert all(f"| `src/ui_{name}.h` |" in text for name in names)


def test_what_builds_a_crate_or_describes_a_module_of_java_is_ungoverned(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        {
            "Cargo.toml": "[package]\nname = 'a'\nversion = '1.0.0'\n",
            "build.rs": "fn main() {}\n",
            "src/lib.rs": "",
            "lib/src/main/java/module-info.java": "module acme { exports org.acme; }\n",
            "lib/src/main/java/org/acme/A.java": "package org.acme; class A {}\n",
        },
    )
    run(folder, "init")
    text = (folder / BLUEPRINT).read_text("utf-8")
    assert "| `build.rs` | builds the project |" in text
    assert "| `lib/src/main/java/module-info.java` |" in text
    assert "PASS: no findings" in run(folder, "check").stdout


def test_headers_that_git_ignores_are_generated(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        {
            ".gitignore": "version.h\n",
            "src/main.c": '#include "src/version.h"\n#include "gone.h"\n',
            "src/util.c": '#include "version.h"\n',
        },
    )
    run(folder, "init")
    text = (folder / BLUEPRINT).read_text("utf-8")
    assert "| `src/version.h` |" in text
    stated = run(folder, "check", "--all").stdout
    assert "gone.h must be in this repository" in stated
    assert "version.h must" not in stated


def test_a_rust_file_belongs_to_the_folder_of_its_name(tmp_path: Path) -> None:
    uses = "use crate::platform::unix::x;\n"
    folder = repository(
        tmp_path,
        {
            "Cargo.toml": '[package]\nname = "just"\nversion = "1.0.0"\nedition = "2021"\n',
            "src/lib.rs": "mod platform;\nmod run;\nmod parse;\npub use platform::unix::x;\n",
            "src/run.rs": uses,
            "src/parse.rs": uses,
            "src/platform.rs": "pub mod unix;\npub mod windows;\n",
            "src/platform/unix.rs": "pub fn x() {}\n",
            "src/platform/windows.rs": "pub fn x() {}\n",
        },
    )
    run(folder, "init")
    assert "`src/platform/`, `src/platform.rs`" in (folder / BLUEPRINT).read_text("utf-8")
    assert "module: platform" in run(folder, "explain", "src/platform.rs").stdout


def test_what_composer_loads_for_development_alone_is_tests(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        {
            "composer.json": '{"autoload": {"psr-4": {"A\\\\": "src/"}}, "autoload-dev": {"psr-4": '
            '{"B\\\\": "module/test-api", "C\\\\": "src/workbench/app/", "D\\\\": "./"}}}',
            "src/One/X.php": "<?php namespace A\\One; use A\\Two\\Y; class X { public Y $y; }",
            "src/Two/Y.php": "<?php namespace A\\Two; class Y {}",
            "module/test-api/T.php": "<?php namespace B; use A\\One\\X; class T extends X {}",
            "src/workbench/app/W.php": "<?php namespace C; use A\\One\\X; class W extends X {}",
        },
    )
    run(folder, "init")
    text = (folder / BLUEPRINT).read_text("utf-8")
    (row,) = (line for line in text.splitlines() if line.startswith("| tests "))
    assert "`module/test-api/`" in row
    assert "`src/workbench/app/`" in row
    assert "| One" in text
    assert "`src/One/`" in text


def test_many_generated_files_are_asked_for_by_what_they_are_called() -> None:
    """Each was compared with all others, and 6,000 took three minutes."""
    asked: list[str] = []

    def ignored(path: str) -> bool:
        asked.append(path)
        return True

    facts = SimpleNamespace(languages={"src/main.c": "c"})
    architecture = cast(Architecture, SimpleNamespace(ignored=ignored, facts=facts))
    paths = [f"src/m{number % 7}/gen_{number}.pb" for number in range(6_000)]
    assert _joined(architecture, paths) == ("**/gen_*.pb",)
    assert len(asked) == 1
