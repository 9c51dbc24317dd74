"""Commits, approvals and gates."""
