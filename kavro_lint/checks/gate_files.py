"""Gates: the files that need somebody's approval before they change."""

from collections.abc import Collection, Mapping, Sequence

from kavro_lint.patterns import Pattern

HIGH_COMPLEXITY = "high-complexity"
DEFAULT_GATES: Mapping[str, tuple[str, ...]] = {
    "migrations": ("**/migrations/", "**/alembic/versions/", "**/db/migrate/"),
    "ci": (
        ".github/workflows/", ".github/actions/", "action.yml", ".gitlab-ci.yml", ".gitlab/ci/",
        ".circleci/", "azure-pipelines.yml", "Jenkinsfile", ".ci/", "bitbucket-pipelines.yml",
    ),
    "hooks": (
        ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", ".husky/", ".githooks/",
        "lefthook.yml", ".claude/settings.json",
    ),
}  # fmt: skip


def gates_of(setting: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return every gate that is on, the shipped ones with what the setting says instead."""
    gates = {**DEFAULT_GATES, **setting}
    return {name: gates[name] for name in gates if gates[name] and name != HIGH_COMPLEXITY}


def files_of(patterns: Sequence[str], paths: Collection[str]) -> tuple[str, ...]:
    """Return the paths that a gate names, sorted."""
    compiled = [Pattern(text) for text in patterns]
    return tuple(
        sorted(path for path in paths if any(pattern.matches(path) for pattern in compiled))
    )
