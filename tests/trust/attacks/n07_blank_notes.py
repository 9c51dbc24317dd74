"""Points 7 and 8: an unfilled note is no note, and an agent does not clear itself."""

from scene import BASE, CLAUDE, DEV, DRIFT, SETTINGS, Scene

ROADMAP = (
    "# R\n\n- [x] 1.1.1 - a\n\n## Task 1.1.1 - a\n\n**Goal:** g\n**Scope - In:** `src/shop/models/`\n"
    "**Scope - Out:** None\n**Dependencies:** None\n**Expected output:** o\n"
    "**Implementation strategy:** s\n**Validation steps:**\n\n1. `pytest tests/a.py` prints 3 passed\n\n"
    "**Rollback plan:** revert\n**Complexity:** Low\n"
)
NOTE = "docs/kavro/validation/1.1.1.md"
CRITERIA = (
    "Architectural alignment", "Scope compliance", "Standards compliance", "Test coverage",
    "Documentation currency",
)  # fmt: skip


def note(
    verdict: str, status: str = "PASS", step: str = "PASS - 3 passed", remark: str = "fine"
) -> str:
    rows = "".join(f"| {name} | {status} | {remark} |\n" for name in CRITERIA)
    return (
        "## Governance Report - Task 1.1.1\n\n**Commits:** HEAD\n**Validated by:** Ada\n"
        f"**Date:** 2026-11-02\n\n### Overall: {verdict}\n\n| Criterion | Status | Notes |\n"
        f"|---|---|---|\n{rows}\n### Validation steps\n\n1. {step}\n\n"
        "### Items requiring resolution\n\n- None\n"
    )


NOTES = {
    "the template's verdict": note("[PASS, FLAG or BLOCK]"),
    "both words": note("PASS / FLAG / BLOCK"),
    "a question": note("PASS or FLAG?"),
    "TBD": note("TBD"),
    "an ellipsis": note("…"),
    "in code": note("`PASS | FLAG | BLOCK`"),
    "in a comment": note("<!-- PASS -->"),
    "in a link to nowhere": note("[PASS]"),
    "struck out": note("~~PASS~~"),
    "full-width": note("［PASS］"),
    "lenticular brackets": note("【PASS】"),
    "mathematical brackets": note("⟦PASS⟧"),
    "the template's status": note("PASS", "[PASS, FLAG or BLOCK]"),
    "a status of dots": note("PASS", "..."),
    "a status with a placeholder": note("PASS", "PASS [why]"),
    "a status better than another": note("PASS", "BLOCK"),
    "no such status": note("PASS", "N/A"),
    "in fenced text": "```\n" + note("PASS") + "```\n",
    "in a quotation of the template": "> " + note("[verdict]").replace("\n", "\n> "),
    "another task's": note("PASS").replace("1.1.1", "1.1.2"),
    "a heading only": "## Governance Report - Task 1.1.1\n",
    "in front matter": "---\noverall: PASS\n---\n\n## Governance Report - Task 1.1.1\n",
    "zero-width": note("\u200b"),
    "TODO behind": note("PASS TODO"),
}


def main() -> None:
    scene = Scene()

    def judge(text: str | None) -> set[str]:
        scene.write({NOTE: text})
        verdict = scene.check()
        codes = {"KV730", "KV731", "KV732"} & set(verdict.severities)
        return codes if verdict.code == 1 else set()

    scene.new({**BASE, "docs/kavro/roadmap.md": ROADMAP})
    scene.write({"src/shop/models/m.py": "import re\n"})
    scene.commit("A\n\nKavro-Task: 1.1.1")
    scene.write({NOTE: note("PASS")})
    control = scene.check()
    scene.attempt("control: a filled note", "KV730" not in control.severities
                  and "KV731" not in control.severities, control)  # fmt: skip
    scene.attempt("control: none", judge(None) == {"KV730"})
    scene.write({NOTE: None})
    made = scene.run("new", "validation", "1.1.1")
    written = (scene.top / NOTE).read_text() if (scene.top / NOTE).exists() else ""
    scene.attempt("what `new` writes", bool(judge(written)), made.stderr)
    scene.attempt("... with a name", bool(judge(written.replace("[", "Ada [", 1))))
    scene.attempt("... all but the verdict", bool(judge(
        written.replace("[PASS, FLAG or BLOCK]", "PASS").replace("PASS", "[PASS, FLAG or BLOCK]", 1)
    )))  # fmt: skip
    for name, text in NOTES.items():
        scene.attempt(f"a note whose verdict is {name}", bool(judge(text)))
    scene.write({NOTE: None})
    for text in ("[PASS, FLAG or BLOCK]", "PASS", "[x]", "Overall: [verdict]"):
        scene.git("notes", "--ref=kavro", "add", "-f", "-m", text)
        verdict = scene.check()
        scene.attempt(f"a Git note {text!r}", "KV730" in verdict.severities
                      or "KV731" in verdict.severities, verdict)  # fmt: skip
    # Agents that loosen, in forms that leave the author a person.
    for name, message, who, committer in (
        ("author", "c", CLAUDE, None),
        ("committer", "c", DEV, CLAUDE),
        ("co-author, shouted", "c\n\nCO-AUTHORED-BY: CLAUDE <NOREPLY@ANTHROPIC.COM>", DEV, None),
        ("co-author in the middle", "c\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\nmore", DEV, None),
        ("co-author, tab", "c\n\nCo-authored-by:\tClaude\t<noreply@anthropic.com>", DEV, None),
        ("co-author, CRLF", "c\r\n\r\nCo-authored-by: Claude <noreply@anthropic.com>\r\n", DEV, None),
        ("co-author of Cursor", "c\n\nCo-authored-by: Cursor <cursoragent@cursor.com>", DEV, None),
        ("a name of the setting", "c", "Robo <robo@x.invalid>", None),
        ("the setting by address", "c", "Somebody <agent7@robots.invalid>", None),
    ):  # fmt: skip
        scene.new({**BASE, SETTINGS: 'agents = ["Robo", "*@robots.invalid"]\n'})
        scene.branch()
        scene.write({**DRIFT, SETTINGS: 'exclude = ["src/shop/models/"]\n'})
        scene.commit(message, who, committer)
        verdict = scene.check("--base", "main")
        scene.attempt(
            f"an agent loosens: {name}", verdict.severities.get("KV006") == "major", verdict
        )
        if name in ("author", "a name of the setting"):
            scene.write({"src/shop/services/z.py": ""})
            scene.commit("touch", DEV)
            verdict = scene.check("--base", "main")
            scene.attempt(f"... and a person commits after {name}",
                          verdict.severities.get("KV006") == "major", verdict)  # fmt: skip
    scene.end()


main()
