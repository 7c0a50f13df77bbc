"""The tools as people see them: their state, their settings, the kill switch, their words."""
