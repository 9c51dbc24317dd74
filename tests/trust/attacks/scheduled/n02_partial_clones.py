"""Point 2: the fetch that a partial clone needs runs nothing that its configuration names."""

import shutil

from scene import BASE, DRIFT, Scene

ORDINARY = "file://{up}"
REMOTES = {
    "uploadpack": ("remote.origin.uploadpack", "touch {ran}; git-upload-pack"),
    "ext::": ("remote.origin.url", "ext::touch {ran}"),
    "ext:: allowed": ("remote.origin.url", "ext::sh -c touch% {ran}"),
    "an address that begins with a dash": ("remote.origin.url", "--upload-pack=touch {ran}"),
    "ssh with a dash": ("remote.origin.url", "ssh://-oProxyCommand=touch%20{ran}/x"),
    "ssh and sshCommand": ("remote.origin.url", "ssh://localhost/{up}"),
    "git and gitProxy": ("remote.origin.url", "git://localhost/x"),
    "https and a helper": ("remote.origin.url", "https://127.0.0.1:1/x.git"),
    "vcs": ("remote.origin.vcs", "evil"),
    "rewritten": ("url.ext::touch {ran} #.insteadOf", "file://"),
    "pushed elsewhere": ("remote.origin.pushurl", "ext::touch {ran}"),
    "another promisor": ("remote.evil.url", "ext::touch {ran}"),
    "a proxy": ("remote.origin.proxy", "http://127.0.0.1:1"),
    "a relative address": ("remote.origin.url", "../up"),
    "a helper of the tree": ("remote.origin.url", "evil::x"),
}


def main() -> None:
    scene = Scene()
    up, ran = scene.place / "up", scene.place / "RAN"
    scene.new({**BASE, **DRIFT})
    scene.write({"src/shop/models/n.py": "import json\n"})
    scene.commit("more")
    scene.git("config", "uploadpack.allowFilter", "true")
    scene.git("config", "uploadpack.allowAnySHA1InWant", "true")
    scene.top.rename(up)
    (scene.place / "bin").mkdir()
    for name in ("git-remote-evil", "ssh", "evil"):
        (scene.place / "bin" / name).write_text(f"#!/bin/sh\ntouch {ran}-by-name\nexit 1\n")
        (scene.place / "bin" / name).chmod(0o755)

    def clone() -> None:
        shutil.rmtree(scene.top, ignore_errors=True)
        scene.git("clone", "-q", "--filter=blob:none", "--no-checkout", ORDINARY.format(up=up),
                  str(scene.top), cwd=scene.place)  # fmt: skip

    clone()
    verdict = scene.check("--rev", "HEAD", "--base", "HEAD~1")
    scene.attempt("control: an ordinary remote", verdict.code in (0, 1, 2), verdict)
    for name, (key, value) in REMOTES.items():
        clone()
        scene.git("config", "protocol.ext.allow", "always")
        scene.git("config", "core.sshCommand", f"touch {ran}; false")
        scene.git("config", "core.gitProxy", f"{scene.place}/bin/evil")
        scene.git("config", "core.askPass", f"touch {ran}; false")
        scene.git("config", "credential.helper", f"!touch {ran}; false")
        scene.git("config", "core.alternateRefsCommand", f"touch {ran}; false")
        scene.git("config", "fetch.fsckObjects", "false")
        if key.startswith("remote.evil"):
            scene.git("config", "remote.evil.promisor", "true")
            scene.git("config", "extensions.partialClone", "evil")
        scene.git("config", key.format(ran=ran, up=up), value.format(ran=ran, up=up))
        if name == "uploadpack":
            scene.git("cat-file", "-p", "HEAD:src/shop/models/n.py", check=False)
            scene.attempt("control: Git itself runs what is named", ran.exists())
            ran.unlink(missing_ok=True)
            clone()
            scene.git("config", key, value.format(ran=ran, up=up))
        for line in (("check", "--rev", "HEAD"), ("check", "--rev", "HEAD", "--base", "HEAD~1"),
                     ("diff", "HEAD~1..HEAD"), ("history",), ("blame", "--rev", "HEAD")):  # fmt: skip
            done = scene.run(*line, timeout=60)
            started = ran.exists()
            ran.unlink(missing_ok=True)
            result = done.returncode in (0, 1, 2) and b"Traceback" not in done.stderr
            scene.attempt(f"{name}: {' '.join(line)}", result and not started, started,
                          done.returncode, done.stderr[-200:])  # fmt: skip
    scene.end()


main()
