"""The unprivileged account that servers run under when we are root, and what that account can reach.

PostgreSQL refuses to run as root, and neither server needs to. Nothing outside folders of our own
is ever opened for that account: what it cannot reach is copied beside the data instead.
"""

import os
import pwd
import stat
from pathlib import Path
from typing import NamedTuple

from impetus.launch.errors import LaunchError


class Account(NamedTuple):
    """A user that has an entry in the passwd database (PostgreSQL insists on one)."""

    name: str
    uid: int
    gid: int


def servers_account() -> Account | None:
    """Return the account for the servers when we are root, None when they run as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("impetus", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LaunchError(
        "Running as root, and there is no user to run PostgreSQL under.",
        remedy="Add a system user named 'impetus', or start as an ordinary user.",
    )


def reachable(path: Path, account: Account | None) -> bool:
    """Whether `account` can come to `path` through every folder above it. None means ourselves."""
    if account is None:
        return os.access(path, os.R_OK)
    for step in (*reversed(path.resolve().parents), path.resolve()):
        try:
            mode = step.stat()
        except OSError:
            return False
        if not _may(mode, account, stat.S_IXOTH if step.is_dir() else stat.S_IROTH):
            return False
    return True


def _may(info: os.stat_result, account: Account, other_bit: int) -> bool:
    if info.st_uid == account.uid:
        return bool(info.st_mode & (other_bit << 6))
    if info.st_gid == account.gid:
        return bool(info.st_mode & (other_bit << 3))
    return bool(info.st_mode & other_bit)


def own_folder(path: Path, account: Account | None, mode: int = 0o700) -> Path:
    """Make `path` (its parent exists and is ours) with `mode`, owned by `account`; return it."""
    path.mkdir(exist_ok=True)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    path.chmod(mode)
    return path
