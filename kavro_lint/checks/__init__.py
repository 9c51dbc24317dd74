"""One module a kind of drift: each filters the architecture and yields findings."""
