"""Finds the types of channels: the folders beside this file, and entry points in the group `impetus.channels`."""

import importlib
import importlib.util
import logging
import pkgutil
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, Self

import impetus.channels
from impetus.channels.guard import Guard, networks
from impetus.contracts.channel import Channel
from impetus.kit.clock import Clock
from impetus.kit.sealing import Seal
from impetus.kit.settings import PlatformSettings

_log = logging.getLogger(__name__)
GROUP: Final = "impetus.channels"


def channel_types() -> dict[str, type[Channel]]:
    """Return the types of channels by id; one that cannot be loaded is logged and left out."""
    found: dict[str, type[Channel]] = {}
    for module in pkgutil.iter_modules(impetus.channels.__path__):
        name = f"impetus.channels.{module.name}.channel"
        if module.ispkg and importlib.util.find_spec(name):
            kind: type[Channel] = importlib.import_module(name).Channel
            found[kind.id] = kind
    for entry in entry_points(group=GROUP):
        try:
            kind = importlib.import_module(f"{entry.value}.channel").Channel
            if not issubclass(kind, Channel) or kind.id in found:
                raise TypeError(f"{entry.value} is no channel, or its id is taken")
        except Exception:
            _log.exception("the channel %s of a package cannot be used", entry.name)
            continue
        found[kind.id] = kind
    return found


class ChannelKinds:
    """The types of channels, found once when a process starts, with what they need to work."""

    def __init__(self, types: Mapping[str, type[Channel]], seal: Seal, guard: Guard, address: str) -> None:
        self.types = types
        self.seal = seal
        self.guard = guard
        self.address = address
        """The console's address, for links."""

    @classmethod
    def load(cls, settings: PlatformSettings, clock: Clock) -> Self:
        """Find them; the key for secrets lies in the folder of keys, and is made where there is none."""
        guard = Guard(clock, networks(settings.channel_networks))
        return cls(channel_types(), Seal.of(Path(settings.keys_dir), "channels.key"), guard, settings.address)
