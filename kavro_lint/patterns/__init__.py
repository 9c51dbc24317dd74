"""gitignore-style patterns, anchored at a folder, over the paths of a snapshot.

The syntax is gitignore's (https://git-scm.com/docs/gitignore#_pattern_format), with two
differences that the contract wants: every pattern is anchored, so `tests` is `/tests` and
nothing deeper, and a pattern that Git would quietly discard is an error. Names are compared
with their case, on every system, so that a verdict does not depend on the machine.
"""

from kavro_lint.patterns.globs import Glob
from kavro_lint.patterns.last_match import FEW, SORTED_PER_TRIAL, LastMatch, TrialLimit
from kavro_lint.patterns.pattern import Pattern
from kavro_lint.patterns.segments import key_of, keys_of, literal_part

__all__ = [
    "FEW",
    "SORTED_PER_TRIAL",
    "Glob",
    "LastMatch",
    "Pattern",
    "TrialLimit",
    "key_of",
    "keys_of",
    "literal_part",
]
