"""Who may do what, for which purpose: the words, the policies in Cedar, and the wall in the database."""
