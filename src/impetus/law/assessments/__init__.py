"""Assessments of tools: what the law wants thought through before a tool runs, and whether it still holds."""
