"""Hold random changes of policy and code against the principle that decides about a change.

    python -m benchmarks.random_policies [--count 10000] [--first 0] [--minutes 60]

No change gets a better verdict than its base's policy would give it, unless an approval covers
it: judged in memory, as in tests/trust/test_principle.py. A seed that breaks it is printed.
"""

import argparse
import sys
import time
from collections import Counter
from random import Random

from tests.trust.random_changes import change, examined, rank


def broken(seed: int) -> tuple[str, str, str]:
    """Return the verdict by the change's policy and by the base's, and what is wrong, or ""."""
    base, own, by_base = change(Random(seed))
    mine, theirs = examined(base, own).report, examined(base, by_base).report
    if rank(mine) < rank(theirs):
        return mine.verdict, theirs.verdict, f"{mine.verdict} is better than {theirs.verdict}"
    approved = examined(base, own, approved=True).report
    if "KV006" in {finding.rule.id for finding in approved.findings}:
        return mine.verdict, theirs.verdict, "an approval that covers the change does not count"
    return mine.verdict, theirs.verdict, ""


def main() -> int:
    """Print how many changes were tried, and each that breaks the principle."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60)
    given = parser.parse_args()
    begun, tried = time.monotonic(), 0
    pairs: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for seed in range(given.first, given.first + given.count):
        if time.monotonic() - begun > given.minutes * 60:
            break
        mine, theirs, what = broken(seed)
        tried += 1
        pairs[mine, theirs] += 1
        wrong += [f"seed {seed}: {what}"] if what else []
    print(f"{tried} changes, {len(wrong)} break the principle")
    for (mine, theirs), count in sorted(pairs.items()):
        print(f"  {count:6} {mine} by the change's judging, {theirs} by the base's policy")
    print("\n".join(wrong[:50]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
