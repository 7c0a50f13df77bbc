"""Plans to clear a place: where people walk there, what was reckoned for it, what stewards are handed."""
