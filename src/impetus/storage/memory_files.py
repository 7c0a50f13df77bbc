"""Opened files in memory, kept for the next question as long as there is room."""

import os
from collections import OrderedDict
from typing import Final

ROOM: Final = 64 << 20
"""Bytes of opened files that are kept between questions."""


class MemoryFiles:
    """Anonymous files (memfd) by name, the longest unused closed first. Not for several threads at once."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._files: OrderedDict[str, int] = OrderedDict()

    def get(self, name: str) -> int | None:
        """Return the file's descriptor, or None where it is not open."""
        found = self._files.get(name)
        if found is not None:
            self._files.move_to_end(name)
        return found

    def put(self, name: str, descriptor: int) -> int:
        """Keep a file; `trim` may close it."""
        self._files[name] = descriptor
        return descriptor

    def trim(self) -> None:
        """Close the longest unused until the rest has room."""
        sizes = {name: os.fstat(descriptor).st_size for name, descriptor in self._files.items()}
        held = sum(sizes.values())
        while held > self._room and self._files:
            name, descriptor = self._files.popitem(last=False)
            os.close(descriptor)
            held -= sizes[name]

    def drop(self, name: str) -> None:
        """Close a file, if it is open."""
        descriptor = self._files.pop(name, None)
        if descriptor is not None:
            os.close(descriptor)

    def clear(self) -> None:
        """Close all."""
        for name in list(self._files):
            self.drop(name)
