"""Spoil what several documents owe each other, or take whole files away: exactly one finding."""

from collections.abc import Iterator

import pytest

from kavro_lint.model.findings import Finding
from kavro_lint.pipeline.judge import findings_of
from tests.memory import case_of
from tests.test_mutations import BLUEPRINT, DECISION, FILES, OVERVIEW, PROMPT, RESEARCH, SELECTION
from tests.test_mutations import TASKS as SPECS

ROADMAP, NOTES, API = (
    "docs/execution-roadmap.md",
    "docs/debugging-notes.md",
    "docs/api-reference.md",
)
FUTURE = "docs/future-improvements.md"
HEADING = "#### Task 1.1.1 - Take orders"
ALL = frozenset(range(1, 8))
SPEC = FILES[SPECS][FILES[SPECS].index(HEADING) : FILES[SPECS].index("## Dependency Graph")]
LINE = "- 🔄 Task 1.1.1 - Take orders\n"

# Rules on rows and files, which are not what is spoiled here.
STRUCTURE = ("KV003", "KV008", "KV201", "KV702", "KV708")

Files = dict[str, str]


def findings(files: Files) -> list[Finding]:
    return [
        finding
        for finding in findings_of(case_of(files, artifacts="docs", phases=ALL), "artifacts")
        if finding.rule not in STRUCTURE
    ]


def changed(path: str, old: str, new: str, files: Files = FILES) -> Files:
    assert old in files[path], old
    return {**files, path: files[path].replace(old, new, 1)}


def without(*paths: str) -> Files:
    return {path: text for path, text in FILES.items() if path not in paths}


def second(state: str = "⬜", **fields: str) -> Files:
    """Add a second task, 1.1.2, in its state; `scope` and `needs` are its fields."""
    scope, needs = fields.get("scope", "src/shop/services/"), fields.get("needs", "1.1.1")
    spec = SPEC.replace("Task 1.1.1 - Take", "Task 1.1.2 - Pack").replace(
        "src/shop/api/`", f"{scope}`"
    )
    spec = spec.replace("**Dependencies:**\nNone", f"**Dependencies:**\n{needs}")
    files = changed(ROADMAP, LINE, f"{LINE}- {state} Task 1.1.2 - Pack orders\n")
    return changed(SPECS, "## Dependency Graph", f"{spec}\n## Dependency Graph", files)


def third(two: str, three: str, first: str = "None") -> Files:
    """Add 1.1.2 and 1.1.3, neither started; the arguments are what each of three waits for."""
    files = second(needs=two)
    spec = SPEC.replace("Task 1.1.1 - Take", "Task 1.1.3 - Send")
    spec = spec.replace("**Dependencies:**\nNone", f"**Dependencies:**\n{three}")
    spec = spec.replace("src/shop/api/`", "src/shop/api/http.py`")
    files = changed(SPECS, "## Dependency Graph", f"{spec}\n## Dependency Graph", files)
    files = changed(SPECS, "**Dependencies:**\nNone", f"**Dependencies:**\n{first}", files)
    return changed(ROADMAP, LINE, f"{LINE}- ⬜ Task 1.1.3 - Send orders\n", files)


def superseded(by: str, newer: str, status: str = "Accepted") -> Files:
    old = changed(DECISION, "**Status:** Accepted", f"**Status:** Superseded by {by}")
    text = (
        FILES[DECISION].replace("One process", "Two processes").replace("2026-11-02", "2026-11-03")
    )
    text = text.replace("**Status:** Accepted", f"**Status:** {status}").replace(
        "one point.", newer
    )
    return {**old, "docs/decisions/2026-11-03-two.md": f"{text}\n{newer}\n"}


NEWER = "[new](2026-11-03-two.md)"
OLDER = "Supersedes [2026-11-02-one-process](2026-11-02-one-process.md)."
ENTRY = (
    "# Debugging Notes\n\n## 2026-11-03 - Double orders\n\n**Symptom:** two parcels\n"
    "**Root cause:** a retry\n**How it was found:** the log\n**Fix:** a key\n"
    "**Prevention:** a test\n"
)
ENDPOINT = (
    "# API\n\n## POST /orders\n\n**Authentication:** none\n**Request:** an order\n"
    "**Response:** 201\n**Errors:** 400\n"
)
NOTE = (
    "## Governance Report - Task 1.1.1\n**Commits:** abc1234\n**Validated by:** Ada\n"
    "**Date:** 2026-11-02\n### Overall: PASS\n| Criterion | Status | Notes |\n|---|---|---|\n"
    "| Architectural alignment | PASS | x |\n| Scope compliance | PASS | x |\n"
    "| Standards compliance | PASS | x |\n| Test coverage | PASS | x |\n"
    "| Documentation currency | PASS | x |\n### Validation steps\n1. PASS - 41 passed\n"
    "2. PASS - 201\n3. PASS - one line\n"
)
COMPLETE = {
    **{path: text.replace("🔄", "✅") for path, text in FILES.items()},
    "docs/validation/1.1.1.md": NOTE,
    "docs/validation/1.1.2.md": NOTE.replace("1.1.1", "1.1.2"),
}

