"""The pages of the agent skill: each form as `kavro-lint new` writes it, filled in, and proved.

    python docs/skill.py           write kavro_lint/agents/skill/references/
    python docs/skill.py --zip F   write the skill as an archive for Claude.ai

A scripted agent follows SKILL.md in an empty repository: it runs the skill's own commands, fills
every bracket, and checks each phase. What it has filled in are the examples of the pages.
"""

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

SKILL = Path(__file__).parent.parent / "kavro_lint/agents/skill"
TODAY = "2026-11-29"

# What the skill proves beside the phases: that code may be written, and everything at the end.
GATE, ALL = 10, 11

# What a person writes for each bracket of a form, by the bracket's words.
WORDS: Mapping[str, Mapping[str, str]] = {
    "research": {
        "what it is for": "Customers order from home.",
        "what it must do": "Take orders and keep them.",
        "stack": "Python 3.11, SQLite",
        "affected modules": "N/A - a new project",
        "existing patterns": "N/A - a new project",
        "technical debt": "N/A - a new project",
        "established patterns": "layers: delivery above data",
        "references": "the SQLite documentation, on transactions",
        "prior art": "the paper forms of the shop",
        "known failure modes": "two orders at once for the last item",
        "risk": "two orders for one item",
        "High, Medium or Low": "Medium",
        "mitigation": "a transaction for each order",
        "every assumption": "One shop, one currency.",
        "[ ] question": "[x] Who may cancel an order? Answered: the customer, within a day.",
    },
    "blueprint": {
        "high-level architecture, or `N/A - reason`": "Delivery calls data, never the reverse.",
        "folder & module structure, or `N/A - reason`": "One package a layer; the table below.",
        "api layer design, or `N/A - reason`": "N/A - a command line, no network interface",
        "data design, or `N/A - reason`": "One table. See "
        "[the decision](decisions/0001-keep-orders-in-sqlite.md).",
        "cross-cutting concerns, or `N/A - reason`": "N/A - one user on one machine",
        "scalability & resilience, or `N/A - reason`": "N/A - a hundred orders a day",
        "testing strategy, or `N/A - reason`": "Unit tests for each module, run in CI.",
        "deployment strategy, or `N/A - reason`": "A wheel; going back is installing the last one.",
    },
    "decision": {
        "why it must be decided": "Orders must survive a restart.",
        "what is decided": "Orders are kept in SQLite.",
        "one": "PostgreSQL",
        "another": "JSON files",
        "reason": "it needs what a single shop does not have",
        "why this one": "It is one file, and it has transactions.",
        "what": "as said above, for one shop",
        "Easy, Hard or Irreversible, and why": "Easy: one module knows of it.",
    },
    "roadmap": {
        "name": "Take orders",
        "one sentence": "An order is taken and kept.",
        "paths and modules in backticks": "`data`, `delivery`",
        "what is left alone": "cancelling an order",
        "what is there afterwards": "`shop/data/orders.py`, `shop/delivery/app.py`",
        "how": "the table first, then the command",
        "what is run, and what must be seen": '`python -m shop.delivery.app tea` prints "1 tea"',
        "how to undo it": "revert the commits of the task",
        "Low, Medium or High": "Low",
    },
    "overview": {
        "purpose": "A shop takes orders.",
        "users": "The shop's owner.",
        "success criteria": "No order is lost.",
        "scope": "Orders of one shop.",
        "stack": "Python 3.11 and SQLite.",
        "repository structure": "`docs/` the plan",
        "getting started": "`python -m shop.delivery.app tea`",
        "key contacts": "the owner of this repository",
    },
    "debugging-notes": {
        "what to look at first when something fails": "First look at the table of orders.",
        "what happened": "An order was kept twice",
        "symptom": "two rows for one order",
        "root cause": "the command was run again after a time-out",
        "how it was found": "by the time of both rows",
        "fix": "an order has a number of its own",
        "prevention": "the number is unique in the table",
    },
    "future-improvements": {
        "known limitations": "One shop.",
        "deferred decisions": "None",
        "planned next steps": "Cancelling an order.",
    },
    "prompt": {
        "role": "Backend Agent",
        "what of the blueprint applies": "delivery may import data, never the reverse",
        "constraint": "the standard library only",
    },
    "selection": {
        "agent": "Backend Agent",
        "why this one": "the work is one module and one command",
        "what it is given": "the blueprint, the task and its prompt",
    },
    "validation": {
        "commits": "HEAD",
        "name": "the agent that ran the steps",
        "PASS, FLAG or BLOCK": "PASS",
        "notes": "as the steps below show",
        "what was seen": '"1 tea"',
    },
}
MODULES = """| Module | Paths | Layer | External | Responsibility |
|---|---|---|---|---|
| delivery (planned) | `shop/delivery/` | delivery | none | the command |
| data (planned) | `shop/data/` | data | none | keeps orders |

## Layers

1. delivery
2. data
"""
CODE = {
    "shop/data/orders.py": "def add(name: str) -> str:\n    return name\n",
    "shop/delivery/app.py": "import sys\n\nfrom shop.data.orders import add\n\n"
    "print(1, add(sys.argv[1]))\n",
}
# The pages, and the forms that each shows.
PAGES: Mapping[str, tuple[str, ...]] = {
    "research": ("research",),
    "blueprint": ("blueprint",),
    "decision": ("decision",),
    "roadmap": ("roadmap",),
    "documentation": ("overview", "debugging-notes", "future-improvements"),
    "prompt": ("prompt",),
    "selection": ("selection",),
    "validation": ("validation",),
}
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "decision": ("Keep orders in SQLite",),
    "prompt": ("1.1.1",),
    "selection": ("1.1.1",),
    "validation": ("1.1.1",),
}


