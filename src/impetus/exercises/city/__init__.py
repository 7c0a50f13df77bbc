"""The demonstration city: a made-up week on a real map, as a function of a seed and a time."""
