"""The state of the work, kept between hooks.

An agent's hooks ask about the same state again and again. What depends only on plan, history and
the present code is computed once, and kept with everything it was computed from (`cache`).
"""

import os
from collections.abc import Mapping
from pathlib import Path

from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.json_records import decoded, encoded
from kavro_lint.cache.requests import CheckRequest
from kavro_lint.git import command
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Step, Task
from kavro_lint.pipeline.request import Request

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.pipeline.check import Examined
    from kavro_lint.pipeline.denied_edits import Basis

# The variables that an answer to a hook depends on; agents set others again for each event.
_COUNTED = ("KAVRO_", "GIT_", "HOME", "XDG_", "USERPROFILE", "LOCALAPPDATA")


@frozen
class Standing:
    """The state of the work.

    `shut` says why no code may be written, "" if it may; `task` is the task in hand if it states a
    scope, and `plan_root` the root of its plan. `start` is the text for a starting agent, `known`
    the fingerprints of the present findings, `commit` that of HEAD. `artifacts` is the folder of
    the plan, `limit` the largest size of a source; `kept` is what edits are judged by (`Basis`), as
    text: many edits never need it. `unreadable` maps the roots of plans without a module to the
    reason why their blueprints cannot be read: they deny nothing.
    """

    has_blueprint: bool
    shut: str
    task: Task | None
    plan_root: str
    start: str
    known: tuple[str, ...]
    commit: str
    artifacts: str
    limit: int
    kept: str
    unreadable: Mapping[str, str]


@frozen(eq=False)
class Stand:
    """What is known at the beginning of a hook.

    `run` notes what is read, None where nothing can be kept. `standing` is None where nobody has
    found it out.
    """

    request: Request
    run: CachedRun | None
    standing: Standing | None = None


def stand_of(folder: Path, environment: Mapping[str, str]) -> Stand:
    """Return what is known of the working tree around a folder, without reading it."""
    from kavro_lint.pipeline.recalling import recalled

    question = CheckRequest(os.fspath(folder), "worktree", ("hook",), _around(environment))
    run = recalled(question)
    request = Request(folder, cached_run=run)
    if run is None or run.answer is None:
        return Stand(request, run)
    try:
        return Stand(request, run, _read(run.answer.output))
    except ValueError:
        # Another version wrote it: found out again.
        return Stand(request, run)


def keep(stand: Stand, standing: Standing, examined: "Examined") -> None:
    """Keep where the work stands in the state that the run of the stand has read.

    It stays the same while agents write imports that are nothing to report.
    """
    if stand.run is None:
        return
    from kavro_lint.pipeline.incremental.contributing import added_by_files

    output = encoded(standing)
    stand.run.remember(
        output,
        0,
        command.QUESTIONS,
        lambda paths, digests: added_by_files(examined, output, paths, digests),
    )


def _around(environment: Mapping[str, str]) -> bytes:
    variables = sorted(
        f"{name}={value}" for name, value in environment.items() if name.startswith(_COUNTED)
    )
    return "\0".join(variables).encode("utf-8", "surrogatepass")


def _read(body: bytes) -> Standing:
    """Return a standing that was kept. Raises ValueError."""
    standing = decoded(body, (Location, Standing, Step, Task))
    if not isinstance(standing, Standing):
        raise ValueError("this is no standing")
    return standing


def kept_basis(basis: "Basis") -> str:
    """Return what edits are judged by, as a text to keep."""
    return encoded(basis).decode()


def basis_in(standing: Standing) -> "Basis":
    """Return what edits are judged by. Raises ValueError for a text that holds something else."""
    from kavro_lint.pipeline.denied_edits import Basis, basis_classes

    basis = decoded(standing.kept.encode(), (*basis_classes(), Basis))
    if not isinstance(basis, Basis):
        raise ValueError("this is no basis")
    return basis
