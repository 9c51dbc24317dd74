"""Folders of includes that build files name literally: `-Iinclude`, `include_directories(x)`.

CMake's variables count where the same file sets them to such a folder, else where another one does:
`set(X ... PARENT_SCOPE)` hands them up, and folders below inherit them. Build files are programs,
and none is run: a folder counts where it is written as such, from the file's own folder or from the
top, and is there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from kavro_lint.languages.folders import folder_of
from kavro_lint.languages.protocol import Project
from kavro_lint.model.places import normal_path

NAMES = frozenset(
    "Makefile makefile GNUmakefile Makefile.am Makefile.in configure.ac CMakeLists.txt meson.build "
    "setup.py binding.gyp".split()
)
SUFFIXES = (".mk", ".cmake")

_OPTION = re.compile(r"(?:^|[\s\"'=(,])-I[ \t]*+(?P<folder>(?:\$\(\w++\)|[^\s\"'),;])++)")
# CMake's and meson's functions, and the lists of setuptools and gyp.
_LIST = re.compile(
    r"\b(?i:(?:target_)?include_directories)\s*+\((?P<call>[^()]*+)"
    r"|\binclude_dirs[\"']?\s*+[=:]\s*+\[(?P<list>[^\]]*+)"
)
_WORD = re.compile(r"[^\s\"',]+")
# `set(INCLUDES "${PROJECT_SOURCE_DIR}/include")`, `list(APPEND INCLUDES include)`, and where it is
# asked for.
_SET = re.compile(
    r"\b(?:set\s*+\(|list\s*+\(\s*+(?:APPEND|PREPEND)\b)\s*+(?P<name>\w++)(?P<values>[^()]*+)\)",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\$\{(\w++)\}")
# How build files write their own folder, and the top.
_OWN_FOLDER = re.compile(r"\$\{CMAKE_CURRENT_(?:SOURCE|LIST)_DIR\}|\$[({](?:srcdir|CURDIR)[)}]")
_TOP = re.compile(
    r"\$\{(?:PROJECT|CMAKE|[A-Za-z]+)_SOURCE_DIR\}|\$[({](?:top_srcdir|TOPDIR|TOP|ROOT)[)}]"
)
_CMAKE = (".cmake", "CMakeLists.txt")
_WRITTEN_TOP = "${PROJECT_SOURCE_DIR}"
# Longer paths and larger files are no such words.
LONGEST = 400
MOST_VALUES = 20


def is_build_file(path: str) -> bool:
    """Whether a file at that path may name folders of includes."""
    name = path.rpartition("/")[2]
    return name in NAMES or name.endswith(SUFFIXES)


class BuildFiles:
    """The folders of includes that the build files of one snapshot name."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._folders: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        paths: dict[str, list[str]] = {}
        for path in sorted(self._project.files):
            if is_build_file(path):
                paths.setdefault(folder_of(path), []).append(path)
        return paths

    def around(self, importer: str) -> Iterator[str]:
        """Yield the folders that build files beside an importer or above it name, nearest first."""
        folder = folder_of(importer)
        while True:
            yield from self._named(folder)
            if not folder:
                return
            folder = folder_of(folder[:-1])

    @cached_property
    def all(self) -> Sequence[str]:
        """The folders that any build file names."""
        return tuple(
            dict.fromkeys(name for place in self._by_folder for name in self._named(place))
        )

    def _named(self, place: str) -> tuple[str, ...]:
        if place not in self._folders:
            folders = (
                folder
                for path in self._by_folder.get(place, ())
                for word in self._words(self._text(path))
                if (folder := _folder(word, place)) is not None
            )
            known = (folder for folder in folders if folder in self._project.folders)
            self._folders[place] = tuple(dict.fromkeys(known))
        return self._folders[place]

    def _text(self, path: str) -> str:
        return (self._project.read(path) or b"").decode("utf-8", "replace")

    def _words(self, text: str) -> Iterator[str]:
        """Yield what a build file writes as a folder of includes."""
        for option in _OPTION.finditer(text):
            yield option["folder"]
        values = _values(text)
        for listed in _LIST.finditer(text):
            for word in _WORD.findall(listed["call"] or listed["list"] or ""):
                asked = _ASKED.search(word)
                if asked is not None:
                    known = values.get(asked[1]) or self._handed_on.get(asked[1], ())
                    # What is set in several ways is each of them, in the order of the text.
                    yield from (word.replace(asked[0], value) for value in known[:MOST_VALUES])
                yield word

    @cached_property
    def _handed_on(self) -> Mapping[str, Sequence[str]]:
        """The folders that CMake's variables are set to, written from the top."""
        handed_on: dict[str, list[str]] = {}
        for place, paths in self._by_folder.items():
            for path in paths:
                if not path.endswith(_CMAKE):
                    continue
                for name, values in _values(self._text(path)).items():
                    folders = (_folder(value, place) for value in values)
                    known = [folder for folder in folders if folder in self._project.folders]
                    handed_on.setdefault(name, []).extend(f"{_WRITTEN_TOP}/{row}" for row in known)
        return handed_on


def _values(text: str) -> Mapping[str, Sequence[str]]:
    """Return what a file of CMake sets variables to, in the order of the text."""
    values: dict[str, list[str]] = {}
    for row in _SET.finditer(text):
        values.setdefault(row["name"], []).extend(_WORD.findall(row["values"]))
    return values


def _folder(word: str, place: str) -> str | None:
    """Return the folder that a word means, in a build file of the folder `place`."""
    if len(word) > LONGEST:
        return None
    word = word.removeprefix("$<BUILD_INTERFACE:")
    below = _TOP.sub(".", word, count=1)
    if below != word:
        place, word = "", below
    word = _OWN_FOLDER.sub(".", word).rstrip(">")
    if "$" in word or word.startswith("/"):
        return None
    path = normal_path(place + word)
    return f"{path}/" if path else path
