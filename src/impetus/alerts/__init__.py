"""Alerts: taken in from tools, judged by people, told to every console and back to the tools."""
