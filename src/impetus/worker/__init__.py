"""Worker processes: roles that run apart from the server, and the runtime of tools."""
