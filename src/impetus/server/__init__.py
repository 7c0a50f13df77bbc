"""The HTTP server: assembly of the domain's routes, security, events, static files. No rules of its own."""
