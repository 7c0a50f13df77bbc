"""Countermeasures: what they save, cost and disturb, alone and together; a person decides."""
