"""Point 2: a configuration that names programs wherever it can, and commands that might run one."""

from pathlib import Path

from scene import BASE, DRIFT, Scene

# What follows `=` gets a word of its own that is touched when it runs.
KEYS = (
    "core.fsmonitor", "core.sshCommand", "core.gitProxy", "core.askPass", "core.editor",
    "core.pager", "core.alternateRefsCommand", "sequence.editor", "credential.helper",
    "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean",
    "filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "merge.tool",
    "mergetool.evil.cmd", "difftool.evil.cmd", "gpg.program", "gpg.ssh.program",
    "gpg.x509.program", "gpg.openpgp.program", "gpg.ssh.defaultKeyCommand",
    "interactive.diffFilter", "trailer.evil.command", "trailer.evil.cmd", "browser.evil.cmd",
    "man.evil.cmd", "instaweb.httpd", "sendemail.sendmailCmd", "sendemail.toCmd",
    "uploadpack.packObjectsHook", "remote.origin.uploadpack", "remote.origin.receivepack",
    "submodule.vendor.update", "tar.evil.command", "pager.blame", "pager.cat-file", "pager.config",
    "pager.ls-files", "alias.blame", "alias.cat-file", "alias.ls-files", "alias.rev-parse",
    "guitool.evil.cmd", "imap.tunnel", "hook.evil.command", "difftool.prompt", "http.sslKey",
)  # fmt: skip
HOOKS = (
    "post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman",
    "post-checkout", "pre-commit", "post-commit", "sendemail-validate", "proc-receive",
)  # fmt: skip
COMMANDS = (
    ("check",), ("check", "--no-cache"), ("check", "--staged", "--base", "HEAD~1"),
    ("check", "--base", "HEAD~1"), ("check", "--rev", "HEAD"), ("blame",), ("diff", "HEAD~1"),
    ("history",), ("report", "--format", "json"), ("status",), ("tasks",), ("explain", "models"),
    ("graph",), ("approve", "blueprint", "--by", "Ada", "--dry-run"), ("cache",),
    ("init", "--dry-run"), ("agents", "status"),
)  # fmt: skip
RECORD = (
    "---\nby: Ada\non: 2026-01-01\nsubject: blueprint\n---\n\n| Covers | Fingerprint |\n|---|---|\n"
    "| x | abcdef |\n"
)


def configuration(place: Path) -> str:
    lines = []
    for key in KEYS:
        section, _, name = key.rpartition(".")
        head, _, middle = section.partition(".")
        touch = f"touch {place}/RAN-{key}; cat"
        # An alias and an update of a submodule run a shell only behind an exclamation mark.
        value = f"!{touch}" if key.startswith(("alias", "submodule", "credential")) else touch
        if key == "core.gitProxy":
            value = f"{place}/proxy"
        title = f'[{head} "{middle}"]' if middle else f"[{head}]"
        lines.append(f'{title}\n\t{name} = "{value}"\n')
    return (
        "".join(lines) + '[hook "evil"]\n\tevent = post-index-change\n[log]\n\tshowSignature = 1\n'
    )


def prepare(scene: Scene) -> None:
    attributes = "*.py diff=evil filter=evil merge=evil\n*.md diff=evil filter=evil\n"
    scene.new({**BASE, "docs/kavro/approvals/2026-01-01-blueprint-abcdef.md": RECORD})
    scene.write({**DRIFT, ".gitattributes": attributes})
    scene.commit("drift")
    # A signature, so that somebody might want to verify it.
    body = scene.git("cat-file", "commit", "HEAD").replace(
        "\n\n",
        "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n\n",
        1,
    )
    signed = scene.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=body.encode() + b"\n")
    scene.git("update-ref", "refs/heads/main", signed)
    (scene.place / "alternate").mkdir()
    scene.git("clone", "-q", "--bare", ".", str(scene.place / "alternate/o.git"))
    (scene.top / ".git/objects/info").mkdir(exist_ok=True)
    (scene.top / ".git/objects/info/alternates").write_text(
        f"{scene.place}/alternate/o.git/objects\n"
    )
    for name in HOOKS:
        hook = scene.top / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {scene.place}/RAN-hook-{name}\n")
        hook.chmod(0o755)


def attack(scene: Scene, name: str) -> None:
    for command in COMMANDS:
        # Files that look changed make Git want to filter them.
        (scene.top / "src/shop/models/m.py").touch()
        done = scene.run(*command)
        ran = sorted(path.name for path in scene.place.glob("RAN-*"))
        for path in scene.place.glob("RAN-*"):
            path.unlink()
        scene.attempt(f"{name}: {' '.join(command)}", not ran and done.returncode < 3, ran)


def main() -> None:
    scene = Scene()
    prepare(scene)
    own = scene.top / ".git/config"
    plain = own.read_text()
    own.write_text(plain + configuration(scene.place))
    scene.git("--no-pager", "diff", "HEAD~1", check=False)
    scene.attempt("control: Git itself runs what is named", [*scene.place.glob("RAN-*")] != [])
    for path in scene.place.glob("RAN-*"):
        path.unlink()
    attack(scene, "of the repository")
    # The same through a file of the tree that the configuration includes, and of one worktree.
    (scene.top / "included").write_text(configuration(scene.place))
    own.write_text(
        plain
        + '[includeIf "gitdir:**"]\n\tpath = ../included\n[extensions]\n\tworktreeConfig = 1\n'
    )
    (scene.top / ".git/config.worktree").write_text(configuration(scene.place))
    for command in COMMANDS[1:6]:
        scene.run(*command)
    ran = sorted(path.name for path in scene.place.glob("RAN-*"))
    scene.attempt("included, and of one worktree", not ran, ran)
    scene.end()


main()
