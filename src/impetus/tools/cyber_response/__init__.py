"""Cyber Threat Detection and Response: logs in, attack recognised, countermeasure chosen."""
