"""What rustc says of the paths in Rust sources: the module that each names, and its file.

The oracle is the compiler's own tree (`rustc -Zunpretty=hir-tree`), which prints every path with
the place where it stands and what each part of it resolves to. It works with libraries missing:
their paths are errors. Targets come from `cargo metadata --no-deps`, which asks no registry;
libraries that are checked out somewhere are compiled to metadata, one after the other, without
build scripts.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Json = Mapping[str, object]
# Features that need a compiler from tomorrow, or a library of the system.
NO_FEATURES = frozenset(
    "unstable nightly pattern simd simd-accel rustc-dep-of-std core std_detect".split()
)

_SPAN = re.compile(r"(?:span|inner_span): ([^:\s][^:]*\.rs):(\d+):(\d+): (\d+):(\d+) \(#(\d+)\)")
_DEF = re.compile(r"DefId\((\d+):\d+ ~ ([\w]+)\[\w+\]((?:::.*?)?)\)")
_IDENT = re.compile(r"ident: (?:r#)?(\S+)#\d+,")


class Named(NamedTuple):
    """A path: its file and lines, the module that it names, and its last part's definition.

    A module is a pair of a crate's name and the path in it. `is_error` says that some part is not
    resolved.
    """

    file: str
    line: int
    end: int
    column: int
    parts: tuple[str, ...]
    module: tuple[str, str] | None
    definition: tuple[str, str] | None
    is_error: bool


class Compiled(NamedTuple):
    """What rustc says of one target: paths, and the file of each module."""

    paths: list[Named]
    files: dict[tuple[str, str], str]


class _Open:
    """A path of the tree that is not closed yet."""

    def __init__(self, indent: int) -> None:
        self.indent = indent
        self.place: tuple[str, int, int, int] | None = None
        self.parts: list[str] = []
        self.own: list[tuple[str, tuple[str, str]]] = []
        self.modules: list[tuple[str, str]] = []
        self.is_error = False

    def named(self) -> Named | None:
        """Return the path, None where it stands in no file."""
        if self.place is None:
            return None
        module = next((name for kind, name in self.own if kind == "Mod"), None)
        if module is None and self.modules:
            module = self.modules[-1]
        definition = next((name for kind, name in self.own if kind != "Mod"), None)
        file, line, column, end = self.place
        return Named(
            file, line, end, column, tuple(self.parts), module, definition, self.is_error
        )  # fmt: skip


def read_tree(lines: Iterable[str]) -> Compiled:
    """Read what rustc prints."""
    paths: list[Named] = []
    files: dict[tuple[str, str], str] = {}
    stack: list[_Open] = []
    owner = ("", "")
    kind = ""
    for line in lines:
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if text.endswith("Path {") and not text.endswith("MetaPath {"):
            stack.append(_Open(indent))
        elif stack and indent == stack[-1].indent and text.startswith("}"):
            named = stack.pop().named()
            if named is not None:
                paths.append(named)
        elif stack:
            _take(stack[-1], text, indent, kind)
        elif text.startswith("owner_id: "):
            owner = _definition(text) or owner
        elif text.startswith("inner_span: "):
            span = _SPAN.match(text)
            if span is not None:
                files.setdefault(owner if files else ("", ""), span[1])
        kind = text.rstrip(",")
    return Compiled(paths, files)


def _take(path: _Open, text: str, indent: int, before: str) -> None:
    """Take a line of a path's own fields; `before` is the line before."""
    depth = indent - path.indent
    if depth == 4 and path.place is None and text.startswith("span: "):
        span = _SPAN.match(text)
        if span is not None:
            path.place = span[1], int(span[2]), int(span[3]), int(span[4])
    elif depth == 12 and text.startswith("ident: "):
        ident = _IDENT.match(text)
        path.parts.append(ident[1] if ident is not None else "?")
    elif text.startswith("DefId("):
        name = _definition(text)
        if name is not None and path.parts and depth <= 16 and before == "Mod":
            path.modules.append(name)
        elif name is not None and not path.parts:
            path.own.append((before, name))
    elif text in ("Err,", "res: Err,") and len(path.parts) < 2:
        path.is_error = True


def _definition(text: str) -> tuple[str, str] | None:
    match = _DEF.search(text)
    return (match[2] if match[1] != "0" else "", match[3].removeprefix("::")) if match else None


class Package:
    """A package as cargo describes it."""

    def __init__(self, root: Path, data: Json) -> None:
        self.root = root
        self.name = str(data["name"])
        self.data = data
        self.folder = Path(str(data["manifest_path"])).parent

    @property
    def targets(self) -> list[Json]:
        """The targets: of every kind."""
        return self.data["targets"]  # type: ignore[return-value]

    @property
    def library(self) -> Json | None:
        """The library's target."""
        kinds = ("lib", "rlib", "cdylib", "dylib")
        return next((t for t in self.targets if set(t["kind"]) & set(kinds)), None)  # type: ignore[call-overload]

    @property
    def dependencies(self) -> list[Json]:
        """The dependencies: of every kind."""
        return self.data["dependencies"]  # type: ignore[return-value]

    def environment(self) -> dict[str, str]:
        """Return the variables that cargo sets."""
        version = str(self.data["version"])
        parts = re.split(r"[.+-]", version) + ["0"] * 3
        return {
            "CARGO_PKG_NAME": self.name, "CARGO_PKG_VERSION": version,
            "CARGO_PKG_VERSION_MAJOR": parts[0], "CARGO_PKG_VERSION_MINOR": parts[1],
            "CARGO_PKG_VERSION_PATCH": parts[2], "CARGO_PKG_VERSION_PRE": "",
            "CARGO_PKG_DESCRIPTION": "", "CARGO_PKG_AUTHORS": "", "CARGO_PKG_HOMEPAGE": "",
            "CARGO_MANIFEST_DIR": str(self.folder), "OUT_DIR": "/tmp", "RUSTC_BOOTSTRAP": "1",
        }  # fmt: skip


