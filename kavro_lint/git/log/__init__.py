"""Questions to Git about commits: authors, times, changes and descent."""

from kavro_lint.git.log.commit_changes import (
    Step,
    adding_commits,
    changes_between,
    changes_of,
    first_parents,
    touched,
)
from kavro_lint.git.log.notes import notes, texts
from kavro_lint.git.log.raw_commits import (
    commits,
    line_authors,
    one_commit,
    paths_of,
    reached,
    signed,
    touching,
)
from kavro_lint.git.log.raw_format import BlobChange
from kavro_lint.git.log.versions import Version, versions
from kavro_lint.git.revisions import (
    Memory,
    cut_off,
    default_branch,
    descending,
    is_ancestor,
    is_shallow,
    merge_bases,
    ordered,
)

__all__ = [
    "BlobChange",
    "Memory",
    "Step",
    "Version",
    "adding_commits",
    "changes_between",
    "changes_of",
    "commits",
    "cut_off",
    "default_branch",
    "descending",
    "first_parents",
    "is_ancestor",
    "is_shallow",
    "line_authors",
    "merge_bases",
    "notes",
    "one_commit",
    "ordered",
    "paths_of",
    "reached",
    "signed",
    "texts",
    "touched",
    "touching",
    "versions",
]
