"""Random changes of policy and code, judged in memory by the change's policy and by the base's."""

from collections.abc import Mapping
from pathlib import Path
from random import Random

from kavro_lint.architecture.case import Case
from kavro_lint.artifacts import read_plan
from kavro_lint.cache.memory import Memory as RunMemory
from kavro_lint.checks.honesty.policy import loosened_lines
from kavro_lint.config.settings import read_settings
from kavro_lint.git.history import Base
from kavro_lint.git.repository import Repository
from kavro_lint.languages.reading import read_facts
from kavro_lint.model.agreement import Approval
from kavro_lint.model.findings import Report
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import Endorsement, History
from kavro_lint.model.places import Location
from kavro_lint.pipeline.base_case import base_tree
from kavro_lint.pipeline.check import Examined, examined_case
from kavro_lint.pipeline.history import HistoryContext
from kavro_lint.pipeline.request import FindingOptions
from kavro_lint.pipeline.selection import selection
from kavro_lint.pipeline.survey import Survey, arrange, rules_of
from tests.memory import snapshot_of

Files = dict[str, str]

VERDICTS = ("PASS", "FLAG", "BLOCK")
MODULES = ("api", "core", "data", "ui")
BLUEPRINT, SETTINGS = "docs/kavro/blueprint.md", "kavro-lint.toml"
DECISION, ATTRIBUTES = "docs/kavro/decisions/0001-waive.md", ".gitattributes"
ROADMAP, PAGE = "docs/kavro/roadmap.md", "checks/no-legacy.md"
# What a policy is made of: all else of a change is what it brings.
POLICY = (BLUEPRINT, SETTINGS, DECISION, ATTRIBUTES, PAGE)
RULES = ("KV006", "KV7", "KV701", "KV703", "KV704", "KV705", "KV707", "KV730", "KV302", "SHOP1")
GRADES = ("off", "minor", "major", "critical")


def some(random: Random, names: tuple[str, ...]) -> str:
    """Return a cell: some names, none, anything, or nothing said."""
    chosen = ", ".join(name for name in names if random.random() < 0.4)
    return random.choice((chosen or "none", "none", "*", ""))


def blueprint(random: Random) -> str:
    """Return a blueprint with random rows, layers and exempted files."""
    layers = list(random.sample(("top", "mid", "low"), 3))
    flags = random.choice(("", " (closed)", " (independent)"))
    rows = [
        f"| {name} | `{name}/` | {random.choice(('', 'top', 'mid', 'low'))} "
        f"| {some(random, MODULES)} | {random.choice(('', some(random, MODULES)))} "
        f"| {random.choice(('', '`x.py`'))} | {random.choice(('', 'none', 'requests', '*'))} |"
        for name in random.sample(MODULES, random.choice((3, 4, 4)))
    ]
    head = "| Module | Paths | Layer | May import | Must not reach | Public | External |"
    table = "\n".join([head, "|---|---|---|---|---|---|---|", *rows])
    listed = "\n".join(f"{n}. `{name}`{flags}" for n, name in enumerate(layers, 1))
    exempt = random.choice(("", "", f"\n| Ungoverned | Reason |\n|---|---|\n"
                                    f"| `{random.choice(MODULES)}/` | later |\n"))  # fmt: skip
    return f"# B\n\n{table}\n\n## Layers\n\n{listed}\n{exempt}"


def settings(random: Random, approvers: bool) -> str:
    """Return settings; `approvers` asks for the base's, which name somebody."""
    lines: list[str] = []
    if approvers or random.random() < 0.5:
        named = ("Ada",) if approvers else random.choice((("Ada",), ("Mallory",), ("Ada", "Mal")))
        lines.append(f"approvers = {list(named)}")
    optional = {
        "fail-on": lambda: repr(random.choice(("minor", "major", "critical", "never"))),
        "exclude": lambda: repr([f"{random.choice(MODULES)}/"]),
        "type-only": lambda: repr(random.choice(("judge", "ignore", "strict"))),
        "phases": lambda: random.choice(("[1]", "[3, 4]", '"all"')),
        "bots": lambda: '["*"]',
        "agents": lambda: '["Robo"]',
        "mainline": lambda: repr(random.choice(("main", "pr"))),
        "adopted": lambda: repr(random.choice(("HEAD", "pr"))),
        "source-roots": lambda: repr([random.choice(("api", "."))]),
        "max-file-size": lambda: random.choice(("20", "5000000")),
        "rules": lambda: '["checks"]',
    }
    for key, value in optional.items():
        if random.random() < (0.15 if approvers else 0.25):
            lines.append(f"{key} = {value()}")
    if random.random() < 0.4:
        # Where the base itself switches KV006 off, nothing is shown.
        known = RULES[1:-1] if approvers else RULES[:-1]
        rules = random.sample(known, random.choice((1, 2, 4)))
        lines += ["[severity]", *(f'{rule} = "{random.choice(GRADES)}"' for rule in rules)]
    return "\n".join(lines) + "\n"


