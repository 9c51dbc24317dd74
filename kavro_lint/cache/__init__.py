"""The memory of runs: answers, the contributions of files to them, and resolved imports.

There is one store, a folder of whole files (`folder`), and nothing of it is executed:

- an **answer** is what a command line printed, kept with all that it was computed from (`answers`);
- **contributions** are what each file adds to an answer: a change of sources makes the next answer
  without judging the others (`contributions`, `neutral`);
- a **tree** is the paths of a state with their stat data and contents, by which a later run sees
  what has changed (`current_tree`), with what Git's listing of them depends on, so that Git is
  mostly not asked (`tree_file`, `watching`);
- **imports** are what the files of a state say and lead to, by which a later run reads and resolves
  only the files that differ (`imports`);
- an answer of **Git** about commits, which never change (`memory`).

`recall` answers a command line, `cached_run` notes what a run reads and keeps its answer. What
cannot be told for sure is computed again. A proposal steps from the state that is kept in memory
(`pipeline/stepping.py`).
"""
