"""One sensor by itself, from a file: a causal score for every row, learned while it reads (cold start)."""
