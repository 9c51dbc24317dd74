"""Files that a language's own tools would load, or a reader expects to be judged, and not read."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from kavro_lint.expressions import expression
from kavro_lint.languages.folders import ancestors, folder_of
from kavro_lint.languages.registry import (
    by_suffix,
    families,
    language_of,
    programming_suffixes,
    suffix_of,
)
from kavro_lint.model.facts import Failure, Snapshot, Unreadable
from kavro_lint.model.imports import Imports
from kavro_lint.model.places import Location

_SCRIPT = expression(
    rb"#![^\n]{0,200}?\b(python|pypy|ipython|uv|pipx|node|tsx|ts-node|deno|bun|php|cargo|rust-script"
    rb"|java|jbang|kotlin|kotlinc|kscript|dotnet|dotnet-script|gorun|yaegi)[\d.]*(?![\w-])"
)
_SCRIPT_NAME = expression(r"(?:.*/)?\.?[A-Za-z_][\w-]*")
# What is loaded that is not a source: compiled modules, `.pth` and `.ipy`, which run code, and
# files of JavaScript and more, as MDX is.
_LOADED = frozenset(".pyc .pyo .pyd .so .pth .ipy .node .class .mdx .civet .marko .riot".split())
# What PHP is kept in beside `.php`; Composer looks for classes in `.inc` too.
_PHP = frozenset(".inc .module .install .theme .profile .engine .php7 .php8 .pht".split())
# A file of any suffix is a script to Node's `require` and to bundlers; where it is one it says so.
_JAVASCRIPT = expression(rb"(?m)\brequire\s*\(|\bimport\s*\(|^\s*(?:import|export)\b")
# What is no program whatever its first line says, and often stands in great numbers or sizes.
_NO_PROGRAM = frozenset(
    ".txt .rst .adoc .json .jsonl .xml .toml .ini .cfg .conf .lock .csv .tsv .po .pot .mo .log "
    ".bmp .tif .tiff .psd .wav .flac .mov .avi .zip .gz .bz2 .xz .zst .tar .tgz .7z .jar .war .whl "
    ".snap .exe .dll .dylib .a .o .lib .dat .db .sqlite .parquet .npy .npz .h5 .pkl .pt .onnx "
    ".pem .crt .key .map .obj .doc .docx .xls .xlsx .ppt .pptx .sum .mod".split()
)
# Files of one suffix beyond which it is a format of data.
MOST_OF_A_SUFFIX = 100
# What bundlers take for data where it is not required.
_DATA = frozenset(
    ".css .scss .sass .less .styl .pcss .svg .png .jpg .jpeg .gif .webp .avif .ico .woff .woff2 "
    ".ttf .otf .eot .mp3 .mp4 .webm .md .html .yaml .yml .graphql .gql .wasm .pdf".split()
)
# Pages are entries to bundlers and browsers: https://vite.dev/guide/#index-html-and-project-root.
_PAGES = frozenset((".html", ".htm", ".xhtml"))
_LOADING_PAGE = expression(
    rb"(?i)<script\b[^>]{0,500}?\bsrc\s*=\s*[\"']?+(?!//|[a-z][a-z0-9+.-]*:)|\bimport\s*[(\"'{*]"
    rb"|\bimport\s+[\w$,{} *]{1,200}\bfrom\s*[\"']"
)
NOTEBOOK = ".ipynb"
# Files that nobody looked into for what runs them.
NO_SUFFIX = "(no suffix)"
# Templates with a language of their own, in files whose suffix is another's.
TEMPLATES = (".blade.php", ".twig")
# Limits: files without a suffix that are looked at, and bytes that are read of each.
MOST_SCRIPTS = 500
LARGEST_SCRIPT = 1_000_000


def not_analysed(snapshot: Snapshot, foreign: Iterable[str], imports: Imports) -> Mapping[str, int]:
    """Count source files that no language here reads: by suffix, scripts by `#!` and a name."""
    return {kind: len(paths) for kind, paths in unread_files(snapshot, foreign, imports).items()}


def unread_files(
    snapshot: Snapshot, foreign: Iterable[str], imports: Imports
) -> Mapping[str, Sequence[str]]:
    """Return the source files that no language here reads, by suffix or by `#!` and a name.

    `foreign` are the files that only have the suffix of a language: a notebook in R is source.
    So is what an include of `imports` leads to: `list.def` in C is code, and may include more.
    """
    readable = by_suffix()
    files: dict[str, list[str]] = {}
    templates: dict[str, list[str]] = {}
    nameless: list[str] = []
    for path in snapshot.sources:
        suffix = suffix_of(path)
        if not suffix:
            nameless += [path] if _SCRIPT_NAME.fullmatch(path) else []
        elif path.endswith(TEMPLATES):
            template = next(end for end in TEMPLATES if path.endswith(end))
            templates.setdefault(template, []).append(path)
        elif suffix not in readable:
            files.setdefault(suffix, []).append(path)
    odd: list[str] = []
    if files:
        known = programming_suffixes().keys() | _LOADED
        odd = [path for paths in _odd(files, known) for path in paths]
        files = {suffix: paths for suffix, paths in files.items() if suffix in known}
    led_to = _led_to(imports)
    loading = {*_included(led_to), *_imported(snapshot, led_to), *_of_php(snapshot)}
    for path in sorted({*loading, *_pages(snapshot)}):
        kind = suffix_of(path) or NO_SUFFIX
        if path not in files.get(kind, ()):
            files.setdefault(kind, []).append(path)
    files.update(templates)
    for path in foreign:
        if path.endswith(NOTEBOOK):
            files.setdefault(NOTEBOOK, []).append(path)
    scripts = [*nameless, *(path for path in odd if path not in loading)]
    for path in scripts[:MOST_SCRIPTS]:
        interpreter = _interpreter(snapshot, path)
        if interpreter is not None:
            files.setdefault(f"#!{interpreter}", []).append(path)
    for path in scripts[MOST_SCRIPTS:]:
        files.setdefault(suffix_of(path) or NO_SUFFIX, []).append(path)
    return dict(sorted(files.items()))


def _odd(files: Mapping[str, list[str]], known: Collection[str]) -> Iterator[list[str]]:
    """Yield the files of suffixes that nobody knows: each may be a script, `tool.run`."""
    for suffix, paths in files.items():
        is_data = suffix in _DATA or suffix in _NO_PROGRAM or suffix in _PAGES or suffix in _PHP
        if suffix not in known and not is_data and len(paths) <= MOST_OF_A_SUFFIX:
            yield paths


def _led_to(imports: Imports) -> list[tuple[str, str, str]]:
    """Return the files of no language here that imports resolve to, each with kind and text."""
    readable = by_suffix()
    # Most imports resolve to few files, and all of those are read.
    unread_targets = {path for path in imports.targets() if suffix_of(path) not in readable}
    if not unread_targets:
        return []
    return [
        (target, kind, resolution.text)
        for _, (_, _, kind, resolution) in imports.statements()
        if (target := resolution.target) in unread_targets and target is not None
    ]


def _included(led_to: Iterable[tuple[str, str, str]]) -> set[str]:
    """Return the files that sources include as code, and that are read as no language's."""
    # What C embeds is data.
    return {
        path for path, kind, text in led_to if kind == "include" and not text.startswith("#embed")
    }


