"""Notices in the console itself."""
