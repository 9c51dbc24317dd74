"""The projects of a repository: folders with a manifest, and the product files of each."""

from collections.abc import Iterable, Mapping

# What the folder of a project holds, whatever language it is in.
MANIFESTS = frozenset(
    "pyproject.toml setup.py setup.cfg package.json go.mod Cargo.toml pom.xml build.gradle "
    "build.gradle.kts composer.json".split()
)

# .NET names the file as the project.
SUFFIX = ".csproj"


def project_folders(paths: Iterable[str]) -> frozenset[str]:
    """Return the folders with a manifest, each ending in `/`; the root is `""`."""
    return frozenset(
        path.removesuffix(name)
        for path in paths
        if (name := path.rpartition("/")[2]) in MANIFESTS or name.endswith(SUFFIX)
    )


def files_by_project(
    paths: Iterable[str], projects: frozenset[str]
) -> Mapping[str, tuple[str, ...]]:
    """Return the files of each project that has some; what is in no other is the root's."""
    files: dict[str, list[str]] = {}
    for path in paths:
        folder = path.rpartition("/")[0] + "/"
        while folder != "/" and folder not in projects:
            folder = folder[:-1].rpartition("/")[0] + "/"
        files.setdefault("" if folder == "/" else folder, []).append(path)
    return {folder: tuple(files[folder]) for folder in sorted(files)}
