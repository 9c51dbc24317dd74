"""Artifacts as teams and agents write them: nothing is wrong with them."""

import json
from pathlib import Path

from tests.building import repository, run

BLUEPRINT = """\
---
status: approved
version: 1
---
# Todo app: blueprint

| Module | Paths | May import |
|---|---|---|
| api | `src/shop/api/` | services |
| services | `src/shop/services/` | none |
| shop | `src/shop/__init__.py` | |

## 1. High-Level Architecture
Todo el código vive aquí. The TODO list is kept in `PostgreSQL`.
## 2. Folder & Module Structure
As in the table.
## 3. API Layer Design
| Method | Path |
|---|---|
| GET | /orders |
## 4. Data Design
One table of orders, see [the decision](decisions/0001-use-postgresql.md).
## 5. Cross-Cutting Concerns
### Security
Tokens.
## 6. Scalability & Resilience
N/A — one user
## 7. Testing Strategy
pytest
## 8. Deployment Strategy
A wheel. Rollback TBD (@ada, 2026-12-01).
"""
ROADMAP = """\
# Roadmap

| Task | Name | Status |
|---|---|---|
| 1.1.1 | Take orders | 🔄 |

- [~] **1.1.1** - Take orders
- [ ] 1.1.2 - Pack orders

### Task 1.1.1 — Take orders
**Goal:** Orders are taken over HTTP.
**Scope — In:** The order handler in `src/shop/api/`, answering `POST /orders`, and its tests
**Scope — Out:** —
**Dependencies:** None (first task)
**Expected output:** `src/shop/api/http.py` answers 201
**Implementation strategy:**
- [ ] write the handler
- [x] 1.1.2 waits for this
**Validation steps:**
1. [ ] `pytest tests/api` passes
2. [x] curl answers 201
**Rollback plan:** revert
**Estimated complexity:** 🟢 Low (2 points)
**Agent role:** Backend + Testing

### Task 1.1.2 — Pack orders
**Goal:** Orders are packed.
**Scope:**
- **In:** `src/shop/services/packing.py`
- **Out:** payment
**Dependencies:**
- [ ] 1.1.1 — Take orders
**Expected output:** packing
**Implementation strategy:** small steps
**Validation steps:**
1. `pytest tests/services` passes
**Rollback plan:** N/A - nothing is kept
**Complexity:** Medium
"""
MADR = """\
---
status: "accepted; supersedes ADR-0045"
Created: 2021-10-27
tags: [api, security]
---
# Use PostgreSQL for orders

## Context and Problem Statement

Where are orders kept?

## Decision Drivers

* one person runs it

## Considered Options

* PostgreSQL
* MySQL
* files

## Decision Outcome

Chosen option: "PostgreSQL", because we know it.

### Consequences

* Good, because transactions
* Bad, because a server

## Reversibility

Hard - data has to move.
"""
GERMAN = """\
# Wir verwenden FastAPI

* Status: ✅ Accepted (2026-11-02)
* Date: 2026-11-02

## Context
HTTP.
## Decision
FastAPI.
## Alternatives Considered
| Option | Why not |
|---|---|
| Flask | kein async |
| Django | zu groß |
## Reasoning
Typen.
## Consequences
**Positive:** Typen
**Negative:** keine
## Reversibility
Easy
"""
FILES = {
    "src/shop/__init__.py": "",
    "src/shop/api/http.py": "from shop.services import orders\n",
    "src/shop/services/orders.py": "x = 1\n",
    "docs/kavro/blueprint.md": BLUEPRINT,
    "docs/kavro/roadmap.md": ROADMAP,
    "docs/kavro/decisions/0001-use-postgresql.md": MADR,
    "docs/kavro/decisions/0002-verwenden.md": GERMAN,
}


def findings(folder: Path, files: dict[str, str]) -> list[tuple[str, str, int]]:
    place = repository(folder, files)
    report = json.loads(run(place, "check", "--format", "json").stdout)
    return [(finding["id"], finding["path"], finding["line"]) for finding in report["findings"]]


def test_artifacts_as_teams_write_them_have_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path / "unix", FILES) == []
    crlf = {
        path: "\ufeff" + text.replace("\n", "\r\n") if path.endswith(".md") else text
        for path, text in FILES.items()
    }
    assert findings(tmp_path / "windows", crlf) == []


def test_real_faults_of_teams_are_still_reported(tmp_path: Path) -> None:
    files = {
        path: text.replace("| Flask | kein async |\n", "")
        .replace("Todo el c", "TODO: el c")
        .replace("🟢 Low", "🟢 Tiny")
        .replace("- [~] **1.1.1**", "- [-] **1.1.1**")
        for path, text in FILES.items()
    }
    path = "docs/kavro/roadmap.md"
    line = ROADMAP.split("\n").index("### Task 1.1.1 — Take orders") + 1
    todo = BLUEPRINT[: BLUEPRINT.index("Todo el")].count("\n") + 1
    assert findings(tmp_path, files) == [
        ("KV203", "docs/kavro/blueprint.md", todo),
        ("KV207", "docs/kavro/decisions/0002-verwenden.md", 1),
        ("KV312", path, line),
        ("KV312", path, line),
    ]