Case = tuple[str, str, Files]


def good_sets() -> Iterator[tuple[str, Files]]:
    yield "the set itself", FILES
    yield "two tasks", second()
    yield "three tasks", third("1.1.1", "1.1.2")
    yield "superseded", superseded(NEWER, OLDER)
    yield "an entry", {**FILES, NOTES: ENTRY}
    yield "an endpoint", {**FILES, API: ENDPOINT}
    yield "complete", COMPLETE


def cases() -> Iterator[Case]:
    yield "KV101", "no research", without(RESEARCH)
    yield "KV301", "no roadmap", without(ROADMAP, SPECS, PROMPT, SELECTION)
    for path in (OVERVIEW, NOTES, FUTURE):
        yield "KV401", path, without(path)
    yield "KV501", "no prompt", without(PROMPT)
    yield "KV601", "no selection", without(SELECTION)
    yield from _tasks()
    yield from _decisions()
    for name in ("Symptom", "Root cause", "How it was found", "Fix", "Prevention"):
        begin = ENTRY.index(f"**{name}:**")
        text = ENTRY[:begin] + ENTRY[ENTRY.index("\n", begin) + 1 :]
        yield "KV402", f"entry without {name}", {**FILES, NOTES: text}
        old = ENTRY[begin : ENTRY.index("\n", begin)]
        yield (
            "KV402",
            f"entry, {name} open",
            {**FILES, NOTES: ENTRY.replace(old, f"**{name}:** TBD")},
        )
    yield "KV402", "empty notes", {**FILES, NOTES: "# Debugging Notes\n"}
    yield "KV402", "no endpoint", {**FILES, API: "# API\n\nTo come.\n"}
    for name in ("Authentication", "Request", "Response", "Errors"):
        begin = ENDPOINT.index(f"**{name}:**")
        text = ENDPOINT[:begin] + ENDPOINT[ENDPOINT.index("\n", begin) + 1 :]
        yield "KV404", f"endpoint without {name}", {**FILES, API: text}


def _tasks() -> Iterator[Case]:
    for name in ("Scope - In", "Validation steps", "Complexity"):
        begin = SPEC.index(f"**{name}:**")
        end = SPEC.find("\n**", begin)
        files = changed(SPECS, SPEC[begin:end], "")
        if name == "Scope - In":
            files = changed(PROMPT, "Scope - you touch: `src/shop/api/`\n", "", files)
        yield "KV302", f"no {name}", files
        for left in ("TBD", "[say it here]", "", "N/A", "<!-- a hint -->"):
            text = f"**{name}:**\n{left}\n"
            yield (
                "KV302",
                f"{name}: {left}",
                {**files, SPECS: FILES[SPECS].replace(SPEC[begin:end], text)},
            )
    steps = "1. `pytest tests/api` passes"
    for vague in (
        "Test it",
        "Make sure everything works as expected",
        "[Specific check]",
        "[x] it works",
    ):
        yield "KV307", vague, changed(SPECS, steps, f"1. {vague}")
    bullets = (
        SPEC.replace("1. `py", "- `py").replace("2. `curl", "- `curl").replace("3. the", "- the")
    )
    yield "KV307", "bullets", changed(SPECS, SPEC, bullets)
    again = SPEC.replace("Take", "Also take")
    yield "KV303", "specified twice", changed(SPECS, "## Dependency", f"{again}\n## Dependency")
    yield "KV303", "tracked twice", changed(ROADMAP, LINE, LINE * 2)
    yield "KV303", "no tracker line", changed(SPECS, "## Dependency Graph", (
        SPEC.replace("1.1.1", "1.1.2") + "\n## Dependency Graph"))  # fmt: skip
    yield "KV303", "no spec", changed(ROADMAP, LINE, f"{LINE}- ⬜ Task 1.1.2 - Pack\n")
    yield "KV303", "malformed heading", changed(
        SPECS, "## Dependency Graph", "#### Task 1.2 - Pack\n\n## Dependency Graph")  # fmt: skip
    yield "KV303", "malformed line", changed(ROADMAP, LINE, f"{LINE}- ⬜ Task 1.2 - Pack\n")
    yield (
        "KV303",
        "states",
        changed(SPECS, "**Complexity:**", "**Status:** Blocked\n**Complexity:**"),
    )
    yield "KV304", "unknown", second(needs="1.1.1, 1.1.9")
    yield "KV304", "malformed", second(needs="1.1.1, Task 9")
    yield (
        "KV305",
        "two",
        second(needs="1.1.1")
        | {SPECS: second()[SPECS].replace("**Dependencies:**\nNone", "**Dependencies:**\n1.1.2")},
    )
    yield "KV305", "three, and a chord", third("1.1.1, 1.1.3", "1.1.2", "1.1.3")
    early = second("✅")
    yield (
        "KV306",
        "done too early",
        {**early, "docs/validation/1.1.2.md": NOTE.replace("1.1.1", "1.1.2")},
    )
    for whole in ("`**`", "the whole application", "`src/`"):
        files = changed(SPECS, "- `src/shop/api/`", f"- {whole}")
        yield "KV308", whole, changed(PROMPT, "Scope - you touch: `src/shop/api/`\n", "", files)
    files = second("🔄", scope="src/shop/api/http.py", needs="None")
    files |= {name.replace("1.1.1", "1.1.2"): FILES[name].replace("1.1.1", "1.1.2").replace(
        "src/shop/api/`", "src/shop/api/http.py`") for name in (PROMPT, SELECTION)}  # fmt: skip
    yield "KV309", "both in progress", files
    planned = second(scope="src/shop/api/http.py", needs="None")
    yield "KV309", "declared", changed(
        SPECS, "Opportunities\nNone", "Opportunities\n- 1.1.1 and 1.1.2", planned)  # fmt: skip
    files = changed(SPECS, "- `src/shop/api/`", "- `src/shop/api/`\n- `src/shop/mail/`")
    files = changed(
        PROMPT, "touch: `src/shop/api/`", "touch: `src/shop/api/`, `src/shop/mail/`", files
    )
    yield "KV310", "nothing there", files
    yield "KV310", "misspelled", second(scope="src/shop/servises/")
    yield "KV311", "an import between", second(needs="None")
    yield (
        "KV312",
        "state",
        changed(SPECS, "**Complexity:**", "**Status:** Someday\n**Complexity:**"),
    )
    yield "KV312", "no reason", without(PROMPT, SELECTION) | {
        ROADMAP: FILES[ROADMAP].replace("🔄 Task", "🚫 Task")}  # fmt: skip
    yield "KV312", "mark", without(PROMPT, SELECTION) | {
        ROADMAP: FILES[ROADMAP].replace("🔄 Task", "🟡 Task")}  # fmt: skip


