"""Which projects of a Gradle build may see which others, as far as its scripts say so literally.

A script is a program. What it computes is not known here, nor what plugins of the repository's own
add: then a project may see any other one (see decision 0064).
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kavro_lint.languages.folders import ancestors, joined

SCRIPTS = frozenset(("build.gradle", "build.gradle.kts"))
SETTINGS = frozenset(("settings.gradle", "settings.gradle.kts"))
# `project(":a:b")`, `project(path: ":a")`, `targetProjectPath = ":a"`, `projects.a.bC`
_PROJECT = re.compile(
    r"""[pP]roject(?:Path)?\s{0,9}[(=]?\s{0,9}(?:path\s{0,9}[:=]\s{0,9})?["'](:[\w.:-]{0,200})["']"""
)
_ACCESSOR = re.compile(r"\bprojects((?:\.[A-Za-z]\w{0,100}){1,20})")
# A project that is computed, sources or classes of another folder, and a script that runs another.
_COMPUTED = re.compile(
    r"""\bproject\s{0,9}\((?!\s{0,9}(?:path\s{0,9}[:=]\s{0,9})?["']|\s{0,9}\))|\bapply\s{0,9}\(?\s{0,9}from\b"""
    r"""|\brootProject\s{0,9}\.\s{0,9}(?:child|sub|all)[pP]rojects\b|\bfindProject\b"""
    r"""|\b(?:srcDirs?|files)\b[^"'\n]{0,99}["']\.\./"""
)
_FOLDER = re.compile(
    r"""\bproject\s{0,9}\(\s{0,9}["'](:[\w.:-]{0,200})["']\s{0,9}\)\s{0,9}\.projectDir\s{0,9}="""
    r"""[^"'\n]{0,100}["']([^"'\n$]{1,200})["']"""
)


class Named(NamedTuple):
    """What a script says: projects by their paths and by accessors, and folders of paths.

    `computes` says that others may be added: by code, or by plugins of an included build.
    """

    paths: frozenset[str]
    accessors: frozenset[str]
    folders: tuple[tuple[str, str], ...]
    computes: bool


def is_script(path: str) -> bool:
    """Whether a file is a script of Gradle that is read here."""
    return path.rpartition("/")[2] in SCRIPTS | SETTINGS


def named_in(path: str, content: bytes) -> Named:
    """Return which projects a script of Gradle names; those in settings are not dependencies.

    What stands in comments is named as well: a text (`"**/*.kt"`) may look like one.
    """
    text = content.decode("utf-8", "replace")
    if path.rpartition("/")[2] in SETTINGS:
        folders = tuple((match[1], match[2]) for match in _FOLDER.finditer(text))
        computes = "includeBuild" in text or text.count("projectDir") != len(folders)
        return Named(frozenset(), frozenset(), folders, computes)
    return Named(
        frozenset(match[1] for match in _PROJECT.finditer(text)),
        frozenset(match[1][1:] for match in _ACCESSOR.finditer(text)),
        (),
        _COMPUTED.search(text) is not None,
    )


class Gradle:
    """The projects of the Gradle builds of a snapshot, each a folder with a script."""

    def __init__(
        self,
        files: Mapping[str, Collection[str]],
        read: Callable[[str], bytes | None],
        artifacts: Callable[[str], Iterable[str]],
    ) -> None:
        """Take build files by their folders, and the artifacts that the build of a folder names."""
        self._files = files
        self._read = read
        self._artifacts = artifacts
        self._reached = lru_cache(maxsize=None)(self._follow)
        self._dependencies = lru_cache(maxsize=None)(self._named_by)
        self._named: dict[str, list[Named]] = {}
        self._projects = frozenset(self._folders_with(SCRIPTS))
        self._builds = frozenset(self._folders_with(SETTINGS))
        self._by_name: dict[str, list[str]] = {}
        for folder in self._projects:
            name = folder.rstrip("/").rpartition("/")[2]
            self._by_name.setdefault(_accessor(name), []).append(folder)

    def may_see(self, project: str, other: str, *, is_explained: bool) -> bool:
        """Whether sources of a project may use those of another one.

        `is_explained` says that a name may come from a library too: then what scripts name counts,
        also where they may compute more.
        """
        if project == other or project not in self._projects or other not in self._projects:
            return True
        if any(path.endswith("pom.xml") for path in self._files[project]):
            # Another build compiles these sources too, and who knows which one is meant.
            return True
        reached = self._reached(project)
        if reached is None or other in reached:
            return True
        return not is_explained and any(map(self._is_program, reached))

    def _folders_with(self, names: frozenset[str]) -> Iterator[str]:
        return (
            folder
            for folder, paths in self._files.items()
            if any(path.rpartition("/")[2] in names for path in paths)
        )

    def _follow(self, project: str) -> frozenset[str] | None:
        """Return the projects that a project leads to, None where one of them is not known."""
        reached, waiting = {project}, [project]
        while waiting:
            named = self._dependencies(waiting.pop())
            if named is None:
                return None
            waiting += named - reached
            reached |= named
        return frozenset(reached)

    def _around(self, project: str) -> Iterator[tuple[str, Named]]:
        """Yield what the scripts of a folder, and of those above it, say."""
        for folder in (project, *(ancestors(project.rstrip("/")) if project else ())):
            if folder not in self._named:
                scripts = filter(is_script, self._files.get(folder, ()))
                contents = ((path, self._read(path)) for path in scripts)
                self._named[folder] = [named_in(path, text) for path, text in contents if text]
            yield from ((folder, named) for named in self._named[folder])

    def _named_by(self, project: str) -> set[str] | None:
        """Return the projects that the scripts of a project name, None where one is not known."""
        folders: dict[str, str] = {}
        names: set[str] = set()
        root = ""
        for folder, named in self._around(project):
            folders.update((path, joined(folder, place) or "") for path, place in named.folders)
            names |= named.paths | named.accessors
            root = root or (folder if folder in self._builds else "")
        reached: set[str] = set()
        for name in names:
            path = folders.get(name, f"{root}{name.strip(':').replace(':', '/')}")
            if name.startswith(":") and f"{path}/".lstrip("/") in self._projects:
                reached.add(f"{path}/".lstrip("/"))
                continue
            last = re.split(r"[.:]", name)
            # The same name in another folder, or a part of its model behind it.
            ends = last[-1:] if name.startswith(":") else last[::-1]
            known = next((end for end in map(_accessor, ends) if end in self._by_name), None)
            if known is None:
                return None
            reached.update(self._by_name[known])
        for artifact in self._artifacts(project):
            reached.update(self._by_name.get(_accessor(artifact), ()))
        return reached

    def _is_program(self, project: str) -> bool:
        """Whether a build may add dependencies that no script names literally."""
        around = [*self._around(project)]
        return any(
            named.computes or f"{folder}buildSrc/" in self._files for folder, named in around
        )


def _accessor(name: str) -> str:
    """Return the name of a project as Gradle makes an accessor of it: `ktor-http` is `ktorHttp`."""
    first, *others = re.split(r"[-_.]", name)
    return first + "".join(part[:1].upper() + part[1:] for part in others)
