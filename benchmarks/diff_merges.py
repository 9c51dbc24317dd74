"""Run `diff` over the last merges of a repository, and check what it says by brute force.

    python -m benchmarks.diff_merges REPOSITORY [--count 20] [--show]

For each merge M on the first-parent line it asks `diff M^1..M --format json`. The oracle asks
`graph --level file --format json` of both trees, counts files to folders by itself, and takes
one set from the other: dependencies between folders and packages, come and gone. It then looks
each first import up in the tree, and each named commit in the history: the statement must
stand in that file, and the commit must be one that the merge brought, with the statement (or
the imported file) in its tree and in none of its parents'. It exits 1 where anything differs.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

Pairs = set[tuple[str, str]]
Json = dict[str, list[dict[str, str]]]


def git(folder: Path, *arguments: str) -> str:
    """Return what git prints."""
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, errors="replace")
    return done.stdout


def ask(folder: Path, *arguments: str) -> Json:
    """Return the JSON that kavro-lint prints."""
    command = [sys.executable, "-m", "kavro_lint", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{arguments}: {done.stderr}")
    document: Json = json.loads(done.stdout)
    return document


def folder_of(path: str) -> str:
    """Return the folder that a file is counted to: the outermost one of tests, else its own."""
    parts = path.split("/")[:-1]
    for number, part in enumerate(parts, 1):
        if re.fullmatch(r"(?i)tests?|testing|specs?|__tests__", part):
            return "/".join(parts[:number]) + "/"
    return "/".join(parts) + "/"


def sets_of(folder: Path, revision: str) -> tuple[Pairs, Pairs]:
    """Return the dependencies between folders, and on packages, of a tree."""
    graph = ask(folder, "graph", "--rev", revision, "--level", "file", "--format", "json")
    edges = {(folder_of(edge["from"]), folder_of(edge["to"])) for edge in graph["edges"]}
    packages = {
        (folder_of(external["from"]), external["package"]) for external in graph["externals"]
    }
    return {(result, two) for result, two in edges if result != two}, packages


def stated_pairs(entries: list[dict[str, str]], change: str) -> Pairs:
    """Return the pairs that `diff` says come, or go."""
    return {(entry["from"], entry["to"]) for entry in entries if entry["change"] == change}


def has(folder: Path, revision: str, path: str, text: str) -> bool:
    """Whether a tree has a file with a statement, whatever stands between its words."""
    done = subprocess.run(
        ["git", "-C", str(folder), "show", f"{revision}:{path}"], capture_output=True, check=False
    )
    if done.returncode != 0:
        return False
    lines = done.stdout.decode("utf-8", "replace")
    return re.sub(r"[\s(),]+", "", text) in re.sub(r"#.*|[\s(),\\]+", "", lines)


def turned(folder: Path, sha: str, change: str, *either: tuple[str, str]) -> bool:
    """Whether a commit adds, or takes away, one of some texts of files ("" is the file)."""
    parents = git(folder, "rev-parse", f"{sha}^@").split()
    for path, text in either:
        now = has(folder, sha, path, text)
        was = [has(folder, parent, path, text) for parent in parents]
        if now and not any(was) if change == "added" else not now and all(was):
            return True
    return False


def wrong_places(folder: Path, base: str, head: str, changes: list[dict[str, object]]) -> list[str]:
    """Return the first imports and commits that the trees do not bear out."""
    wrong = []
    brought = set(git(folder, "rev-list", f"{base}..{head}").split())
    for change in changes:
        first, commit = change["first"], change["commit"]
        path, text = str(first["path"]), str(first["text"])  # type: ignore[index]
        tree = head if change["change"] == "added" else base
        if not has(folder, tree, path, text):
            wrong.append(f"{path}: no `{text}` in {tree[:10]}")
        if not isinstance(commit, dict):
            wrong.append(f"{path}: `{text}`: {change['unknown']}")
            continue
        sha = str(commit["sha"])
        target = first["target"]  # type: ignore[index]
        right = turned(folder, sha, str(change["change"]), (path, text), (str(target), ""))
        if sha not in brought or not right:
            wrong.append(f"{path}: `{text}` is not what {sha[:10]} {change['change']}")
    return wrong


def judge(folder: Path, merge: str, show: bool) -> tuple[bool, bool]:
    """Return whether a merge changes something, and whether `diff` and the oracle agree."""
    head, base = merge, git(folder, "rev-parse", f"{merge}^1").strip()
    document = ask(folder, "diff", f"{base}..{head}", "--format", "json")
    (old, old_packages), (new, new_packages) = sets_of(folder, base), sets_of(folder, head)
    expected = [new - old, old - new, new_packages - old_packages, old_packages - new_packages]
    result = [
        stated_pairs(document[key], change)
        for key in ("dependencies", "externals")
        for change in ("added", "removed")
    ]
    changes: list[dict[str, object]] = [*document["dependencies"], *document["externals"]]
    wrong = wrong_places(folder, base, head, changes)
    wrong += [f"sets differ: {results ^ two}" for results, two in zip(result, expected, strict=True)
              if results != two]  # fmt: skip
    counts = " ".join(str(len(entry)) for entry in result)
    if any(result) or wrong or show:
        subject = git(folder, "log", "-1", "--format=%s", merge).strip()[:60]
        print(f"{merge[:10]} {counts}  {subject}")
    for line in wrong:
        print(f"    {line}")
    return any(result), not wrong


def main() -> None:
    """Compare, and exit 1 where the two differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--show", action="store_true", help="list merges that change nothing too")
    options = parser.parse_args()
    listed = git(options.repository, "rev-list", "--merges", "--first-parent",
                 f"--max-count={options.count}", "HEAD")  # fmt: skip
    merges = listed.split()
    print("merge      dependencies + -, packages + -")
    answers = [judge(options.repository, merge, options.show) for merge in merges]
    changing = sum(changes for changes, _ in answers)
    differing = sum(not agrees for _, agrees in answers)
    print(f"{len(merges)} merges, {changing} change the architecture, {differing} differ")
    raise SystemExit(1 if differing else 0)


if __name__ == "__main__":
    main()
