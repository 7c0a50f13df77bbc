"""The tools that come with the platform; a further one is one more folder here."""
