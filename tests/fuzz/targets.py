"""The targets: each gives bytes to one reader, and lets through what that reader may raise.

A target that raises has found a mistake.
"""

import json
from collections.abc import Callable, Mapping

from kavro_lint.agents.dialects import detected, dialect, names
from kavro_lint.agents.operations import proposed
from kavro_lint.artifacts import id_pattern, read_plan
from kavro_lint.artifacts.markdown import parse
from kavro_lint.artifacts.markdown.front_matter import front_matter
from kavro_lint.config.owners import owners_of
from kavro_lint.config.rulebook import user_rules
from kavro_lint.config.settings import read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.gitattributes import Attributes
from kavro_lint.languages.reading import read_facts
from kavro_lint.languages.registry import language_of, suffix_of
from kavro_lint.languages.sources import SourceFile, extracted
from kavro_lint.model.facts import Snapshot, Source, Unreadable
from kavro_lint.patterns import Pattern
from kavro_lint.printable import printable

Target = Callable[[bytes], None]

PATHS = ("src/a.py", "b/c/d.ts", "x.min.js", "vendor/e.go", "f g.py", "é/h.py", ".i", "docs/j.md")
ARTIFACTS = (
    "blueprint.md", "roadmap.md", "research.md", "tasks.md", "decisions/0001-x.md",
    "validation/1.1.1.md", "approvals/2026-01-01-blueprint-abcdef.md", "prompts/1.1.1.md",
)  # fmt: skip
MANIFESTS: Mapping[str, tuple[str, ...]] = {
    "python": (
        "pyproject.toml", "setup.cfg", "setup.py", "requirements.txt", "Pipfile", "pixi.toml",
        "environment.yml", "uv.lock", "poetry.lock", "tox.ini", "MANIFEST.in",
    ),
    "javascript": (
        "package.json", "tsconfig.json", "jsconfig.json", "pnpm-workspace.yaml", "deno.json",
        "vite.config.ts", "webpack.config.js", ".babelrc", "import_map.json", "lerna.json",
    ),
    "go": ("go.mod", "go.work", "vendor/modules.txt"),
    "jvm": ("pom.xml", "build.gradle", "build.gradle.kts", "gradle/libs.versions.toml"),
    "php": ("composer.json", "composer.lock"),
    "csharp": ("src/A.csproj", "Directory.Build.props", "src/packages.config", "b/B.csproj"),
    "cpp": ("compile_commands.json", ".gitmodules", "Makefile", "CMakeLists.txt"),
    "rust": ("Cargo.toml", "x/Cargo.toml"),
}  # fmt: skip
CARGO = b'[package]\nname = "x"\nedition = "2021"\n'
SOURCES: Mapping[str, Mapping[str, bytes]] = {
    "python": {"pkg/__init__.py": b"", "pkg/a.py": b"import pkg.b, os, x\nfrom . import b\n"},
    "javascript": {"src/a.ts": b"import './b'; import 'x'; import '@/b'; import '#c'\n",
                   "src/b.ts": b"export const b = 1\n"},
    "php": {"a/A.php": b"<?php use B\\C; use D; new \\E\\F; require 'x.php';", "b/C.php": b"<?php",
            "composer.json": b'{"autoload": {"psr-4": {"B\\\\": "b"}}}'},
    "go": {"a/a.go": b'package a\nimport ("example.com/m/b"; "fmt")\n', "b/b.go": b"package b\n"},
    "jvm": {"a/A.java": b"package a; import b.C; import d.E; class A {}",
            "a/B.kt": b"package a\nimport d.f\n", "b/C.java": b"package b; public class C {}"},
    "rust": {"src/lib.rs": b"mod a; use x::y::Z; use crate::a::b;\n", "src/a.rs": b"",
             "x/src/lib.rs": b"pub mod y;\n"},
    "cpp": {"src/a.cc": b'#include "b.h"\n#include <c/d.h>\nimport m;\n', "inc/b.h": b""},
    "csharp": {"src/A.cs": b"using N; class A { B b; }", "b/B.cs": b"namespace N; class B {}"},
}  # fmt: skip


