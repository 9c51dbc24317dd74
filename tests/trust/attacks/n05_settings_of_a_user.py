"""Point 5: what a user has in the settings of Git changes no answer and ends no run."""

from scene import BASE, DRIFT, Scene

# Settings that may stand together, by the file; a value `?` is a path that does not exist.
SETTINGS = """
[log]
 showRoot = false
 diffMerges = first-parent
 showSignature = true
 follow = true
 mailmap = false
 date = relative
 decorate = full
 abbrevCommit = true
[diff]
 renames = false
 renameLimit = 1
 noprefix = true
 mnemonicPrefix = true
 relative = true
 submodule = log
 context = 0
 interHunkContext = 9
 algorithm = patience
 indentHeuristic = false
 ignoreSubmodules = all
 dirstat = lines
 wsErrorHighlight = all
 colorMoved = zebra
 suppressBlankEmpty = true
 orderFile = /nowhere/order
 statGraphWidth = 1
 external = false
 tool = vimdiff
 wordRegex = .
[blame]
 ignoreRevsFile = /nowhere/revs
 showEmail = true
 showRoot = false
 blankBoundary = true
 coloring = highlightRecent
 date = human
 markIgnoredLines = true
[color]
 ui = always
[core]
 abbrev = 4
 quotePath = true
 untrackedCache = true
 checkStat = minimal
 trustctime = false
 preloadIndex = false
 commitGraph = false
 multiPackIndex = false
 bigFileThreshold = 1
 deltaBaseCacheLimit = 1
 precomposeUnicode = true
 notesRef = refs/notes/nope
 whitespace = cr-at-eol
 useReplaceRefs = true
 logAllRefUpdates = false
 warnAmbiguousRefs = true
 attributesFile = /nowhere/attributes
 fsync = none
 splitIndex = true
 protectNTFS = true
 safecrlf = true
[status]
 showUntrackedFiles = no
 relativePaths = true
 renames = false
 submoduleSummary = true
[i18n]
 logOutputEncoding = ISO-8859-15
 commitEncoding = ISO-8859-15
[format]
 pretty = oneline
 notes = true
[notes]
 displayRef = refs/notes/*
[pager]
 log = cat
[merge]
 renames = false
 directoryRenames = conflict
 conflictStyle = diff3
[advice]
 detachedHead = false
[transfer]
 hideRefs = refs/heads
 fsckObjects = true
[uploadpack]
 hideRefs = refs
[feature]
 manyFiles = true
 experimental = true
[index]
 version = 4
 sparse = true
 threads = 1
[pack]
 threads = 1
 useSparse = false
[rerere]
 enabled = true
[tag]
 sort = -version:refname
[branch]
 sort = -committerdate
[versionsort]
 suffix = -rc
[mailmap]
 file = /nowhere/mailmap
[push]
 default = nothing
[fetch]
 prune = true
 recurseSubmodules = true
[submodule]
 recurse = true
[gc]
 auto = 1
[commit]
 gpgSign = false
 template = /nowhere/template
 cleanup = verbatim
[grep]
 lineNumber = true
 patternType = perl
[column]
 ui = always
[help]
 autoCorrect = immediate
[include]
 path = /nowhere/included
[extensions]
 nothing = true
[user]
 useConfigOnly = true
"""
COMMANDS = (
    ("check", "--no-cache"), ("check", "--base", "main", "--format", "json"), ("blame",),
    ("diff", "main"), ("status",), ("history", "--format", "json"),
    ("check", "--rev", "HEAD", "--base", "main"), ("check", "--staged", "--base", "main"),
)  # fmt: skip
ROADMAP = "# R\n\n- [x] 1.1.1 x\n"


def answers(scene: Scene) -> list[tuple[int, bytes]]:
    done = (scene.run(*command) for command in COMMANDS)
    return [(entry.returncode, entry.stdout) for entry in done]


def prepare(scene: Scene) -> None:
    scene.new({**BASE, "docs/kavro/roadmap.md": ROADMAP, "src/shop/models/g.py": "import json\n"})
    scene.git("config", "core.autocrlf", "false")
    scene.branch()
    scene.write(DRIFT)
    scene.commit("Drift \u00e9\n\nKavro-Task: 9.9.9")
    scene.git("mv", "src/shop/models/g.py", "src/shop/models/h.py")
    scene.git("checkout", "-qb", "side", "main")
    scene.write({"src/shop/services/t.py": "from shop.api import v\n"})
    scene.commit("Side\n\nKavro-Task: 1.1.1")
    scene.git("checkout", "-qf", "pr")
    scene.git("merge", "-q", "--no-edit", "side")
    scene.git("commit", "-q", "--amend", "--no-edit")
    scene.git("notes", "--ref=kavro", "add", "-m", "a note")
    scene.write({"src/shop/models/untracked.py": "import shop.api.v\n"})


def one_by_one() -> list[tuple[str, str]]:
    section, pairs = "", []
    for line in SETTINGS.strip().splitlines():
        if line.startswith("["):
            section = line
        else:
            pairs.append((f"{section}{line}", f"{section}\n{line}\n"))
    return pairs


def main() -> None:
    scene = Scene()
    prepare(scene)
    plain = scene.settings.read_text()
    expected = answers(scene)
    assert {code for code, _ in expected} == {0, 1}, expected
    scene.settings.write_text(plain + SETTINGS)
    for command, result, other in zip(COMMANDS, expected, answers(scene), strict=True):
        scene.attempt(f"{len(one_by_one())} settings at once, {' '.join(command)}", result == other,
                      result[0], other[0], other[1][-300:])  # fmt: skip
    if scene.fell:
        for name, text in one_by_one():
            scene.settings.write_text(plain + text)
            scene.attempt(name, answers(scene) == expected)
    for name, variables in {
        "GIT_DIFF_OPTS": {"GIT_DIFF_OPTS": "--unified=0"},
        "GIT_EXTERNAL_DIFF": {"GIT_EXTERNAL_DIFF": "false"},
        "GIT_NOTES_REF": {"GIT_NOTES_REF": "refs/notes/x", "GIT_NOTES_DISPLAY_REF": "refs/x"},
        "GIT_TRACE": {"GIT_TRACE": "1", "GIT_TRACE_SETUP": "1", "GIT_TRACE2": "1"},
        "GIT_ATTR_SOURCE": {"GIT_ATTR_SOURCE": "main~5", "GIT_ATTR_NOSYSTEM": "1"},
        "GIT_REF_PARANOIA and encodings": {"GIT_REF_PARANOIA": "0", "LANG": "de_DE.UTF-8"},
        "GIT_ICASE_PATHSPECS": {"GIT_ICASE_PATHSPECS": "1", "GIT_NOGLOB_PATHSPECS": "1"},
        "GIT_REPLACE_REF_BASE": {"GIT_REPLACE_REF_BASE": "refs/heads/", "GIT_GRAFT_FILE": "x"},
        "COLUMNS, TERM, PAGER": {"COLUMNS": "3", "TERM": "dumb", "PAGER": "false"},
        "TZ": {"TZ": "Pacific/Kiritimati"},
    }.items():
        scene.settings.write_text(plain)
        done = scene.run("check", "--base", "main", "--format", "json", **variables)
        scene.attempt(name, (done.returncode, done.stdout) == expected[1], done.stderr[-200:])
    scene.end()


main()
