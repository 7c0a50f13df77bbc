"""Search over everything people read and write, and the views they save."""
