"""House rules as programs: `uv run python -m checks` runs them all and names file, line and remedy."""