class Bytes:
    """Contents that are held in memory, as bytes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def read(self, source: Source, limit: int) -> bytes:
        return self._files[source.path]


def snapshot_of(files: Mapping[str, bytes]) -> Snapshot:
    sources = {path: Source(path) for path in sorted(files)}
    return Snapshot("worktree", None, sources, Bytes(files))


def _chosen(data: bytes, choices: tuple[str, ...]) -> tuple[str, bytes]:
    """Return the choice that the first byte makes, and the rest."""
    return choices[data[0] % len(choices)] if data else choices[0], data[1:]


def markdown(data: bytes) -> None:
    try:
        document = parse("docs/kavro/blueprint.md", data)
    except Unreadable as error:
        assert str(error)
        return
    last = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= field.line <= last for field in document.fields)


def artifacts(data: bytes) -> None:
    name, content = _chosen(data, ARTIFACTS)
    read_plan(snapshot_of({f"docs/kavro/{name}": content, "src/a.py": b""}))


def front(data: bytes) -> None:
    front_matter(data.decode("utf-8", "replace").split("\n"))


def settings(data: bytes) -> None:
    name, content = _chosen(data, ("kavro-lint.toml", "pyproject.toml"))
    try:
        read_settings(snapshot_of({name: content}))
    except CannotJudge as error:
        _is_said(error)


def rule_pages(data: bytes) -> None:
    try:
        user_rules({"checks/no-x.md": data})
    except CannotJudge as error:
        _is_said(error)


def attributes(data: bytes) -> None:
    try:
        of = Attributes(snapshot_of({".gitattributes": data, "b/.gitattributes": data})).of
        for path in PATHS:
            of(path)
    except CannotJudge as error:
        _is_said(error)


def owners(data: bytes) -> None:
    name, content = _chosen(data, ("CODEOWNERS", ".gitlab/CODEOWNERS"))
    try:
        of = owners_of(snapshot_of({name: content}))
        for path in PATHS:
            of(path)
    except CannotJudge as error:
        _is_said(error)


def patterns(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for read in (Pattern, id_pattern):
        try:
            made = read(text)
        except (ValueError, CannotJudge) as error:
            assert str(error)
        else:
            for path in PATHS:
                made.matches(path) if isinstance(made, Pattern) else made.findall(path)


def hook(data: bytes) -> None:
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(event, dict):
        return
    detected(event)
    for name in names():
        try:
            operations = dialect(name).read(event).operations
            proposed(operations, lambda path: b"import os\n")
        except CannotJudge as error:
            _is_said(error)


def _is_said(error: CannotJudge) -> None:
    assert str(error)
    assert "Traceback" not in str(error)
    printable(str(error), 500)


def _source(path: str) -> Target:
    def read(data: bytes) -> None:
        language = language_of(path)
        assert language is not None
        (facts,) = extracted([SourceFile(path, language, data)])
        if isinstance(facts, Unreadable):
            assert str(facts)
            return
        lines = data.count(b"\n") + data.count(b"\r") + 1
        for raw in facts.imports:
            assert 1 <= raw.line <= lines, raw
            assert raw.column >= 1, raw

    return read


def rust(data: bytes) -> None:
    """Read a source that is the root of a crate, and resolve all that it says."""
    _source("src/lib.rs")(data)
    read_facts(snapshot_of({"Cargo.toml": CARGO, "src/lib.rs": data, "src/a.rs": b""}))


def _manifest(language: str) -> Target:
    def read(data: bytes) -> None:
        name, content = _chosen(data, MANIFESTS[language])
        read_facts(snapshot_of({**SOURCES[language], name: content}))

    return read


TARGETS: Mapping[str, Target] = {
    "markdown": markdown, "artifacts": artifacts, "front-matter": front, "settings": settings,
    "rule-pages": rule_pages, "gitattributes": attributes, "codeowners": owners,
    "patterns": patterns, "hook": hook,
    "python": _source("a/x.py"), "notebook": _source("a/x.ipynb"),
    "javascript": _source("a/x.jsx"), "typescript": _source("a/x.tsx"), "vue": _source("a/x.vue"),
    "go": _source("a/x.go"), "java": _source("a/X.java"),
    "kotlin": _source("a/X.kt"), "jvm-manifests": _manifest("jvm"),
    "cpp": _source("a/x.cc"),
    "php": _source("a/x.php"), "php-manifests": _manifest("php"),
    "csharp": _source("a/X.cs"),
    "rust": rust, "rust-manifests": _manifest("rust"),
    "python-manifests": _manifest("python"), "javascript-manifests": _manifest("javascript"),
    "go-manifests": _manifest("go"), "cpp-manifests": _manifest("cpp"),
    "csharp-manifests": _manifest("csharp"),
}  # fmt: skip


def suffix(target: str) -> str:
    """Return the suffix of the source that a target reads, "" for no source."""
    suffixes = {"python": ".py", "notebook": ".ipynb", "javascript": ".jsx", "typescript": ".tsx",
                "vue": ".vue", "go": ".go", "java": ".java", "kotlin": ".kt",
                "cpp": ".cc", "php": ".php", "csharp": ".cs", "rust": ".rs"}  # fmt: skip
    return suffix_of(f"x{suffixes[target]}") if target in suffixes else ""
