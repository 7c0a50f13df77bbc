"""Bacteria Detector: bacteria in the air, from collectors and analysers, with a promise on false alarms."""
