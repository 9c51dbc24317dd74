"""What could not be read, judged or matched."""
