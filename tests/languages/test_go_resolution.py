import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.go import resolver
from kavro_lint.languages.go.manifests import joined, read_manifest
from kavro_lint.languages.go.names import module_of
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import SourceSettings
from kavro_lint.model.imports import Import
from kavro_lint.model.places import RawImport

Files = dict[str, str]


def resolve(
    files: Files,
    importer: str,
    path: str,
    steps: list[str] | None = None,
    *,
    roots: tuple[str, ...] = (),
    links: Files | None = None,
) -> Import:
    contents = {importer: "", **files}
    real = {path: path for path in contents} | (links or {})
    folders = {""}
    for entry in real:
        parts = entry.split("/")[:-1]
        folders |= {"/".join(parts[: n + 1]) + "/" for n in range(len(parts))}
    project = Project(
        real,
        frozenset(folders),
        lambda path: contents[path].encode() if path in contents else None,
        SourceSettings(roots),
    )
    raw = RawImport(path, None, "import", 1, 1, f'import "{path}"')
    return resolver(project).resolve(importer, raw, steps)


APP = {"go.mod": "module x.io/app\n", "a/a.go": "", "a/sub/s.go": "", "main.go": ""}
MONO = {
    "go.mod": "module x.io/app\nrequire x.io/lib v1.0.0\nreplace x.io/lib => ./lib\n",
    "lib/go.mod": "module x.io/lib\n",
    "lib/l.go": "",
    "lib/deep/d.go": "",
    "tools/go.mod": "module x.io/app/tools\n",
    "tools/t.go": "",
    "a/a.go": "",
}
WORK = {
    "go.work": "go 1.22\n\nuse (\n\t./one // first\n\t./two\n)\nreplace y.io/z v1.2.3 => ./three\n",
    "one/go.mod": "module x.io/one",
    "one/o.go": "",
    "two/go.mod": "module x.io/two/v2\nreplace y.io/w => ../four",
    "two/pkg/t.go": "",
    "three/z.go": "",
    "four/w.go": "",
    "five/go.mod": "module x.io/five",
    "five/f.go": "",
}
VENDOR = {
    **APP,
    "vendor/y.io/lib/l.go": "",
    "vendor/y.io/lib/go.mod": "module y.io/lib",
    "vendor/y.io/lib/inner/i.go": "",
    "nested/go.mod": "module z.io/nested",
    "nested/n.go": "",
}
GO = {
    "src/go.mod": "module std\n",
    "src/fmt/print.go": "",
    "src/net/http/server.go": "",
    "src/vendor/golang.org/x/net/n.go": "",
    "src/cmd/go.mod": "module cmd\n",
    "src/cmd/go/main.go": "",
    "src/cmd/internal/obj/o.go": "",
    "src/cmd/vendor/golang.org/x/mod/m.go": "",
}

