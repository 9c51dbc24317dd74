"""Rust sources as a test writes them, and where they lead."""

from collections.abc import Mapping

from kavro_lint.languages import rust
from kavro_lint.languages.protocol import Project
from kavro_lint.model.imports import Import, import_of

CARGO = '[package]\nname = "demo"\nedition = "2021"\n'


def imports_of(files: Mapping[str, str]) -> list[Import]:
    """Return the imports and references of files; where none is given there is a Cargo.toml."""
    files = {"Cargo.toml": CARGO, **files}
    resolver = rust.indexed(project_of(files), {p: f.declares for p, f in facts_of(files).items()})
    return [
        import_of(path, row)
        for path, facts in facts_of(files).items()
        for row in resolver.resolve_source(path, facts)
    ]


def facts_of(files: Mapping[str, str]) -> dict[str, rust.SourceFacts]:
    """Return what each Rust source says."""
    return {
        path: rust.extract(text.encode(), ".rs")
        for path, text in files.items()
        if path.endswith(".rs")
    }


def project_of(files: Mapping[str, str]) -> Project:
    """Return what resolution may know of files."""
    return Project(
        {path: path for path in files},
        frozenset(),
        lambda path: files[path].encode() if path in files else None,
    )


def edges(files: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the internal edges between different files, by their paths below `src/`."""
    return {
        (_short(edge.importer), _short(edge.target))
        for edge in imports_of(files)
        if edge.target is not None and edge.target != edge.importer
    }


def _short(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".rs")


def unresolved(files: Mapping[str, str]) -> list[str]:
    """Return the paths that must lead to a module or an item, and lead nowhere."""
    return [
        edge.raw.specifier
        for edge in imports_of(files)
        if edge.outcome == "unresolved" and edge.listed != "unsure"
    ]


def packages(files: Mapping[str, str]) -> dict[str, str | None]:
    """Return the packages of others, with whether a manifest lists them."""
    return {
        edge.package or "": edge.listed for edge in imports_of(files) if edge.outcome == "external"
    }
