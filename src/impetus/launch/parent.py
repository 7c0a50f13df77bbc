"""A child of the supervisor stops when the supervisor is gone, so that a killed one leaves nothing behind."""

import os
import signal
import threading

from impetus.launch.child import PARENT_VARIABLE


def follow_parent() -> None:
    """Send ourselves SIGTERM once the supervisor that started us no longer lives; do nothing without one."""
    parent = int(os.environ.get(PARENT_VARIABLE, "0") or 0)
    if not parent:
        return

    def watch() -> None:
        pause = threading.Event()
        while os.getppid() == parent:
            pause.wait(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()
