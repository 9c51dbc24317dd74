"""The places where a check can run by itself: the hook, the CI, and who owns the contract."""

import json
from collections.abc import Collection
from importlib.metadata import Distribution, PackageNotFoundError

from kavro_lint.commands.init.proposed_settings import Addition
from kavro_lint.commands.new_file import Record
from kavro_lint.config.owners import FILES as CODEOWNERS

HOOK = ".pre-commit-config.yaml"
FORGES = {"github": ".github/workflows/architecture.yml", "gitlab": ".gitlab-ci.yml"}

Place = Record | Addition

_HOOKS = """\
  - repo: local   # kavro-lint is on the PATH: {requirement}
    hooks:
      - id: kavro-lint
        name: kavro-lint
        entry: kavro-lint check --staged
        language: system
        pass_filenames: false
        always_run: true
"""
_GITHUB = """\
name: architecture
on:
  push:
    branches: [{branch}]
  pull_request:
  merge_group:
permissions:
  contents: read
jobs:
  kavro-lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {{fetch-depth: 0}}   # rules on history need all of it
      - uses: actions/setup-python@v5
        with: {{python-version: "3.13"}}
      - run: pip install "{requirement}"
      - run: kavro-lint check --base auto{form}
"""
_GITLAB = """\
kavro-lint:
  image: python:3.13
  variables:
    GIT_DEPTH: "0"   # rules on history need all of it
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - pip install "{requirement}"
    - kavro-lint check --base auto
"""


def hook(paths: Collection[str]) -> Place:
    """Return the hook for pre-commit: a new configuration, or the entry to add to it."""
    entry = _HOOKS.format(requirement=requirement())
    if HOOK in paths:
        return Addition(HOOK, entry, "below `repos:`")
    return Record(HOOK, f"repos:\n{entry}")


def workflow(forge: str, paths: Collection[str], branch: str, forms: Collection[str]) -> Place:
    """Return the check as a job of a forge's CI. `forms` are the report formats there are."""
    form = " --format github" if "github" in forms else ""
    text = (_GITHUB if forge == "github" else _GITLAB).format(
        requirement=requirement(), branch=json.dumps(branch), form=form
    )
    path = FORGES[forge]
    if path in paths:
        return Addition(path, text, "as one more job" if forge == "gitlab" else "as its content")
    return Record(path, text)


def owned(team: str, contract: Collection[str], paths: Collection[str], forge: str | None) -> Place:
    """Return the lines of CODEOWNERS that give a team the contract: `contract` are its paths."""
    text = "".join(f"/{path} {team}\n" for path in sorted(contract))
    existing = next((path for path in CODEOWNERS if path in paths), None)
    if existing is not None:
        return Addition(existing, text, "at the end: the last line that matches a path counts")
    if forge == "gitlab":
        return Record(".gitlab/CODEOWNERS", text)
    github = forge == "github" or any(path.startswith(".github/") for path in paths)
    return Record(".github/CODEOWNERS" if github else "CODEOWNERS", text)


def requirement() -> str:
    """Return what pip must be given to install this kavro-lint where it runs next.

    It is installed from where it came from: an installation from a repository, a path or a file
    remembers its address (PEP 610); any other came from an index, which has its version.
    """
    try:
        distribution = Distribution.from_name("kavro-lint")
    except PackageNotFoundError:
        return "kavro-lint"
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    repository = origin.get("vcs_info", {})
    if repository.get("vcs") == "git" and repository.get("commit_id"):
        return f"kavro-lint @ git+{origin['url']}@{repository['commit_id']}"
    if origin.get("url"):
        return f"kavro-lint @ {origin['url']}"
    return f"kavro-lint=={distribution.version}"


def is_local(requirement: str) -> bool:
    """Whether only this machine can install a requirement."""
    return "file:" in requirement
