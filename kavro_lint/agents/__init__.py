"""What coding agents are told before, while and after they write code."""
