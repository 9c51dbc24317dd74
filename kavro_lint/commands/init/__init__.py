"""A first blueprint for a repository that has none, from what its imports are.

`roles → tree → parts → layers → contract`: which files are product code, the folders they lie
in, the modules those make, the order their imports ask for, and the Markdown that says so.
"""
