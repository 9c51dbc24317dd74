"""Fuzz one reader with atheris (extra `fuzz`; wheels for Linux).

    python -m tests.fuzz TARGET [--seconds 300] [--corpus FOLDER]
    python -m tests.fuzz --list

Inputs that raise, or take more than a second, are written to `tests/fuzz/inputs/TARGET/`, where
tests/fuzz/test_inputs.py gives each of them to its reader again. Prints how many inputs were
tried; exits 1 where one of them raised.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.targets import ARTIFACTS, MANIFESTS, TARGETS, Target, suffix

ROOT = Path(__file__).parent.parent.parent
INPUTS = Path(__file__).parent / "inputs"
LONGEST = 8_192
SECONDS = 1.0
# What a seed of these targets begins with says which file it is.
CHOSEN = ("artifacts", "settings", "codeowners")


def main() -> int:
    """Fuzz until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", choices=sorted(TARGETS))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    if options.list or options.target is None:
        print("\n".join(TARGETS))
        return 0
    import atheris

    # The readers are imported already: what is called later is instrumented one by one.
    for name in sorted(name for name in sys.modules if name.startswith("kavro_lint.")):
        _instrument(atheris, name)
    corpus = options.corpus or Path(tempfile.mkdtemp(prefix="fuzz-"))
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds_of(options.target):
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    run = _Run(options.target, time.monotonic() + options.seconds)
    arguments = [sys.argv[0], str(corpus), f"-max_len={LONGEST}", "-verbosity=0"]
    atheris.Setup([*arguments, "-timeout=120", "-rss_limit_mb=3000"], run.one)
    atheris.Fuzz()
    return 0


def _instrument(atheris: object, module: str) -> None:
    """Instrument the functions of a module that is imported."""
    for function in list(vars(sys.modules[module]).values()):
        if (
            callable(function)
            and getattr(function, "__module__", "") == module
            and hasattr(function, "__code__")
        ):
            atheris.instrument_func(function)  # type: ignore[attr-defined]


