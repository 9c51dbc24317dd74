"""The facts of one state after the other are those of each state by itself."""

import hashlib
from collections.abc import Collection, Mapping

import pytest

from kavro_lint.cache.memory import Memory
from kavro_lint.languages import incremental
from kavro_lint.languages.incremental import IncrementalFacts
from kavro_lint.languages.reading import read_facts
from kavro_lint.languages.snapshot_changes import changes_between
from kavro_lint.model.facts import Facts, Snapshot, Source, SourceSettings
from kavro_lint.model.frozen import replace
from tests.memory import snapshot_of

Files = Mapping[str, str]
PACKAGE = '{"name": "w", "workspaces": ["packages/*"]}'


def state(files: Files) -> Snapshot:
    """Return a snapshot whose contents have known hashes, as those of commits have."""
    hashes = {path: hashlib.sha1(text.encode()).hexdigest() for path, text in files.items()}
    sources = {path: Source(path, hashes[path]) for path in sorted(files)}
    return replace(snapshot_of(files), sources=sources)


def leads(facts: Facts, paths: Collection[str] | None = None) -> list[tuple[object, ...]]:
    return [
        (path, kind, resolution)
        for path, rows in facts.imports.files.items()
        if paths is None or path in paths
        for _, _, kind, resolution in rows
    ]


