"""Paths in specifiers → files of the snapshot: relative ones, those from a root, and patterns."""

import re
from collections.abc import Iterable, Sequence

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.entries import Entries, is_bundle
from kavro_lint.languages.javascript.files import Files
from kavro_lint.languages.javascript.frameworks import GENERATED
from kavro_lint.languages.javascript.governing import Governing
from kavro_lint.languages.javascript.manifest_globs import MOST, expanded, fixed, matches
from kavro_lint.languages.javascript.paths import folder_of, join
from kavro_lint.languages.javascript.question import Question
from kavro_lint.languages.javascript.specifier_answer import Answer, missing
from kavro_lint.languages.javascript.workspace_packages import Packages, package_of
from kavro_lint.spelling import quantity

_INSTALLED = expression(r"(?:^|.*/)node_modules/(.+)")
_PUBLIC = ("", "public/", "static/", "src/")


class Lookup:
    """Looks up paths for questions."""

    def __init__(
        self, files: Files, packages: Packages, governing: Governing, entries: Entries
    ) -> None:
        self._files = files
        self._project = files.project
        self._packages = packages
        self._governing = governing
        self._entries = entries

    def place(self, path: str, question: Question) -> str | None:
        """Return the file that a path means, or its folder for a loose question."""
        typed, suffixes = question.context.typed, question.suffixes
        file = self._files.module(path, typed, question.steps, suffixes=suffixes)
        if file is None and question.loose:
            folder = path if not path or path.endswith("/") else f"{path}/"
            if folder and folder in self._project.folders:
                question.note(f"{folder}: a folder")
                return folder
        return file

    def first(self, places: Iterable[str], question: Question) -> Answer | None:
        """Return the first path that is there."""
        for place in places:
            file = self.place(place, question)
            if file is not None:
                return Answer("internal", file)
        return None

    def relative(self, question: Question) -> Answer:
        """Resolve a path from the importer's folder."""
        place = join(question.folder, question.specifier)
        installed = _INSTALLED.search(place or "")
        if installed is not None:
            # A file of a package, reached by its path.
            name = package_of(installed[1])
            return Answer("external", package=name, module=installed[1], listed="unsure")
        if place is None:
            question.note(f"{question.specifier}: leads out of the repository")
            return Answer("unresolved")
        file = self.place(place, question) or self._in_roots(place, question)
        file = file or self.built(place, question)
        if file is not None:
            return Answer("internal", file)
        if "#" in question.specifier and not place.endswith("/"):
            file = self._project.files.get(place.partition("#")[0])
        if file is not None:
            return Answer("internal", file)
        return self._generated(question) or missing([place])

    def _generated(self, question: Question) -> Answer | None:
        """Answer for a file that a framework generates beside a source."""
        specifier = re.sub(r"^(?:\.\./)+", "../", question.specifier)
        for begin, package in GENERATED:
            is_begun = specifier.startswith(begin)
            if is_begun and self._packages.is_dependency(package):
                question.note(f"{question.specifier}: {package} generates it")
                return Answer("external", package=package, module=question.specifier, listed="yes")
        return None

    def _in_roots(self, place: str, question: Question) -> str | None:
        """Try the other `rootDirs`, which stand for one folder."""
        typed, suffixes = question.context.typed, question.suffixes
        for config in question.configs:
            for root in config.roots:
                if not place.startswith(root):
                    continue
                for other in config.roots:
                    path = other + place[len(root) :]
                    file = self._files.module(path, typed, question.steps, suffixes=suffixes)
                    if file is not None:
                        question.note(f"{config.path}: rootDirs {root} and {other}")
                        return file
        return None

    def built(self, place: str, question: Question) -> str | None:
        """Return the source of what a build writes at a path."""
        package = self._packages.nearest(folder_of(place))
        folder = package.folder if package is not None else ""
        maps = self._governing.maps(folder)
        file = self._files.built_from(place, folder, maps, question.context.typed)
        if file is None and package is not None and is_bundle(place[len(folder) :], package.name):
            file = self._entries.source_of(package, question.context, question.steps)
        if file is not None:
            question.note(f"{place}: a build makes it of {file}")
        return file

    def from_root(self, question: Question) -> Answer:
        """Resolve `/x`, which a development server serves from the project's folder."""
        root = self.root(question)
        rest = question.specifier.lstrip("/")
        places = [root + folder + rest for folder in _PUBLIC] if rest else []
        return self.first(places, question) or missing(places[:1])

    def root(self, question: Question) -> str:
        """Return the folder of the package that the importer is in."""
        package = self._packages.nearest(question.folder)
        return package.folder if package is not None else ""

    def matching(self, pattern: str, question: Question, left_out: Sequence[str] = ()) -> Answer:
        """Answer with the one file that matches, else with the folder that all matches are in."""
        folder = fixed(pattern)
        paths = self._matches(expanded(pattern), folder)
        without = [other for text in left_out for other in expanded(text)][:MOST]
        paths = [path for path in paths if not any(matches(other, path) for other in without)]
        question.note(f"{pattern}: {quantity(len(paths), 'file matches', 'files match')}")
        if len(paths) == 1:
            return Answer("internal", self._project.files[paths[0]])
        if not paths:
            return Answer("unresolved", candidates=(pattern,))
        return Answer("internal", folder) if folder else Answer("internal", paths[0])

    def _matches(self, patterns: Sequence[str], folder: str) -> list[str]:
        below = (path for path in self._project.files if path.startswith(folder))
        return [path for path in below if any(matches(pattern, path) for pattern in patterns)]
