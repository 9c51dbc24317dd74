"""Point 13: with streams closed, full, broken or not to be written the exit code is right."""

import subprocess

from scene import BASE, DRIFT, KL, Scene

UNHEARD = (
    ">&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", ">/dev/full 2>/dev/full", ">/dev/full 2>&1",
    ">/dev/full 2>&-", "> /dev/full < /dev/full",
)  # fmt: skip
HEARD = ("2>&-", "2>/dev/full", "<&-", "<&- 2>&-", "2</dev/null", "1>/dev/null 2>&-", "0>/dev/null")
COMMANDS = (
    "check", "check --quiet", "check --format sarif", "check --format github", "diff HEAD",
    "history --format csv", "report --format json", "status --gate", "--version", "check --help",
    "graph --format html", "tasks", "approve blueprint --by A --dry-run", "agents status", "cache",
    "init --dry-run", "report --format markdown", "blame --format json",
)  # fmt: skip


def main() -> None:
    scene = Scene()

    def code(command: str, streams: str, prefix: str = "") -> int:
        return subprocess.run(
            ["bash", "-c", f'{prefix}"{KL}" {command} {streams}'], cwd=scene.top,
            env=scene.environment, capture_output=True,
        ).returncode  # fmt: skip

    scene.new({**BASE, **DRIFT})
    for streams in UNHEARD:
        scene.attempt(f"BLOCK that nobody hears, {streams}", code("check", streams) == 2)
    for streams in HEARD:
        scene.attempt(f"BLOCK that is heard, {streams}", code("check", streams) == 1)
    scene.attempt(
        "BLOCK into a report", code("check --output o.json --format json", ">&- 2>&-") == 1
    )
    scene.attempt("BLOCK into a full file", code("check --output /dev/full", "") == 2)
    scene.attempt("a report on a full file", code("check --report sarif=/dev/full", "") == 2)
    scene.attempt("a limit of file size",
                  code("check --output o.txt", "", "ulimit -f 0; ") in (2, 153))  # fmt: skip
    scene.attempt("--quiet and no output", code("check --quiet", ">&-") in (1, 2))
    for command in COMMANDS:
        answer = code(command, ">/dev/full 2>/dev/full")
        quiet = command in ("check --quiet",)
        scene.attempt(f"{command}, all full", answer == 2 or quiet, answer)
    for command in COMMANDS:
        plain, answer = code(command, ""), code(command, "2>&-")
        scene.attempt(f"{command}, no standard error", answer == plain, answer, plain)
    for limit in ("ulimit -n 16; ", "ulimit -n 32; ", "ulimit -s 256; "):
        answer = code("check", "", limit)
        scene.attempt(f"BLOCK with {limit}", answer in (1, 2), answer)
    scene.end()


main()
