"""`history` compared with judging each commit by itself, on real repositories.

    python -m benchmarks.compare_history CLONE [CLONE ...] [--commits 300] [--contract now]

A repository that has no blueprint is given a draft of `init` from its first judged commit on: a
copy of its mainline is made whose commits have the draft beside their own files. Every finding of
every commit, whether it is waived, and every interval is compared.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kavro_lint.architecture.case import Case
from kavro_lint.checks import checks
from kavro_lint.commands.history import NOW, THEN, contract_of_today
from kavro_lint.commands.history.contract_facts import Counting
from kavro_lint.commands.history.drift_records import Interval, Key, State
from kavro_lint.commands.history.intervals import Intervals
from kavro_lint.commands.history.keys import by_key, drifts_of, renumbered
from kavro_lint.commands.history.line_trees import Tree
from kavro_lint.commands.history.line_walk import Walk
from kavro_lint.commands.history.recorder import Recorder
from kavro_lint.commands.history.state_contract import NO_CONTRACT, Contract
from kavro_lint.commands.history.state_findings import BY_IMPORT_TODAY, CHAINS
from kavro_lint.commands.history.store import Store
from kavro_lint.config.rulebook import severities_of
from kavro_lint.config.settings import Settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.log.mainline_steps import LineCommit, first_parent_line, steps
from kavro_lint.git.repository import Repository, open_repository
from kavro_lint.languages.snapshot_changes import Changes
from kavro_lint.pipeline.check import examine
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.pipeline.survey import arrange, read
from kavro_lint.pipeline.verdict import Selection

DRAFT = Path("docs/kavro")


class Untold:
    """Causes that nobody asks for: only when is compared."""

    def how(self, drift: object, key: Key) -> str:
        """Return nothing."""
        return ""

    def cause(self, key: Key) -> str:
        """Return nothing."""
        return ""


def alone(folder: Path, sha: str) -> State:
    """Judge one commit by itself, as `check --rev SHA --all` does."""
    try:
        examined = examine(Request(folder, rev=sha, cached=False), FindingOptions(all=True))
    except CannotJudge as error:
        return State(why_not=str(error))
    if not any(plan.blueprint for plan in examined.survey.architecture.plan.all()):
        return State(why_not=NO_CONTRACT)
    rules = examined.survey.rules
    severities = severities_of(rules, examined.survey.settings.severity)
    selection = Selection(frozenset(rule.id for rule in rules), severities=severities)
    report = examined.report
    fresh = drifts_of((finding.finding for finding in report.findings), rules, selection)
    waived = drifts_of((entry.finding for entry in report.waived), rules, selection)
    both = renumbered((*fresh, *waived))
    numbers = Counting().numbers(examined.survey.architecture)
    return State(by_key(both[: len(fresh)]), by_key(both[len(fresh) :]), numbers=numbers)


def alone_by_today(folder: Path, sha: str, today: Contract) -> State:
    """Judge the imports and chains of one commit by today's contract."""
    survey = read(Request(folder, rev=sha, cached=False))
    architecture = arrange(
        survey.snapshot, today.plan, survey.architecture.facts, today.settings, today.attributes
    )
    case = Case(architecture, today.settings, today.rules)
    findings = [
        finding
        for check in checks()
        if check.name in (*BY_IMPORT_TODAY, CHAINS)
        for finding in check.findings(case)
    ]
    drifts = by_key(drifts_of(findings, today.rules, today.selection))
    return State(drifts, numbers=Counting().numbers(architecture))


def walked(
    repository: Repository,
    line: Sequence[LineCommit],
    store: Store,
    settings: Settings,
    today: Contract | None = None,
) -> list[State]:
    """Return the state of each commit as `history` has it; a store keeps the intervals."""
    states: list[State] = []
    add_row: Callable[..., None] = Recorder.add_row

    def note(*row: Any) -> None:  # noqa: ANN401
        *_, why_not, state, _ = row
        states.append(State(why_not=why_not) if why_not else state)
        add_row(*row)

    Recorder.add_row = note  # type: ignore[assignment]
    try:
        Walk(repository, line, store, settings, today).run(lambda done, of: None)
    finally:
        Recorder.add_row = add_row  # type: ignore[method-assign]
    return states


def intervals_of(
    repository: Repository, line: Sequence[LineCommit], states: Sequence[State]
) -> list[tuple[object, ...]]:
    """Return the intervals of states that were judged one by one: rule, fingerprint, born, died."""
    intervals = Intervals(lambda key, before: None)
    before, pending = State(why_not="nothing yet"), Changes()
    tree: Tree | None = None
    for number, (step, state) in enumerate(zip(steps(repository, line), states, strict=True)):
        if tree is None:
            tree = Tree(repository, step.sha)
        else:
            pending = pending.then(tree.step(step))
        if not state.why_not:
            intervals.step(number, before, state, Untold(), pending.moved)  # type: ignore[arg-type]
            before, pending = state, Changes()
    return comparable(intervals.changed.values())


