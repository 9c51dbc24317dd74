"""Compare `blame` with a walk by brute force over every first-parent commit.

    python -m benchmarks.compare_blame REPOSITORY [--commits 400]

The tree of each of the last commits on the first-parent line is read whole and judged whole by
HEAD's contract, with renames followed from commit to commit. A finding was introduced by the
commit after the newest tree that does not have it. Findings that are older than the window must
be so for both.
Without a blueprint of its own, a repository gets one in which no folder may import another.
"""

import argparse
import itertools
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from benchmarks.compare_base import blueprint, git
from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import Case
from kavro_lint.checks.structure import imports
from kavro_lint.commands.blame import blame
from kavro_lint.git import log as history
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.model.findings import Judged
from kavro_lint.pipeline.base_case import with_current_owners
from kavro_lint.pipeline.request import Request
from kavro_lint.pipeline.survey import arrange, facts_of, read

Key = tuple[str, str, str]


def key_of(judged: Judged) -> Key | None:
    """Return what a finding on an import is: the rule, the importing file, what it imports."""
    atoms = [atom for atom in judged.finding.atoms if judged.rule.id in imports.RULES]
    return (judged.rule.id, atoms[0][1], atoms[0][2]) if len(atoms) == 1 else None


def by_force(folder: Path, commits: list[str]) -> dict[Key, str]:
    """Return the commit that brought each finding in, of those that the window shows.

    Each tree is read whole and judged whole by HEAD's contract.
    """
    survey = read(Request(folder, rev="HEAD"))
    head = survey.architecture
    pending = _keys(head, {})
    result: dict[Key, str] = {}
    moved: dict[str, str] = {}
    for newer, older in itertools.pairwise(commits):
        for change in history.changes_between(survey.repository, older, newer):
            if change.status == "R" and change.old is not None:
                moved[change.old] = moved.pop(change.path, change.path)
            elif change.status == "A":
                moved.pop(change.path, None)
        snapshot = commit_snapshot(survey.repository, older)
        facts = facts_of(snapshot, survey.settings, survey.cache)
        state = arrange(snapshot, head.plan, facts, survey.settings, survey.snapshot)
        there = _keys(with_current_owners(state, head, moved), moved)
        counts = Counter(there.values())
        now = Counter(_keys(head, {}).values())
        gone = [
            key
            for key, module in pending.items()
            if key not in there and counts[module] < now[module]
        ]
        for key in gone:
            result[key] = newer
            del pending[key]
    return result


def _keys(architecture: Architecture, moved: Mapping[str, str]) -> dict[Key, Key]:
    """Return what each statement imports: a file, by the rule and the module that it breaks."""
    result: dict[Key, Key] = {}
    for finding in imports.findings(Case(architecture)):
        for (_, importer, imported), (_, _, module) in zip(
            finding.atoms, [finding.dependency or ("", "", "")], strict=True
        ):
            for rule in (finding.rule, *finding.also):
                here = moved.get(importer, importer)
                result[rule, here, moved.get(imported, imported)] = (rule, here, module)
    return result


def compare(source: Path, count: int) -> tuple[int, int, list[str]]:
    """Return how many findings agree inside the window, and before it, and what does not."""
    with tempfile.TemporaryDirectory(prefix="kavro-lint-blame-") as place:
        folder = Path(place)
        subprocess.run(["git", "clone", "--quiet", str(source), place], check=True)
        if not (folder / "docs/kavro/blueprint.md").is_file():
            (folder / "docs/kavro").mkdir(parents=True, exist_ok=True)
            (folder / "docs/kavro/blueprint.md").write_text(blueprint(folder, {}))
            git(folder, "add", "--all")
            git(folder, "commit", "--quiet", "--message=Draw the blueprint")
        listed = git(folder, "rev-list", "--first-parent", f"--max-count={count}", "HEAD").split()
        expected = by_force(folder, listed)
        inside = before = 0
        wrong: list[str] = []
        for origin in blame(Request(folder, rev="HEAD")):
            key = key_of(origin.judged)
            if key is None:
                continue
            result = origin.commit.sha if origin.commit else None
            if key in expected and result == expected[key]:
                inside += 1
            elif key not in expected and result not in listed[:-1]:
                before += 1
            else:
                wrong.append(f"{' | '.join(key)}: blame {result}, by force {expected.get(key)}")
        return inside, before, wrong


def main() -> int:
    """Print the comparison; exit 1 where they differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=400)
    given = parser.parse_args()
    inside, before, wrong = compare(given.repository, given.commits)
    print(f"{given.repository}: {inside} equal, {before} older for both, {len(wrong)} different")
    for line in wrong[:20]:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
