"""IMPETUS: the open, self-hosted console for a city's safety operators."""

__version__ = "0.1.0"
