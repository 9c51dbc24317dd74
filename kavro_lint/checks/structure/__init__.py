"""Code compared with the blueprint."""
