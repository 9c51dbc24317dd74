"""Write the suffixes of programming languages, from linguist's list of languages.

    python -m benchmarks.read_linguist languages.yml > kavro_lint/languages/programming.txt

The list is lib/linguist/languages.yml of github-linguist/linguist, MIT, copyright GitHub, Inc.
"""

import sys
from pathlib import Path

import yaml

HEAD = """\
# Suffixes of programming languages, from lib/linguist/languages.yml of
# https://github.com/github-linguist/linguist (MIT, copyright (c) 2017 GitHub, Inc.).
# Written by benchmarks/read_linguist.py: a suffix, a tab, the first language that has it.
"""

# Languages that linguist files under markup or data although people program in them.
ALSO = {
    "Astro": [".astro"],
    "HTML+Razor": [".cshtml", ".razor"],
    "Jupyter Notebook": [".ipynb"],
    "SQL": [".sql"],
    "Svelte": [".svelte"],
    "Vue": [".vue"],
}
# Of suffixes that markup or data have too, those that mostly are of a programming language.
MOSTLY_PROGRAMS = frozenset(
    ".cls .for .frm .gts .l .mm .mojo .nr .odin .pc .pm .rs .sch .sol .sql .st .star .sw .tact "
    ".tl .ts .tsx .yy".split()
)


def suffixes(languages: dict[str, dict[str, object]]) -> dict[str, str]:
    """Return the suffixes of programming languages with the language's name, sorted."""
    programs: dict[str, str] = {}
    others: set[str] = set()
    for name, language in languages.items():
        given = language.get("extensions", [])
        extensions = [str(entry).lower() for entry in given if isinstance(given, list)]
        for suffix in (extension for extension in extensions if extension.count(".") == 1):
            if language["type"] == "programming":
                programs.setdefault(suffix, name)
            else:
                others.add(suffix)
    result = {s: n for s, n in programs.items() if s not in others or s in MOSTLY_PROGRAMS}
    return dict(sorted({**result, **{s: n for n, entry in ALSO.items() for s in entry}}.items()))


def main() -> None:
    """Print the file."""
    languages = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(HEAD + "\n".join(f"{suffix}\t{name}" for suffix, name in suffixes(languages).items()))


if __name__ == "__main__":
    main()
