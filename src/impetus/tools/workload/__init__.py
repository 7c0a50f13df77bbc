"""Workload Monitoring: help for the operator, never surveillance.

`task` reads the load of the work from the desk's own events; nobody's body is looked at. What it says of one
operator's work is for that operator alone; the desk view knows the queue and no person.
"""
