"""The last answer, given again where nothing that it depends on has changed.

What a run prints is a function of what it reads. So an answer is kept together with all of that:
the command line, the environment, kavro-lint's own files, the configuration of Git, the day, which
paths there are, the bytes of the artifacts and manifests that were read, the facts of the sources,
and, where Git was asked about history, HEAD, the references and the index. Where all are the same
the same is printed, and nothing was imported, parsed or resolved for it. What cannot be told for
sure is a miss.

Nothing here imports what takes longer than an answer: neither pathlib nor dataclasses nor json.
"""
