"""The steps of a run: git, snapshot, facts, architecture, findings, report."""
