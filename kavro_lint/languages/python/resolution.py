"""Python imports resolved to files of the snapshot, the standard library or packages."""

from collections.abc import Iterable

from kavro_lint.languages.protocol import Project
from kavro_lint.languages.python.absolute import AbsoluteImports
from kavro_lint.languages.python.answers import Answer, Question, resolution_of
from kavro_lint.languages.python.checking import DOUBTFUL, OF_OTHERS, OWN, TYPING
from kavro_lint.languages.python.purpose import is_support
from kavro_lint.languages.python.roots import Layout, folder_of
from kavro_lint.languages.python.search import Search
from kavro_lint.languages.python.search_roots import Answers, Resolutions, Scopes
from kavro_lint.model.imports import Import, PlacedResolution, Resolution, import_of
from kavro_lint.model.places import PlacedStatement, RawImport, Statement

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
        self._kept_statements: list[Statement] = []

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what `raw`, written in the file `importer`, leads to."""
        specifier, name, answer = self._reached(importer, raw.specifier, raw.name, steps)
        resolution = resolution_of(specifier, name, raw.text, answer)
        if _is_unsure(importer, resolution):
            resolution = resolution._replace(listed="unsure")
        return import_of(importer, (raw.line, raw.column, raw.kind, resolution))

    def resolve_file(
        self, importer: str, statements: Iterable[PlacedStatement]
    ) -> list[PlacedResolution]:
        """Return the resolutions of a file's statements, one for each statement and target."""
        folder = importer[: importer.rfind("/") + 1]
        stem = importer[len(folder) :].partition(".")[0]
        absolute = self._scopes.of(folder).resolutions
        relative = self._relative_resolutions.setdefault(folder, {})
        resolved: list[PlacedResolution] = []
        is_doubtful = False
        for line, column, kind, statement in statements:
            # By identity: equal statements are mostly one object, and a hash takes longer.
            key = id(statement)
            resolutions = absolute.get(key) or relative.get(key)
            if resolutions is None:
                resolutions = self._resolutions(importer, folder, stem, statement)
                if stem not in {specifier for specifier, _ in statement.names}:
                    self._kept_statements.append(statement)
                    is_relative = statement.names[0][0][0] == "."
                    (relative if is_relative else absolute)[key] = resolutions
            for resolution in resolutions:
                resolved.append((line, column, kind, resolution))
                if resolution.listed == "no":
                    is_doubtful = True
        if not is_doubtful:
            return resolved
        return [
            (*row[:3], row[3]._replace(listed="unsure")) if _is_unsure(importer, row[3]) else row
            for row in resolved
        ]

    def checking(self, importer: str, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return the files that a file has TYPE_CHECKING from.

        "" stands for the one that type checkers know, "!" for any other.
        """
        return tuple(dict.fromkeys(self._checker(importer, source) for source in sources))

    def _checker(self, importer: str, source: str) -> str:
        if source in (OWN, DOUBTFUL, OF_OTHERS):
            return source
        answer = self._answer(importer, source, "TYPE_CHECKING", None)
        if answer.outcome == "internal":
            # A module of that name is true, whatever is in it.
            is_module = f"/{answer.target}".endswith(("/TYPE_CHECKING.py", "/TYPE_CHECKING/"))
            return DOUBTFUL if is_module or answer.target is None else answer.target
        is_known = answer.outcome in ("standard", "external") and source in TYPING
        return OWN if is_known else DOUBTFUL

    def _resolutions(
        self, importer: str, folder: str, stem: str, statement: Statement
    ) -> tuple[Resolution, ...]:
        """Return the resolutions of a statement, one for each target."""
        specifier, name = statement.names[0]
        if name is not None and name[0] == ".":
            specifier, name, reached = self._reached(importer, specifier, name, None)
            return (resolution_of(specifier, name, statement.text, reached),)
        # A statement begins with one dot or more for all of its names, or for none.
        answers = self._answers(folder, specifier)
        answer = answers.get(specifier) if stem != specifier else None
        answer = answer or self._answer(importer, specifier, name, None)
        # `from x import a, b` where x is not a package: all lead to the file of x, or miss it.
        if name is not None and specifier in answers:
            return (resolution_of(specifier, name, statement.text, answer),)
        resolutions: dict[object, Resolution] = {}
        for specifier, name in statement.names:
            shared = answers if stem != specifier else {}
            known = shared.get(specifier) or shared.get((specifier, name))
            answer = known or self._answer(importer, specifier, name, None)
            key = answer.target or (
                (answer.outcome, specifier)
                if answer.outcome in _OF_MODULES or specifier in answers
                else (answer.outcome, specifier, name)
            )
            if key not in resolutions:
                resolutions[key] = resolution_of(specifier, name, statement.text, answer)
        return tuple(resolutions.values())

    def _reached(
        self, importer: str, specifier: str, name: str | None, steps: list[str] | None
    ) -> tuple[str, str | None, Answer]:
        """Return what an import resolves to, and the module and name that it is by then.

        A name that begins with a dot is one of a text, `a.b.C.d`, of which Python imports the
        longest beginning that is a module.
        """
        if name is None or name[:1] != ".":
            return specifier, name, self._answer(importer, specifier, name, steps)
        name = name[1:]
        answer = self._answer(importer, specifier, name, steps)
        while answer.outcome == "unresolved" and "." in specifier:
            specifier, _, name = specifier.rpartition(".")
            answer = self._answer(importer, specifier, name, steps)
        return specifier, name, answer

    def _answer(
        self, importer: str, specifier: str, name: str | None, steps: list[str] | None
    ) -> Answer:
        folder = importer[: importer.rfind("/") + 1]
        # A file is never what it imports by its own name.
        own_path = importer if importer[len(folder) :].partition(".")[0] == specifier else None
        answers = self._answers(folder, specifier) if own_path is None else {}
        answer = answers.get(specifier) or answers.get((specifier, name)) if steps is None else None
        if answer is None:
            question = Question(specifier, name, own_path, steps)
            if specifier[0] == ".":
                answer = self._relative(folder, question)
            else:
                answer = self._absolute.answer(folder, self._scopes.of(folder), question)
            answers[(specifier, name) if question.by_name else specifier] = answer
        return answer

    def _answers(self, folder: str, specifier: str) -> Answers:
        """Return the answers that imports from a folder share, to be added to."""
        if specifier[0] == ".":
            return self._relative_answers.setdefault(folder, {})
        return self._scopes.of(folder).answers

    def _relative(self, folder: str, question: Question) -> Answer:
        module_path = question.specifier.lstrip(".")
        for _ in range(len(question.specifier) - len(module_path) - 1):
            if self._is_top(folder):
                return self._above_top_package(question)
            folder = folder_of(folder)
        if self._is_top(folder):
            return self._above_top_package(question)
        result = self._search.below(
            folder, module_path.split(".") if module_path else [], question.steps
        )
        result = self._search.with_name(result, question)
        if result.depth == "whole":
            return Answer("internal", result.target)
        return Answer("unresolved", None, result.missing)

    def _is_top(self, folder: str) -> bool:
        """Whether a folder is above every package: relative imports cannot start there."""
        return folder in self._layout.stated and f"{folder}__init__.py" not in self._search.files

    def _above_top_package(self, question: Question) -> Answer:
        question.note(f"{question.specifier}: leads above the topmost package")
        return Answer("unresolved")


def _is_unsure(importer: str, resolution: Resolution) -> bool:
    """Whether an unlisted package may be there: for a test, an example or a tool, by a platform."""
    if resolution.listed != "no":
        return False
    # Few runs need it.
    from kavro_lint.languages.python.provided import is_provided

    return is_support(importer) or is_provided(resolution.specifier, importer)
