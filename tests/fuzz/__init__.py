"""Readers of what a repository holds, under bytes that nobody expects."""
