"""kavro-lint: a Git-native linter for architecture and plan drift."""

__version__ = "0.1.0"
