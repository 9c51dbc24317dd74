"""The repositories that are measured, made below `.work/` from packages of the package index.

Each is a Git repository of a package's Python source with the same layers written down for each
tool. `django` has a thousand small commits, so that there is a `HEAD~1000` to compare with.
"""

import subprocess
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".work"

# Layers, highest first, of the packages and modules that each source is made of.
LAYERS: dict[str, list[list[str]]] = {
    "django": [
        ["contrib"],
        ["views", "forms", "test", "shortcuts"],
        ["template", "urls", "http", "middleware"],
        ["db", "core"],
        ["utils", "conf", "dispatch", "apps"],
    ],
    "homeassistant": [
        ["scripts", "bootstrap", "runner"],
        ["components"],
        ["auth", "helpers", "config_entries", "loader"],
        ["core", "config", "exceptions"],
        ["util", "const", "generated", "backports"],
    ],
}
NAMES = ("application", "interface", "delivery", "storage", "foundation")
COMMITS = 1_000
_IDENTITY = ("-c", "user.name=bench", "-c", "user.email=bench@example.invalid")


def prepare(package: str, shipped: bool = False) -> tuple[Path, Path]:
    """Return the folder of the tools and the repository, both made where they are missing.

    `shipped` takes all that is in the package, scripts and data too.
    """
    environment, repository = WORK / "venv", WORK / (f"{package}-shipped" if shipped else package)
    tools = environment / "bin"
    if not (tools / "kavro-lint").exists():
        venv.create(environment, with_pip=True)
        pip = [str(tools / "python"), "-m", "pip", "install", "-q"]
        subprocess.run([*pip, "-e", str(ROOT), "import-linter", "tach"], check=True)
    if not (repository / ".git").exists():
        _build(tools, repository, package, "" if shipped else ".py")
    return tools, repository


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Return what git prints."""
    command = ["git", "-C", str(folder), *_IDENTITY, *arguments]
    return subprocess.run(command, check=True, input=stdin, capture_output=True).stdout.decode()


def commit(repository: Path) -> None:
    """Make a folder a repository with one commit of all that is in it."""
    git(repository, "init", "-q", "--initial-branch=main")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Import")
    # As after a clone: nothing is loose, and the index knows what it has seen.
    git(repository, "repack", "-adq")


def _build(tools: Path, repository: Path, package: str, suffix: str) -> None:
    wheels = WORK / "wheels"
    pip = [str(tools / "python"), "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels)]
    subprocess.run([*pip, "--ignore-requires-python", "--only-binary=:all:", package], check=True)
    wheel = next(wheels.glob(f"{package}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(f"{package}/") and name.endswith(suffix):
                archive.extract(name, repository)
    layers = LAYERS[package]
    (repository / "docs/kavro").mkdir(parents=True, exist_ok=True)
    (repository / "docs/kavro/blueprint.md").write_text(blueprint(package, layers))
    (repository / ".importlinter").write_text(_import_linter(package, layers))
    (repository / "tach.toml").write_text(_tach(package, layers))
    (repository / ".gitignore").write_text("__pycache__/\n.import_linter_cache/\n.tach/\n")
    commit(repository)
    if package == "django" and suffix:
        git(repository, "fast-import", "--quiet", stdin="".join(_history(repository)).encode())
        git(repository, "reset", "-q", "--hard", "main")
        git(repository, "repack", "-adq")


def _history(repository: Path) -> Iterator[str]:
    """Yield a fast-import stream of small commits, each to another file."""
    tracked = git(repository, "ls-files", "*.py").split()
    files = [path for path in tracked if (repository / path).stat().st_size]
    texts = {path: (repository / path).read_text() for path in files}
    for number in range(COMMITS):
        path = files[number * 7 % len(files)]
        texts[path] += f"# {number}\n"
        message, content = f"Change {number}", texts[path].encode()
        start = "from refs/heads/main^0\n" if number == 0 else ""
        yield (
            "commit refs/heads/main\n"
            f"committer b <b@example.invalid> {1_793_620_800 + number} +0000\n"
            f"data {len(message)}\n{message}\n{start}M 100644 inline {path}\n"
            f"data {len(content)}\n{texts[path]}\n"
        )


def blueprint(package: str, layers: list[list[str]], suffix: str = ".py") -> str:
    """Return a blueprint with the layers of a package's folders and files."""
    rows = [f"| rest | `{package}/` | |"]
    rows += [
        f"| {name} | `{package}/{name}/`, `{package}/{name}{suffix}` | {layer} |"
        for layer, names in zip(NAMES, layers, strict=True)
        for name in names
    ]
    table = "\n".join(["| Module | Paths | Layer |", "|---|---|---|", *rows])
    order = "\n".join(f"{n}. {name}" for n, name in enumerate(NAMES, 1))
    return f"# {package}\n\n{table}\n\n## Layers\n\n{order}\n"


def _import_linter(package: str, layers: list[list[str]]) -> str:
    order = "\n".join("    " + " : ".join(f"{package}.{name}" for name in row) for row in layers)
    return (
        f"[importlinter]\nroot_package = {package}\n\n[importlinter:contract:layers]\n"
        f"name = layers\ntype = layers\nlayers =\n{order}\n"
    )


def _tach(package: str, layers: list[list[str]]) -> str:
    order = ", ".join(f'"{name}"' for name in NAMES)
    modules = "".join(
        f'[[modules]]\npath = "{package}.{name}"\nlayer = "{layer}"\n\n'
        for layer, names in zip(NAMES, layers, strict=True)
        for name in names
    )
    return f'source_roots = ["."]\nlayers = [{order}]\n\n{modules}'
