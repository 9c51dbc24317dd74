"""The roadmap, its tasks and their validation."""