class StoppedError(Exception):
    """A form that cannot be begun: what it needs is not there."""


class Agent:
    """The scripted agent, in a repository of its own. `skip` are the phases it leaves out."""

    def __init__(self, folder: Path, skip: frozenset[int] = frozenset()) -> None:
        self.folder = folder
        self.skip = skip
        self.forms: dict[str, str] = {}
        self.checks: list[tuple[int, int, str]] = []
        self._git("init", "-q", "-b", "main")
        self.write("kavro-lint.toml", 'phases = "all"\nmainline = "main"\n')

    def follow(self) -> None:
        """Go through the seven phases as SKILL.md says."""
        for number, phase in enumerate(PHASES, 1):
            if number not in self.skip:
                try:
                    phase(self)
                except StoppedError as error:
                    self.checks.append((number, 2, str(error)))
                    return
            self.check(number)
        self.commit("Plan the first task")
        self.change("docs/kavro/roadmap.md", "⬜ 1.1.1", "🔄 1.1.1")
        gate = self.run("status", "--gate")
        self.checks.append((GATE, gate.returncode, gate.stdout))
        if gate.returncode == 0:
            _code(self)
            if len(PHASES) + 1 not in self.skip:
                _governance(self)
            self.check(7)
            done = self.run("check")
            self.checks.append((ALL, done.returncode, done.stdout + done.stderr))

    def check(self, phase: int) -> None:
        """Prove a phase with the command that the skill names."""
        select = "KV73" if phase == 7 else f"KV{phase}"
        done = self.run("check", "--select", select, "--fail-on", "minor")
        self.checks.append((phase, done.returncode, done.stdout + done.stderr))

    def new(self, kind: str) -> None:
        """Write a form and fill it in."""
        words = ARGUMENTS.get(kind, ("Shop",))
        done = self.run("new", kind, *words)
        if done.returncode != 0:
            raise StoppedError(done.stderr)
        path = self.folder / done.stdout.split("\n", 1)[0]
        text = _filled(kind, path.read_text("utf-8"))
        path.write_text(text, "utf-8")
        self.forms[kind] = text

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Change a file that is there."""
        place = self.folder / path
        if place.exists():
            place.write_text(place.read_text("utf-8").replace(old, new), "utf-8")

    def commit(self, message: str, name: str = "Agent") -> None:
        """Commit everything that has changed."""
        self._git("add", "-A")
        self._git("commit", "-q", "--allow-empty", "-m", message, name=name)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run kavro-lint."""
        command = [sys.executable, "-m", "kavro_lint", "-C", str(self.folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def _git(self, *arguments: str, name: str = "Agent") -> None:
        address = f"{name.lower()}@example.invalid"
        who = {
            f"GIT_{role}_{field}": value
            for role in ("AUTHOR", "COMMITTER")
            for field, value in (("NAME", name), ("EMAIL", address))
        }
        command = ["git", "-C", str(self.folder), *arguments]
        subprocess.run(command, check=True, env={**os.environ, **who})


def _research(agent: Agent) -> None:
    agent.new("research")


def _blueprint(agent: Agent) -> None:
    agent.new("decision")
    agent.change("docs/kavro/decisions/0001-keep-orders-in-sqlite.md", "proposed", "accepted")
    agent.new("blueprint")
    # A person reads it, and runs this.
    agent.commit("Plan the shop")
    agent.run("approve", "blueprint", "--by", "Ada Lovelace", "--on", TODAY)
    agent.commit("Approve the blueprint", "Ada")


def _tasks(agent: Agent) -> None:
    agent.new("roadmap")


def _documentation(agent: Agent) -> None:
    for kind in PAGES["documentation"]:
        agent.new(kind)


def _prompt(agent: Agent) -> None:
    agent.new("prompt")


def _selection(agent: Agent) -> None:
    agent.new("selection")


def _code(agent: Agent) -> None:
    for path, text in CODE.items():
        agent.write(path, text)
    agent.change("docs/kavro/project-overview.md", "`docs/` the plan", "`shop/` the code")
    agent.change("docs/kavro/roadmap.md", "🔄 1.1.1", "✅ 1.1.1")
    agent.commit("Take orders\n\nKavro-Task: 1.1.1")


def _governance(agent: Agent) -> None:
    agent.new("validation")
    agent.commit("Validate taking orders\n\nKavro-Task: 1.1.1")


PHASES: tuple[Callable[[Agent], None], ...] = (
    _research, _blueprint, _tasks, _documentation, _prompt, _selection,
)  # fmt: skip


def _filled(kind: str, text: str) -> str:
    """Return a form with every bracket filled in."""
    if kind == "blueprint":
        start, end = text.index("| Module |"), text.index("## High-Level")
        text = f"{text[:start]}{MODULES}\n{text[end:]}"
    words = WORDS[kind]
    for bracket, answer in words.items():
        is_question = bracket.startswith("[ ] ")
        old = f"[ ] [{bracket[4:]}]" if is_question else f"[{bracket}]"
        text = text.replace(old, answer)
    text = re.sub(r"(?m)^(\*\*Commits:\*\*) .*", r"\1 HEAD", text)
    return re.sub(r"\d{4}-\d\d-\d\d", TODAY, text)


def pages(forms: Mapping[str, str]) -> Mapping[str, str]:
    """Return the reference pages, by file name."""
    made = {}
    for name, kinds in PAGES.items():
        shown = "\n".join(
            f"`kavro-lint new {kind}` begins it; filled in it reads:\n\n"
            f"````markdown\n{forms[kind].rstrip()}\n````\n"
            for kind in kinds
        )
        made[f"{name}.md"] = f"# {name.capitalize()}\n\n{shown}"
    return made


def main(arguments: list[str]) -> int:
    """Write the pages, or the archive."""
    if arguments[:1] == ["--zip"]:
        with zipfile.ZipFile(arguments[1], "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(SKILL.rglob("*.md")):
                archive.write(path, f"kavro-lint/{path.relative_to(SKILL).as_posix()}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        agent = Agent(Path(folder))
        agent.follow()
    failed = [f"step {phase}:\n{said}" for phase, code, said in agent.checks if code]
    sys.stderr.write("\n".join(failed))
    for name, text in pages(agent.forms).items():
        (SKILL / "references" / name).write_text(text, "utf-8")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
