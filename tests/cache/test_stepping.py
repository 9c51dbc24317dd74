"""A view that steps from state to state finds what judging each whole finds; its cost, counted."""

import os
import random
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kavro_lint.architecture.case import Case
from kavro_lint.artifacts import read_plan
from kavro_lint.cache.hashing import blob_id
from kavro_lint.cache.memory import Memory
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.config.settings import read_settings
from kavro_lint.git.repository import Repository
from kavro_lint.languages import reading, sources
from kavro_lint.languages.reading import read_facts
from kavro_lint.model.facts import Snapshot, Source
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import frozen
from kavro_lint.pipeline.judge import judge
from kavro_lint.pipeline.stepping import step_survey
from kavro_lint.pipeline.survey import Survey, arrange

STEPS = int(os.environ.get("KAVRO_LINT_STEPS", "100"))
MODULES = ("a", "a/inner", "b", "c", "tests")
NAMES = ("a", "a.inner", "b", "c")
LINES = (
    "from {name} import f{number}", "import {name}.f{number}", "import requests", "import os",
    "from . import f{number}", "import nowhere", "from {name}.missing import x", "# words",
    "if TYPE_CHECKING:\n    from {name} import f{number}", "x = __import__(y)", "from x import (",
)  # fmt: skip
HEAD = "| Module | Paths | May import | Must not reach | Public | External |\n|--|--|--|--|--|--|\n"


@frozen(eq=False)
class View:
    """A state that was read and judged."""

    survey: Survey
    case: Case

    @property
    def findings(self) -> tuple[Finding, ...]:
        return judge(self.case)


def step(view: View, snapshot: Snapshot) -> View:
    """Return the view of another state, stepped to from one."""
    survey = step_survey(view.survey, snapshot)
    return View(survey, Case(survey.architecture, survey.settings, survey.rules))


class Contents:
    """Contents that are held in memory, and which of them were read."""

    def __init__(self, files: Mapping[str, str], read: Counter[str]) -> None:
        self._files = files
        self._read = read

    def read(self, source: Source, limit: int) -> bytes:
        self._read[source.path] += 1
        return self._files[source.path].encode()


def snapshot_of(files: Mapping[str, str], read: Counter[str]) -> Snapshot:
    blobs = {path: blob_id(files[path].encode()).hex() for path in sorted(files)}
    paths = {path: Source(path, blob) for path, blob in blobs.items()}
    return Snapshot("commit", "0" * 40, paths, Contents(files, read))


def view_of(files: Mapping[str, str], read: Counter[str] | None = None) -> View:
    """Return the view of a state that is read and judged whole."""
    snapshot = snapshot_of(files, Counter() if read is None else read)
    memory, nowhere = Memory(None), Path("/nowhere")
    settings = read_settings(snapshot)
    plan = read_plan(snapshot, artifacts=settings.artifacts)
    facts = read_facts(snapshot, settings.sources, memory)
    architecture = arrange(snapshot, plan, facts, settings, snapshot)
    repository = Repository(nowhere, nowhere, nowhere, "", {})
    survey = Survey(repository, settings, shipped_rules(), architecture, memory)
    return View(survey, Case(architecture, settings, shipped_rules()))


def descriptions(findings: tuple[Finding, ...]) -> list[str]:
    """Return all that findings say, sorted: checks that go by files may find them in turn."""
    return sorted(repr((f.location, f.rule, f)) for f in findings)


def edges_of(view: View) -> list[object]:
    edges = view.case.architecture.edges
    return [(edge.importer, edge.imported, tuple(edge.imports)) for edge in edges]


def source(chance: random.Random) -> str:
    lines = (
        chance.choice(LINES).format(name=chance.choice(NAMES), number=chance.randrange(4))
        for _ in range(chance.randrange(5))
    )
    return "\n".join((*lines, ""))


def blueprint(chance: random.Random) -> str:
    rows = [
        f"| {name} | `{name.replace('.', '/')}/` | {chance.choice(('none', '*', 'b', 'b, c', ''))} "
        f"| {chance.choice(('', '', 'c', 'b'))} | {chance.choice(('', '', 'f0.py'))} "
        f"| {chance.choice(('', '', 'none', 'requests'))} |\n"
        for name in chance.sample(NAMES, 4)
    ]
    return HEAD + "".join(rows)


def path_of(chance: random.Random) -> str:
    return f"{chance.choice(MODULES)}/f{chance.randrange(4)}.py"


def edit(files: dict[str, str], chance: random.Random) -> None:
    files[chance.choice([path for path in files if path.endswith(".py")])] = source(chance)


def add(files: dict[str, str], chance: random.Random) -> None:
    files[path_of(chance)] = source(chance)


def remove(files: dict[str, str], chance: random.Random) -> None:
    if len(files) > 6:
        del files[chance.choice([path for path in files if path.endswith(".py")])]


def change_contract(files: dict[str, str], chance: random.Random) -> None:
    files["docs/kavro/blueprint.md"] = blueprint(chance)


