"""Compare kavro-lint's Kotlin edges with the classes that kotlinc compiled.

    python benchmarks/compare_kotlinc.py ROOT CLASSES SOURCES…

ROOT is the repository, CLASSES the folder of class files that kotlinc wrote from the SOURCES (files
or folders below ROOT). A class names its source (`SourceFile`), and its constants name the classes
that it uses. kotlinc's edges have what is merely inferred as well, and lack what leaves no class,
so the two sets are not equal. The script prints

- how many of kotlinc's edges are *written*: the name of the target's class, or of a function or
  property of the target's file, stands in the source. Of these kavro-lint must find nearly all;
- for each edge of kavro-lint that kotlinc has not, the reason, as the sources tell it.

It exits 1 where a difference has no reason. Nothing of the classes is run: they are read as bytes.
"""

import argparse
import re
import struct
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kavro_lint.languages.jvm.declared import unpack
from kavro_lint.languages.protocol import Project, is_indexed
from kavro_lint.languages.registry import by_name, is_manifest, language_of, suffix_of
from kavro_lint.languages.visible_files import DEFAULTS

# Sizes of the entries of a constant pool (JVMS 4.4); a text has its own.
SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4,
         18: 4, 19: 2, 20: 2}  # fmt: skip
TEXT, CLASS, WIDE = 1, 7, (5, 6)
TYPE = re.compile(r"L([\w/$-]+)[;<]")
Edge = tuple[str, str]
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*+"')
COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+")


def read_class(content: bytes) -> tuple[str, str, set[str]]:
    """Return a class file's own class, its source's name, and the classes that it names."""
    (count,) = struct.unpack_from(">H", content, 8)
    texts: dict[int, str] = {}
    classes: dict[int, int] = {}
    place, number = 10, 1
    while number < count:
        kind = content[place]
        if kind == TEXT:
            (size,) = struct.unpack_from(">H", content, place + 1)
            texts[number] = content[place + 3 : place + 3 + size].decode("utf-8", "replace")
            place += 3 + size
        else:
            if kind == CLASS:
                (classes[number],) = struct.unpack_from(">H", content, place + 1)
            place += 1 + SIZES[kind]
        number += 2 if kind in WIDE else 1
    (own,) = struct.unpack_from(">H", content, place + 2)
    names = {texts[text] for text in classes.values()}
    used = {name for text in texts.values() for name in TYPE.findall(text)} | names
    source = next((text for text in texts.values() if text.endswith(".kt")), "")
    return texts[classes[own]], source, used


def oracle_edges(
    classes: Path, sources: list[str], packages: dict[str, str]
) -> tuple[dict[Edge, set[str]], set[str]]:
    """Return the edges of classes, with the names of the classes that make them, and all sources.

    The sources are those that left a class.
    """
    read = [read_class(path.read_bytes()) for path in sorted(classes.rglob("*.class"))]
    by_place: dict[tuple[str, str], str] = {
        (packages[path], path.rpartition("/")[2]): path for path in sources
    }
    source_of = {
        own: path
        for own, source, _ in read
        if (path := by_place.get((own.rpartition("/")[0].replace("/", "."), source))) is not None
    }
    edges: dict[Edge, set[str]] = {}
    for own, _, used in read:
        for name in used:
            importer, target = source_of.get(own), source_of.get(name)
            if importer is not None and target is not None and importer != target:
                edges.setdefault((importer, target), set()).add(name)
    return edges, set(source_of.values())


