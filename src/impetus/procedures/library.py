"""What ships: the platform's own procedures, and those of tools for kinds that the platform has none for."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from impetus.contracts.discovery import FoundTool
from impetus.contracts.procedure import Procedure, read_procedure

FOLDER: Final = Path(__file__).parent / "library"


class Shipped(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure that ships; `mark` changes with its content."""

    origin: str
    procedure: Procedure
    mark: str


def _shipped(origin: str, procedure: Procedure) -> Shipped:
    digest = hashlib.sha256(procedure.model_dump_json().encode()).hexdigest()
    return Shipped(origin=origin, procedure=procedure, mark=digest[:16])


@cache
def own() -> tuple[Shipped, ...]:
    """The platform's own, by kind."""
    read = (read_procedure(path)[0] for path in sorted(FOLDER.glob("*.toml")))
    return tuple(_shipped(f"impetus:{found.kind}", found) for found in read if found is not None)


def shipped(tools: Mapping[str, FoundTool]) -> list[Shipped]:
    """Everything that ships with this installation."""
    kinds = {kind for one in own() for kind in (one.procedure.kind, *one.procedure.kinds)}
    found = list(own())
    for id, tool in sorted(tools.items()):
        if tool.manifest is None:
            continue
        for procedure in tool.procedures():
            if procedure.kind not in kinds:
                kinds.add(procedure.kind)
                found.append(_shipped(f"{id}:{procedure.kind}", procedure))
    return found
