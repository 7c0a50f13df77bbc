"""Evacuation Optimiser: plans on the real streets, with a proof of how far they are from the best there can be."""
