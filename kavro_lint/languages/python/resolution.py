"""Raw imports → files of the snapshot, the standard library or packages."""

from collections.abc import Iterable

from kavro_lint.languages.protocol import Project
from kavro_lint.languages.python.absolute import AbsoluteImports
from kavro_lint.languages.python.answers import Answer, Question, resolution_of
from kavro_lint.languages.python.purpose import is_support
from kavro_lint.languages.python.roots import Layout, folder_of
from kavro_lint.languages.python.scopes import Answers, Resolutions, Scopes
from kavro_lint.languages.python.search import Search
from kavro_lint.model import (
    Import,
    PlacedResolution,
    PlacedStatement,
    RawImport,
    Resolution,
    Statement,
)
from kavro_lint.model.imports import import_of

# What leads to a module, whatever is taken from it (and never to a package of this repository).
_OF_MODULES = frozenset(("internal", "external", "standard"))


class PythonResolver:
    """Resolves the Python imports of one snapshot."""

    def __init__(self, project: Project) -> None:
        self._layout = Layout(project)
        self._search = Search(self._layout)
        self._scopes = Scopes(self._layout)
        self._absolute = AbsoluteImports(self._layout, self._search)
        self._relative_answers: dict[str, Answers] = {}
        self._relative_resolutions: dict[str, Resolutions] = {}
        # Statements are known by their identity while they are kept.
        self._kept: list[Statement] = []

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what `raw`, written in the file `importer`, leads to."""
        answer = self._answer(importer, raw.specifier, raw.name, steps)
        resolution = resolution_of(raw.specifier, raw.name, raw.text, answer)
        if is_support(importer):
            resolution = _excused(resolution)
        return import_of(importer, (raw.line, raw.column, raw.kind, resolution))

    def resolve_file(
        self, importer: str, statements: Iterable[PlacedStatement]
    ) -> list[PlacedResolution]:
        """Return what the statements of a file resolve to, one for each and its target."""
        folder = importer[: importer.rfind("/") + 1]
        stem = importer[len(folder) :].partition(".")[0]
        absolute = self._scopes.of(folder).resolutions
        relative = self._relative_resolutions.setdefault(folder, {})
        placed: list[PlacedResolution] = []
        for line, column, kind, statement in statements:
            # By identity: equal statements are mostly one, and a hash takes longer.
            key = id(statement)
            found = absolute.get(key) or relative.get(key)
            if found is None:
                found = self._resolutions(importer, statement)
                if stem not in {specifier for specifier, _ in statement.names}:
                    self._kept.append(statement)
                    is_relative = statement.names[0][0][0] == "."
                    (relative if is_relative else absolute)[key] = found
            placed += [(line, column, kind, resolution) for resolution in found]
        if is_support(importer):
            return [(*row[:3], _excused(row[3])) for row in placed]
        return placed

    def _resolutions(self, importer: str, statement: Statement) -> tuple[Resolution, ...]:
        """Return what a statement resolves to: two names in one target are one."""
        specifier, name = statement.names[0]
        answer = self._answer(importer, specifier, name, None)
        # `from x import a, b` where x is no package: all lead to the file of x.
        whole = name is not None and answer.outcome in _OF_MODULES
        if whole and specifier in self._known(importer, specifier):
            return (resolution_of(specifier, name, statement.text, answer),)
        found: dict[object, Resolution] = {}
        for specifier, name in statement.names:
            answer = self._answer(importer, specifier, name, None)
            key = answer.target or (
                (answer.outcome, specifier)
                if answer.outcome in _OF_MODULES
                else (answer.outcome, specifier, name)
            )
            if key not in found:
                found[key] = resolution_of(specifier, name, statement.text, answer)
        return tuple(found.values())

    def _answer(
        self, importer: str, specifier: str, name: str | None, steps: list[str] | None
    ) -> Answer:
        folder = importer[: importer.rfind("/") + 1]
        # A file is never what it imports by its own name.
        itself = importer if importer[len(folder) :].partition(".")[0] == specifier else None
        known = self._known(importer, specifier) if itself is None else {}
        answer = known.get(specifier) or known.get((specifier, name)) if steps is None else None
        if answer is None:
            question = Question(specifier, name, itself, steps)
            if specifier[0] == ".":
                answer = self._relative(folder, question)
            else:
                answer = self._absolute.answer(folder, self._scopes.of(folder), question)
            known[(specifier, name) if question.by_name else specifier] = answer
        return answer

    def _known(self, importer: str, specifier: str) -> Answers:
        """Return the answers that imports from a folder share, to be added to."""
        folder = importer[: importer.rfind("/") + 1]
        if specifier[0] == ".":
            return self._relative_answers.setdefault(folder, {})
        return self._scopes.of(folder).answers

    def _relative(self, folder: str, question: Question) -> Answer:
        rest = question.specifier.lstrip(".")
        for _ in range(len(question.specifier) - len(rest) - 1):
            if self._is_top(folder):
                return self._beyond(question)
            folder = folder_of(folder)
        if self._is_top(folder):
            return self._beyond(question)
        found = self._search.below(folder, rest.split(".") if rest else [], question.steps)
        found = self._search.with_name(found, question)
        if found.depth == "whole":
            return Answer("internal", found.target)
        return Answer("unresolved", None, found.missing)

    def _is_top(self, folder: str) -> bool:
        """Whether a folder is above every package: relative imports cannot start there."""
        return folder in self._layout.stated and f"{folder}__init__.py" not in self._search.files

    def _beyond(self, question: Question) -> Answer:
        question.note(f"{question.specifier}: leads above the topmost package")
        return Answer("unresolved")


def _excused(resolution: Resolution) -> Resolution:
    """Return what a test, an example or a tool imports: that it is not listed is only counted."""
    return resolution._replace(listed="unsure") if resolution.listed == "no" else resolution
