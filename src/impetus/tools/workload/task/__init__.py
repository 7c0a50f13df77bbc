"""The load of the task from the desk's own events: the operator's own view, the desk's view, and advice."""