def packages(root: Path) -> list[Package]:
    """Return the packages of every workspace below a folder."""
    result: dict[str, Package] = {}
    for manifest in sorted(root.rglob("Cargo.toml"), key=lambda path: len(path.parts)):
        done = subprocess.run(
            ["cargo", "metadata", "--no-deps", "--offline", "--format-version", "1",
             "--manifest-path", str(manifest)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            continue
        for data in json.loads(done.stdout)["packages"]:
            result.setdefault(str(data["manifest_path"]), Package(root, data))
    return list(result.values())


class Compiler:
    """Compiles libraries to metadata, and asks for the tree of targets."""

    def __init__(self, libraries: Sequence[Package], own: Sequence[Package], folder: Path) -> None:
        self._known = {package.name: package for package in (*libraries, *own)}
        self._own = {package.name for package in own}
        self._folder = folder
        self._built: dict[str, Path | None] = {}

    def features(self, package: Package) -> list[str]:
        """Return the features that can be switched on: those whose libraries are there.

        Of a library of others only those that somebody asks for.
        """
        table: Mapping[str, list[str]] = package.data["features"]  # type: ignore[assignment]
        optional = {str(row["name"]) for row in package.dependencies if row["optional"]}
        missing = {name for name in optional if self.built(name) is None}
        off = {name for name in table if name in NO_FEATURES or name.startswith("unstable")}
        while True:
            more = {
                name
                for name, implied in table.items()
                if name not in off
                and any(
                    part.removeprefix("dep:") in missing
                    or part in off
                    or (part.partition("/")[0] in missing and "?" not in part)
                    for part in implied
                )
            }
            if not more:
                break
            off |= more
        if package.name in self._own:
            return sorted(table.keys() - off)
        return sorted(self._asked(package, table) - off)

    def _asked(self, package: Package, table: Mapping[str, list[str]]) -> set[str]:
        rows = (row for other in self._known.values() for row in other.dependencies)
        waiting = ["default"]
        for row in rows:
            if row["name"] == package.name:
                waiting += map(str, row["features"])  # type: ignore[call-overload]
        asked: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in table and name not in asked:
                asked.add(name)
                waiting += table[name]
        return asked

    def built(self, name: str) -> Path | None:
        """Return a library's metadata, None where it cannot be compiled here."""
        if name in self._built:
            return self._built[name]
        self._built[name] = None
        package = self._known.get(name)
        if package is None or package.library is None:
            return None
        library = package.library
        crate = str(library["name"]).replace("-", "_")
        place = self._folder / f"lib{crate}.rmeta"
        done = self._rustc(package, library, ["--emit=metadata", "-o", str(place)], is_test=False)
        if done.returncode == 0:
            self._built[name] = place
        return self._built[name]

    def tree(self, package: Package, target: Json) -> Compiled:
        """Return what rustc says of a target, its tests included."""
        done = self._rustc(package, target, ["-Zunpretty=hir-tree"], is_test=True)
        return read_tree(done.stdout.splitlines())

    def _rustc(
        self, package: Package, target: Json, options: list[str], is_test: bool
    ) -> "subprocess.CompletedProcess[str]":
        source = os.path.relpath(str(target["src_path"]), package.root)
        kinds: list[str] = target["kind"]  # type: ignore[assignment]
        command = [
            "rustc", source, "--crate-name", str(target["name"]).replace("-", "_"),
            "--edition", str(target["edition"]), "--cap-lints", "allow",
            "-L", str(self._folder), *options,
        ]  # fmt: skip
        if is_test and "custom-build" not in kinds and "proc-macro" not in kinds:
            command.append("--test")
        else:
            is_program = set(kinds) & {"bin", "custom-build", "example", "test", "bench"}
            command += ["--crate-type", "bin" if is_program else "lib"]
        if "proc-macro" in kinds:
            command += ["--extern", "proc_macro"]
        for feature in self.features(package):
            command += ["--cfg", f'feature="{feature}"']
        for name, place in self._externs(package, target, is_test):
            command += ["--extern", f"{name}={place}"]
        return subprocess.run(
            command, cwd=package.root, capture_output=True, text=True, check=False,
            errors="replace", env={**os.environ, **package.environment()},
        )  # fmt: skip

    def _externs(self, package: Package, target: Json, is_test: bool) -> Iterator[tuple[str, Path]]:
        for row in package.dependencies:
            if row["kind"] == "dev" and not is_test:
                continue
            # A registry has another version of a package that is here (`aho-corasick = "=1.0.5"`).
            if row["name"] in self._own and row.get("path") is None:
                continue
            place = self.built(str(row["name"]))
            if place is not None:
                library = self._known[str(row["name"])].library or {}
                name = row["rename"] or library["name"]
                yield str(name).replace("-", "_"), place
        is_library = target is package.library
        if is_test and not is_library and package.library is not None:
            place = self.built(package.name)
            if place is not None:
                yield str(package.library["name"]).replace("-", "_"), place
