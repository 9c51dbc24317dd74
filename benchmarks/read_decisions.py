"""Read the decision folders of public repositories, and print what was understood.

    python -m benchmarks.read_decisions REPOSITORY... [--sample N]

Each repository's decision folders (doc/adr, docs/adr, docs/decisions, …) are read from HEAD as
if they were `docs/kavro/decisions/`. Nothing may crash or be KV001; a sample is printed to be
checked by hand: status, date, title, how many alternatives.
"""

import argparse
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from kavro_lint.architecture.architecture import assemble
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.ownership import assign
from kavro_lint.artifacts import read_plan
from kavro_lint.checks.documents import alternatives, decision_files, decisions, supersession
from kavro_lint.model.agreement import Decision
from kavro_lint.model.facts import Facts, Snapshot, Source
from kavro_lint.model.imports import Imports

FOLDER = re.compile(r"(?i)(^|/)(adrs?|decisions?|architecture[-_]decisions?|rfcs?)/[^/]+\.md$")
NAMED = re.compile(r"(?i)(?:\d{2,4}|\d{4}-\d{2}-\d{2})-[^/]*\.md$")


class Git:
    """The contents of HEAD, by `git show`."""

    def __init__(self, folder: Path, paths: dict[str, str]) -> None:
        self.folder = folder
        self.paths = paths

    def read(self, source: Source, limit: int) -> bytes:
        """Return a file's bytes."""
        command = ["git", "-C", str(self.folder), "show", f"HEAD:{self.paths[source.path]}"]
        return subprocess.run(command, check=True, capture_output=True).stdout


def decisions_of(folder: Path) -> tuple[tuple[Decision, ...], Counter[str]]:
    """Return the decisions of a repository, and its findings by rule."""
    command = ["git", "-C", str(folder), "ls-tree", "-r", "--name-only", "-z", "HEAD"]
    listed = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    result = [path for path in listed if FOLDER.search(path) and NAMED.search(path)]
    paths = {f"docs/kavro/decisions/{path.rpartition('/')[2]}": path for path in result}
    sources = {path: Source(path) for path in sorted(paths)}
    snapshot = Snapshot("worktree", None, sources, Git(folder, paths))
    plan = read_plan(snapshot)
    facts = Facts({}, Imports({}))
    architecture = assemble(snapshot, plan, facts, assign(plan, facts), "judge")
    case = Case(architecture)
    findings = [
        finding
        for check in (decisions, alternatives, decision_files, supersession)
        for finding in check.findings(case)
    ]
    problems = [*plan.problems, *findings]
    return plan.decisions, Counter(problem.rule for problem in problems)


def main() -> int:
    """Print what was understood; exit 1 where an artifact could not be read."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    given = parser.parse_args()
    everything: list[tuple[str, Decision]] = []
    unreadable = 0
    for folder in given.repositories:
        decisions, rules = decisions_of(folder)
        statuses = Counter(decision.status for decision in decisions)
        unreadable += rules["KV001"]
        print(f"{folder}: {len(decisions)} decisions; {dict(statuses)}; {dict(rules)}")
        everything += [(str(folder), decision) for decision in decisions]
    for folder, each in random.Random(1).sample(everything, min(given.sample, len(everything))):
        text = alternatives.alternatives_of(each)
        print(f"{folder} {each.name}: {each.status!r} {each.date} {each.title!r} {text}")
    return 1 if unreadable else 0


if __name__ == "__main__":
    sys.exit(main())
