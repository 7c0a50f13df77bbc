"""A gate before our own children: they load their code while the servers start, and wait before they connect.

It is a pipe. The supervisor holds the end for writing and writes nothing; closing it opens the gate, and so does
the supervisor's death, which leaves nobody waiting.
"""

import contextlib
import os

GATE_VARIABLE = "IMPETUS_GATE"
"""Number of the descriptor that a child reads until its end before it connects to anything."""


class Gate:
    """Made closed; `opened` once and for all."""

    def __init__(self) -> None:
        self.descriptor, self._writing = os.pipe()

    def opened(self) -> None:
        """Let those who wait go on. Opening an open gate does nothing."""
        for descriptor in (self._writing, self.descriptor):
            if descriptor >= 0:
                os.close(descriptor)
        self.descriptor = self._writing = -1


def wait_at_gate() -> None:
    """Wait until the servers answer; return at once where nobody set a gate before this process."""
    text = os.environ.pop(GATE_VARIABLE, "")
    if not text.isdigit():
        return
    with contextlib.suppress(OSError), os.fdopen(int(text), "rb") as gate:
        gate.read()
