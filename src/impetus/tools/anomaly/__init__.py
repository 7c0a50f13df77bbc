"""The Urban Anomaly Detector: what in the city's readings is not as it usually is, and why."""
