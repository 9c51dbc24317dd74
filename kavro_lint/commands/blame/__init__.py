"""Which commit brought a finding in: a walk back, by what each commit changes.

The snapshot's contract judges every state, as in the comparison: a finding is there in a state
when all its atoms are, followed through renames. The commit that brought it in is the last one
on the first-parent line before which it was not there; inside a merge the search goes on.
"""

from collections.abc import Mapping, Sequence

from kavro_lint.commands.blame.states import statements_of
from kavro_lint.commands.blame.walk import Walk
from kavro_lint.errors import CannotJudge
from kavro_lint.git import log
from kavro_lint.git.history import read_commits
from kavro_lint.languages.reading import Progress
from kavro_lint.model import Commit, Judged
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.history import conventions_of
from kavro_lint.pipeline.selection import Wanted
from kavro_lint.pipeline.survey import Request, Survey, read


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
    report = check(request, Wanted(all=True))
    chosen = _chosen(report.findings, words)
    survey = read(request)
    statements = statements_of(each.finding for each in report.findings)
    walk = Walk(survey, [each.finding for each in chosen], statements, progress)
    found = walk.origins()
    commits = _commits(survey, {sha for pair in found.values() for sha in pair if sha})
    return tuple(_origin(survey, each, found, commits) for each in chosen)


def _chosen(findings: Sequence[Judged], words: Sequence[str]) -> list[Judged]:
    if not words:
        return list(findings)
    chosen: list[Judged] = []
    for word in words:
        matching = [each for each in findings if _is(each, word)]
        if not matching:
            raise CannotJudge(
                f"no finding is {word!r}",
                "name a fingerprint (check --format json), a rule, a path, or path:line",
            )
        chosen += [each for each in matching if each not in chosen]
    return chosen


def _is(judged: Judged, word: str) -> bool:
    place = judged.finding.location
    named = (judged.rule.id.casefold(), judged.rule.name, place.path.casefold())
    if word.casefold() in (*named, f"{place.path}:{place.line}".casefold()):
        return True
    return len(word) >= 4 and judged.fingerprint.startswith(word.casefold())


def _commits(survey: Survey, shas: set[str]) -> Mapping[str, Commit]:
    """Return the commits with what they say; the branch of a merge gives its commits a task."""
    conventions = conventions_of(survey)
    found: dict[str, Commit] = {}
    for sha in sorted(shas):
        raws = log.commits(survey.repository, [sha], (), "--max-count=1")
        for commit in read_commits(
            raws,
            conventions.ids,
            conventions.agents,
            conventions.bots,
            lambda named: log.one_commit(survey.repository, named),
        ):
            found[commit.sha] = commit
    return found


def _origin(
    survey: Survey,
    judged: Judged,
    found: Mapping[int, tuple[str, str]],
    commits: Mapping[str, Commit],
) -> Origin:
    brought, authored = found.get(id(judged.finding), ("", ""))
    if not brought:
        if survey.snapshot.kind != "commit":
            return Origin(judged, unknown="not committed yet")
        return Origin(judged, unknown="it came before what this clone has of history")
    commit, author = commits[brought], commits[authored]
    if not author.tasks and commit.tasks:
        author = replace(author, tasks=commit.tasks)
    return Origin(judged, commit, author)
