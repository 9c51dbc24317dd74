"""Limits of a run: files not read, rules not judged, patterns without a match."""