def code(random: Random) -> Files:
    """Return sources that import each other, packages and what is not there."""
    files: Files = {}
    names = (*MODULES, *(("new",) if random.random() < 0.2 else ()))
    for name in names:
        for stem in ("__init__", "x", "y"):
            lines = [f"from {random.choice(names)} import {random.choice('xy')}"
                     for _ in range(random.choice((0, 0, 1, 2)))]  # fmt: skip
            if random.random() < 0.2:
                lines.append("import requests")
            if random.random() < 0.2:
                lines += ["from typing import TYPE_CHECKING", "if TYPE_CHECKING:",
                          f"    from {random.choice(names)} import x"]  # fmt: skip
            files[f"{name}/{stem}.py"] = "\n".join(lines) + "\n"
    if random.random() < 0.2:
        files[f"{random.choice(MODULES)}/legacy.py"] = ""
    if random.random() < 0.4:
        mark = random.choice((" ", "~", "x"))
        files[ROADMAP] = f"- [{mark}] 1.1.1 - One\n\n### Task 1.1.1 - One\n\n**Goal:** it\n"
    return files


def policy(random: Random, base: bool) -> Files:
    """Return the files that a policy is made of."""
    files = {BLUEPRINT: blueprint(random), SETTINGS: settings(random, base)}
    if random.random() < 0.3:
        files[ATTRIBUTES] = f"{random.choice(MODULES)}/** linguist-vendored\n"
    if random.random() < 0.3:
        source, target = random.choice(MODULES), random.choice((*MODULES, "*"))
        files[DECISION] = (
            "# Waive\n\n**Status:** accepted\n\n| Exception | From | To | Until |\n"
            f"|---|---|---|---|\n| {random.choice(('*', 'KV703', 'KV704'))} | {source} | {target} "
            "| 2999-01-01 |\n"
        )
    stem = random.choice(("legacy", "x", "other"))
    files[PAGE] = (
        f'+++\nid = "SHOP1"\nseverity = "{random.choice(GRADES[1:])}"\npaths = ["{stem}"]\n'
        "+++\n# no-legacy\n\n## What it does\n\nReports legacy.\n"
    )
    return files


def _wild(random: Random) -> tuple[Files, Files, Files]:
    """Return a change of one random policy and random code to others."""
    old, new = policy(random, base=True), policy(random, base=False)
    for path in sorted({*old, *new}):
        if random.random() < 0.5:
            new.pop(path, None)
            new |= {path: old[path]} if path in old else {}
    before, after = code(random), code(random)
    for path in sorted({*before, *after}):
        if random.random() < 0.5:
            after.pop(path, None)
            after |= {path: before[path]} if path in before else {}
    return {**before, **old}, {**after, **new}, {**after, **old}


CLEAN = {
    "api/x.py": "from core import x\n", "core/x.py": "from data import x\n", "data/x.py": "",
    "ui/x.py": "from api import x\n",
}  # fmt: skip
ROWS = {"ui": "top | api", "api": "top | core", "core": "mid | data", "data": "low | none"}
# What a change adds that the strict policy forbids, at worst.
DRIFT: tuple[Files, ...] = (
    {"data/x.py": "from ui import x\n"}, {"data/y.py": "import requests\n"},
    {"api/y.py": "from data import x\n"}, {"new/x.py": ""}, {"core/legacy.py": ""},
    {"core/x.py": "from data import x\nfrom api import x\n"}, {"data/y.py": "from . import z\n"},
    {ROADMAP: "- [x] 1.1.1 - One\n"},
    {"ui/y.py": "import typing\nif typing.TYPE_CHECKING:\n    from data import x\n"},
)  # fmt: skip


def _strict() -> Files:
    """Return a policy that the clean code keeps, and that a drift breaks."""
    rows = "\n".join(f"| {name} | `{name}/` | {row} | none |" for name, row in ROWS.items())
    table = "| Module | Paths | Layer | May import | External |\n|---|---|---|---|---|\n"
    layers = "\n## Layers\n\n1. `top`\n2. `mid`\n3. `low`\n"
    page = (
        '+++\nid = "SHOP1"\nseverity = "major"\npaths = ["legacy"]\n+++\n# no-legacy\n\n'
        "## What it does\n\nReports legacy.\n"
    )
    named = 'approvers = ["Ada"]\nrules = ["checks"]\n'
    return {BLUEPRINT: f"# B\n\n{table}{rows}\n{layers}", SETTINGS: named, PAGE: page}


