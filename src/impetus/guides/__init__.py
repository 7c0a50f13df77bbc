"""The three guides: operations, ethics and law, cybersecurity. Tools bring pages of their own."""
