"""Comparisons and measurements against independent tools."""
