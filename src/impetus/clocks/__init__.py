"""Clocks: the wall clock of a live city, and those of demonstrations, replays and exercises."""
