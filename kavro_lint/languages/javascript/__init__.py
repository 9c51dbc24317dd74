"""JavaScript; and all that TypeScript shares with it, which is nearly everything."""

from collections.abc import Callable

from kavro_lint.languages.grammars import load_grammar
from kavro_lint.languages.protocol import Project, Resolver
from kavro_lint.model.facts import SourceFacts

Read = Callable[[str], bytes | None]

NAME = "javascript"
# The suffixes of components, whose scripts are JavaScript or TypeScript.
COMPONENTS = (".vue", ".svelte", ".astro")
SUFFIXES = (".js", ".jsx", ".mjs", ".cjs", ".es6", ".jsm")


def is_source(path: str) -> bool:
    """Whether a file is source: what a package manager installed is somebody else's."""
    return "node_modules/" not in path


def is_manifest(path: str) -> bool:
    """Whether a file at that path may say how imports resolve."""
    from kavro_lint.languages.javascript.manifests import is_manifest as named_so

    return named_so(path.rpartition("/")[2])


def is_known_by_name(path: str) -> bool:
    """Whether a manifest is looked for by its name, and not only where another names it."""
    from kavro_lint.languages.javascript.manifests import is_known_by_name as known

    return known(path)


def names_in_manifest(path: str, old: bytes, new: bytes, read: Read) -> frozenset[str] | None:
    """Return the names that imports mention if they may lead elsewhere; None for any import."""
    from kavro_lint.languages.javascript.changed_manifests import names_in_manifest as names

    return names(path, old, new, read)


def grammar(suffix: str) -> object:
    """Return tree-sitter's grammar for a suffix of JavaScript, TypeScript or a component."""
    if suffix in SUFFIXES:
        return load_grammar("tree_sitter_javascript")
    name = "language_tsx" if suffix == ".tsx" else "language_typescript"
    return load_grammar("tree_sitter_typescript", name)


def decode(content: bytes, suffix: str) -> bytes:
    """Return a file as UTF-8, of a component its scripts only. Raises Unreadable."""
    from kavro_lint.languages.javascript.decoding import decoded

    text = decoded(content)
    if suffix not in COMPONENTS:
        return text
    from kavro_lint.languages.javascript.blocks import blocks, scripts_only

    return scripts_only(text, blocks(text, suffix))


def extract(content: bytes, suffix: str) -> SourceFacts:
    """Return what a file's bytes say. Raises Unreadable where they cannot be decoded."""
    from kavro_lint.languages.javascript.decoding import decoded, foreign

    foreign_kind = foreign(content, suffix)
    if foreign_kind is not None:
        return SourceFacts(foreign=foreign_kind)
    from kavro_lint.languages.javascript.scripts import facts_of

    return facts_of(decoded(content), suffix)


def resolver(project: Project) -> Resolver:
    """Return the resolver for one snapshot, the same for both languages."""
    from kavro_lint.languages.javascript.resolution import resolver_of

    return resolver_of(project)
