"""Public transport as it runs: delays, headways and vehicles in service from GTFS-Realtime feeds."""
