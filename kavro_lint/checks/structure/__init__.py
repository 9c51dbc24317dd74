"""Code held against the blueprint."""
