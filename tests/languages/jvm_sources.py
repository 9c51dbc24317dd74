"""Sources in which names are edges, as a test writes them, and where they lead."""

from collections.abc import Mapping

from kavro_lint.languages.protocol import Project
from kavro_lint.languages.registry import by_name, language_of, suffix_of
from kavro_lint.languages.visible_files import DEFAULTS
from kavro_lint.model.imports import Import, import_of


def imports_of(files: Mapping[str, str], name: str = "java") -> list[Import]:
    """Return the imports and references of files, as one snapshot has them."""
    folders = {""}
    for path in files:
        parts = path.split("/")[:-1]
        folders |= {"/".join(parts[:n]) + "/" for n in range(1, len(parts) + 1)}
    project = Project(
        {path: path for path in files},
        frozenset(folders),
        lambda path: files[path].encode() if path in files else None,
        DEFAULTS,
    )
    facts = {
        path: language.extract(text.encode(), suffix_of(path))
        for path, text in files.items()
        if (language := language_of(path)) is not None
    }
    resolver = by_name(name).indexed(project, {path: fact.declares for path, fact in facts.items()})  # type: ignore[attr-defined]
    return [
        import_of(path, row)
        for path, fact in facts.items()
        for row in resolver.resolve_source(path, fact)
    ]


def edges(files: Mapping[str, str], name: str = "java") -> set[tuple[str, str]]:
    """Return the internal edges by the files' names without suffix."""
    return {
        (_short(edge.importer), _short(edge.target))
        for edge in imports_of(files, name)
        if edge.target is not None
    }


def _short(path: str) -> str:
    return path if path.endswith("/") else path.rpartition("/")[2].partition(".")[0]
