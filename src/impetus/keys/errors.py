"""What the key store says where there is no key any more."""

from typing import Self

from impetus.kit.errors import ImpetusError


class KeyGone(ImpetusError):
    """The key was destroyed: what it opened is deleted, for everybody and for ever."""

    status = 410
    code = "deleted"

    @classmethod
    def of(cls, id: str) -> Self:
        """The error for a key."""
        return cls("This was deleted; its key exists no more.", remedy="It cannot be brought back.", key=id)
