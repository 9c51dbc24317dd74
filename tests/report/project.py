"""A repository with a month of drift: by people and agents, and every way out."""

from pathlib import Path

from tests.history.lines import BAD, BLUEPRINT, DECISION, FILES, HEAD, LOOSE, OWN, STRICT, Line

PERSON = "Ada Countess <ada@lovelace.example>"
AGENT = "\n\nCo-authored-by: Claude <noreply@anthropic.com>"
HOSTILE = "<script>alert(1)</script> | [x](y) `z` \u202e"


def project(folder: Path) -> Line:
    rows = STRICT + "".join(f"| m{n} | `m{n}/` | none |\n" for n in range(6))
    files = {**FILES, BLUEPRINT: rows}
    files |= {f"m{n}/f.py": OWN + f"n = {n}\n" for n in range(6)}
    line = Line(folder, files)

    def person(files: dict[str, str], message: str, gone: str = "") -> str:
        for path, text in files.items():
            (line.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (line.folder / path).write_text(text)
        if gone:
            line.git("rm", "--quiet", gone)
        line.git("add", "--all")
        line.git("commit", "--quiet", "--allow-empty", f"--message={message}",
                 f"--author={PERSON}")  # fmt: skip
        line.shas.append(line.head())
        return line.shas[-1]

    person({"a/x.py": BAD}, f"{HOSTILE}\n\nKavro-Task: 1.2.3")
    for number in range(6):
        text = f"from b import y\nfrom a import x\n{OWN}n = {number}\n"
        person({f"m{number}/f.py": text}, f"Hurry {number}{AGENT if number % 2 else ''}")
    person({"a/x.py": OWN}, "Fix it")
    person({"m0/f.py": f"from a import x\n{OWN}n = 0\n"}, "Fix half")
    person({"m5/g.py": ""}, "Prepare")
    person({}, "Delete", gone="m5/f.py")
    person({"docs/kavro/decisions/0001-allow-it.md": DECISION.replace("| a | b |", "| m1 | b |")},
           "Allow it for a while")  # fmt: skip
    person({BLUEPRINT: rows.replace("| m2 | `m2/` | none |", "| m2 | `m2/` | a, b |")}, "Amend")
    person({"kavro-lint.toml": 'exclude = ["m3/"]\n'}, "Exclude")
    person({"a/x.py": BAD}, f"Again{AGENT}")
    for number in range(20):
        person({"README.md": f"{number}\n"}, "Write")
    person({"b/y.py": f"import requests\n{OWN}"}, "Ask")
    return line


__all__ = ["BAD", "BLUEPRINT", "HEAD", "LOOSE", "OWN", "PERSON", "project"]
