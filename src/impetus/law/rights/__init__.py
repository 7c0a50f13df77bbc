"""The rights of persons: what they ask for, by when, what is found of them, and what is done about it."""
