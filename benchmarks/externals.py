"""Two opinions on which packages no manifest lists, compared pair by pair."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.exported import exported, name_of

# A file, and the package that it imports.
Pair = tuple[str, str]
# Why a pair is of one side only (True: of the other tool), None where no reason is known.
Reason = Callable[[Pair, bool], str | None]


@dataclass
class Comparison:
    """What both say of one repository; `unexplained` are the differences without a reason."""

    both: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    explained: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)


def compared(ours: set[Pair], theirs: set[Pair], tool: str, reason_of: Reason) -> Comparison:
    """Compare the pairs of kavro-lint with those of another tool."""
    comparison = Comparison(both=len(ours & theirs))
    for pair in sorted(ours ^ theirs):
        is_theirs = pair in theirs
        side = f"only {tool}" if is_theirs else "only kavro-lint"
        line = f"{side}: {pair[1]} in {pair[0]}"
        reason = reason_of(pair, is_theirs)
        if reason is None:
            comparison.unexplained.append(line)
        else:
            comparison.reasons[f"{side}: {reason}"] += 1
            comparison.explained.append(f"{line}: {reason}")
    return comparison


def run(tool: str, description: str | None, compare: Callable[[Path, str], Comparison]) -> None:
    """Compare the repositories that the command line names; exit 1 for what has no reason."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument(f"--{tool}", dest="tool", default=tool)
    parser.add_argument("--verbose", action="store_true", help="print each difference")
    options = parser.parse_args()
    differs = False
    for source in options.repositories:
        with exported(source) as folder:
            comparison = compare(folder, options.tool)
        print("\n".join(_lines(name_of(source), comparison)), flush=True)
        if options.verbose:
            print("\n".join(f"    {line}" for line in comparison.explained))
        differs = differs or bool(comparison.unexplained)
    sys.exit(differs)


def _lines(name: str, comparison: Comparison) -> Iterator[str]:
    explained, unexplained = sum(comparison.reasons.values()), len(comparison.unexplained)
    yield f"{name:<24} {comparison.both:>4} equal  {explained} explained  {unexplained} unexplained"
    yield from (f"  {count:>4} {reason}" for reason, count in sorted(comparison.reasons.items()))
    yield from (f"       {line}" for line in comparison.unexplained)
