"""Observations on their way in: checked, deduplicated, put into the stream; and the clocks they follow."""
