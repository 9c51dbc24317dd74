"""What the tests of bad repositories share: a report as one line, and a submodule."""

from pathlib import Path

from tests.building import git, repository, run


def output_of(place: Path, *arguments: str) -> str:
    """Return the report on a folder, with one space in the place of each white space."""
    return " ".join(run(place, "check", "--all", "--no-cache", *arguments).stdout.split())


def assert_a_submodule_is_not_called_missing(
    place: Path, files: dict[str, str], submodule: str
) -> None:
    """Check that files below `submodule` are missing until it is one."""
    repository(place, files)
    assert output_of(place).count("KV710") == 1
    assert "KV002" in output_of(place)
    commit = git(place, "rev-parse", "HEAD").strip()
    git(place, "update-index", "--add", "--cacheinfo", f"160000,{commit},{submodule}")
    git(place, "commit", "-qm", "Add a submodule")
    text = output_of(place)
    assert "KV710" not in text
    assert "KV002" not in text
    assert "submodule" in text
