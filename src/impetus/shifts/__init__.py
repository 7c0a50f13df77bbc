"""Shifts: desks, the roster, who is on duty, handover, and the figures of the queue."""
