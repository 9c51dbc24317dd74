"""Made-up packages for `init`: what imports what, as files."""

from collections.abc import Mapping

from hypothesis import strategies as st

NAMES = ("api", "core", "db", "utils", "web", "models", "plugins", "none", "todo", "_x", "tests")
ODD = ("a b", "c|d", "e*f", "[g]", "h`i", "ümlaut", "j,k", "{name}", "#l", "-", "m.n", "$o")


@st.composite
def packages(draw: st.DrawFn) -> Mapping[str, str]:
    """Return the files of a repository: folders of folders, with imports that really resolve."""
    names = st.sampled_from(NAMES) | st.text("abc_", min_size=1, max_size=3)
    roots = draw(st.sampled_from([["shop"], ["src/shop"], ["one", "two"], ["a/b", "a/c", "a/d"]]))
    folders = {root: root.rpartition("/")[2] for root in roots}
    for _ in range(draw(st.integers(0, 8))):
        outer = draw(st.sampled_from(sorted(folders)))
        name = draw(names)
        folders[f"{outer}/{name}"] = f"{folders[outer]}.{name}"
    modules = {f"{folder}/__init__.py": dotted for folder, dotted in folders.items()}
    for _ in range(draw(st.integers(0, 12))):
        folder = draw(st.sampled_from(sorted(folders)))
        name = draw(names)
        modules[f"{folder}/{name}_m.py"] = f"{folders[folder]}.{name}_m"
    paths = sorted(modules)
    files = dict.fromkeys(paths, "")
    for _ in range(draw(st.integers(0, 30))):
        importer, imported = draw(st.sampled_from(paths)), draw(st.sampled_from(paths))
        form = draw(st.sampled_from(["import {}\n", "import {}\n", TYPE_ONLY]))
        files[importer] += form.format(modules[imported])
    for name in draw(st.lists(st.sampled_from(ODD), max_size=3)):
        files[f"{draw(st.sampled_from(roots))}/{name}/x.py"] = "import requests\n"
    return files


TYPE_ONLY = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import {}\n"
