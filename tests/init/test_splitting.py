"""How far a repository is split: packages in packages, and long tables."""

from tests.init.test_drafting import drafted, patterns_of, rows_of


def test_a_file_beside_the_package_leaves_its_parts_their_names() -> None:
    """`src/manage.py` beside `src/shop/`: the parts are `orders` and `mail`, not `shop-orders`."""
    files = {
        f"src/shop/{part}/{n}.py": "" for part in ("orders", "mail", "web") for n in "abcdefghi"
    }
    files |= {"src/shop/settings.py": "", "src/manage.py": "import shop.settings\n"}
    for part, used in (("web", "orders"), ("orders", "mail")):
        files[f"src/shop/{part}/a.py"] = f"import shop.{used}.a\n"
    assert {"orders", "mail", "web", "shop"} <= set(rows_of(drafted(files)))


def test_what_is_internal_needs_no_prefix() -> None:
    files = {
        f"shop/_internal/{part}/{n}.py": ""
        for part in ("server", "cli", "core")
        for n in "abcdefghi"
    }
    files |= {f"shop/{part}/a.py": "import shop._internal.core.a\n" for part in "vwxyz"}
    files["shop/_internal/server/a.py"] = "import shop._internal.core.a\n"
    files["shop/_internal/cli/a.py"] = "import shop._internal.server.a\n"
    assert {"server", "cli", "core"} <= set(rows_of(drafted(files)))


def test_of_a_long_table_only_a_large_part_of_the_code_is_split_twice() -> None:
    """Three projects of twelve folders, one of which is large in its project alone."""
    files: dict[str, str] = {}
    for project in ("one", "two", "three"):
        files[f"{project}/package.json"] = "{}"
        for folder in "abcdefghijk":
            files[f"{project}/{folder}/x.ts"] = 'import "../views/x0/y0";\n'
        for inner in range(8):
            files |= {f"{project}/views/x{inner}/y{n}.ts": "" for n in range(4)}
    assert "one/views/" in patterns_of(files)
    # The only project is short enough to be split again.
    alone = {path: text for path, text in files.items() if path.startswith("one/")}
    assert "one/views/x0/" in patterns_of(alone)
    # A large part of all the code is split in a long table, too.
    for inner in range(8):
        files |= {f"one/views/x{inner}/z{n}.ts": "" for n in range(10)}
    patterns = patterns_of(files)
    assert "one/views/x0/" in patterns
    assert "two/views/" in patterns


def test_what_configures_a_tool_and_begins_with_a_dot_is_no_product() -> None:
    files = {
        "package.json": "{}",
        "src/a.ts": "export const a = 1;\n",
        ".dependency-cruiser.js": "module.exports = {};\n",
        ".php-cs-fixer.php": "<?php\n",
    }
    rows = rows_of(drafted(files))
    assert {"**/.dependency-cruiser.*", "**/.php-cs-fixer.*"} <= set(rows["build"].patterns)
    assert "folder" not in rows
