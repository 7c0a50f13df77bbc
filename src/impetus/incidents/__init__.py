"""Incidents: alerts that belong together and the people of several agencies who work on them."""
