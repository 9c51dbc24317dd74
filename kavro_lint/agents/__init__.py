"""Guidance for coding agents before, while and after they write code."""
