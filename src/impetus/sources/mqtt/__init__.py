"""MQTT 5 and 3.1.1: readings published on a broker."""