def change_settings(files: dict[str, str], chance: random.Random) -> None:
    files["kavro-lint.toml"] = chance.choice(
        ("", 'exclude = ["a/f1.py"]\n', 'type-only = "ignore"\n', 'type-only = "strict"\n',
         'source-roots = ["."]\n')
    )  # fmt: skip


def change_attributes(files: dict[str, str], chance: random.Random) -> None:
    files[".gitattributes"] = chance.choice(("", "b/f0.py linguist-generated\n"))


def change_document(files: dict[str, str], chance: random.Random) -> None:
    text = chance.choice(("# Roadmap\n", "# Roadmap\n\n## Task 1.1\n\n**Scope:** `a/`\n"))
    files["docs/kavro/roadmap.md"] = text


Change = Callable[[dict[str, str], random.Random], None]
CHANGES: tuple[Change, ...] = (
    edit, edit, edit, edit, edit, edit, add, remove, change_contract, change_settings,
    change_attributes, change_document,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_view_finds_what_judging_the_whole_state_finds(seed: int) -> None:
    chance = random.Random(seed)
    files = {f"{folder}/f{number}.py": source(chance) for folder in MODULES for number in range(4)}
    files["docs/kavro/blueprint.md"] = blueprint(chance)
    view, result = view_of(files), 0
    for number in range(STEPS // 4):
        change = chance.choice(CHANGES)
        change(files, chance)
        view = step(view, snapshot_of(files, Counter()))
        whole = view_of(files)
        assert descriptions(view.findings) == descriptions(whole.findings), (number, change)
        assert edges_of(view) == edges_of(whole)
        result += len(view.findings)
    assert result


class Counts:
    """What a step does: files read, sources extracted and resolved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        for module, name in ((sources, "_extracted"), (reading, "file_imports")):
            monkeypatch.setattr(module, name, self._counting(name, getattr(module, name)))

    def _counting(self, name: str, function: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **named: object) -> object:
            self.done[name] += 1
            return function(*arguments, **named)

        return counted

    def clear(self) -> None:
        self.read.clear()
        self.done.clear()


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    return Counts(monkeypatch)


def state() -> dict[str, str]:
    files = {
        f"{folder}/f{n}.py": f"from {other} import f{n}\n"
        for folder, other in (("a", "b"), ("b", "c"), ("c", "os"))
        for n in range(20)
    }
    files["docs/kavro/blueprint.md"] = (
        "| Module | Paths | May import |\n|--|--|--|\n| a | `a/` | b |\n| b | `b/` | c |\n"
        "| c | `c/` | none |\n"
    )
    return files


def stepped(counts: Counts, change: Callable[[dict[str, str]], object]) -> View:
    """Return the view after a change, and count what the second such step does."""
    files = state()
    view = step(view_of(files, counts.read), snapshot_of(files, counts.read))
    counts.clear()
    change(files)
    return step(view, snapshot_of(files, counts.read))


def test_a_state_that_is_the_same_costs_nothing(counts: Counts) -> None:
    stepped(counts, lambda files: None)
    assert (counts.done["_extracted"], counts.done["file_imports"]) == (0, 0)
    assert not [path for path in counts.read if path.endswith((".py", ".md"))]


def test_a_source_that_differs_is_read_and_resolved_alone(counts: Counts) -> None:
    view = stepped(counts, lambda files: files.update({"a/f7.py": "from c import f1\n# more\n"}))
    assert (counts.done["_extracted"], counts.done["file_imports"]) == (1, 1)
    assert [path for path in counts.read if path.endswith(".py")] == ["a/f7.py"]
    assert [finding.location.path for finding in view.findings] == ["a/f7.py"]


def test_an_edge_that_no_change_touches_is_the_same_object() -> None:
    files = state()
    before = step(view_of(files), snapshot_of(files, Counter()))
    files["a/f7.py"] = "import os\n"
    after = step(before, snapshot_of(files, Counter()))
    edges = before.case.architecture.edges_by_pair, after.case.architecture.edges_by_pair
    assert edges[0]["b", "c"] is edges[1]["b", "c"]
    assert edges[0]["a", "b"] is not edges[1]["a", "b"]


def test_another_path_reads_only_that_file(counts: Counts) -> None:
    stepped(counts, lambda files: files.update({"a/new.py": "from b import f1\n# more\n"}))
    assert (counts.done["_extracted"], counts.done["file_imports"]) == (1, 61)
    assert [path for path in counts.read if path.endswith(".py")] == ["a/new.py"]


def test_another_row_of_the_blueprint_resolves_nothing(counts: Counts) -> None:
    def change(files: dict[str, str]) -> None:
        path = "docs/kavro/blueprint.md"
        files[path] = files[path].replace("`a/` | b |", "`a/` | none |")

    view = stepped(counts, change)
    assert (counts.done["_extracted"], counts.done["file_imports"]) == (0, 0)
    assert len([finding for finding in view.findings if finding.rule == "KV704"]) == 20
