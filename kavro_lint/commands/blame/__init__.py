"""The commit that introduced each finding, searched from the newest commit back.

The snapshot's contract judges every state, as in the comparison: a state has a finding when it
has all its atoms, followed through renames. The commit that introduced it is the last one on the
first-parent line whose parent does not have it; inside a merge the search goes on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.commands.blame.earlier_states import statements_of
from kavro_lint.commands.blame.parent_walk import Walk
from kavro_lint.errors import CannotJudge
from kavro_lint.git import log
from kavro_lint.git.history import read_commits
from kavro_lint.languages.reading import Progress
from kavro_lint.model.findings import Judged
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.history import Commit
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.history import conventions_of
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.pipeline.survey import Survey, read

TOGETHER = "only several commits together introduce it"


@frozen
class Origin:
    """Where a finding comes from.

    `commit` is on the first-parent line; `authored` is the one that was merged with it, or the
    same. Both are None where `unknown` says why.
    """

    judged: Judged
    commit: Commit | None = None
    authored: Commit | None = None
    unknown: str = ""


def blame(
    request: Request, words: Sequence[str] = (), progress: Progress = lambda done, of: None
) -> tuple[Origin, ...]:
    """Return where each finding comes from, in the order of the report.

    `words` choose findings: fingerprints or beginnings of them, rules, paths, `path:line`.
    Raises CannotJudge for a word that chooses none.
    """
    report = check(request, FindingOptions(all=True))
    chosen = _choose(report.findings, words)
    survey = read(request)
    statements = statements_of(judged.finding for judged in report.findings)
    walk = Walk(survey, [judged.finding for judged in chosen], statements)
    shas = walk.origins(progress)
    commits = _commits(survey, {sha for pair in shas.values() for sha in pair if sha})
    origins = {judged.fingerprint: _origin(survey, judged, shas, commits) for judged in chosen}
    for origin in _of_history(request, survey, origins.values()):
        judged = origins[origin.judged.fingerprint].judged
        origins[judged.fingerprint] = replace(origin, judged=judged)
    return tuple(origins.values())


def _of_history(request: Request, survey: Survey, origins: Iterable[Origin]) -> Iterator[Origin]:
    """Yield where findings come from that no state shows alone, but the state before has too.

    Who approved what, and which tasks are merged, only several commits together say: where a
    state is judged by itself, the walk ends.
    """
    start = survey.snapshot.commit if survey.snapshot.kind == "commit" else None
    candidates = {
        origin.judged.fingerprint: origin.judged
        for origin in origins
        if origin.judged.rule.history and (origin.commit.sha if origin.commit else None) == start
    }
    if not candidates:
        return
    before = replace(request, staged=False, rev="HEAD" if start is None else f"{start}^")
    try:
        report = check(before, FindingOptions(all=True))
    except CannotJudge:
        # There is no state before: the first commit, or a clone that ends here.
        return
    committed = sorted(candidates.keys() & {judged.fingerprint for judged in report.findings})
    if start is None and committed:
        yield from blame(before, committed)
    elif committed:
        for fingerprint in committed:
            yield Origin(candidates[fingerprint], unknown=TOGETHER)


def _choose(findings: Sequence[Judged], words: Sequence[str]) -> list[Judged]:
    if not words:
        return list(findings)
    chosen: list[Judged] = []
    for word in words:
        matches = [judged for judged in findings if _is_named(judged, word)]
        if not matches:
            raise CannotJudge(
                f"no finding is {word!r}",
                "name a fingerprint (check --format json), a rule, a path, or path:line",
            )
        chosen += [judged for judged in matches if judged not in chosen]
    return chosen


def _is_named(judged: Judged, word: str) -> bool:
    place = judged.finding.location
    names = (judged.rule.id.casefold(), judged.rule.name, place.path.casefold())
    if word.casefold() in (*names, f"{place.path}:{place.line}".casefold()):
        return True
    return len(word) >= 4 and judged.fingerprint.startswith(word.casefold())


def _commits(survey: Survey, shas: set[str]) -> Mapping[str, Commit]:
    """Return the commits with what they say; the branch of a merge gives its commits a task."""
    conventions = conventions_of(survey)
    commits: dict[str, Commit] = {}
    for raw in log.commits(survey.repository, sorted(shas), (), "--no-walk"):
        for commit in read_commits(
            [raw],
            conventions.ids,
            conventions.agents,
            conventions.bots,
            lambda revision: log.one_commit(survey.repository, revision),
        ):
            commits[commit.sha] = commit
    return commits


def _origin(
    survey: Survey,
    judged: Judged,
    shas: Mapping[int, tuple[str, str]],
    commits: Mapping[str, Commit],
) -> Origin:
    introduced, authored = shas.get(id(judged.finding), ("", ""))
    if not introduced:
        if survey.snapshot.kind != "commit":
            return Origin(judged, unknown="not committed yet")
        return Origin(judged, unknown="it predates this shallow clone")
    commit, author = commits[introduced], commits[authored]
    if not author.tasks and commit.tasks:
        author = replace(author, tasks=commit.tasks)
    return Origin(judged, commit, author)
