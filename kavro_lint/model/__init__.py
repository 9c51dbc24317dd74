"""The records that flow through kavro-lint. They import nothing of kavro_lint but each other."""