INTERNAL = [
    (APP, "main.go", "x.io/app/a", "a/"),
    (APP, "main.go", "x.io/app/a/sub", "a/sub/"),
    (APP, "a/a.go", "x.io/app", "/"),
    (APP, "a/a_test.go", "x.io/app/a", "a/"),
    ({**APP, "go.mod": "module x.io/app/v2"}, "main.go", "x.io/app/v2/a", "a/"),
    ({**APP, "v2/go.mod": "module x.io/app/v2", "v2/a/b.go": ""}, "v2/c.go", "x.io/app/v2/a",
     "v2/a/"),
    ({**APP, "go.mod": "module app"}, "main.go", "app/a", "a/"),
    ({**APP, "testdata/t.go": ""}, "a/a_test.go", "x.io/app/testdata", "testdata/"),
    (APP, "a/a.go", "./sub", "a/sub/"),
    (APP, "a/sub/s.go", "..", "a/"),
    (APP, "a/sub/s.go", "../..", "/"),
    # spellings of go.mod
    ({**APP, "go.mod": '// a\nmodule "x.io/app" // b'}, "main.go", "x.io/app/a", "a/"),
    ({**APP, "go.mod": "module `x.io/app`\r\n"}, "main.go", "x.io/app/a", "a/"),
    ({**APP, "go.mod": "module (\n\tx.io/app\n)"}, "main.go", "x.io/app/a", "a/"),
    ({**APP, "go.mod": "\ufeffmodule x.io/app"}, "main.go", "x.io/app/a", "a/"),
    # several modules
    (MONO, "a/a.go", "x.io/lib", "lib/"),
    (MONO, "a/a.go", "x.io/lib/deep", "lib/deep/"),
    (MONO, "a/a.go", "x.io/app/tools", "tools/"),
    (MONO, "tools/t.go", "x.io/app/a", "a/"),
    (MONO, "lib/l.go", "x.io/lib/deep", "lib/deep/"),
    ({**MONO, "go.mod": 'module x.io/app\nreplace (\n "y.io/q" v1.0.0 => "./lib" // c\n)'},
     "a/a.go", "y.io/q/deep", "lib/deep/"),
    ({**MONO, "go.mod": "module x.io/app\nreplace y.io/q => .\\lib"}, "a/a.go", "y.io/q", "lib/"),
    ({"a/go.mod": "module x.io/a\nreplace x.io/b => ../b", "b/b.go": ""}, "a/a.go", "x.io/b", "b/"),
    # workspaces
    (WORK, "one/o.go", "x.io/two/v2/pkg", "two/pkg/"),
    (WORK, "one/o.go", "y.io/z", "three/"),
    (WORK, "one/o.go", "y.io/w", "four/"),
    (WORK, "five/f.go", "x.io/one", "one/"),
    # vendor
    (VENDOR, "a/a.go", "y.io/lib/inner", "vendor/y.io/lib/inner/"),
    (VENDOR, "vendor/y.io/lib/l.go", "y.io/lib/inner", "vendor/y.io/lib/inner/"),
    ({"src/a/vendor/y.io/lib/l.go": ""}, "src/a/b/c.go", "y.io/lib", "src/a/vendor/y.io/lib/"),
    ({"src/x.io/a/a.go": ""}, "src/x.io/b/b.go", "x.io/a", "src/x.io/a/"),
    # Go's own tree
    (GO, "src/net/http/server.go", "fmt", "src/fmt/"),
    (GO, "src/net/http/server.go", "golang.org/x/net", "src/vendor/golang.org/x/net/"),
    (GO, "src/cmd/go/main.go", "net/http", "src/net/http/"),
    (GO, "src/cmd/go/main.go", "cmd/internal/obj", "src/cmd/internal/obj/"),
    (GO, "src/cmd/go/main.go", "golang.org/x/mod", "src/cmd/vendor/golang.org/x/mod/"),
    # errors in go.mod
    ({**APP, "go.mod": "module x.io/app\nrequire (\n\ty.io/z v1\nreplace y.io/q => ./a\n???\n"},
     "main.go", "y.io/q", "a/"),
    ({**APP, "go.mod": "<<<<<<< HEAD\nmodule x.io/app\n=======\nmodule q\n>>>>>>> b"}, "main.go",
     "x.io/app/a", "a/"),
    ({**APP, "go.mod": 'module "x.io/app\n'}, "main.go", "x.io/app/a", "a/"),
    ({**APP, "go.mod": "modul x.io/app\n"}, "main.go", "x.io/app/a/sub", "a/sub/"),
]  # fmt: skip

OTHERWISE = [
    (APP, "main.go", "fmt", "standard", "fmt"),
    (APP, "main.go", "net/http", "standard", "net/http"),
    (APP, "main.go", "C", "standard", "C"),
    (APP, "main.go", "unsafe", "standard", "unsafe"),
    ({**APP, "go.mod": "module log", "log.go": ""}, "main.go", "log", "standard", "log"),
    (APP, "main.go", "x.io/app/gone", "unresolved", None),
    (APP, "main.go", "./gone", "unresolved", None),
    (APP, "main.go", "../gone", "unresolved", None),
    ({**APP, "go.mod": "module app"}, "main.go", "app/gone", "unresolved", None),
    (MONO, "a/a.go", "x.io/lib/gone", "unresolved", None),
    (GO, "src/fmt/print.go", "internal/gone", "unresolved", None),
    (GO, "src/cmd/go/main.go", "golang.org/x/net", "external", "golang.org/x/net"),
    (APP, "main.go", "x.io/application", "external", "x.io/application"),
    (APP, "main.go", "golang.org/x/net/http2", "external", "golang.org/x/net"),
    (APP, "main.go", "github.com/o/r/v3/p/q", "external", "github.com/o/r/v3"),
    ({**APP, "go.mod": "module x.io/app\nrequire k8s.io/a/b v1 // indirect\n"}, "main.go",
     "k8s.io/a/b/c", "external", "k8s.io/a/b"),
    ({**APP, "go.mod": "module x.io/app\nrequire x.io/app/v2 v2.0.0\n"}, "main.go",
     "x.io/app/v2/p", "external", "x.io/app/v2"),
    ({**APP, "go.mod": "module x.io/app\nreplace x.io/q => ../../out\n"}, "main.go", "x.io/q/p",
     "external", "x.io/q"),
    ({**APP, "go.mod": "module x.io/app\nreplace x.io/q => /etc\n"}, "main.go", "x.io/q/p",
     "external", "x.io/q"),
    ({**APP, "go.mod": "module x.io/app\nreplace x.io/q => y.io/fork v1.0.0\n"}, "main.go",
     "x.io/q/p", "external", "x.io/q"),
    (VENDOR, "nested/n.go", "y.io/lib", "external", "y.io/lib"),
    ({"a.go": ""}, "a.go", "github.com/o/r/p", "external", "github.com/o/r"),
    ({**APP, "go.mod": ""}, "main.go", "q.io/none", "external", "q.io/none"),
    ({**APP, "one/go.mod": "module q.io/q", "one/p/p.go": "", "two/go.mod": "module q.io/q",
      "two/p/p.go": ""}, "main.go", "q.io/q/p", "ambiguous", None),
]  # fmt: skip


