"""The work of each command, apart from its options and its output."""
