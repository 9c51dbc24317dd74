"""The guide's table of what an agent is given is what an agent is given."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_table_of_the_guide_is_true() -> None:
    cost = runpy.run_path(str(DOCS / "context_cost.py"))
    guide = (DOCS / "guide/agents.md").read_text(encoding="utf-8")
    shown = guide.partition(cost["BEGIN"])[2].partition(cost["END"])[0].strip()
    assert shown == cost["table"](), "run python docs/context_cost.py"
