"""The sentences of a difference, for every format; `quote` shows a name of the repository."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from kavro_lint.commands.diff.change_records import Dependency, Difference, Origin
from kavro_lint.model.findings import SEVERITIES, Judged
from kavro_lint.spelling import quantity

NOTHING = "No architectural change."
NO_CONTRACT = "There is no blueprint: each folder stands for a module."
NAMED = 5

Quote = Callable[[str], str]


def headline(difference: Difference) -> str:
    """Return in one line what comes and goes."""
    parts = []
    for noun, changes in (
        ("module", difference.modules),
        ("dependency", difference.dependencies),
        ("use of a package", difference.packages),
    ):
        kinds: Counter[str] = Counter(entry.change for entry in changes)
        parts += [f"{kinds['added']} new {_plural(noun, kinds['added'])}"] * bool(kinds["added"])
        for change, word in (("removed", "gone"), ("renamed", "renamed")):
            if kinds[change]:
                parts.append(f"{kinds[change]} {_plural(noun, kinds[change])} {word}")
    for word, findings in (("introduced", difference.introduced), ("fixed", difference.fixed)):
        if findings:
            parts.append(f"{quantity(len(findings), 'finding')} {word}")
    if difference.amendments:
        parts.append("contract amended")
    return ", ".join(parts)


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    many = {"dependency": "dependencies", "use of a package": "uses of packages"}
    return many.get(noun, f"{noun}s")


def questions(difference: Difference, quote: Quote) -> Iterator[str]:
    """Yield what a reviewer is asked or told about dependencies that are new."""
    new = [dependency for dependency in difference.dependencies if dependency.change == "added"]
    questioned = [
        dependency
        for dependency in new
        if dependency.ruling.standing in ("denied", "undeclared", "unstated")
    ]
    denied = [dependency for dependency in questioned if dependency.ruling.standing == "denied"]
    if questioned:
        yield _introduces(questioned, quote) + (
            f"; {'is that' if len(questioned) == 1 else 'are they'} intended?"
        )
    if denied:
        all_of = "it" if len(questioned) == 1 else "any of them"
        which = all_of if len(denied) == len(questioned) else _pairs(denied, quote)
        yield f"The blueprint does not allow {which}, and was not amended to."
    amended = [dependency for dependency in new if dependency.ruling.standing == "amended"]
    if amended:
        yield f"{_introduces(amended, quote)}; the blueprint was amended for it."
    allowed = [dependency for dependency in new if dependency.ruling.standing == "allowed"]
    if allowed:
        subject = "a dependency" if len(allowed) == 1 else f"{len(allowed)} dependencies"
        yield f"It adds {subject} that the blueprint allows: {_pairs(allowed, quote)}."
    waived = [dependency for dependency in new if dependency.ruling.standing == "waived"]
    if waived:
        yield f"{_introduces(waived, quote)}; an accepted decision waives it."
    new_packages = sorted(
        {package.imported for package in difference.packages if _is_new_package(package)}
    )
    if new_packages:
        noun = "package" if len(new_packages) == 1 else "packages"
        packages = _listed([quote(package) for package in new_packages])
        yield f"It begins to use the third-party {noun} {packages}."


def _is_new_package(dependency: Dependency) -> bool:
    return dependency.is_only_user and dependency.change == "added"


def _introduces(new: Sequence[Dependency], quote: Quote) -> str:
    if len(new) == 1:
        importer, imported = quote(new[0].importer), quote(new[0].imported)
        return f"This introduces a new dependency from {importer} to {imported}"
    return f"This introduces {len(new)} new dependencies: {_pairs(new, quote)}"


def _pairs(dependencies: Sequence[Dependency], quote: Quote) -> str:
    return _listed(
        [
            f"{quote(dependency.importer)} → {quote(dependency.imported)}"
            for dependency in dependencies
        ]
    )


def _listed(shown: Sequence[str]) -> str:
    more = f" and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
    return ", ".join(shown[:NAMED]) + more


def ruled(dependency: Dependency) -> str:
    """Return what the contract says of a dependency, in a word or two."""
    return {
        "allowed": "allowed",
        "amended": "amended: allowed since this change",
        "denied": "not allowed, not amended",
        "waived": "not allowed, waived",
        "undeclared": dependency.ruling.reason,
        "unstated": "no contract",
        "gone": "gone",
    }[dependency.ruling.standing]


def task_of(origin: Origin) -> str:
    """Return the tasks and the agent of a commit, "" for none."""
    commit = origin.commit
    if commit is None:
        return ""
    parts = [*(f"task {task}" for task in commit.tasks)]
    parts += [f"with {commit.agent}"] if commit.agent else []
    return ", ".join(parts)


def day_of(origin: Origin) -> str:
    """Return the day of a commit (UTC)."""
    moment = origin.commit.raw.moment if origin.commit else 0
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).date().isoformat()


def graded(findings: Sequence[Judged]) -> str:
    """Return how many findings there are of each severity."""
    grades = Counter(judged.severity for judged in findings)
    return ", ".join(f"{grades[grade]} {grade}" for grade in reversed(SEVERITIES) if grades[grade])


def compared(difference: Difference) -> str:
    """Return which two states were compared."""
    base = difference.base[:10] if difference.base else "nothing"
    state_names = {"worktree": "the working tree", "index": "the index"}
    head = state_names.get(difference.kind) or (difference.head or "")[:10]
    return f"{base} with {head}"


def verdict(difference: Difference) -> str:
    """Return the verdict on what is introduced."""
    return f"{difference.verdict}: {graded(difference.introduced) or 'no findings'} introduced"
