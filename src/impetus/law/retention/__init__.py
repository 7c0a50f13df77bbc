"""How long what is kept: periods, locks, deletion by key, receipts."""