def _bent(random: Random, policy: Files) -> Files:
    """Return a policy with one to three of its parts bent."""
    bent = dict(policy)
    for _ in range(random.choice((1, 1, 2, 3))):
        part = random.choice(("settings", "settings", "row", "exempt", "attributes", "waive",
                              "page", "layers", "delete", "drop"))  # fmt: skip
        if part == "settings":
            bent[SETTINGS] = settings(random, random.random() < 0.5)
        elif part == "row" and BLUEPRINT in bent:
            name = random.choice(MODULES)
            old = f"| {name} | `{name}/` | {ROWS[name]} | none |"
            new = f"| {name} | `{name}/` | | {random.choice(('*', ', '.join(MODULES)))} | * |"
            bent[BLUEPRINT] = bent[BLUEPRINT].replace(old, random.choice((new, "")))
        elif part == "exempt" and BLUEPRINT in bent:
            row = f"| `{random.choice((*MODULES, 'new'))}/` | later |"
            bent[BLUEPRINT] += f"\n| Ungoverned | Reason |\n|---|---|\n{row}\n"
        elif part == "attributes":
            place = random.choice(("**", "data/**", "new/**", "core/**"))
            bent[ATTRIBUTES] = f"{place} linguist-{random.choice(('vendored', 'generated'))}\n"
        elif part == "waive":
            bent[DECISION] = (
                "# Waive\n\n**Status:** accepted\n\n| Exception | From | To | Until |\n"
                f"|---|---|---|---|\n| * | {random.choice(MODULES)} | * | 2999-01-01 |\n"
            )
        elif part == "page":
            bent[PAGE] = bent[PAGE].replace('legacy"', 'other"').replace("major", "minor")
        elif part == "layers" and BLUEPRINT in bent:
            bent[BLUEPRINT] = bent[BLUEPRINT].replace("1. `top`", "1. `low`", 1)
        elif part == "delete":
            bent.pop(random.choice((BLUEPRINT, SETTINGS, PAGE)), None)
            bent.setdefault(PAGE, policy[PAGE])
        else:
            bent[SETTINGS] = 'fail-on = "never"\nrules = ["checks"]\n'
    bent.setdefault(SETTINGS, "")
    return bent


def _bending(random: Random) -> tuple[Files, Files, Files]:
    """Return a change that brings drift together with a policy that may allow it."""
    old = _strict()
    new = _bent(random, old)
    after = dict(CLEAN)
    for drift in random.sample(DRIFT, random.choice((0, 1, 1, 2))):
        after |= drift
    return {**CLEAN, **old}, {**after, **new}, {**after, **old}


def change(random: Random) -> tuple[Files, Files, Files]:
    """Return the base's files, the change's, and what the change adds by the base's policy."""
    return _bending(random) if random.random() < 0.8 else _wild(random)


def examined(base: Mapping[str, str], own: Mapping[str, str], approved: bool = False) -> Examined:
    """Judge a change in memory. Raises CannotJudge.

    `approved` says whether an approver has approved all that the change loosens.
    """
    options = FindingOptions(base="main")
    old = snapshot_of(base)
    governing = read_settings(old)
    survey = _survey(own)
    history = History(approvers=governing.approvers)
    context = HistoryContext(Case(survey.architecture).today, governing, Base("b", "b"), history)
    made = _examined(survey, context, history, base, options)
    if approved:
        marks = {loosened.mark: loosened.text for loosened in loosened_lines(made.case)}
        record = Approval("a.md", Location("a.md"), "policy", "Ada", "2026-11-02", marks)
        history = replace(history, endorsements={"a.md": Endorsement(records=(record,))})
        plan = replace(survey.architecture.plan, approvals=(record,))
        survey = replace(survey, architecture=replace(survey.architecture, plan=plan))
        made = _examined(survey, context, history, base, options)
    return made


def _examined(
    survey: Survey, context: HistoryContext, history: History, base: Mapping[str, str],
    options: FindingOptions,
) -> Examined:  # fmt: skip
    chosen = selection(survey, options)
    case = Case(
        survey.architecture, survey.settings, survey.rules, history, context.today, chosen.on
    )
    case = replace(case, base=base_tree(case, survey, snapshot_of(base), {}))
    return examined_case(survey, context, case, options)


def _survey(files: Mapping[str, str]) -> Survey:
    nowhere = Path("/nowhere")
    repository = Repository(nowhere, nowhere, nowhere, "", {})
    snapshot = snapshot_of(files)
    settings = read_settings(snapshot)
    plan = read_plan(snapshot, artifacts=settings.artifacts, task_id=settings.task_id)
    facts = read_facts(snapshot, settings.sources)
    architecture = arrange(snapshot, plan, facts, settings, snapshot)
    rules = rules_of(snapshot, settings)
    return Survey(repository, settings, rules, architecture, RunMemory(None))


def rank(report: Report) -> int:
    """Return how severe a verdict is."""
    return VERDICTS.index(report.verdict)
