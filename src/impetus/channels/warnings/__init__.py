"""Public warnings: drafted by one person, released by another."""
