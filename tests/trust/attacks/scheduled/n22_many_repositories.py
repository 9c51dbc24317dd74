"""`org`, `history`, `report` and `agents install` on lists, mirrors, stores and files of a stranger."""

import json
import os
import shutil
import sqlite3

from scene import BASE, DRIFT, Link, Scene

TOOLS = {
    "claude": ".claude/settings.json", "codex": ".codex/hooks.json", "cursor": ".cursor/hooks.json",
    "windsurf": ".windsurf/hooks.json", "gemini": ".gemini/settings.json",
    "copilot": ".github/hooks/kavro-lint.json",
}  # fmt: skip


def main() -> None:
    scene = Scene()
    into = scene.place / "into"
    scene.new({**BASE, **DRIFT})
    ran = scene.place / "RAN"

    def scan(name: str, text: str, codes: tuple[int, ...] = (0, 1, 2), *options: str,
             said: str = "", keep: bool = False) -> None:  # fmt: skip
        if not keep:
            shutil.rmtree(into, ignore_errors=True)
        (scene.place / "list.toml").write_text(text, encoding="utf-8")
        done = scene.run("org", "scan", str(scene.place / "list.toml"), "--into", str(into),
                         *options, timeout=90, cwd=scene.place)  # fmt: skip
        text = (done.stdout + done.stderr).decode(errors="replace")
        strange = [
            path.name
            for path in scene.place.iterdir()
            if path.name not in ("into", "list.toml", "r", "home", "evil", "other", "up")
        ]
        held = done.returncode in codes and not ran.exists() and not strange
        held &= "Traceback" not in text and said in text
        ran.unlink(missing_ok=True)
        scene.attempt(name, held, done.returncode, strange, text[-300:])

    def entry(**keys: str) -> str:
        return "[[repository]]\n" + "".join(
            f"{key} = {json.dumps(value)}\n" for key, value in keys.items()
        )

    scan("control", entry(name="a", path="r"), (0,))
    for url in (
        "ext::sh -c touch% RAN", f"ext::touch {ran}", "-oProxyCommand=touch RAN", "--upload-pack=touch RAN",
        f"ssh://-oProxyCommand=touch%20{ran}/x", "git://-x/y", "fd::17", "file:///etc", "transport::x",
        "https://user:secret@127.0.0.1:1/x.git", "http://[::1]:1/x", "host:path", "\n--x", "a\0b",
    ):  # fmt: skip
        scan(f"address {url!a}", entry(name="a", url=url))
    for path in (
        "/",
        "..",
        "r/.git",
        "/dev/zero",
        "/proc/self/root",
        "\0",
        "r/src",
        "nowhere",
        "~",
        "$HOME",
    ):
        scan(f"path {path!a}", entry(name="a", path=path))
    for name in (
        "../x",
        "a/b",
        ".",
        "..",
        "-rf",
        ".git",
        "con",
        "a\nb",
        "a" * 300,
        "é",
        "a:b",
        "*",
        "",
    ):
        scan(f"name {name!a:.40}", entry(name=name, path="r"))
    for mainline in (
        "--output=x",
        "-x",
        "nope",
        "HEAD^{/x}",
        "refs/heads/*",
        "main\nx",
        "a" * 5000,
    ):
        scan(f"mainline {mainline!a:.40}", entry(name="a", path="r", mainline=mainline))
    for team in ("<script>", "=cmd|' /C calc'!A0", "\x1b[2J", "a" * 100_000):
        scan(f"team {team!a:.30}", entry(name="a", path="r", team=team))
    scan(
        "200 entries of nothing",
        "".join(entry(name=f"r{n}", path="nowhere") for n in range(200)),
    )
    scan("deep TOML", "a = " + "[" * 100_000)
    scan("no table", "repository = 7\n")
    scan("huge number of workers", entry(name="a", path="r"), (0, 1, 2), "--workers", "100000")
    scan("no worker", entry(name="a", path="r"), (2,), "--workers", "0")
    # A repository that is scanned names programs of its own, and changes while it is kept.
    config = scene.top / ".git/config"
    plain = config.read_text()
    evil = f"[core]\n\tfsmonitor = touch {ran}\n\tsshCommand = touch {ran}\n\thooksPath = hooks\n"
    config.write_text(plain + evil + f"[uploadpack]\n\tpackObjectsHook = touch {ran}\n")
    scan("programs of the configuration", entry(name="a", path="r"), (0,))
    scan("... by its address", entry(name="a", url=f"file://{scene.top}"))
    scan("... once more", entry(name="a", url=f"file://{scene.top}"), keep=True)
    config.write_text(plain)
    # What an earlier scan left is a stranger's.
    for name, content in (
        ("a link", None),
        ("a file", b"x"),
        ("junk", b"SQLite format 3\0" + b"\xff" * 5000),
    ):
        scan("a first scan", entry(name="a", path="r"))
        for place in [path for path in into.rglob("*") if path.is_file()]:
            place.unlink()
            if content is None:
                place.symlink_to(scene.place / "victim-of-org")
            else:
                place.write_bytes(content)
        scan(f"each file of it is {name}", entry(name="a", path="r"), keep=True)
        for command in (
            ("org", "report", str(into)),
            ("org", "export", str(into), "--format", "csv"),
        ):
            done = scene.run(*command)
            scene.attempt(f"{' '.join(command[:2])} of it, {name}", done.returncode in (0, 2)
                          and b"Traceback" not in done.stderr, done.stderr[-300:])  # fmt: skip

    # The store of histories.
    expected = scene.run("history", "--format", "json").stdout
    stores = [path for path in (scene.top / ".git/kavro-lint").rglob("*") if path.is_file()]
    history = [path for path in stores if b"SQLite" in path.read_bytes()[:20]]
    scene.attempt("there is a store", bool(history), stores)
    for name in ("rows deleted", "a trigger", "a view in a table's place", "another version", "truncated",
                 "a lock", "all columns null"):  # fmt: skip
        scene.run("history")
        for path in history:
            if not path.exists():
                continue
            if name == "truncated":
                path.write_bytes(path.read_bytes()[:3000])
                continue
            base = sqlite3.connect(path)
            tables = [
                row[0]
                for row in base.execute(
                    "select name from sqlite_master where type='table' and name not like 'sqlite%'"
                )
            ]
            try:
                for table in tables:
                    if name == "rows deleted":
                        base.execute(f"delete from {table} where rowid % 2")
                    elif name == "a trigger":
                        base.execute(
                            f"create trigger if not exists t_{table} after insert on {table} begin delete from {table}; end"
                        )
                    elif name == "a view in a table's place":
                        base.execute(f"drop table {table}")
                        base.execute(f"create view {table} as select 1 as key, 2 as value")
                if name == "another version":
                    base.execute("pragma user_version = 999")
                base.commit()
            except sqlite3.Error as error:
                print("skipped", name, error)
            if name != "a lock":
                base.close()
        locks = []
        if name == "a lock":
            for path in history:
                locks.append(sqlite3.connect(path, isolation_level=None))
                locks[-1].execute("begin exclusive")
        done = scene.run("history", "--format", "json", timeout=60)
        for lock in locks:
            lock.close()
        result = done.stdout == expected or done.returncode == 2 or bool(done.stderr)
        scene.attempt(f"a store with {name}", done.returncode in (0, 2) and result, done.returncode,
                      len(done.stdout), len(expected), done.stderr[-200:])  # fmt: skip
        checked = scene.check()
        scene.attempt(f"... and a check, {name}", checked.code == 1, checked)
        for path in history:
            path.unlink(missing_ok=True)

    # Files of agent tools as a stranger wrote them.
    deep = '{"hooks": ' + "[" * 50_000
    for tool, place in TOOLS.items():
        for name, content in (
            ("deep", deep), ("a list", "[]"), ("no UTF-8", b"\xff\xfe"), ("hooks is a number", '{"hooks": 7}'),
            ("a folder", None), ("twice the key", '{"hooks": {}, "hooks": {"x": 1}}'), ("an anchor", '{"__proto__": {}}'),
            ("a pipe", "pipe"), ("empty", ""), ("comments", "// x\n{}\n"),
        ):  # fmt: skip
            shutil.rmtree(scene.top / place.split("/")[0], ignore_errors=True)
            target = scene.top / place
            target.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                target.mkdir()
            elif content == "pipe":
                os.mkfifo(target)
            else:
                target.write_bytes(content if isinstance(content, bytes) else content.encode())
            before = target.read_bytes() if target.is_file() else b""
            done = scene.run("agents", "install", tool, timeout=30)
            after = target.read_bytes() if target.is_file() else b""
            refused = done.returncode == 2 and after == before
            held = b"Traceback" not in done.stderr and done.returncode in (0, 2)
            scene.attempt(f"{tool}: {name}", held and (refused or done.returncode == 0),
                          done.returncode, done.stderr[-200:])  # fmt: skip
    scene.write(
        {
            "AGENTS.md": "<!-- kavro-lint begin -->\n" * 3 + "mine\n",
            "CLAUDE.md": Link("/etc/passwd"),
        }
    )
    done = scene.run("agents", "install", "claude")
    kept = "mine" in (scene.top / "AGENTS.md").read_text()
    scene.attempt(
        "marks of ours that somebody else wrote",
        kept and done.returncode in (0, 2),
        done.stderr[-200:],
    )
    scene.end()


main()
