"""What the routes of sources need of the process: the types there are, the seal, and the preview."""

from collections.abc import Mapping
from typing import Annotated, Any, Protocol

import msgspec
from fastapi import Depends, Request

from impetus.contracts.format import Readings
from impetus.contracts.source import Source
from impetus.kit.sealing import Seal


class Previewed(msgspec.Struct, kw_only=True):
    """What a sample message becomes, and the mapping that its look suggests."""

    readings: Readings
    suggestions: dict[str, Any]


class Kinds(Protocol):
    """The types of sources of this process; the formats stand behind `preview`."""

    @property
    def types(self) -> Mapping[str, type[Source]]:
        """The types by id."""
        ...

    @property
    def seal(self) -> Seal:
        """Seals the secrets in settings."""
        ...

    def preview(self, format: str, mapping: Mapping[str, Any], sample: bytes, *, topic: str, now: int) -> Previewed:
        """Read a sample message as a source would."""
        ...


def kinds(request: Request) -> Kinds:
    """The types of sources, put into the application's state as `source_kinds`."""
    found: Kinds = request.app.state.source_kinds
    return found


SourceKinds = Annotated[Kinds, Depends(kinds)]