@pytest.mark.parametrize(("files", "importer", "path", "target"), INTERNAL)
def test_an_import_leads_to_a_folder_of_the_repository(
    files: Files, importer: str, path: str, target: str
) -> None:
    import_ = resolve(files, importer, path)
    assert (import_.outcome, import_.target) == ("internal", target)


@pytest.mark.parametrize(("files", "importer", "path", "outcome", "package"), OTHERWISE)
def test_an_import_that_leads_to_no_folder_has_its_outcome(
    files: Files, importer: str, path: str, outcome: str, package: str | None
) -> None:
    import_ = resolve(files, importer, path)
    assert (import_.outcome, import_.package) == (outcome, package)


def test_an_import_reaches_all_files_of_the_package_but_its_tests() -> None:
    files = {**APP, "a/b_windows.go": "", "a/a_test.go": "", "a/_c.go": "", "a/x.py": ""}
    assert resolve(files, "main.go", "x.io/app/a").reaches == ("a/a.go", "a/b_windows.go")


def test_a_vendored_package_is_internal_and_has_its_name() -> None:
    import_ = resolve(VENDOR, "a/a.go", "y.io/lib/inner")
    assert (import_.package, import_.module) == ("y.io/lib", "y.io/lib/inner")


def test_what_is_unresolved_says_where_it_should_be() -> None:
    assert resolve(APP, "main.go", "x.io/app/b/c").candidates == ("b/c/",)


def test_a_link_leads_to_the_folder_it_stands_for() -> None:
    files = {"go.mod": "module x.io/app", "staging/x.io/lib/l.go": ""}
    links = {"vendor/x.io/lib/l.go": "staging/x.io/lib/l.go"}
    assert resolve(files, "a.go", "x.io/lib", links=links).target == "staging/x.io/lib/"


def test_a_source_root_stands_for_a_gopath() -> None:
    files = {"code/x.io/a/a.go": ""}
    assert resolve(files, "b.go", "x.io/a", roots=("code",)).target == "code/x.io/a/"


@pytest.mark.parametrize(
    ("files", "importer", "path", "words"),
    [
        (APP, "main.go", "x.io/app/a", "the nearest go.mod is go.mod: module x.io/app"),
        (MONO, "a/a.go", "x.io/lib", "replace in go.mod: x.io/lib is lib/"),
        (WORK, "one/o.go", "x.io/two/v2/pkg", "use in go.work: x.io/two/v2 is two/"),
        (WORK, "one/o.go", "y.io/w", "replace in two/go.mod, used by go.work,"),
        (VENDOR, "a/a.go", "y.io/lib", "vendor: vendor/y.io/lib/ exists"),
        (MONO, "a/a.go", "x.io/app/tools", "tools/go.mod, in this repository, is module"),
        (APP, "main.go", "net/http", "so it is in the standard library"),
        (APP, "main.go", "y.io/z", "in no module of this repository"),
        ({"a.go": ""}, "a.go", "y.io/z", "no go.mod is above the file"),
        ({**APP, "go.mod": "modul q\n"}, "main.go", "y.io/z", "no line `module`"),
        ({**APP, "go.mod": "modul q\n"}, "main.go", "y.io/z", "not understood: 1"),
        (GO, "src/net/http/server.go", "fmt", "Go's own tree: src/fmt/ exists"),
    ],
)  # fmt: skip
def test_every_step_of_resolution_is_explained(
    files: Files, importer: str, path: str, words: str
) -> None:
    steps: list[str] = []
    resolve(files, importer, path, steps)
    assert any(words in step for step in steps), steps


