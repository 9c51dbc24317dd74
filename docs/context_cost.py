"""What kavro-lint puts into an agent's context at each moment, counted in characters.

    python docs/context_cost.py           write the table of docs/guide/agents.md

The moments are played in a small shop with a task in hand, so the figures are those of real
answers; the largest that an answer can be stands beside them.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# As a script, the folder of the project is not where Python looks.
sys.path.insert(0, str(ROOT))

from kavro_lint.agents import after, before, block, briefing, stop  # noqa: E402
from kavro_lint.agents.events import ROOM_FOR_MODE, Answer, Event, Moment  # noqa: E402
from kavro_lint.agents.hook import Surroundings, answer  # noqa: E402
from kavro_lint.agents.operations import Operation  # noqa: E402

GUIDE = ROOT / "docs/guide/agents.md"
SKILL = ROOT / "kavro_lint/agents/skill"
BEGIN, END = "<!-- context cost: docs/context_cost.py -->", "<!-- /context cost -->"

BLUEPRINT = """---
status: approved
---
| Module | Paths | Layer | External |
|---|---|---|---|
| api | `src/shop/api/` | delivery | none |
| services | `src/shop/services/` | domain | none |
| models | `src/shop/models/` | data | none |

## Layers

1. delivery
2. domain
3. data
"""
SECTIONS = "".join(
    f"\n## {name}\n\nN/A - a small shop\n"
    for name in (
        "High-Level Architecture", "Folder & Module Structure", "API Layer Design", "Data Design",
        "Cross-Cutting Concerns", "Scalability & Resilience", "Testing Strategy",
        "Deployment Strategy", "Decision Log",
    )
)  # fmt: skip
RESEARCH = """# Research

## Business Goal
Orders.
## Technical Goal
Keep them.
## Context
**Stack:** Python
**Affected modules:** models
**Existing patterns:** layers
**Technical debt:** N/A - new
## Domain Findings
**Established patterns:** layers
**References:** SQLite's pages
**Prior art:** paper
**Known failure modes:** two at once
## Risk Register
| Risk | Likelihood | Impact | Mitigation |
|---|---|---|---|
| two at once | Low | High | a transaction |
## Assumptions Made
One shop.
## Open Questions
None
"""
ROADMAP = """# Roadmap

- 🔄 1.1.1 - Keep orders

## Task 1.1.1 - Keep orders

**Goal:** Orders survive a restart.
**Scope - In:** `services`, `models`
**Scope - Out:** the API
**Dependencies:** None
**Expected output:** `src/shop/models/order.py`
**Implementation strategy:** one table
**Validation steps:**

1. `python -c "import shop.models.order"` ends without an error

**Rollback plan:** revert the commit
**Complexity:** Low
"""
FILES = {
    "docs/kavro/blueprint.md": BLUEPRINT + SECTIONS,
    "docs/kavro/research.md": RESEARCH,
    "docs/kavro/roadmap.md": ROADMAP,
    "src/shop/api/views.py": "from shop.services import orders\n",
    "src/shop/services/orders.py": "from shop.models import order\n",
    "src/shop/models/order.py": "",
    "kavro-lint.toml": 'mainline = "main"\n',
}
ORDER = "src/shop/models/order.py"
FORBIDDEN = "from shop.api import views\n"
_GIT = ("-c", "user.name=A", "-c", "user.email=a@example.invalid")


def table() -> str:
    """Return the table, in Markdown."""
    lines = ["| What an agent is given | Characters | At most |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        top = _repository(Path(folder).resolve() / "shop")
        for what, size, most in (*_always(), *_moments(top)):
            shown = f"{most:,}" if most else "–"
            lines.append(f"| {what} | {size:,} | {shown} |")
    return "\n".join(lines)


def _always() -> Iterator[tuple[str, int, int]]:
    """Yield what does not depend on the work: the skill, the lines in AGENTS.md."""
    skill = (SKILL / "SKILL.md").read_text(encoding="utf-8")
    fields = [line.split(": ", 1)[1] for line in skill.splitlines() if ": " in line]
    name, description = fields[0], fields[1]
    yield "the skill's name and description, always", len(name) + len(description), 1_088
    yield "the lines in AGENTS.md, always", len("\n".join(block.LINES)), 0
    yield "SKILL.md, when the skill is used", len(skill), 0
    pages = [page.read_text(encoding="utf-8") for page in (SKILL / "references").iterdir()]
    yield "a page of the skill, when it is asked for (the longest)", max(map(len, pages)), 0


def _moments(top: Path) -> Iterator[tuple[str, int, int]]:
    """Yield what each moment says, where there is something to say and where there is not."""
    deny = before.LONGEST + len(before.A_PERSON) + 30 + ROOM_FOR_MODE
    yield "the start of a session", len(_ask(top, "start").text), briefing.LONGEST
    allowed = _ask(top, "before-edit", Operation(ORDER, content="import json\n"))
    _see(allowed, "silence")
    yield "before an edit that is allowed", len(allowed.text), 0
    denied = _ask(top, "before-edit", Operation(ORDER, content=FORBIDDEN))
    _see(denied, "deny")
    yield "before an edit with a forbidden import", len(denied.text), deny
    outside = _ask(top, "before-edit", Operation("src/shop/api/views.py", content=""))
    yield "before an edit outside the task's scope", len(outside.text), deny
    yield "after an edit that adds nothing", len(_after(top).text), after.LONGEST
    yield "the end, with nothing left to do", len(_ask(top, "stop").text), 0
    (top / ORDER).write_text(FORBIDDEN)
    yield "after an edit that adds drift", len(_after(top).text), after.LONGEST
    stopped = _ask(top, "stop")
    _see(stopped, "block")
    yield "the end, with drift, once", len(stopped.text), stop.LONGEST + 710 + ROOM_FOR_MODE


def _see(said: Answer, decision: str) -> None:
    """See that a moment is the one that its row names."""
    if said.decision != decision:
        raise SystemExit(f"expected {decision}: {said}")


def _after(top: Path) -> Answer:
    return _ask(top, "after-edit", Operation(ORDER, content=""))


def _ask(top: Path, moment: Moment, *operations: Operation) -> Answer:
    event = Event("claude", moment, "s", os.fspath(top), operations)
    return answer(event, Surroundings(top, {}, asks=True))


def _repository(top: Path) -> Path:
    for path, text in FILES.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, encoding="utf-8")
    _git(top, "init", "--quiet", "--initial-branch=main")
    _git(top, "add", "--all")
    _git(top, "commit", "--quiet", "--message=Begin")
    return top


def _git(top: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", top, *_GIT, *arguments], check=True)


def main(arguments: Sequence[str]) -> int:
    """Write the table into the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    GUIDE.write_text(f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
