"""Required contents of the artifacts."""
