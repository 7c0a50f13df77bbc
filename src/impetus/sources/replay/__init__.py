"""Replay: a file of readings (CSV, Parquet) played back on a clock of its own, at any speed."""
