"""What the artifacts must say."""
