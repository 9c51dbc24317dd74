"""Drift over many repositories: scanned one by one, read as one.

See docs/contract.md#63-kavro-lint-org.
"""
