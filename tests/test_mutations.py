"""Spoil each obligation of a good set of artifacts, one at a time: exactly its finding comes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kavro_lint.model.findings import Finding
from kavro_lint.pipeline.judge import findings_of
from tests.memory import case_of

GOOD = Path(__file__).parent / "templates/long"
FILES = {
    str(path.relative_to(GOOD)): path.read_text()
    for path in sorted(GOOD.rglob("*"))
    if path.is_file()
}
RESEARCH, BLUEPRINT = "docs/research-findings.md", "docs/architecture.md"
DECISION, TASKS = "docs/decisions/2026-11-02-one-process.md", "docs/tasks/milestone-1.md"
OVERVIEW, FUTURE = "docs/project-overview.md", "docs/future-improvements.md"
PROMPT, SELECTION = "docs/prompts/1.1.1.md", "docs/selections/1.1.1.md"

# Rules on rows and files, which are not what is spoiled here.
STRUCTURE = ("KV003", "KV008", "KV201", "KV702", "KV708")

Mutation = tuple[str, str, str, str]


def findings(files: dict[str, str]) -> list[Finding]:
    return [
        finding
        for finding in findings_of(case_of(files, artifacts="docs"), "artifacts")
        if finding.rule not in STRUCTURE
    ]


def section(text: str, name: str) -> tuple[int, int, int]:
    """Return where a section begins, where its text does, and where it ends."""
    match = re.search(rf"(?m)^(#+) {re.escape(name)}[^\n]*\n", text)
    assert match, name
    level = len(match[1])
    end = re.compile(rf"(?m)^#{{1,{level}}} |^---$").search(text, match.end())
    return match.start(), match.end(), end.start() if end else len(text)


def field(text: str, name: str) -> tuple[int, int, int]:
    match = re.search(rf"(?m)^\*\*{re.escape(name)}:\*\*", text)
    assert match, name
    end = re.compile(r"(?m)^\*\*[^*\n]+:\*\*|^#+ |^---$").search(text, match.end())
    return match.start(), match.end(), end.start() if end else len(text)


def spoiled(path: str, names: tuple[str, ...], rule: str, by_field: bool) -> Iterator[Mutation]:
    """Yield the text without a part, with a placeholder, with a hint, and with `N/A` alone."""
    text = FILES[path]
    for name in names:
        begin, inside, end = (field if by_field else section)(text, name)
        yield rule, path, name, text[:begin] + text[end:]
        for left in ("TBD", "[say it here]", "", "N/A", "<!-- a hint -->"):
            if by_field and left == "" and not text[end:].strip():
                continue
            yield rule, path, name, f"{text[:inside]}\n{left}\n\n{text[end:]}"


def mutations() -> Iterator[Mutation]:
    yield from spoiled(
        RESEARCH, ("Business Goal", "Technical Goal", "Assumptions Made"), "KV102", False
    )
    parts = (
        "Stack", "Affected modules", "Existing patterns", "Technical debt",
        "Established patterns", "References", "Prior art", "Known failure modes",
    )  # fmt: skip
    yield from spoiled(RESEARCH, parts, "KV102", True)
    for name in ("Risk Register", "Open Questions"):
        yield from spoiled(RESEARCH, (name,), "KV102", False)
    blueprint = (
        "High-Level Architecture", "API Layer Design", "Data Design", "Cross-Cutting Concerns",
        "Scalability & Resilience", "Testing Strategy", "Deployment Strategy",
    )  # fmt: skip
    yield from spoiled(BLUEPRINT, blueprint, "KV202", False)
    decision = ("Context", "Decision", "Reasoning", "Consequences", "Reversibility")
    yield from spoiled(DECISION, ("Alternatives Considered",), "KV206", False)
    for name in decision:
        if name == "Decision":
            continue
        yield from spoiled(DECISION, (name,), "KV206", False)
    task = (
        "Goal", "Scope - Out", "Dependencies", "Expected output", "Implementation strategy",
        "Rollback plan",
    )  # fmt: skip
    body = FILES[TASKS].index("#### Task")
    for rule, path, name, text in _below(TASKS, body, task, "KV302"):
        yield rule, path, name, text
    overview = (
        "Purpose", "Users", "Success Criteria", "Scope", "Stack", "Getting Started",
        "Key Contacts",
    )  # fmt: skip
    yield from spoiled(OVERVIEW, overview, "KV402", False)
    yield from spoiled(
        FUTURE, ("Known Limitations", "Deferred Decisions", "Planned Next Steps"), "KV402", False
    )
    selection = ("Task", "Assigned agent", "Reason", "Context injected", "Expected output")
    yield from spoiled(SELECTION, selection, "KV602", True)
    for label in ("ROLE DEFINITION", "ARCHITECTURE CONTEXT", "CONSTRAINTS",
                  "OUTPUT SPECIFICATION", "VALIDATION INSTRUCTIONS"):  # fmt: skip
        yield "KV502", PROMPT, label, _without_label(label)
    text = FILES[PROMPT]
    yield "KV502", PROMPT, "left", text.replace("No new package", "[Hard constraint 1]")
    yield "KV503", PROMPT, "scope", text.replace("touch: `src/shop/api/`", "touch: `src/`", 1)
    text = FILES[DECISION]
    yield "KV208", DECISION, "status", text.replace("Accepted", "Sure")
    yield "KV208", DECISION, "date", text.replace("2026-11-02", "2026-11-03")
    yield (
        "KV207",
        DECISION,
        "few",
        text[: text.index("### Option B")] + text[text.index("## Reas") :],
    )
    text = FILES[RESEARCH]
    yield "KV103", RESEARCH, "risk", text.replace("| Med |", "| maybe |")
    yield "KV103", RESEARCH, "mitigation", text.replace("| keys |", "| |")
    yield (
        "KV104",
        RESEARCH,
        "open",
        text.replace("[x] Which warehouse? Answer: the first.", "[ ] Which?"),
    )
    text = FILES[TASKS]
    yield "KV304", TASKS, "dependency", text.replace("None\n\n**Expected", "1.1.9\n\n**Expected")
    yield "KV312", TASKS, "complexity", text.replace("**Complexity:** Low", "**Complexity:** Huge")
    yield "KV312", TASKS, "role", text.replace("Backend Agent", "Wizard")
    yield "KV307", TASKS, "vague", text.replace("`pytest tests/api` passes", "check that it works")
    yield "KV203", BLUEPRINT, "open", FILES[BLUEPRINT] + "\nThe queue: TBD\n"
    yield "KV215", BLUEPRINT, "link", FILES[BLUEPRINT] + "\n[there](nowhere.md)\n"
    yield "KV403", OVERVIEW, "tree", FILES[OVERVIEW].replace("api/    ", "web/    ")


def _below(path: str, start: int, names: tuple[str, ...], rule: str) -> Iterator[Mutation]:
    text = FILES[path]
    for name in names:
        begin, inside, end = field(text[start:], name)
        head, tail = text[: start + begin], text[start + end :]
        yield rule, path, name, head + tail
        for left in ("TBD", "[say it here]", "", "N/A"):
            yield rule, path, name, f"{text[: start + inside]}\n{left}\n\n{tail}"


def _without_label(label: str) -> str:
    text = FILES[PROMPT]
    begin = text.index(f"[{label}]")
    end = text.find("\n\n", begin)
    return text[:begin] + (text[end:] if end > 0 else "")


MUTATIONS = list(mutations())


def test_the_good_set_has_no_finding() -> None:
    assert findings(FILES) == []
    assert len(MUTATIONS) >= 150


@pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=[f"{n}-{m[0]}-{m[2]}" for n, m in enumerate(MUTATIONS)]
)
def test_one_spoiled_obligation_is_one_finding(mutation: Mutation) -> None:
    rule, path, _, text = mutation
    assert text != FILES[path]
    result = findings({**FILES, path: text})
    assert [finding.rule for finding in result] == [rule], [entry.message for entry in result]
    assert 1 <= result[0].location.line <= len(text.split("\n"))