def ours(
    root: Path, sources: list[str]
) -> tuple[dict[Edge, tuple[int, str]], dict[str, set[str]], dict[str, set[str]], dict[str, str]]:
    """Return kavro-lint's edges, the names and extensions of each source, and its package."""
    kotlin = by_name("kotlin")
    if not is_indexed(kotlin):
        raise TypeError("Kotlin is read by its names")
    project = Project(
        {path: path for path in sources},
        frozenset(),
        lambda path: (root / path).read_bytes() if is_manifest(path) else None,
        DEFAULTS,
    )
    facts = {path: kotlin.extract((root / path).read_bytes(), suffix_of(path)) for path in sources}
    declared = {path: unpack(fact.declares) for path, fact in facts.items()}
    resolver = kotlin.indexed(project, {path: fact.declares for path, fact in facts.items()})
    edges: dict[Edge, tuple[int, str]] = {}
    for path, fact in facts.items():
        for line, _, _, resolution in resolver.resolve_source(path, fact):
            target = resolution.target
            # A wildcard of which nothing is used leads to a folder.
            if target is not None and target != path and not target.endswith("/"):
                edges.setdefault((path, target), (line, resolution.text))
    names = {
        path: {*(t.name for t in import_.types if t.name), *import_.functions, *import_.extensions}
        for path, import_ in declared.items()
    }
    extensions = {
        path: {*import_.extensions} - {*import_.functions} for path, import_ in declared.items()
    }
    return edges, names, extensions, {path: import_.package for path, import_ in declared.items()}


def is_written(text: str, names: set[str], classes: set[str]) -> bool:
    """Whether a source writes the name of one of the target's classes.

    Of a file's class (`UtilKt`) it must write a function or property of the file.
    """
    simple = {re.split(r"[/$]", name)[-1] for name in classes}
    wanted = {name for name in simple if name in names}
    if any(name.endswith("Kt") for name in simple - wanted):
        wanted |= {name for name in names if name[:1].islower()}
    return any(re.search(rf"(?<![\w.])`?{re.escape(name)}\b", text) for name in wanted)


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("root", type=Path)
    parser.add_argument("classes", type=Path)
    parser.add_argument("sources", nargs="+", type=Path)
    options = parser.parse_args()
    root = options.root.resolve()
    sources = sorted(set(_sources(root, options.sources)))
    edges, names, extensions, packages = ours(root, sources)
    compiled, with_class = oracle_edges(options.classes, sources, packages)
    texts = {path: (root / path).read_text("utf-8", "replace") for path in sources}
    code = {path: COMMENT.sub(" ", text) for path, text in texts.items()}
    written = {
        edge
        for edge, classes in compiled.items()
        if is_written(code[edge[0]], names[edge[1]], classes)
    }
    twins = _twins(names, packages)
    twin_edges = {(importer, other) for importer, target in edges for other in twins[target]}
    missing = sorted(written - edges.keys() - twin_edges)
    compiled_twins = {
        (other, target)
        for importer, used in compiled
        for other in (importer, *twins[importer])
        for target in (used, *twins[used])
    }
    others = sorted(edges.keys() - compiled_twins)
    reasons: Counter[str] = Counter()
    unexplained = 0
    for edge in missing:
        simple = {re.split(r"[/$]", name)[-1] for name in compiled[edge]}
        own = {name for name in names[edge[1]] if _writes(code[edge[0]], name)}
        why = why_only_kotlinc(
            code[edge[0]], simple, own - extensions[edge[1]], names[edge[0]], code
        )
        reasons[f"only kotlinc: {why or 'no reason known'}"] += 1
        if why is None:
            unexplained += 1
            print(f"  only kotlinc: {edge[0]} -> {edge[1]} {sorted(compiled[edge])[:3]}")
    for edge in others:
        line, text = edges[edge]
        why = reason(edge, text, texts, code, with_class) or why_only_ours(
            code[edge[0]], code[edge[1]], names[edge[1]]
        )
        reasons[why or "no reason known"] += 1
        if why is None:
            unexplained += 1
            print(f"  only kavro-lint: {edge[0]}:{line} -> {edge[1]} | {text[:80]}")
    result = len(written) - len(missing)
    print(
        f"{root.name}: {len(sources)} files; kotlinc {len(compiled)} edges, {len(written)} written,"
        f" {result} found ({result / max(1, len(written)):.3f}); ours {len(edges)}, "
        f"{len(others)} that kotlinc has not, {unexplained} of them without a reason"
    )
    for why, count in reasons.most_common():
        print(f"  {count}: {why}")
    sys.exit(unexplained > 0)


