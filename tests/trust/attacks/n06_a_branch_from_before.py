"""Point 6: a change that begins at a commit from before a setting was made is no way around it."""

from scene import ADA, APPROVERS, BASE, BLUEPRINT, DRIFT, MAL, PLAN, SETTINGS, Scene, modules

# What the row allows makes no cycle, so that nothing else blocks.
STRICT = BLUEPRINT.replace("| api | `src/shop/api/` | delivery | services |",
                           "| api | `src/shop/api/` | delivery | none |")  # fmt: skip
LOOSE = modules([("api", "src/shop/api/", "*"), ("services", "src/shop/services/", "*"),
                 ("models", "src/shop/models/", "*"), ("root", "src/shop/*.py", "*")])  # fmt: skip
WAIVE = (
    "# Waive\n\n**Status:** accepted\n\n## Context\n\nc\n\n## Decision\n\nd\n\n"
    "## Alternatives Considered\n\n- a: rejected because x\n- b: rejected because y\n\n"
    "## Reasoning\n\nr\n\n## Consequences\n\nPositive: p\n\n## Reversibility\n\nEasy: e\n\n"
    "| Exception | From | To | Until |\n|---|---|---|---|\n| * | api | models | 2999-01-01 |\n"
)
SKIP = {"src/shop/api/v.py": "from shop.models import m\n"}
CODE = {**BASE, PLAN: STRICT, "src/shop/api/v.py": "import os\n"}


def main() -> None:
    scene = Scene()

    def stale(
        name: str,
        first: dict[str, object],
        then: dict[str, object],
        change: dict[str, object],
        *arguments: str,
    ) -> None:
        """Judge a branch that begins at the first commit, where main has gone on."""
        scene.new(first, ADA)
        scene.git("branch", "old")
        scene.write(then)
        scene.commit("Go on", ADA)
        scene.git("checkout", "-qf", "old")
        scene.branch()
        scene.write({**SKIP, **change})
        scene.commit("Change", MAL)
        verdict = scene.check("--base", "main", *arguments)
        result = name.startswith("control") or {"KV006", "KV007"} & set(verdict.severities)
        scene.attempt(name, verdict.code in (1, 2) and bool(result), verdict)

    empty = {SETTINGS: "# none yet\n\n\n\n\n\n\n"}
    later = {SETTINGS: f"# none yet\n\n\n\n\n\n\n{APPROVERS}"}
    waive = {"docs/kavro/decisions/0001-waive.md": WAIVE}
    exclude = {SETTINGS: f'exclude = ["src/shop/api/"]\n{empty[SETTINGS]}'}
    old = {**CODE, **empty}
    stale("control: the drift alone", old, later, {})
    stale("approvers came later, the row is loosened", old, later, {PLAN: LOOSE})
    stale("approvers came later, an exception", old, later, waive)
    stale("approvers came later, judged as objects", old, later, waive, "--rev", "pr")
    stale("approvers came later, excluded", old, later, exclude)
    stale("approvers came later, fail-on", old, later,
          {SETTINGS: f'fail-on = "never"\n{empty[SETTINGS]}'})  # fmt: skip
    bare = {name: text for name, text in CODE.items() if name != PLAN}
    adopted = {PLAN: STRICT, SETTINGS: APPROVERS}
    stale("the blueprint came later", bare, adopted, {PLAN: LOOSE})
    stale("the blueprint came later, another name", bare, adopted,
          {"docs/kavro/architecture.md": LOOSE})  # fmt: skip
    stale("the blueprint came later, in another folder", bare, adopted,
          {"docs/x/blueprint.md": LOOSE, SETTINGS: 'artifacts = "docs/x"\n'})  # fmt: skip
    with_approvers = {SETTINGS: APPROVERS}
    # A history of its own has no commit in common with the base.
    scene.new({**BASE, **with_approvers}, ADA)
    scene.git("checkout", "-q", "--orphan", "pr")
    scene.write({**DRIFT, PLAN: LOOSE})
    scene.commit("Begin", MAL)
    for arguments in (("--base", "main"), ("--base", "main", "--rev", "pr"), ("--base", "auto")):
        verdict = scene.check(*arguments)
        scene.attempt(f"no commit in common, {arguments}", verdict.code in (1, 2), verdict)
    # A tag or another branch with the name of the base.
    scene.new({**BASE, **with_approvers}, ADA)
    scene.branch()
    scene.write({**DRIFT, PLAN: LOOSE})
    scene.commit("Change", MAL)
    for ref in ("refs/tags/main", "refs/heads/refs/heads/main", "refs/remotes/origin/main",
                "refs/main", "refs/heads/origin/HEAD"):  # fmt: skip
        scene.git("update-ref", ref, "HEAD")
        for base in ("main", "auto"):
            verdict = scene.check("--base", base)
            right = verdict.code in (1, 2)
            if ref == "refs/remotes/origin/main" or (ref == "refs/tags/main" and base == "main"):
                # What Git itself resolves the name to, or what the remote has.
                right = right or "main" in str(verdict.report.get("coverage"))
            scene.attempt(f"{ref} is the change, --base {base}", right, verdict)
        scene.git("update-ref", "-d", ref)
    # What the base has is replaced, or grafted away, in the clone.
    base = scene.git("rev-parse", "main")
    fake = scene.git("commit-tree", "-m", "x", "pr^{tree}")
    scene.git("replace", base, fake)
    verdict = scene.check("--base", "main")
    scene.attempt("the base is replaced by a commit with the change", verdict.code == 1, verdict)
    scene.end()


main()