PYTHON: list[Files] = [
    {"a/__init__.py": "", "a/x.py": "import b.y\nfrom a import w\n"},
    {"a/__init__.py": "", "a/x.py": "import b.y\nfrom a import w\n", "b/y.py": "import a.x\n"},
    {"a/__init__.py": "w = 1\n", "a/x.py": "import b.y\nfrom a import w\n", "b/y.py": "\0"},
    {"a/w.py": "", "a/x.py": "\n\nimport b.y\nfrom a import w\n", "src/b/y.py": ""},
    {"a/x.py": "import b.y\n", "lib/b/y.py": "",
     "pyproject.toml": '[tool.setuptools.package-dir]\n"" = "lib"\n'},
    {"a/x.py": "import b.y\n", "lib/b/y.py": "", "pyproject.toml": "[project]\n"},
]  # fmt: skip
CHECKED = "from b import TYPE_CHECKING\nif TYPE_CHECKING:\n    import c\n"
CHECKING: list[Files] = [
    {"a.py": CHECKED, "b.py": "from typing import TYPE_CHECKING\n", "c.py": ""},
    {"a.py": CHECKED, "b.py": "TYPE_CHECKING = True\n", "c.py": ""},
    {"a.py": CHECKED, "b.py": "TYPE_CHECKING = False\n", "c.py": "import a\n"},
]
SCRIPTS: list[Files] = [
    {"package.json": PACKAGE, "src/a.ts": "import '@/b'; import './data.json'", "src/b.ts": "",
     "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}'},
    {"package.json": PACKAGE, "src/a.ts": "import '@/b'; import './data.json'", "lib/b.ts": "",
     "tsconfig.json": '{"extends": "./base.json"}', "src/data.json": "{}"},
    {"package.json": PACKAGE, "src/a.ts": "import '@/b'; import './data.json'", "lib/b.ts": "",
     "tsconfig.json": '{"extends": "./base.json"}', "src/data.json": '{"c": 1}',
     "base.json": '{"compilerOptions": {"paths": {"@/*": ["./lib/*"]}}}'},
    {"package.json": PACKAGE, "src/a.ts": "import '@/b'; import 'w'", "lib/b.ts": "",
     "tsconfig.json": '{"extends": "./base.json"}', "packages/w/index.ts": "",
     "packages/w/package.json": '{"name": "w"}', "base.json": "{}"},
]  # fmt: skip
JAVA: list[Files] = [
    {"a/X.java": "package a; class X { b.Y y; }", "b/Y.java": "package b; public class Y {}"},
    {"a/X.java": "package a; class X { b.Y y; }", "b/Y.java": "package b; class Other {}"},
    {"a/X.java": "package a; class X { b.Y y; }", "c/Z.java": "package b; public class Y {}"},
]


# Folders that a manifest names: a root, one of a package, one that a package is built from.
NAMED = (
    '[project]\nname = "x"\n[tool.setuptools.packages.find]\nwhere = ["code", "more/code"]\n'
    '[tool.setuptools.package-dir]\n"own" = "p/built"\n# tests api\n'
)
ROOT: Files = {
    "pyproject.toml": NAMED, "p/__init__.py": "", "p/x.py": "import thing\nimport own.deep\n",
}  # fmt: skip
FOLDERS: list[Files] = [
    ROOT,
    {**ROOT, "code/thing.py": ""},
    {**ROOT, "more/code/thing.py": "", "p/tests/__init__.py": "", "p/tests/thing.py": ""},
    {**ROOT, "p/built/__init__.py": "", "p/built/deep.py": ""},
    {**ROOT, "p/built/deep/__init__.py": "", "p/tests/thing.md": "", "code/thing/__init__.py": ""},
]


@pytest.mark.parametrize("states", [PYTHON, CHECKING, SCRIPTS, JAVA, FOLDERS])
def test_each_state_has_the_facts_that_it_has_by_itself(states: list[Files]) -> None:
    """Forwards, backwards, and from the first to the last."""
    snapshots = [state(files) for files in states]
    for order in (snapshots, snapshots[::-1], [snapshots[0], snapshots[-1], snapshots[0]]):
        reading = IncrementalFacts(Memory(None), SourceSettings())
        lazy = IncrementalFacts(Memory(None), SourceSettings())
        for number, snapshot in enumerate(order):
            expected = read_facts(snapshot)
            reading.step(snapshot)
            assert leads(reading.facts) == leads(expected)
            assert reading.facts.languages == expected.languages
            failures = {(failure.location.path, failure.reason) for failure in expected.failures}
            assert {
                (failure.location.path, failure.reason) for failure in reading.facts.failures
            } == failures
            wanted = list(snapshot.sources)[number % 2 :: 2]
            lazy.step(snapshot, only=wanted)
            assert leads(lazy.facts, wanted) == leads(expected, wanted)


@pytest.mark.parametrize(
    ("more", "resolved"),
    [
        # An import that leads nowhere may lead to anything that comes.
        ({"b/other.py": ""}, {"b/other.py", "c/w.py"}),
        ({"a/x.py": "import b.y\nx = 1\n"}, set()),
        ({"a/x.py": "import b.z\n"}, {"a/x.py"}),
        ({"b/z.py": ""}, {"b/z.py", "c/w.py"}),
        ({"README.md": "x\n"}, set()),
        ({"data.json": '{"a": 1}'}, set()),
        ({"pyproject.toml": '[project]\nname = "x"\ndependencies = ["y==2.1"]\n'}, set()),
    ],
)
def test_only_what_may_lead_elsewhere_is_resolved_again(
    monkeypatch: pytest.MonkeyPatch, more: Files, resolved: set[str]
) -> None:
    files = {
        "a/x.py": "import b.y\n", "b/y.py": "", "c/w.py": "import b.z\n",
        "pyproject.toml": '[project]\nname = "x"\ndependencies = ["y==1.0"]\n',
    }  # fmt: skip
    reading = IncrementalFacts(Memory(None), SourceSettings())
    reading.step(state(files))
    asked: set[str] = set()
    file_imports = incremental.file_imports

    def counted(resolver, language, path, facts):
        asked.add(path)
        return file_imports(resolver, language, path, facts)

    monkeypatch.setattr(incremental, "file_imports", counted)
    reading.step(state({**files, **more}))
    assert asked == resolved


@pytest.mark.parametrize(
    ("more", "is_all"),
    [
        # The words stand in a comment, in the name of another folder, or name one elsewhere.
        ({"p/api/__init__.py": ""}, False),
        ({"p/code/__init__.py": ""}, False),
        ({"p/building/__init__.py": ""}, False),
        ({"code/note.md": ""}, False),
        ({"code/thing.py": ""}, True),
        ({"more/code/thing.py": ""}, True),
        ({"p/built/__init__.py": ""}, True),
        ({f"p/n{number}/__init__.py": "" for number in range(200)}, True),
    ],
)
def test_a_folder_that_a_manifest_names_makes_all_be_resolved_again(
    monkeypatch: pytest.MonkeyPatch, more: Files, *, is_all: bool
) -> None:
    files = {**ROOT, "p/alone.py": "import os\n"}
    reading = IncrementalFacts(Memory(None), SourceSettings())
    reading.step(state(files))
    asked: set[str] = set()
    file_imports = incremental.file_imports

    def counted(resolver, language, path, facts):
        asked.add(path)
        return file_imports(resolver, language, path, facts)

    monkeypatch.setattr(incremental, "file_imports", counted)
    reading.step(state({**files, **more}))
    assert ("p/alone.py" in asked) == is_all


def test_imports_that_count_when_run_are_the_same_objects_in_the_next_state() -> None:
    files = {**CHECKING[1], "d.py": ""}
    reading = IncrementalFacts(Memory(None), SourceSettings())
    reading.step(state(files))
    before = reading.facts.imports.files["a.py"]
    reading.step(state({**files, "d.py": "import c\n"}))
    assert "d.py" in reading.facts.imports.files
    assert reading.facts.imports.files["a.py"] is before


def test_submodules_and_links_are_changes_of_the_layout() -> None:
    before = state({"a.py": ""})
    after = replace(before, submodules=("vendor/x",), links={"b.py": "a.py"})
    changes = changes_between(before, after)
    assert changes.present == {"vendor/x", "b.py"}
    assert changes_between(before, before).paths == frozenset()


def test_a_manifest_behind_a_link_is_read_again_where_it_lies() -> None:
    files = {"web/a.js": "import '@/tool';\n", "web/lib/tool.js": "", "web/more/tool.js": ""}
    paths = '{"compilerOptions": {"paths": {"@/*": ["./%s/*"]}}}\n'
    reading = IncrementalFacts(Memory(None), SourceSettings())
    links = {"web/tsconfig.json": "shared.json"}
    reading.step(replace(state({**files, "shared.json": paths % "lib"}), links=links))
    reading.step(replace(state({**files, "shared.json": paths % "more"}), links=links))
    (row,) = reading.facts.imports.files["web/a.js"]
    assert row[3].target == "web/more/tool.js"


def test_a_link_to_a_folder_gives_its_files_another_path() -> None:
    files = {"a.py": "import lib.tool\n", "own/tool.py": ""}
    reading = IncrementalFacts(Memory(None), SourceSettings())
    reading.step(state(files))
    assert reading.facts.imports.files["a.py"][0][3].outcome == "external"
    reading.step(replace(state(files), links={"lib": "own"}))
    assert reading.facts.imports.files["a.py"][0][3].target == "own/tool.py"
    reading.step(replace(state({**files, "own/more.py": "", "a.py": ""}), links={"lib": "own"}))
    reading.step(replace(state({**files, "own/more.py": ""}), links={"lib": "own"}))
    assert reading.facts.imports.files["a.py"][0][3].target == "own/tool.py"
