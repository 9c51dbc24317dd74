"""A new repository with one commit, for the demonstration."""

from collections.abc import Mapping
from pathlib import Path

DATE = "1793620800 +0000"


def create_repository(folder: Path, files: Mapping[str, str], message: str) -> None:
    """Make `folder` a repository that holds `files` (path → text) in one commit.

    The author is the demonstration's own and no hook runs, whatever the user's
    configuration says.
    """
    import git

    repository = git.Repo.init(folder, initial_branch="main")
    with repository:
        for path, text in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
        repository.index.add(list(files))
        actor = git.Actor("kavro-lint demo", "demo@example.invalid")
        # A date in the environment, as a hook may have it, would be read by GitPython's own rules.
        repository.index.commit(
            message,
            author=actor,
            committer=actor,
            author_date=DATE,
            commit_date=DATE,
            skip_hooks=True,
        )
