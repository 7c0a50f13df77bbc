"""A tool that was stopped and does not come back: only the end of its process stops it."""

from typing import Final

STUCK_STATUS: Final = 75
"""Exit status of a worker that ended for it; the supervisor starts it again without that tool (EX_TEMPFAIL)."""


class WorkerStuck(Exception):
    """A stopped tool does not come back from its call."""
