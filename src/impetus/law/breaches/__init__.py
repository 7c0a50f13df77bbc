"""Breaches of personal data: what happened, by when the authority is told, and what is said to whom."""
