"""Compare `check --base` with two whole runs in two checkouts, by atoms.

    python -m benchmarks.compare_base REPOSITORY [--head HEAD] [--base HEAD~200]

The oracle knows nothing of `--base`: it checks the head and the base out into two folders,
gives both the head's contract, runs `check` in each, and takes away from the findings at the
head those whose atom (importing file and imported file or package) is also at the base, under
the renames that `git diff --find-renames` reports. A file that moved out of a folder which the
head's contract no longer declares has, at the base, the module it has now: its debt moves
with it. Without a blueprint of its own, a repository
gets one in which no folder may import another, so that there is much to compare.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

Pair = tuple[str, str, str]


def git(folder: Path, *arguments: str) -> str:
    """Return what git prints."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def blueprint(folder: Path, moved: dict[str, str]) -> str:
    """Return a blueprint with a row for each folder that holds Python, none allowed anything.

    `moved` are files of folders that are gone, and where they are now: their rows name both.
    """
    places = sorted({path.parent.relative_to(folder) for path in folder.rglob("*.py")})
    rows = []
    for number, place in enumerate(places):
        gone = [old for old, new in moved.items() if Path(new).parent == place]
        paths = ", ".join(f"`{path}`" for path in (f"{place}/*.py", *gone))
        rows += [f"| m{number} | {paths} | none | none |"] if str(place) != "." else []
    return (
        "| Module | Paths | May import | External |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def run(folder: Path, *arguments: str) -> dict[str, list[dict[str, str]]]:
    """Return the JSON that a whole run of kavro-lint prints."""
    command = [sys.executable, "-m", "kavro_lint", "-C", str(folder), *arguments]
    done = subprocess.run(
        [*command, "--format", "json"], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    report: dict[str, list[dict[str, str]]] = json.loads(done.stdout)
    return report


def pairs(folder: Path, *arguments: str) -> set[Pair]:
    """Return the findings on imports: the rule, the importing file, the file or package."""
    findings = run(folder, "check", *arguments)["findings"]
    return {
        (finding["id"], finding["path"], finding["imported"])
        for finding in findings
        if "imported" in finding
    }


def renames(folder: Path, base: str, head: str) -> dict[str, str]:
    """Return where files of the base are at the head, as git finds them."""
    listed = git(folder, "diff", "--find-renames", "-l1000", "--diff-filter=R", "--name-status",
                 base, head)  # fmt: skip
    return {old: new for _, old, new in (line.split("\t") for line in listed.splitlines())}


def compare(source: Path, head: str, base: str) -> tuple[int, set[Pair], set[Pair]]:
    """Return how many findings are new by both, and those that only one of the two says."""
    with tempfile.TemporaryDirectory(prefix="kavro-lint-base-") as place:
        now, was = Path(place, "now"), Path(place, "was")
        for folder, revision in ((now, head), (was, base)):
            git(source, "worktree", "prune")
            subprocess.run(["git", "clone", "--quiet", str(source), str(folder)], check=True)
            git(folder, "checkout", "--quiet", "--detach", git(source, "rev-parse", revision))
        moved = renames(source, base, head)
        contract = Path("docs/kavro/blueprint.md")
        own = now / contract
        text = own.read_text() if own.is_file() else blueprint(now, {})
        declared = {path.parent.relative_to(now) for path in now.rglob("*.py")}
        gone = {old: new for old, new in moved.items() if Path(old).parent not in declared}
        before = text if own.is_file() else blueprint(now, gone)
        for folder, says in ((now, text), (was, before)):
            (folder / contract).parent.mkdir(parents=True, exist_ok=True)
            (folder / contract).write_text(says)
        whole, old = pairs(now), pairs(was)
        result = pairs(now, "--base", git(source, "rev-parse", base))
    known = {(rule, moved.get(path, path), moved.get(used, used)) for rule, path, used in old}
    expected = whole - known
    return len(result & expected), expected - result, result - expected


def main() -> int:
    """Print the comparison; exit 1 where they differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--head", default="HEAD")
    parser.add_argument("--base", default="HEAD~200")
    given = parser.parse_args()
    same, missing, extra = compare(given.repository, given.head, given.base)
    print(f"{given.repository}: {same} equal, {len(missing)} missing, {len(extra)} extra")
    for sign, result in (("-", missing), ("+", extra)):
        for entry in sorted(result):
            print(f"  {sign} {' | '.join(entry)}")
    return 1 if missing or extra else 0


if __name__ == "__main__":
    sys.exit(main())
