"""HTTP push: others send readings to the platform."""
