"""What can go wrong when servers are started, with the remedy in words."""

from impetus.kit.errors import ImpetusError


class LaunchError(ImpetusError):
    """A server or folder the platform needs could not be made ready."""

    code = "launch_failed"


class AlreadyRunning(LaunchError):
    """Another `impetus up` holds this data folder."""

    code = "already_running"
