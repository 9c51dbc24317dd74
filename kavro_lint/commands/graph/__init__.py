"""The dependency graph as a picture: what is on it, and how it is drawn."""