def _writes(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.])`?{re.escape(name)}\b", text) is not None


def why_only_kotlinc(
    text: str, simple: set[str], written: set[str], own: set[str], code: dict[str, str]
) -> str | None:
    """Return why kavro-lint lacks an edge that kotlinc's classes have, None for not known.

    `written` are the names of the target, `own` those of the source itself.
    """
    if not written:
        return "an extension that is called without an import"
    if simple <= own or written <= own:
        return "the source itself expects it, and another one is compiled"
    if any(
        re.search(rf"\btypealias {name}\b", other) for name in simple for other in code.values()
    ):
        return "an alias of its name is meant, and replaced by its type"
    plain = STRING.sub(" ", text)
    if not any(_writes(plain, name) for name in written):
        return "its name stands in a string only"
    if all(
        any(re.search(rf"\bobject {name}\b", other) for other in code.values())
        for name in written - own
    ):
        return "a function has the name of an object of the package, which kavro-lint takes"
    return None


def why_only_ours(own: str, declared: str, names: set[str]) -> str | None:
    """Return why kotlinc lacks an edge, by all names of the target that a source writes."""
    used = [re.escape(name) for name in names if _writes(own, name)]
    if used and all(re.search(rf"\bannotation class {name}\b", declared) for name in used):
        return "an annotation of sources leaves no trace"
    if any(re.search(rf"\bexpect (?:\w+ )*class {name}\b", declared) for name in used):
        return "a class is expected, and its actual one is compiled"
    if any(
        re.search(rf"\bfun {name}\b", declared) and re.search(rf"\b{name}\.", own) for name in used
    ):
        return "false: a member of an extension's receiver has the name of a function"
    if any(re.search(rf"\bobject {name}\b", declared) for name in used):
        return "false: a function has the name of an object of the package, which kavro-lint takes"
    return None


def reason(
    edge: Edge, text: str, texts: dict[str, str], code: dict[str, str], with_class: set[str]
) -> str | None:
    """Return why kotlinc's classes lack an edge, None where that is not known."""
    importer, target = edge
    if importer not in with_class:
        return "the importer leaves no class of its own: expectations, aliases, inline functions"
    if target not in with_class:
        return "the target leaves no class of its own: expectations, aliases, constants"
    if "JvmMultifileClass" in texts[target]:
        return "a class of several files (JvmMultifileClass) names none of them"
    names = re.findall(r"\w+", text.partition(" as ")[0])
    declared = code[target]
    for name in names:
        word = re.escape(name)
        if re.search(rf"\binline\b[^\n]*\b{word}\b", declared):
            return "an inline function or property leaves no call"
        if re.search(rf"\bconst val {word}\b", declared):
            return "a constant is copied"
        if re.search(rf"\btypealias {word}\b", declared):
            return "an alias is replaced by its type"
        if re.search(rf"\bannotation class {word}\b", declared):
            return "an annotation of sources leaves no trace"
    own = code[importer]
    plain = STRING.sub(" ", own)
    if text.startswith("import ") and len(re.findall(rf"\b{re.escape(names[-1])}\b", plain)) == 1:
        return "an import that only documentation needs"
    if any(re.search(rf"\b{re.escape(name)}\.[A-Z]", own) for name in names if name[:1].isupper()):
        return "a constant or nested type is named through it"
    return None


def _twins(names: dict[str, set[str]], packages: dict[str, str]) -> dict[str, list[str]]:
    """Return for each source those of the same package that declare the same names.

    An `expect` and its `actual`: kotlinc names the one that it compiled.
    """
    return {
        path: [
            other
            for other in names
            if other != path and packages[other] == packages[path] and names[other] & names[path]
        ]
        for path in names
    }


def _sources(root: Path, places: list[Path]) -> Iterator[str]:
    for place in places:
        for path in [place] if place.is_file() else place.rglob("*"):
            name = path.resolve().relative_to(root).as_posix()
            if language_of(name) is not None and path.is_file():
                yield name


if __name__ == "__main__":
    main()