def _imported(snapshot: Snapshot, led_to: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Yield the files that scripts import and that are scripts under another suffix."""
    targets = {
        path
        for path, kind, text in led_to
        if kind != "include"
        and (suffix := suffix_of(path)) != ".json"
        and (suffix not in _DATA or "require" in text)
    }
    for path in targets:
        if path in snapshot.sources and _says(snapshot, path, _JAVASCRIPT.search):
            yield path


def _of_php(snapshot: Snapshot) -> Iterator[str]:
    """Yield the files with a suffix that PHP shares with others and that are PHP."""
    for path in snapshot.sources:
        if suffix_of(path) in _PHP and _says(
            snapshot, path, lambda content: content[:200].lstrip().startswith(b"<?")
        ):
            yield path


def _pages(snapshot: Snapshot) -> Iterator[str]:
    """Yield the pages of HTML that load scripts, in folders that hold scripts at any depth.

    Other pages are templates and documents, which may be thousands.
    """
    pages = [path for path in snapshot.sources if suffix_of(path) in _PAGES]
    if not pages:
        return
    suffixes = {
        suffix
        for suffix, language in by_suffix().items()
        if families()[language.NAME] == "javascript"
    }
    folders = {folder_of(path) for path in snapshot.sources if suffix_of(path) in suffixes}
    scripts = folders.union(*(ancestors(folder) for folder in folders), {""} if folders else ())
    for path in pages:
        is_near = folder_of(path) in scripts
        if is_near and _says(snapshot, path, _LOADING_PAGE.search):
            yield path


def _says(snapshot: Snapshot, path: str, test: Callable[[bytes], object]) -> bool:
    try:
        return bool(test(snapshot.read(path, LARGEST_SCRIPT)))
    except Unreadable:
        return False


def passed_over(snapshot: Snapshot) -> Mapping[str, Sequence[str]]:
    """Return the files with the suffix of a language that the language's own tools pass over.

    By language: those that a package manager installed, those that Go's tools do not build.
    """
    languages = by_suffix()
    files: dict[str, list[str]] = {}
    for path in snapshot.sources:
        language = languages.get(suffix_of(path))
        is_read = language is None or language.is_source(path) or language.is_manifest(path)
        if language is not None and not is_read:
            files.setdefault(language.NAME, []).append(path)
    return files


def _interpreter(snapshot: Snapshot, path: str) -> str | None:
    """Return what runs a script, None for what is not a script of a language that is read here."""
    try:
        match = _SCRIPT.match(snapshot.read(path, LARGEST_SCRIPT))
    except Unreadable:
        return None
    return match[1].decode("ascii") if match is not None else None


PUT_THERE = "replace the link with the file"


def misnamed_links(snapshot: Snapshot) -> Iterator[Failure]:
    """Yield links that are sources by their name and lead to files that are not read as such.

    `x.py` that leads to `x.txt` is a module to Python, whatever is in it. So is one that leads out
    of the repository, where nobody looks.
    """
    for link in snapshot.dead_links:
        if language_of(link) is not None:
            reason = "it is a link to no file of the repository: its imports are unknown"
            yield Failure(Location(link), reason, lost_imports=True, fix=PUT_THERE)
    for link, target in snapshot.links.items():
        language = language_of(link)
        if language is None or target not in snapshot.sources:
            continue
        other = language_of(target)
        if other is None or other.NAME != language.NAME:
            reason = (
                f"it is a link to {target}, which is not read as {language.NAME}: "
                "its imports are unknown"
            )
            yield Failure(Location(link), reason, fix=PUT_THERE)
