"""The dependency graph as a picture: its nodes and arrows, and its formats."""
