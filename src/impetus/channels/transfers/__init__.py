"""Exports and imports of alerts, incidents and sensors in formats of others."""