def comparable(intervals: Iterable[Interval]) -> list[tuple[object, ...]]:
    """Return what is compared of the intervals of findings."""
    return sorted(
        (
            interval.rule,
            interval.fingerprint,
            interval.path,
            interval.born,
            interval.died if interval.died else -1,
        )
        for interval in intervals
        if interval.kind == "finding"
    )


def differences(folder: Path, contract: str, count: int) -> list[str]:
    """Return where `history` and judging by itself differ, on the last commits of a mainline."""
    repository = open_repository(folder)
    whole = first_parent_line(repository, "HEAD")
    line = whole[-count:]
    # What is before is not there: the first commit has no parent to be compared with.
    line = (LineCommit(line[0].sha, (), line[0].moment), *line[1:])
    today = contract_of_today(folder, repository, line[-1].sha) if contract == NOW else None
    store = Store("", contract, "")
    states = walked(repository, line, store, Settings(), today)
    expected = [
        alone(folder, commit.sha) if today is None else alone_by_today(folder, commit.sha, today)
        for commit in line
    ]
    result = [
        f"{commit.sha}: {words}"
        for commit, state, other in zip(line, states, expected, strict=True)
        if (words := _difference(state, other))
    ]
    if not result and comparable(store.intervals()) != intervals_of(repository, line, expected):
        result.append("the intervals differ")
    return result


def _difference(state: State, other: State) -> str:
    if bool(state.why_not) != bool(other.why_not):
        return f"judged: {state.why_not!r}, by itself: {other.why_not!r}"
    if state.numbers != other.numbers:
        return f"numbers: {state.numbers}, by itself: {other.numbers}"
    for name in ("drifts", "waived"):
        mine, theirs = getattr(state, name), getattr(other, name)
        more, less = mine.keys() - theirs.keys(), theirs.keys() - mine.keys()
        if more or less:
            return f"{name}: only in history {_shown(more)}, only by itself {_shown(less)}"
        prints = {mine[key].fingerprint for key in mine} ^ {
            theirs[key].fingerprint for key in theirs
        }
        if prints:
            return f"{name}: other fingerprints {sorted(prints)[:3]}"
    return ""


def _shown(keys: Iterable[Key]) -> list[object]:
    return sorted((rule, sorted(marks), number) for rule, marks, number in keys)[:3]


def grafted(clone: Path, folder: Path, files: Mapping[str, bytes], count: int) -> None:
    """Make a bare repository of the last commits of a mainline, with some files in each of them."""
    git = ("git", "-C", str(folder))
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    objects = subprocess.run(
        ["git", "-C", str(clone), "rev-parse", "--git-path", "objects"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    places = [(clone / objects).resolve()]
    borrowed = places[0] / "info/alternates"
    places += [Path(line) for line in borrowed.read_text().split()] if borrowed.exists() else []
    (folder / "objects/info/alternates").write_text("".join(f"{place}\n" for place in places))
    form = "%H%x00%T%x00%an <%ae> %ct +0000%x00%B%x00"
    options = ("--first-parent", "--reverse", f"--max-count={count}", f"--format={form}")
    log = subprocess.run(
        ["git", "-C", str(clone), "log", *options, "HEAD"], check=True, capture_output=True
    ).stdout.split(b"\0")
    stream = [b"reset refs/heads/main\n"]
    for number in range(0, len(log) - 1, 4):
        _, tree, who, message = log[number : number + 4]
        mark = number // 4 + 1
        stream.append(b"commit refs/heads/main\nmark :%d\ncommitter %s\n" % (mark, who))
        stream.append(b"data %d\n%s\n" % (len(message), message))
        stream.append(b"from :%d\n" % (mark - 1) if mark > 1 else b"")
        stream.append(b'M 040000 %s ""\n' % tree)
        for path, content in files.items():
            stream.append(b"M 100644 inline %s\n" % path.encode())
            stream.append(b"data %d\n%s\n" % (len(content), content))
    subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(stream), check=True)
    subprocess.run([*git, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)


def draft_of(clone: Path) -> Mapping[str, bytes]:
    """Return the blueprint and the settings in a clone's working tree, as `init` left them."""
    files = {
        path.relative_to(clone).as_posix(): path.read_bytes()
        for path in sorted((clone / DRAFT).rglob("*.md"))
    }
    if not files:
        raise SystemExit(f"{clone} has no {DRAFT}: run `kavro-lint init` there first")
    return files


def main() -> int:
    """Compare, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clones", nargs="+", type=Path)
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--contract", choices=(THEN, NOW), default=THEN)
    options = parser.parse_args()
    code = 0
    for clone in options.clones:
        with tempfile.TemporaryDirectory() as place:
            folder = clone
            if options.contract == THEN:
                folder = Path(place, "grafted.git")
                grafted(clone, folder, draft_of(clone), options.commits)
            result = differences(folder, options.contract, options.commits)
        print(f"{clone.name}: {options.commits} commits, {len(result)} differ")
        print("".join(f"  {words}\n" for words in result[:10]), end="")
        code = code or bool(result)
    return code


if __name__ == "__main__":
    sys.exit(main())
