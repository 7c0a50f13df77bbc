"""The record of processing and the citizens' register, both made from what runs."""
