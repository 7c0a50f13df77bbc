"""Shared machinery: clock, ids, errors, numbers in words, paths."""
