"""Names on the command line: rules, tasks, modules, files, folders and packages."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Literal

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.module_contracts import within
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen
from kavro_lint.pipeline.opening import place_of
from kavro_lint.pipeline.survey import Survey
from kavro_lint.spelling import near_words

Kind = Literal["rule", "task", "module", "file", "folder", "package"]


@frozen
class Named:
    """What a word names. `other_readings` are its other meanings, as words that name them."""

    kind: Kind
    name: str
    other_readings: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """How the word was read, where it has another meaning."""
        if not self.other_readings:
            return ""
        commands = " or ".join(f"`kavro-lint explain {words}`" for words in self.other_readings)
        return f"read as the {self.kind} {self.name}; for the other: {commands}"


class Names:
    """All names in a survey."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._architecture: Architecture = survey.architecture
        self._places: dict[str, str | None] = {}
        self._readers: Mapping[Kind, Callable[[str], str | None]] = {
            "rule": self._rule,
            "task": self._task,
            "module": self._module,
            "file": self._file,
            "folder": self._folder,
            "package": self._package,
        }

    def find(self, word: str, kinds: tuple[Kind, ...]) -> Named:
        """Return what a word names, as the first of `kinds` that has it.

        Raises CannotJudge that names the nearest one.
        """
        others = [kind for kind in kinds if kind != "package"]
        matches = [(kind, name) for kind in others if (name := self._readers[kind](word))]
        if not matches and "package" in kinds and (package := self._package(word)):
            return Named("package", package)
        if not matches:
            raise self._unknown(word, kinds)
        kind, name = matches[0]
        alternatives = tuple(
            f"{other_kind} {other_name}"
            for other_kind, other_name in matches[1:]
            if not self._is_all_of(kind, name, other_name)
        )
        return Named(kind, name, alternatives)

    def _is_all_of(self, kind: Kind, name: str, folder: str) -> bool:
        """Whether a folder is just what a module's row names: then both mean the same."""
        if kind != "module":
            return False
        contract = self._architecture.contracts[name]
        return [contract.root + text for text in contract.module.patterns] == [folder]

    def as_kind(self, word: str) -> Kind | None:
        """Return the kind that a word says the next one is of, unless something has that name."""
        kinds: tuple[Kind, ...] = ("rule", "task", "module", "file", "folder", "package")
        kind = next((known for known in kinds if known == word), None)
        return None if kind is None or self._module(word) or self._file(word) else kind

    def _rule(self, word: str) -> str | None:
        folded = word.casefold()
        for rule in self._survey.rules:
            if folded in (rule.id.casefold(), rule.name.casefold()):
                return rule.id
        return None

    def _task(self, word: str) -> str | None:
        return word if word in self._tasks() else None

    def _tasks(self) -> Collection[str]:
        kept = self._survey.kept
        if kept is not None:
            return kept.tasks
        return {task.id: None for plan in self._architecture.plan.all() for task in plan.tasks}

    def _module(self, word: str) -> str | None:
        """Return the module: a name is local to the blueprint around the working directory."""
        whole = word.removeprefix("//")
        words = (whole,) if whole != word else (f"{self._local_prefix}{word}", word)
        return next((name for name in words if name in self._architecture.contracts), None)

    @cached_property
    def _local_prefix(self) -> str:
        place = self._survey.repository.prefix
        around = [plan for plan in self._architecture.plan.all() if place.startswith(plan.root)]
        prefix = max(around, key=lambda plan: len(plan.root)).prefix
        return f"{prefix}." if prefix else ""

    def _place(self, word: str) -> str | None:
        if word not in self._places:
            try:
                self._places[word] = place_of(self._survey, word)
            except CannotJudge:
                # Not a path of the snapshot: it may name something else.
                self._places[word] = None
        return self._places[word]

    def _file(self, word: str) -> str | None:
        place = self._place(word)
        return place if place in self._architecture.facts.languages else None

    def _folder(self, word: str) -> str | None:
        place = self._place(word)
        if place == "":
            return "/"
        return place if place is not None and place.endswith("/") else None

    def _package(self, word: str) -> str | None:
        if self._architecture.facts.imports.takes_package(word):
            return word
        cells = (contract.external for contract in self._architecture.contracts.values())
        return word if any(cell and word in cell.names for cell in cells) else None

    def _unknown(self, word: str, kinds: tuple[Kind, ...]) -> CannotJudge:
        place = self._place(word)
        if place in self._survey.snapshot.sources and "file" in kinds:
            return CannotJudge(
                f"{word} is not a source file in a language that kavro-lint reads",
                "name a source file, a module, a task or a rule",
            )
        nested = [name for name in self._architecture.contracts if within(name, word)]
        if nested and "module" in kinds:
            return CannotJudge(
                f"{word} is not a module, but has nested ones", f"name one: {', '.join(nested)}"
            )
        near = near_words(word, sorted(self._all_names(kinds)), 3)
        if not near and "module" in kinds:
            near = [name for name in self._architecture.contracts if name.endswith(f".{word}")][:3]
        kind_names = {"rule": "rule", "task": "task", "module": "module", "file": "source file",
                "folder": "folder", "package": "package"}  # fmt: skip
        listed = [kind_names[kind] for kind in kinds]
        subject = " or ".join([", ".join(listed[:-1]), listed[-1]] if listed[1:] else listed)
        article = "an" if subject[0] in "aeiou" else "a"
        return CannotJudge(
            f"{word} is not {article} {subject} here",
            f"did you mean {' or '.join(near)}?"
            if near
            else "`kavro-lint graph` shows the modules, `kavro-lint tasks` the tasks, "
            "`kavro-lint rules` the rules",
        )

    def _all_names(self, kinds: tuple[Kind, ...]) -> Iterator[str]:
        architecture = self._architecture
        if "rule" in kinds:
            for rule in self._survey.rules:
                yield from (rule.name, rule.id)
        if "task" in kinds:
            yield from self._tasks()
        yield from architecture.contracts
        yield from architecture.facts.languages
        if "package" in kinds:
            yield from architecture.facts.imports.packages()