class _Run:
    """One run: counts the inputs, keeps those that raise or are slow, and ends in time."""

    def __init__(self, name: str, end: float) -> None:
        self._name = name
        self._target: Target = TARGETS[name]
        self._end = end
        self._tried = self._slow = 0
        self._slowest = 0.0
        self._mistakes: dict[str, Path] = {}

    def one(self, data: bytes) -> None:
        """Give one input to the reader."""
        begun = time.process_time()
        try:
            self._target(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is kept
            place = _place_of(error)
            if place not in self._mistakes:
                self._mistakes[place] = self._kept(data)
                print(f"{place}: {type(error).__name__}: {error}"[:300], flush=True)
        taken = time.process_time() - begun
        self._tried += 1
        self._slowest = max(self._slowest, taken)
        if taken > SECONDS and self._slow < 5:
            self._slow += 1
            print(f"slow: {taken:.1f} s for {len(data)} bytes: {self._kept(data)}", flush=True)
        if time.monotonic() > self._end:
            self._finish()

    def _kept(self, data: bytes) -> Path:
        folder = INPUTS / self._name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / hashlib.sha1(data, usedforsecurity=False).hexdigest()[:12]
        path.write_bytes(data)
        return path

    def _finish(self) -> None:
        print(
            f"{self._name}: {self._tried} inputs, {len(self._mistakes)} mistakes, "
            f"{self._slow} slow, the slowest took {self._slowest:.2f} s", flush=True,
        )  # fmt: skip
        os._exit(1 if self._mistakes else 0)


def _place_of(error: Exception) -> str:
    """Return the line that raised: one mistake is reported once."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "nowhere"
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def seeds_of(target: str) -> Iterator[bytes]:
    """Yield what the repository itself has for a reader."""
    kept = INPUTS / target
    if kept.is_dir():
        yield from (path.read_bytes() for path in sorted(kept.iterdir()))
    artifacts = sorted((ROOT / "docs/kavro").rglob("*.md"), key=lambda path: path.stat().st_size)
    stories = sorted((ROOT / "fixtures").rglob("*.md"), key=lambda path: path.stat().st_size)
    if suffix(target):
        fences = (block for story in stories[:150] for block in _blocks(story.read_text("utf-8")))
        yield from (block.encode() for block in fences)
        yield from (path.read_bytes() for path in sorted((ROOT / "kavro_lint").rglob("*.py"))[:60])
    elif target in ("markdown", "artifacts", "front-matter"):
        for number, path in enumerate([*artifacts[:60], *stories[:20]]):
            first = bytes([number % len(ARTIFACTS)]) if target in CHOSEN else b""
            yield first + path.read_bytes()[: LONGEST - 1]
    elif target == "rule-pages":
        yield from (path.read_bytes() for path in sorted((ROOT / "rules").glob("*.md"))[:40])
    elif target == "hook":
        for path in sorted((ROOT / "tests/agents/events").rglob("*.json")):
            yield path.read_bytes()
    elif target == "settings":
        yield b"\1" + (ROOT / "pyproject.toml").read_bytes()[: LONGEST - 1]
        yield b'\0approvers = ["A"]\nfail-on = "minor"\n[severity]\nKV7 = "off"\n'
    elif target.endswith("-manifests"):
        yield from _manifest_seeds(target.removesuffix("-manifests"))
    else:
        yield b"\0*.py linguist-vendored\n/src/**/x[ab]?.ts @a b@c.d\n[attr]x linguist-generated\n"
        yield b"\1^[Section][2] @a\n!x/ \n*.md @b # c\n"
        yield rb"([A-Z]+-\d{1,3}|T\d+)*"


def _manifest_seeds(language: str) -> Iterator[bytes]:
    texts = {
        "python": (
            b"[project]\nname='a'\ndependencies=['x>1; python_version<\"3\"']\n",
            b"[tool.setuptools]\npackage-dir={''='src'}\n",
            b"[options]\npackages=find:\npackage_dir=\n  =src\n",
            b"setup(package_dir={'': 'src'})\n",
            b"-r other.txt\na==1\n-e ./b\n",
        ),
        "javascript": (
            b'{"name":"a","exports":{".":{"import":"./src/a.ts"}},"imports":{"#*":"./src/*"}}',
            b'{"extends":"./b.json",/*c*/"compilerOptions":{"paths":{"@/*":["src/*"]}},}',
            b"packages:\n  - 'p/*'\n",
            b"export default { resolve: { alias: { '@': path.resolve(__dirname, 'src') } } }\n",
        ),
        "go": (
            b"module example.com/m\n\ngo 1.22\n\nrequire (\n\tx.y/z v1.0.0 // indirect\n)\n",
            b"go 1.22\nuse (\n\t./a\n)\nreplace x.y/z => ../z\n",
            b"# x.y/z v1.0.0\n## explicit\nx.y/z\n",
        ),
        "jvm": (
            b"<project><parent><groupId>g</groupId></parent><properties><v>1</v></properties>"
            b"<dependencies><dependency><groupId>${project.groupId}</groupId>"
            b"<artifactId>a</artifactId></dependency></dependencies></project>",
            b"dependencies { implementation('g:a:1'); api(group: 'g', name: 'a') }\n",
            b"[libraries]\na = { module = 'g:a', version.ref = 'v' }\nb = 'g:b:1'\n",
        ),
        "php": (
            b'{"autoload":{"psr-4":{"A\\\\":["src/","x"]},"classmap":["y"],"files":["z.php"]}}',
            b'{"packages":[{"name":"v/p","autoload":{"psr-0":{"P_":"lib"}}}]}',
        ),
        "cpp": (
            b'[{"directory":"/w/a","file":"src/x.cc","command":"c++ -I../inc -isystem b -c x.cc"}]',
            b'[submodule "w"]\n\tpath = w\n\turl = https://x.example/w\n',
            b"CFLAGS += -Iinclude -I$(X)\n",
            b"include_directories(include ${CMAKE_SOURCE_DIR}/b)\n",
        ),
        "csharp": (
            b'<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="N" />'
            b'<ProjectReference Include="..\\b\\B.csproj" /><Using Include="N" Alias="M" />'
            b'<Compile Include="../x/**/*.cs" Remove="y/*" /></ItemGroup></Project>',
            b'<packages><package id="A" version="1" /></packages>',
        ),
        "rust": (
            b"[package]\nname='x'\nedition='2021'\n[lib]\npath='src/l.rs'\n[[bin]]\nname='b'\n",
            b"[workspace]\nmembers=['x','y/*']\n[workspace.dependencies]\nz={path='z'}\n",
            b"[dependencies]\na={package='b',path='../b',optional=true}\nc.workspace=true\n",
        ),
    }
    for text in texts[language]:
        for number in range(len(MANIFESTS[language])):
            yield bytes([number]) + text


def _blocks(story: str) -> Iterator[str]:
    """Yield what stands between the fences of a story."""
    for number, part in enumerate(story.split("\n```")):
        if number % 2:
            yield part.partition("\n")[2]


if __name__ == "__main__":
    sys.exit(main())
