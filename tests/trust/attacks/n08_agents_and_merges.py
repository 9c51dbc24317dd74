"""Points 6 and 8: merges, side branches and moves do not make an agent's loosening a person's."""

from scene import ADA, APPROVERS, BASE, CLAUDE, DEV, DRIFT, MAL, MODEL, SETTINGS, Scene

EXCLUDE = {SETTINGS: 'exclude = ["src/shop/models/"]\n'}


def main() -> None:
    scene = Scene()

    def drifted() -> None:
        scene.new(BASE)
        scene.branch()
        scene.write(DRIFT)
        scene.commit("drift", DEV)
        scene.git("checkout", "-qb", "side", "main")

    drifted()
    scene.write({"src/shop/services/t.py": ""})
    scene.commit("side", DEV)
    scene.git("checkout", "-q", "pr")
    scene.git("merge", "-q", "--no-commit", "--no-ff", "side")
    scene.write(EXCLUDE)
    scene.commit("Merge", CLAUDE)
    verdict = scene.check("--base", "main")
    scene.attempt("in an agent's merge", verdict.severities.get("KV006") == "major", verdict)

    drifted()
    scene.write(EXCLUDE)
    scene.commit("side", CLAUDE)
    scene.git("checkout", "-q", "pr")
    scene.git("merge", "-q", "--no-ff", "-m", "m", "side")
    verdict = scene.check("--base", "main")
    scene.attempt("on an agent's branch that a person merges",
                  verdict.severities.get("KV006") == "major", verdict)  # fmt: skip

    scene.new(BASE)
    scene.branch()
    scene.write({"vendor/m.py": DRIFT[MODEL], MODEL: None})
    scene.commit("x", CLAUDE)
    verdict = scene.check("--base", "main")
    scene.attempt("an agent moves code", verdict.severities.get("KV006") == "major", verdict)

    scene.new(BASE)
    scene.branch()
    scene.write({**DRIFT, **EXCLUDE})
    for arguments in ((), ("--staged",)):
        scene.git("add", "-A")
        verdict = scene.check("--base", "main", *arguments)
        scene.attempt(f"not committed {arguments}", "KV006" in verdict.severities, verdict)

    # The merge base is a commit of the change's own, from before the approvers.
    scene.new(BASE, ADA)
    scene.git("branch", "old")
    scene.write({SETTINGS: APPROVERS})
    scene.commit("approvers", ADA)
    scene.git("checkout", "-qb", "pr", "old")
    scene.write({"src/shop/services/u.py": ""})
    scene.commit("u", MAL)
    scene.git("checkout", "-q", "main")
    scene.git("merge", "-q", "--no-ff", "-m", "m", "pr")
    scene.git("checkout", "-q", "pr")
    scene.write({**DRIFT, **EXCLUDE})
    scene.commit("x", MAL)
    verdict = scene.check("--base", "main")
    scene.attempt("a merged commit of one's own as merge base", verdict.code == 1
                  and verdict.severities.get("KV006") == "major", verdict)  # fmt: skip
    scene.end()


main()