@pytest.mark.parametrize(
    ("path", "required", "module"),
    [
        ("github.com/o/r/p", (), "github.com/o/r"),
        ("github.com/o/r/v2", (), "github.com/o/r/v2"),
        ("github.com/o", (), "github.com/o"),
        ("golang.org/x/net/http2", (), "golang.org/x/net"),
        ("google.golang.org/grpc/codes", (), "google.golang.org/grpc"),
        ("gopkg.in/yaml.v3", (), "gopkg.in/yaml.v3"),
        ("gopkg.in/o/r.v1/p", (), "gopkg.in/o/r.v1"),
        ("k8s.io/api/core/v1", (), "k8s.io/api"),
        ("x.io", (), "x.io"),
        ("a.b/c/d/e", ("a.b/c", "a.b/c/d", "a.b/c/dd"), "a.b/c/d"),
    ],
)
def test_the_module_of_a_package_is_found_by_its_path(
    path: str, required: tuple[str, ...], module: str
) -> None:
    assert module_of(path, required) == module


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [("a/", "../b", "b/"), ("", ".", ""), ("", "./x//y/", "x/y/"), ("a/", "../..", None),
     ("", "/etc", None), ("", "C:\\x", None), ("a/b/", "..\\c", "a/c/")],
)  # fmt: skip
def test_no_path_leaves_the_repository(folder: str, path: str, expected: str | None) -> None:
    assert joined(folder, path) == expected


@given(st.text(alphabet='module xreplac=>()"`/.\n\\v1 use', max_size=300))
def test_any_manifest_is_read_without_a_crash(text: str) -> None:
    manifest = read_manifest(text.encode())
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines for line in manifest.wrong)


def test_a_long_manifest_is_read_at_once() -> None:
    text = "module a.b/c\n" + 'require "x' * 200_000 + "\n" + "(" * 500_000
    assert read_manifest(text.encode()).module == "a.b/c"


# files, path, listed
LISTED = [
    ({"go.mod": "module x.io/a\nrequire y.io/b/v2 v2.0.0\n"}, "y.io/b/v2/c", "yes"),
    ({"go.mod": "module x.io/a\nrequire (\n\ty.io/b v1.0.0 // indirect\n)\n"}, "y.io/b/c", "yes"),
    ({"go.mod": "module x.io/a\nreplace y.io/b => z.io/b v1.0.0\n"}, "y.io/b/c", "yes"),
    ({"go.mod": "module x.io/a\nrequire y.io/b v1.0.0\n"}, "y.io/bc", "no"),
    ({"go.mod": "module x.io/a\n"}, "github.com/o/r/p", "no"),
    ({"go.mod": "module x.io/a\n<<<<<<< HEAD\nrequire y.io/b v1\n"}, "y.io/c", "unsure"),
    ({"go.work": "use (\n\t./in\n\t./out\n)\n", "in/go.mod": "module x.io/in\n",
      "out/go.mod": "module x.io/out\nrequire y.io/b v1.0.0\n"}, "y.io/b", "yes"),
    ({"go.work": "use ./in\n", "in/go.mod": "module x.io/in\n",
      "out/go.mod": "module x.io/out\nrequire y.io/b v1.0.0\n"}, "y.io/b", "no"),
    ({}, "y.io/b", "unsure"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "path", "listed"), LISTED)
def test_a_package_is_listed_where_a_manifest_requires_its_module(
    files: Files, path: str, listed: str
) -> None:
    import_ = resolve(files, "in/m.go", path)
    assert (import_.outcome, import_.listed) == ("external", listed)


def test_a_package_that_is_not_listed_names_the_go_mod_around_it() -> None:
    import_ = resolve(
        {"go.mod": "module x.io/a", "in/go.mod": "module x.io/i"}, "in/m.go", "y.io/b"
    )
    assert (import_.package, import_.manifest) == ("y.io/b", "in/go.mod")
