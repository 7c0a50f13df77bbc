"""Where things stand: the sensors of a city and the map under them."""
