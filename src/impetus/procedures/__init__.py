"""Branching checklists: their versions, and what people answered."""
