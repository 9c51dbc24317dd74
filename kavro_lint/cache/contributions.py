"""The contribution of each file of a state to the report of a `check`, as bytes and back.

A report is kept with it, so that a change which adds nothing to report costs no judging: only the
counts of imports are others. Files are numbered as a tree's paths are.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence

from kavro_lint.cache.folder import DIGEST, joined, numbers_of, split

# The outcomes of imports that are counted, and those of a part of them.
COUNTED = ("internal", "external", "unlisted", "standard", "unresolved", "ambiguous",
           "unanalysable")  # fmt: skip
COUNTS = len(COUNTED)

# What holds for a file:
# - PLAIN: nothing is reported of it, whatever it imports that is allowed;
# - TEST: it is test code; TASK: a task's scope names it;
# - LIMITED: a row says which packages its module may use;
# - MOVABLE: a finding depends on all that it imports and that imports it;
# - ALONE: what is reported of it follows from its own imports and from nothing else of the code.
PLAIN, TEST, TASK, LIMITED, MOVABLE, ALONE = 1, 2, 4, 8, 16, 32
NOBODY = 0
# The numbers of a dependency: both modules, files that it is of, imports of it that can close a
# cycle, what holds for it, and one more than the number of the last file of which a finding on a
# cycle shows an import of it (0 for none).
PAIR = 6
FILES, WEIGHT, HOLDS, LAST = 2, 3, 4, 5
# What holds for a dependency:
# - FORBIDDEN: the contract does not allow it; CLOSED: an import of it may be one to report;
# - CYCLIC: it is on a cycle; CUT: a finding names each of its imports that can close one;
# - USED: a row lists it, which is reported where no import is of it;
# - NEW: a changed source has its first import, and the contract was not asked yet.
FORBIDDEN, CLOSED, CYCLIC, CUT, USED, NEW = 1, 2, 4, 8, 16, 32
# The numbers of a file's dependency: which, and how many imports can close a cycle.
LEAD = 2
# The bytes of a mark of what the imports of a file lead to.
MARK = 8
# Where the counts are shown: from, to, width.
SHOWN = 3


class Contribution:
    """What one file adds: its imports by outcome, and the dependencies that they are of.

    `leads` has, for the number of each dependency, how many imports of it can close a cycle.
    """

    __slots__ = ("counts", "leads")

    def __init__(self, counts: tuple[int, ...], leads: Mapping[int, int]) -> None:
        self.counts = counts
        self.leads = leads


class Contributions:
    """What all files of a state add to a report.

    `digests` are those of the sources' facts, as a tree has them. For each path `owners` has the
    number of its module (`NOBODY` for none, so modules count from 1), `flags` what holds for it,
    `targets`, if a row forbids to reach a module, a mark of its import targets; `counts` counts
    its imports, and `leads` up to its number in `ends` its dependencies, `LEAD` numbers
    each. `pairs` has for each dependency `PAIR` numbers. `totals` are the counts of the report, and
    `shown` where their sentence stands in the output (0, 0 for nowhere) and the width that it is
    wrapped to; `lead_in` is its beginning.
    `modules` has the names of the modules, a line each; `heeded` is what resolution heeds beside
    paths and manifests, empty for nothing (`kept_tree.py` in `pipeline/incremental/`). `policy` and
    what `findings` returns are what single sources can be judged by, and `on_code` the findings on
    the code, known and waived ones too; as bytes, empty for what is not kept (`kept_report.py`).
    Findings are written when asked for: a change that is too young to be believed is not kept.
    """

    ARRAYS = ("owners", "counts", "ends", "leads", "pairs", "totals", "shown")

    def __init__(
        self,
        digests: bytes,
        flags: bytes,
        targets: bytes,
        arrays: "Sequence[array[int]]",
        lead_in: str,
        modules: str,
    ) -> None:
        self.digests = digests
        self.flags = bytearray(flags)
        self.targets = targets
        self.owners, self.counts, self.ends, self.leads, *last_arrays = arrays
        self.pairs, self.totals, self.shown = last_arrays
        self.lead_in = lead_in
        self.modules = modules
        self.heeded = self.policy = self.on_code = b""
        self.findings: Callable[[], bytes] = bytes
        self.number_of_pair: dict[tuple[int, int], int] = {
            (self.pairs[at], self.pairs[at + 1]): at // PAIR
            for at in range(0, len(self.pairs), PAIR)
        }

    def new_pair(self, importer: int, imported: int) -> int:
        """Add a dependency that no file has yet, and return its number."""
        number = self.number_of_pair[importer, imported] = len(self.pairs) // PAIR
        self.pairs.extend((importer, imported, 0, 0, NEW, 0))
        return number

    def of(self, number: int) -> Contribution:
        """Return what a file adds."""
        start = self.ends[number - 1] if number else 0
        leads = self.leads[start : self.ends[number]]
        counts = tuple(self.counts[number * COUNTS : number * COUNTS + COUNTS])
        return Contribution(counts, dict(zip(leads[::LEAD], leads[1::LEAD], strict=True)))

    def put(self, number: int, now: Contribution) -> None:
        """Take out what a file has added, and put in what it adds now."""
        before = self.of(number)
        self.counts[number * COUNTS : number * COUNTS + COUNTS] = array("I", now.counts)
        for at in range(COUNTS):
            self.totals[at] += now.counts[at] - before.counts[at]
        for pair in before.leads.keys() | now.leads.keys():
            self.pairs[pair * PAIR + FILES] += (pair in now.leads) - (pair in before.leads)
            self.pairs[pair * PAIR + WEIGHT] += now.leads.get(pair, 0) - before.leads.get(pair, 0)
        leads = array("I", [number for lead in sorted(now.leads.items()) for number in lead])
        start = self.ends[number - 1] if number else 0
        self.leads[start : self.ends[number]] = leads
        more = len(leads) - (self.ends[number] - start)
        if more:
            tail = (end + more for end in self.ends[number:])
            self.ends[number:] = array("I", tail)


def encoded(contributions: Contributions) -> bytes:
    """Return contributions as bytes."""
    arrays = [getattr(contributions, name).tobytes() for name in Contributions.ARRAYS]
    texts = contributions.lead_in, contributions.modules
    encoded_texts = [text.encode("utf-8", "surrogatepass") for text in texts]
    packed = (
        contributions.heeded, contributions.policy, contributions.findings(), contributions.on_code
    )  # fmt: skip
    marks = contributions.digests, bytes(contributions.flags), contributions.targets
    return joined((*marks, *arrays, *encoded_texts, *packed))


def decoded(body: bytes) -> Contributions | None:
    """Return what `encoded` was given, None for anything else."""
    try:
        return _decoded(split(body))
    except (ValueError, IndexError):
        return None


def _decoded(parts: list[bytes]) -> Contributions:
    digests, flags, targets, *packed, lead_in, modules, heeded, policy, findings, on_code = parts
    arrays = list(map(numbers_of, packed))
    texts = [text.decode("utf-8", "surrogatepass") for text in (lead_in, modules)]
    contributions = Contributions(digests, flags, targets, arrays, *texts)
    contributions.policy, contributions.findings = policy, lambda: findings
    contributions.heeded, contributions.on_code = heeded, on_code
    count, leads = len(flags), contributions.leads
    lengths = (
        (len(digests), count * DIGEST),
        (len(targets) or count * MARK, count * MARK),
        (len(contributions.owners), count),
        (len(contributions.counts), count * COUNTS),
        (len(contributions.ends), count),
        (contributions.ends[-1] if count else 0, len(leads)),
        (len(contributions.totals), COUNTS),
        (len(contributions.shown), SHOWN),
        (len(contributions.pairs), len(contributions.number_of_pair) * PAIR),
    )
    ends = contributions.ends.tolist()
    if any(length != expected for length, expected in lengths) or (
        ends != sorted(ends) or any(map(LEAD.__rmod__, ends))
    ):
        raise ValueError("the cache holds other files")
    if leads and max(leads[::LEAD]) >= len(contributions.number_of_pair):
        raise ValueError("the cache holds other files")
    return contributions
