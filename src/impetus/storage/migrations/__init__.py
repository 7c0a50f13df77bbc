"""The database's schema, step by step. Migrations run as the role `impetus_migrator`, which owns the tables."""
