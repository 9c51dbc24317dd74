"""Modules that lie in more than one folder: source sets of Kotlin and Java, and files of Rust.

A multiplatform module has a source set for each platform and for what they share
(`src/commonMain/kotlin`, `src/jvmMain/kotlin`, or `commonMain/src`,
https://kotlinlang.org/docs/multiplatform/multiplatform-discover-project.html), and one package lies
in all of them. To people of these languages the package is the part, so the folders are taken for
one: `src/*/*/`. In Rust `config.rs` is the module whose others lie in `config/`
(https://doc.rust-lang.org/reference/items/modules.html), so it is taken for `config/mod.rs`.
"""

import re
from collections.abc import Callable, Iterable, Mapping

_GRADLE = re.compile(r"((?:[^/]+/)*?)src/([A-Za-z0-9]+)/(kotlin|java)/")
_FLAT = re.compile(r"((?:[^/]+/)*?)([a-z][A-Za-z0-9]*Main)/src/")
_VARIANTS = frozenset(("demo", "dev", "release"))
COMMON, MAIN = "commonMain", "main"
# The roots of crates: a folder of their name is no part of them.
CRATE_ROOTS = frozenset(("lib.rs", "main.rs"))


def folded(paths: Iterable[str]) -> Callable[[str], str]:
    """Return what takes a path to that of all source sets, or in the folder, of its module."""
    paths = list(paths)
    heads = set(heads_of_folders(paths).values())
    gradle: set[str] = set()
    flat: set[str] = set()
    languages: dict[str, set[str]] = {}
    for path in paths:
        match = _GRADLE.match(path)
        if match is not None and match[2] == COMMON:
            gradle.add(match[1])
        if match is not None and match[2] == MAIN:
            languages.setdefault(match[1], set()).add(match[3])
        match = _FLAT.match(path)
        if match is not None and match[2] == COMMON:
            flat.add(match[1])

    def fold(path: str) -> str:
        if path in heads:
            return f"{path.removesuffix('.rs')}/mod.rs"
        match = _GRADLE.match(path)
        if match is not None and match[1] in gradle:
            return f"{match[1]}src/*/*/{path[match.end() :]}"
        if match is not None and match[2] == MAIN and len(languages.get(match[1], ())) > 1:
            return f"{match[1]}src/{MAIN}/*/{path[match.end() :]}"
        match = _FLAT.match(path)
        if match is not None and match[1] in flat:
            return f"{match[1]}*Main/src/{path[match.end() :]}"
        return path

    return fold


def is_source_root(folder: str) -> bool:
    """Whether a folder of Kotlin or Java holds packages: `dev/` is part of a name there."""
    return _GRADLE.fullmatch(f"{folder}/") is not None


def is_variant(path: str, folder: str, name: str) -> bool:
    """Whether a folder is the source set of a variant of an app, whatever else is called so.

    See https://developer.android.com/build/build-variants.
    """
    is_root = is_source_root("/".join(path.split("/")[: folder.count("/") + 2]))
    return is_root and name in _VARIANTS


def heads_of_folders(paths: Iterable[str]) -> Mapping[str, str]:
    """Return the files beside folders that are of one module of Rust with them, by the folders."""
    sources = [path for path in paths if path.endswith(".rs")]
    folders = {path[: path.rfind("/") + 1] for path in sources}
    return {
        folder: path
        for path in sources
        if (folder := f"{path.removesuffix('.rs')}/") in folders
        and path.rpartition("/")[2] not in CRATE_ROOTS
    }


def name_of_folded(folder: str) -> str:
    """Return a folder's own name; of the folder of all source sets, that of their module."""
    *above, name = folder.rstrip("/").split("/")
    while "*" in name or (name == "src" and f"/{folder}".endswith(("*/", "*Main/src/"))):
        if not above:
            return name
        name = above.pop()
    return name


# `src/commonTest/`, `src/testFixtures/`, `core/jvmTest/src/`.
_TEST_SET = re.compile(
    r"[a-z][A-Za-z0-9]*Test(?:[A-Z][A-Za-z0-9]*)?|test[A-Z][A-Za-z0-9]*|test-[a-z0-9.]+|jdk[0-9]+test"
)
_SUFFIXES = (".kt", ".java", ".kts")


def test_set_of(path: str, folder: str, name: str) -> str | None:
    """Return the folders of all source sets for tests beside a folder that is one."""
    if not path.endswith(_SUFFIXES) or not _TEST_SET.fullmatch(name):
        return None
    parent = folder.removesuffix(name)
    inside = path[len(folder) + 1 :]
    if not f"/{parent}".endswith("/src/") and not inside.startswith("src/"):
        return None
    return f"{parent}*Test/" if name.endswith("Test") else f"{folder}/"
