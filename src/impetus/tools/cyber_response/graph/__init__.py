"""What an attacker could reach in a city's own network, step by step, and which services stop."""
