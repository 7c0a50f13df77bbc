"""A key in a file of its own: made once, closed to others, the same for processes that start together."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def secret_file(folder: Path, name: str) -> bytes:
    """Return the 32 bytes in `folder`/`name`, made at random (mode 0600, folder 0700) where there is no such file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        new = folder / f".{name}.{os.getpid()}"
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, AESGCM.generate_key(256))
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            os.link(new, path)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_bytes()
