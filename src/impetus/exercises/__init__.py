"""Scenarios and exercises: scripted city days with ground truth."""
