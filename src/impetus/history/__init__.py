"""The history: every accepted reading, in memory while it is new, in Parquet files after."""
