"""C: an include names a file. Headers that C++ includes are C++."""

from collections.abc import Mapping

from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.protocol import IndexedResolver, Project, Rows
from kavro_lint.model.facts import SourceFacts

NAME = "c"
FAMILY = "c"
SUFFIXES = (".c", ".h")


def is_source(path: str) -> bool:
    """Whether a file with the suffix is a source: each is."""
    return True


def is_manifest(path: str) -> bool:
    """Whether a file at that path says where includes are looked for, or which code is elsewhere.

    `.gitmodules` names the folders whose code another repository has.
    """
    from kavro_lint.languages.c.build_files import is_build_file

    name = path.rpartition("/")[2]
    return name == "compile_commands.json" or path == ".gitmodules" or is_build_file(path)


def grammar(suffix: str) -> object:
    """Return tree-sitter's grammar: of C for sources, of C++ for all else."""
    return load_grammar("tree_sitter_c" if suffix == ".c" else "tree_sitter_cpp")


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8; what is not UTF-8 is taken for Latin 1, as old sources are."""
    from kavro_lint.languages.c.decoding import decoded

    return decoded(content)


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what the preprocessor lines of a file say, in all branches of conditions."""
    from kavro_lint.languages.c.extraction import facts

    return facts(decode(content, suffix), has_modules=suffix != ".c")


def resolver(project: Project) -> IndexedResolver:
    """Return a resolver that knows no modules of C++20."""
    return indexed(project, {})


def indexed(project: Project, declared: Mapping[str, bytes]) -> IndexedResolver:
    """Return the resolver of all C and C++ sources; `declared` are modules of C++20."""
    from kavro_lint.languages.c.resolution import IncludeResolver

    return IncludeResolver(project, declared)


def names_changed(before: bytes, after: bytes) -> frozenset[str]:
    """Return the modules of C++20 that one of two states of a file declares alone."""
    return (
        frozenset((before + b"\n" + after).decode("utf-8", "replace").split("\n"))
        - {""}
        - (
            frozenset(before.decode("utf-8", "replace").split("\n"))
            & frozenset(after.decode("utf-8", "replace").split("\n"))
        )
    )


def words(facts: SourceFacts) -> frozenset[str]:
    """Return the modules of C++20 that a source imports."""
    return frozenset(
        specifier
        for _, _, kind, statement in facts.statements
        if kind == "import"
        for specifier, _ in statement.names
    )


def renamed(languages: Mapping[str, str], rows: Rows) -> Mapping[str, str]:
    """Return the languages of files, where headers that C++ includes are C++."""
    from kavro_lint.languages.c.headers import with_headers_of_cpp

    return with_headers_of_cpp(languages, rows)
