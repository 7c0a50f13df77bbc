"""Webhooks: signed events to another program."""
