"""Point 10: inputs that change between two questions to Git, and the day that ends meanwhile."""

import datetime
import shutil
import subprocess
from collections.abc import Callable

from scene import BASE, DRIFT, MODEL, PLAN, SETTINGS, Scene

CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static long off(void) { char *s = getenv("SHIFT"); return s ? atol(s) : 0; }
int clock_gettime(clockid_t c, struct timespec *t) {
  int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
  int r = real(c, t); if (c == CLOCK_REALTIME) t->tv_sec += off(); return r; }
time_t time(time_t *p) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); if (p) *p = t.tv_sec; return t.tv_sec; }
"""


def main() -> None:
    scene = Scene()
    folder = scene.place / "bin"
    folder.mkdir()
    real, script = shutil.which("git"), scene.place / "change"
    # The change happens before the nth question, once.
    (folder / "git").write_text(
        f'#!/bin/sh\nif [ -e {script} ]; then n=$(cat {scene.place}/n); if [ "$n" = 0 ]; then '
        f"sh {script} >/dev/null 2>&1; rm -f {script}; else echo $((n - 1)) > {scene.place}/n; fi; fi\n"
        f'exec {real} "$@"\n'
    )
    (folder / "git").chmod(0o755)
    path = {"PATH": f"{folder}:{scene.environment['PATH']}"}

    def attack(name: str, change: str, back: str, *arguments: str,
               prepare: Callable[[], object] = lambda: None) -> None:  # fmt: skip
        line = ("check", "--format", "json", *arguments)
        for number in (0, 2, 4, 7):
            scene.new({**BASE, "docs/kavro/roadmap.md": "# R\n\n- [ ] 1.1.1 x\n"})
            scene.branch()
            prepare()
            script.write_text(
                f"rm -f {script}; PATH='{scene.environment['PATH']}'; cd {scene.top}\n{change}\n"
            )
            (scene.place / "n").write_text(str(number))
            during = scene.run(*line, **path)
            script.unlink(missing_ok=True)
            scene.attempt(f"{name}, before question {number}: an answer", during.returncode in (0, 1, 2)
                          and b"Traceback" not in during.stderr, during.stderr[-200:])  # fmt: skip
            for state in ("changed", "as before"):
                kept, fresh = scene.run(*line, **path), scene.run(*line, "--no-cache", **path)
                scene.attempt(f"{name}, before question {number}: {state}",
                              (kept.returncode, kept.stdout) == (fresh.returncode, fresh.stdout),
                              kept.returncode, fresh.returncode)  # fmt: skip
                if state == "changed":
                    subprocess.run(["sh", "-c", back], cwd=scene.top, env=scene.environment,
                                   capture_output=True)  # fmt: skip

    drift = "printf 'import os\\nfrom shop.api import v\\n' > " + MODEL
    attack("a source", drift, f"git checkout -q HEAD -- {MODEL}")
    attack("the index", f"{drift}; git add -A; printf 'import os\\n' > {MODEL}",
           "git reset -q", "--staged")  # fmt: skip
    attack("a commit", f"{drift}; git commit -qam x", "git reset -q --hard main", "--base", "main")
    attack("the branch of the base", f"{drift}; git commit -qam x; git branch -f main",
           "git branch -f main HEAD~1", "--base", "main")  # fmt: skip
    attack("the plan", f"sed -i 's/| data | none/| data | api/; /delivery/d' {PLAN}",
           f"git checkout -q HEAD -- {PLAN}")  # fmt: skip
    attack("settings", f"printf 'fail-on = \"minor\"\\n' > {SETTINGS}", f"rm -f {SETTINGS}")
    attack("attributes", "echo '*.py linguist-vendored' > .gitattributes", "rm -f .gitattributes",
           prepare=lambda: scene.write(DRIFT))  # fmt: skip
    attack(
        "a checkout",
        f"{drift}; git commit -qam x; git checkout -q --detach",
        "git checkout -q main",
    )

    # An exception that ends today: the day is over, in the same second for the files.
    library = scene.place / "clock.so"
    (scene.place / "clock.c").write_text(CLOCK)
    made = shutil.which("gcc") and subprocess.run(
        ["gcc", "-shared", "-fPIC", "-o", str(library), str(scene.place / "clock.c"), "-ldl"],
        capture_output=True,
    ).returncode == 0  # fmt: skip
    if made:
        today = datetime.datetime.now(datetime.UTC).date()
        waive = ("# W\n\n**Status:** accepted\n\n## Context\n\nc\n\n## Decision\n\nd\n\n| Exception | From | To | Until |\n"
                 f"|---|---|---|---|\n| * | models | * | {today} |\n")  # fmt: skip
        scene.new({**BASE, **DRIFT, "docs/kavro/decisions/0001-w.md": waive})
        for days in (0, 0, 1, 1, 0, 40, -40):
            shift = {"LD_PRELOAD": str(library), "SHIFT": str(days * 86_400)}
            for line in (("check", "--format", "json"), ("status",), ("check", "--format", "text")):
                kept = scene.run(*line, **shift)
                if line[0] == "check":
                    fresh = scene.run(*line, "--no-cache", **shift)
                    scene.attempt(f"the day after {days} days, {line[-1]}", (kept.returncode, kept.stdout)
                                  == (fresh.returncode, fresh.stdout), kept.returncode)  # fmt: skip
        late = scene.run("check", LD_PRELOAD=str(library), SHIFT=str(2 * 86_400))
        scene.attempt("the exception has ended", late.returncode == 1 and b"KV005" in late.stdout)
    scene.end()


main()
