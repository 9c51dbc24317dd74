"""Point 6: whose approval counts, in forms that an approver did not write."""

from scene import ADA, APPROVERS, BASE, BLUEPRINT, CLAUDE, DRIFT, MAL, MODEL, PLAN, SETTINGS, Scene

EXCLUDE = APPROVERS + 'exclude = ["src/shop/models/"]\n'
RECORDS = "docs/kavro/approvals"


def main() -> None:
    scene = Scene()

    def begin(approvers: str = APPROVERS) -> None:
        scene.new({**BASE, SETTINGS: approvers}, ADA)
        scene.branch()

    def approved() -> None:
        done = scene.run("approve", "policy", "--by", "Ada", "--base", "main")
        assert done.returncode == 0, done.stderr

    begin()
    scene.write({**DRIFT, SETTINGS: EXCLUDE})
    scene.commit("Change", MAL)
    approved()
    scene.commit("Approve", ADA)
    verdict = scene.check("--base", "main")
    scene.attempt("control: Ada approves", verdict.code == 0, verdict)
    for name in (
        "Adа <mal@x.invalid>", "Ada\u200b <mal@x.invalid>", "ADA LOVELACE <mal@x.invalid>",
        "Ada Mallory <mal@x.invalid>", "ada.x <mal@x.invalid>", "*Ada <mal@x.invalid>",
        "Ada  B <mal@x.invalid>", "Mallory <ada@x.invalid.evil>", "M (Ada) <mal@x.invalid>",
        "\u0391da <mal@x.invalid>", "Mallory <Ada@evil>", "A da <mal@x.invalid>",
    ):  # fmt: skip
        begin()
        scene.write({**DRIFT, SETTINGS: EXCLUDE})
        scene.commit("Change", MAL)
        approved()
        scene.commit("Approve", name)
        verdict = scene.check("--base", "main")
        scene.attempt(f"approved by {name!a}", verdict.code == 1, verdict)
    for name, message, who, committer in (
        ("co-author", "Approve\n\nCo-authored-by: Ada <ada@x.invalid>", MAL, None),
        ("sign-off", "Approve\n\nSigned-off-by: Ada <ada@x.invalid>", MAL, None),
        ("reviewer", "Approve\n\nReviewed-by: Ada <ada@x.invalid>", MAL, None),
        ("committer only", "Approve", MAL, ADA),
        ("an agent for Ada", "Approve\n\nCo-authored-by: Claude <noreply@anthropic.com>", ADA, None),
        ("an agent commits for Ada", "Approve", ADA, CLAUDE),
    ):  # fmt: skip
        begin()
        scene.write({**DRIFT, SETTINGS: EXCLUDE})
        scene.commit("Change", MAL)
        approved()
        scene.commit(message, who, committer)
        verdict = scene.check("--base", "main")
        scene.attempt(f"approved by {name}", verdict.code == 1, verdict)
    # A record that Ada wrote for less.
    begin()
    scene.write({SETTINGS: APPROVERS + 'exclude = ["src/shop/none/"]\n'})
    scene.commit("Small", MAL)
    scene.run("approve", "policy", "--by", "Ada", "--base", "main")
    scene.commit("Approve", ADA)
    scene.write({**DRIFT, SETTINGS: EXCLUDE})
    scene.commit("More", MAL)
    verdict = scene.check("--base", "main")
    scene.attempt("the setting grew after the record", verdict.code == 1, verdict)
    # Mallory's merge brings another version of Ada's record.
    begin()
    scene.write({**DRIFT, SETTINGS: EXCLUDE})
    scene.commit("Change", MAL)
    approved()
    record = next((scene.top / RECORDS).iterdir())
    content = record.read_text()
    record.write_text(content.replace("| ", "| x", 3))
    scene.commit("Approve something", ADA)
    scene.git("checkout", "-qb", "side", "HEAD~1")
    scene.write({"src/shop/services/t.py": ""})
    scene.commit("Side", MAL)
    scene.git("checkout", "-q", "pr")
    scene.git("merge", "-q", "--no-commit", "--no-ff", "side")
    record.write_text(content)
    scene.commit("Merge", MAL)
    verdict = scene.check("--base", "main")
    scene.attempt("the record is rewritten in a merge", verdict.code == 1, verdict)
    # A record that is not committed, or only in the index.
    begin()
    scene.write({**DRIFT, SETTINGS: EXCLUDE})
    scene.commit("Change", MAL)
    approved()
    for arguments in ((), ("--staged",)):
        scene.git("add", "-A")
        verdict = scene.check("--base", "main", *arguments)
        scene.attempt(f"the record is not committed {arguments}", verdict.code == 1, verdict)
    # A record is renamed, or copied, with other fingerprints.
    begin()
    scene.run("approve", "blueprint", "--by", "Ada")
    scene.commit("Approve", ADA)
    scene.git("branch", "-f", "main")
    free = BLUEPRINT.replace("| data | none | none |", "| | * | * |")
    scene.write({PLAN: free, **DRIFT})
    old = next((scene.top / RECORDS).iterdir())
    scene.run("approve", "blueprint", "--by", "Ada")
    new = next(path for path in (scene.top / RECORDS).iterdir() if path != old)
    old.unlink()
    scene.commit("Rename the record", MAL)
    verdict = scene.check("--base", "main")
    held = verdict.code == 1 and {"KV211", "KV006"} <= set(verdict.severities)
    scene.attempt("the record is renamed with other marks", held, verdict, new.name)
    # Case and form of the setting itself.
    for setting in ('approvers = ["ada@x.invalid"]\n', 'approvers = ["*@x.invalid"]\n'):
        begin(setting)
        scene.write({MODEL: "import os\nfrom shop.api import v\n", SETTINGS: setting
                     + 'exclude = ["src/shop/models/"]\n'})  # fmt: skip
        scene.commit("Change", MAL)
        approved()
        scene.commit("Approve", "ada@x.invalid <mal@evil.invalid>")
        verdict = scene.check("--base", "main")
        scene.attempt(f"a name that is an address, {setting.strip()}", verdict.code == 1, verdict)
    scene.end()


main()
