"""Real coding agents against a scripted model on loopback: what their hooks tell and accept."""
