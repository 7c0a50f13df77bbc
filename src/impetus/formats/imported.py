"""What became of messages that were brought in: what could be read, what was refused, what has no place here."""

from typing import Any, Final, Generic, TypeVar

import msgspec

from impetus.contracts.format import Refusal

Item = TypeVar("Item")
MOST_LOST: Final = 500
"""So many losses are told one by one."""
_SAMPLE: Final = 200


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a message that was read has no place on the other side, and is left out."""

    position: int
    path: str
    value: str = ""


class Imported(msgspec.Struct, Generic[Item], kw_only=True):
    """What was read, with the position of each in the batch; refusals and losses. Bad ones never spoil good ones."""

    items: list[Item] = msgspec.field(default_factory=list)
    positions: list[int] = msgspec.field(default_factory=list)
    refused: list[Refusal] = msgspec.field(default_factory=list)
    lost: list[Lost] = msgspec.field(default_factory=list)

    def refuse(self, position: int, reason: str, field: str, problem: str, remedy: str, sample: str = "") -> None:
        """Note that a message, or the whole batch, cannot be taken."""
        self.refused.append(
            Refusal(
                reason=reason,
                field=field[:_SAMPLE],
                problem=problem[:500],
                remedy=remedy,
                position=position,
                sample=shown(sample),
            )
        )

    def lose(self, position: int, path: str, value: Any = "") -> None:
        """Note that a part of a message is left out."""
        if len(self.lost) < MOST_LOST:
            self.lost.append(Lost(position=position, path=path[:_SAMPLE], value=shown(value)))


def shown(value: Any) -> str:
    """A value as short text that can be stored and shown."""
    text = value if isinstance(value, str) else repr(value)
    return "".join(char if char.isprintable() else " " for char in text[:_SAMPLE])
