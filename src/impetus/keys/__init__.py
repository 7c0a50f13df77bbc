"""Keys of what is kept sealed: a database of their own, never in the same backup as the data."""
