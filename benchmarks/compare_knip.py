"""Compare the unlisted packages of JavaScript and TypeScript projects with those of knip.

    npm install knip typescript
    python -m benchmarks.compare_knip REPOSITORY… --knip node_modules/.bin/knip

Prints, for each repository (a directory, or a Git directory whose HEAD is exported), how many
pairs of file and package both call unlisted, and each kind of difference with its reason. A reason
is read from what kavro-lint says of the import and from the manifests. Exits 1 where a difference
has none.

knip loads the configurations of a repository, so run this where nothing can be harmed. The
packages are not installed; a configuration that needs them is then unknown to knip.
"""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.exported import externals
from benchmarks.externals import Comparison, Pair, compared, run
from kavro_lint.languages.javascript.frameworks import BROUGHT
from kavro_lint.model.imports import Import


def compare(folder: Path, knip: str) -> Comparison:
    """Compare one repository."""
    external, imports = externals(folder)
    by_pair: dict[Pair, list[Import]] = {}
    for import_ in imports:
        package = import_.package or _package_of(import_.raw.specifier)
        by_pair.setdefault((import_.importer, package), []).append(import_)
    scripts = (".py", ".ipynb", ".go")
    ours = {
        (import_.importer, import_.package or "")
        for import_ in external
        if import_.listed == "no"
        and import_.raw.kind != "type-only"
        and not import_.importer.endswith(scripts)
    }
    theirs, unused = _theirs(folder, knip)

    def reason(pair: Pair, is_theirs: bool) -> str | None:
        if is_theirs:
            return _why_not_ours(folder, pair, by_pair.get(pair, []))
        return _why_not_theirs(pair, unused, folder)

    return compared(ours, theirs, "knip", reason)


def _theirs(folder: Path, knip: str) -> tuple[set[Pair], set[str]]:
    """Return what knip calls unlisted, and the files that it does not reach."""
    command = [knip, "--include", "unlisted,files", "--reporter", "json", "--no-exit-code"]
    done = subprocess.run(
        [*command, "--no-config-hints"], cwd=folder, capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        sys.exit(f"knip has no answer: {done.stderr or done.stdout}")
    document = json.loads(lines[-1])
    issues = document["issues"]
    pairs = {(issue["file"], entry["name"]) for issue in issues for entry in issue["unlisted"]}
    unused = {file["name"] for issue in issues for file in issue.get("files", ())}
    return pairs, unused | set(document.get("files", ()))


def _package_of(specifier: str) -> str:
    parts = specifier.split("/")
    return "/".join(parts[: 2 if specifier.startswith("@") else 1])


def _why_not_ours(folder: Path, pair: Pair, imports: list[Import]) -> str | None:
    """Return why kavro-lint does not report a pair."""
    path, package = pair
    if not imports:
        if not path.endswith((".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".vue",
                              ".svelte", ".astro")):  # fmt: skip
            return "it stands in a file that is no source, such as package.json"
        return "no statement imports it: knip reads it from an option, a comment or JSX"
    import_ = imports[0]
    if import_.outcome in ("internal", "unresolved", "ambiguous"):
        return f"it is a name of the repository ({import_.outcome})"
    if import_.outcome == "standard":
        return "the runtime has it"
    if import_.listed == "yes":
        return "a package.json above lists it"
    if import_.manifest is None:
        return "no package.json governs the file"
    if import_.raw.kind == "type-only":
        return "only its types are imported"
    if any(package in brought for brought in BROUGHT.values()):
        return "counted as unsure: a framework brings it"
    if import_.listed == "unsure":
        return (
            "counted as unsure: in a fixture or example, it may fail, or a listed one may bring it"
        )
    return None


def _why_not_theirs(pair: Pair, unused: set[str], folder: Path) -> str | None:
    """Return why knip does not report a pair."""
    path, package = pair
    if path in unused:
        return "knip does not reach the file from an entry"
    for name in ("knip.json", "knip.jsonc", "knip.ts", "knip.config.ts", "package.json"):
        place = folder / name
        if place.exists() and f'"{package}"' in place.read_text("utf-8"):
            return f"the project tells knip otherwise in {name}"
    if not any((parent / "package.json").exists() for parent in (folder / path).parents):
        return "no package.json is there for knip"
    workspaces = "workspaces" in (folder / "package.json").read_text("utf-8") if (
        folder / "package.json").exists() else False  # fmt: skip
    nearest = next(
        parent for parent in (folder / path).parents if (parent / "package.json").exists()
    )
    if nearest != folder and not workspaces and not (folder / "pnpm-workspace.yaml").exists():
        return "the package.json beside it is no workspace, so knip does not look at it"
    return None


if __name__ == "__main__":
    run("knip", __doc__, compare)
