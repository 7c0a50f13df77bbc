"""The microscopic engine: every person's place, ten times a second, between walls as they are drawn."""
