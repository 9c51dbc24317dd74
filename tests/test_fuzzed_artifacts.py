"""Whatever the artifacts hold: no exception, no endless run, and every line is in its file."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kavro_lint.architecture.architecture import assemble
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.ownership import assign
from kavro_lint.architecture.schedule import schedule
from kavro_lint.artifacts import read_plan
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.config.settings import Settings
from kavro_lint.languages.reading import read_facts
from kavro_lint.model.facts import Snapshot, Source
from kavro_lint.model.findings import Finding
from kavro_lint.pipeline.judge import findings_of
from tests.test_mutations import FILES

STEADY = settings(
    max_examples=120, derandomize=True, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
# What no input of a few kilobytes may take, on any machine.
SECONDS = 20
ALL = frozenset(range(1, 8))
ARTIFACTS = sorted(path for path in FILES if path.startswith("docs/"))
NAMES = (
    *ARTIFACTS, "docs/decisions.md", "docs/tasks.md", "docs/api-reference.md",
    "docs/agent-selection.md", "docs/validation/1.1.1.md", "docs/approvals/2026-11-02-x-3f9c2a.md",
)  # fmt: skip


class Bytes:
    """Contents held in memory, as bytes."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, source: Source, limit: int) -> bytes:
        return self.files[source.path]


def findings(files: dict[str, bytes]) -> Sequence[Finding]:
    sources = {path: Source(path) for path in sorted(files)}
    snapshot = Snapshot("worktree", None, sources, Bytes(files))
    plan, facts = read_plan(snapshot, artifacts="docs"), read_facts(snapshot)
    ownership = assign(plan, facts)
    architecture = assemble(snapshot, plan, facts, ownership, "judge")
    case = Case(architecture, Settings(artifacts="docs", phases=ALL), shipped_rules())
    result = list(findings_of(case, "artifacts"))
    assert schedule(case.workflow) is not None
    return result


def look(path: str, content: bytes) -> None:
    files = {name: text.encode() for name, text in FILES.items()} | {path: content}
    begun = time.process_time()
    result = findings(files)
    assert time.process_time() - begun < SECONDS
    counts = {name: _lines(text) for name, text in files.items()}
    for finding in result:
        place = finding.location
        assert 1 <= place.line <= counts.get(place.path, 1), (finding.rule, finding.message, place)
        assert place.path in files or place.path.startswith("docs/")


def _lines(content: bytes) -> int:
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.count("\n") + 1


HEADINGS = (
    "Task 1.1.1 - Take", "Task 1.2", "Decision: X", "Decision Log", "Layers", "Data Design",
    "Folder & Module Structure", "Alternatives Considered", "Status", "Open Questions", "Context",
    "Governance Report - Task 1.1.1", "GET /orders", "Repository Structure", "Risk Register",
    "Parallelization Opportunities", "Agent Selection - Task 1.1.1", "Überblick 🚀",
    "", "1.", "مهمة",
)  # fmt: skip
FIELDS = (
    "Goal", "Scope — In", "Scope", "In", "Dependencies", "Validation steps", "Complexity",
    "Status", "Date", "Stack", "Agent role", "Blocked", "Rejected because", "Commits", "Symptom",
)  # fmt: skip
VALUES = (
    "", "TBD", "[x]", "`src/shop/api/`", "`**`", "`../../etc`", "1.1.1, 1.1.2", "1.10.1", "None",
    "N/A", "N/A - small", "Superseded by [a](../../../x.md)", "🔄", "2026-13-45", "`{a", "`[`",
    "- a\n  - b\n    1. c", "<b>&amp;", "\u202eright to left", "a|b", "`a, b`<br>c", "\\", "***",
)  # fmt: skip
MARKS = ("⬜", "[ ]", "[~]", "🚫", "🟡", "[?]", "")
CELLS = (*FIELDS, *VALUES, "Module", "Paths", "Risk", "Likelihood", "Exception", "From", "Until")


def table(cells: list[str]) -> str:
    row = f"| {' | '.join(cells)} |"
    return f"{row}\n|{'---|' * len(cells)}\n{row}"


ENDS = ("\n", "\r\n", "\n\n")

PIECES = st.one_of(
    st.builds(lambda n, text: f"{'#' * n} {text}", st.integers(1, 6), st.sampled_from(HEADINGS)),
    st.builds("**{}:** {}".format, st.sampled_from(FIELDS), st.sampled_from(VALUES)),
    st.builds("- {} Task 1.1.{} - {}".format, st.sampled_from(MARKS), st.integers(0, 12),
              st.sampled_from(VALUES)),
    st.builds(table, st.lists(st.sampled_from(CELLS), min_size=1, max_size=5)),
    st.sampled_from((
        "---", "```", "```mermaid\n%% kavro\na --> b", "~~~~", "<!--", "-->", "<!-- a -->",
        "> - **a:** b",
        "├── api/   ← x", "└── ", "[a](b.md#c) ![d](<e f>)", "1. it works", "1) `make`", "\t- tab",
        "a: &a [*a]", "- [ ] Which? deferred", "Setext\n===", "\x00\x07", "\r", "| a |", "|---|",
    )),
    st.text(max_size=60),
)  # fmt: skip
FRONT = st.sampled_from((
    "", "---\nstatus: approved\n---\n", "---\n- a\n---\n", "---\nstatus: a\nstatus: b\n---\n",
    "---\na: &a [x]\nb: *a\n---\n", "---\n\tstatus: x\n---\n", "---\nstatus: [\n", "---\n---\n",
    "---\nstatus:\n  deep: {a: 1}\ndate: 2026-99-99\n---\n", "---\n? [a]\n: b\n---\n", "\ufeff",
))  # fmt: skip


@STEADY
@given(st.sampled_from(NAMES), FRONT, st.lists(PIECES, max_size=25), st.sampled_from(ENDS))
def test_generated_markdown_never_crashes_a_check(
    path: str, front: str, pieces: list[str], end: str
) -> None:
    look(path, (front + end.join(pieces)).encode("utf-8", "surrogatepass"))


@STEADY
@given(st.data())
def test_flipped_bytes_never_crash_a_check(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(ARTIFACTS))
    content = bytearray(FILES[path].encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        what = data.draw(st.sampled_from(("flip", "delete", "double", "cut")))
        if what == "flip":
            content[at] = data.draw(st.integers(0, 255))
        elif what == "delete":
            del content[at : at + data.draw(st.integers(1, 40))]
        elif what == "double":
            content[at:at] = content[at : at + data.draw(st.integers(1, 200))]
        else:
            del content[at:]
        if not content:
            break
    look(path, bytes(content))


LONG = 20_000
ENDLESS = (
    "[", "**", "`", "- ", "|", "> ", "<!--", "(", "](", "#", "a, ", "1.1.", "\\", " ", "[x](",
    "**a:** ", "- [ ] ", "{", "├── ", "answered ", "no ",
)  # fmt: skip


@pytest.mark.parametrize("text", ENDLESS)
@pytest.mark.parametrize("path", ["docs/architecture.md", "docs/tasks/milestone-1.md"])
def test_one_endless_line_does_not_stop_a_check(path: str, text: str) -> None:
    line = text * LONG
    head = "# Task 1.1.1 - x\n\n**Scope - In:** "
    look(path, f"{head}{line}\n\n**Alternatives:** {line}\n\n- ⬜ 1.1.1 {line}\n".encode())
