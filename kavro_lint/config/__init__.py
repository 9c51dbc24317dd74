"""Settings, rule pages and CODEOWNERS."""
