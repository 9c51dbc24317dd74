"""Import maps: of Deno, and of the pages that load a script.

Formats: https://docs.deno.com/runtime/fundamentals/configuration and
https://html.spec.whatwg.org/#import-maps.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.jsonc import read_jsonc, table, texts
from kavro_lint.languages.javascript.paths import above, folder_of, join
from kavro_lint.languages.javascript.workspace_packages import package_of
from kavro_lint.languages.protocol import Project
from kavro_lint.model.frozen import frozen

DENO = expression(r"deno(?:\.[\w-]{1,40})?\.jsonc?")
# Addresses of registries, in which a package has paths of its own.
_OF_REGISTRY = ("jsr:", "npm:")
PAGE = expression(
    rb"<script\b[^>]{0,500}\bimportmap\b[^>]{0,500}>(.{0,50000}?)</script", re.I | re.S
)
# How the names of all files with maps end.
_ENDS = (".json", ".jsonc", ".html", ".htm")
# A folder of pages has the same map in each.
MOSTPAGES = 20
LONGEST = 200_000


@frozen
class ImportMap:
    """What names stand for, by the beginning of the importer's path (`""` for all)."""

    path: str
    scopes: tuple[tuple[str, Mapping[str, str]], ...]

    @property
    def folder(self) -> str:
        """The folder that relative addresses begin at."""
        return folder_of(self.path)

    def address(self, specifier: str, importer_folder: str) -> str | None:
        """Return what a name stands for: the longest scope and then the longest key win."""
        for scope, addresses in self.scopes:
            if not importer_folder.startswith(scope):
                continue
            if specifier in addresses:
                return addresses[specifier]
            keys = [key for key in addresses if key.endswith("/") and specifier.startswith(key)]
            if keys:
                key = max(keys, key=len)
                return addresses[key] + specifier[len(key) :]
            package = package_of(specifier)
            if addresses.get(package, "").startswith(_OF_REGISTRY):
                return addresses[package] + specifier[len(package) :]
        return None


_Reader = Callable[[str, bytes], Iterator[ImportMap]]


class ImportMaps:
    """The import maps around each folder."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._deno: dict[str, list[str]] = {}
        self._pages: dict[str, list[str]] = {}
        self._read: dict[str, tuple[ImportMap, ...]] = {}
        for path in sorted(path for path in project.files if path.endswith(_ENDS)):
            folder, _, name = path.rpartition("/")
            if DENO.fullmatch(name):
                self._deno.setdefault(f"{folder}/" if folder else "", []).append(path)
            elif name.endswith((".html", ".htm")):
                self._pages.setdefault(f"{folder}/" if folder else "", []).append(path)
        self._members: dict[str, tuple[str, object]] | None = None

    def of_deno(self, folder: str) -> Iterator[ImportMap]:
        """Yield the maps of the deno.json files around a folder, the nearest first."""
        for around in above(folder):
            for path in self._deno.get(around, ())[:MOSTPAGES]:
                yield from self._read_once(path, self._read_deno)

    def of_pages(self, folder: str) -> Iterator[ImportMap]:
        """Yield the maps of the pages around a folder, the nearest first."""
        for around in above(folder) if self._pages else ():
            for path in self._pages.get(around, ())[:MOSTPAGES]:
                yield from self._read_once(path, self._read_page)

    def member(self, name: str) -> tuple[str, object] | None:
        """Return the folder and the exports of the member of a Deno workspace of that name."""
        if self._members is None:
            self._members = {}
            for folder, paths in self._deno.items():
                for path in paths[:MOSTPAGES]:
                    document = table(read_jsonc(self._project.read(path) or b""))
                    for stated in texts(document.get("name")):
                        self._members.setdefault(stated, (folder, document.get("exports")))
        return self._members.get(name)

    def _read_once(self, path: str, read: _Reader) -> tuple[ImportMap, ...]:
        if path not in self._read:
            content = self._project.read(path) or b""
            self._read[path] = tuple(read(path, content)) if len(content) <= LONGEST else ()
        return self._read[path]

    def _read_deno(self, path: str, content: bytes) -> Iterator[ImportMap]:
        document = table(read_jsonc(content))
        for place in texts(document.get("importMap")):
            other = join(folder_of(path), place)
            if other is not None:
                yield _import_map(other, table(read_jsonc(self._project.read(other) or b"")))
        yield _import_map(path, document)

    def _read_page(self, path: str, content: bytes) -> Iterator[ImportMap]:
        for match in PAGE.finditer(content):
            yield _import_map(path, table(read_jsonc(match[1])))


def _import_map(path: str, document: Mapping[str, object]) -> ImportMap:
    folder = folder_of(path)
    scopes = {"": _addresses(document.get("imports"))}
    for scope, addresses in table(document.get("scopes")).items():
        place = join(folder, scope.lstrip("/"))
        if place is not None:
            scopes[place] = _addresses(addresses)
    longest_first = sorted(scopes.items(), key=lambda item: len(item[0]), reverse=True)
    return ImportMap(path, tuple(longest_first))


def _addresses(value: object) -> Mapping[str, str]:
    return {key: address for key, address in table(value).items() if isinstance(address, str)}
