"""Every question to Git is one named function."""