def _decisions() -> Iterator[Case]:
    yield "KV206", "no decision", changed(
        DECISION, "## Decision\nOne process without a queue.\n", "")  # fmt: skip
    for left in ("TBD", "[What was decided]", "N/A", ""):
        yield "KV206", f"decision: {left}", changed(DECISION, "One process without a queue.", left)
    option = FILES[DECISION][
        FILES[DECISION].index("### Option B") : FILES[DECISION].index("## Reasoning")
    ]
    listed = "- A queue - rejected because it needs a broker\n- A function per request\n\n"
    begin = FILES[DECISION].index("### Option A")
    both = FILES[DECISION][begin : FILES[DECISION].index("## Reasoning")]
    yield "KV207", "a bare name", changed(DECISION, both, listed)
    yield "KV207", "one alternative", changed(DECISION, option, "")
    for left in ("", "**Rejected because:** [Specific reason]"):
        yield "KV207", f"no reason {left}", changed(
            DECISION, "**Rejected because:** nobody runs them here", left)  # fmt: skip
    yield "KV208", "name", {
        **without(DECISION), "docs/decisions/process.md": FILES[DECISION]}  # fmt: skip
    twice = superseded(NEWER, OLDER)
    twice["docs/decisions/2026-11-02-one-process.md"] = FILES[DECISION]
    log = FILES[DECISION].replace("# ", "## ").replace("without a queue", "with a queue")
    yield "KV208", "two places", {**FILES, "docs/decisions.md": f"# Decisions\n\n{log}"}
    yield "KV209", "no target", changed(DECISION, "Accepted", "Superseded by [it](nowhere.md)")
    yield "KV209", "not named", changed(DECISION, "Accepted", "Superseded")
    yield "KV209", "not reciprocal", superseded(NEWER, "More.")
    yield "KV209", "circle", superseded(
        NEWER, OLDER, "Superseded by [old](2026-11-02-one-process.md)")  # fmt: skip
    data = "N/A - orders are handed on, nothing is kept"
    yield "KV214", "data", changed(BLUEPRINT, data, "One table of orders.")
    called = "N/A - the first version is called from the shell"
    files = changed(BLUEPRINT, called, "POST /orders, see below.")
    yield "KV214", "api", {**files, API: ENDPOINT}


CASES = list(cases())


@pytest.mark.parametrize("files", [f for _, f in good_sets()], ids=[n for n, _ in good_sets()])
def test_a_good_set_has_no_finding(files: Files) -> None:
    assert [f"{finding.rule} {finding.message}" for finding in findings(files)] == []


@pytest.mark.parametrize("case", CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_one_spoiled_obligation_is_one_finding(case: Case) -> None:
    rule, _, files = case
    result = findings(files)
    assert [finding.rule for finding in result] == [rule], [entry.message for entry in result]
    place = result[0].location
    assert 1 <= place.line <= len(files.get(place.path, "").split("\n"))
    assert rule not in ("KV302", "KV304", "KV306", "KV307", "KV308", "KV310", "KV311") or (
        HEADING.split(" 1.", maxsplit=1)[0] in files[place.path].split("\n")[place.line - 1]
    )
