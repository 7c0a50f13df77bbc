"""The command line: assembly only. Each command is a module with a function `register(app)`."""
