"""Configured sources: their settings, mapping, tokens, health, counts and refused readings."""
