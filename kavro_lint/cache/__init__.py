"""What one run leaves for the next: answers, and what each file of a state leads to.

There is one store, a folder of whole files (`folder`), and nothing of it is executed:

- an **answer** is what a command line printed, kept with all that it was computed from (`answers`);
- a **tree** is the paths of a state with their stat data and contents, by which a later run sees
  what has changed (`tree`);
- **imports** are what the files of a state say and lead to, by which a later run reads and resolves
  only the files that differ (`imports`);
- an answer of **Git** about commits, which never change (`memory`).

`cached_run` answers a command line or notes what its run reads. What cannot be told for sure is
computed again.
"""
