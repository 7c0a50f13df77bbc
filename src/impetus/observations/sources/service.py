"""Making, changing and removing sources; their tokens; replays."""

import contextlib
import hashlib
import secrets as randomness
from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel, ValidationError

from impetus.clocks import service as clocks
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.observations.mapping import Mapping as FieldMapping
from impetus.observations.sources import repository, secrets
from impetus.observations.sources.access import Kinds
from impetus.observations.sources.repository import SourceRow
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

LIVE: Final = "live"
FASTEST: Final = clocks.FASTEST
"""A clock's speed from which on a replay goes as fast as it can."""


def digest_of(token: str) -> bytes:
    """Return what is stored of a token; it has 256 random bits, so a plain hash does."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


async def get(unit: Unit, id: str) -> SourceRow:
    """Return a source of the unit's agency; raise NotFound."""
    found = await repository.get(unit, id)
    if found is None:
        raise NotFound("There is no such source.", remedy="Load the list of sources anew.", field="id")
    return found


async def of_token(uow: UnitOfWork, token: str) -> SourceRow | None:
    """Return the source that a token belongs to, in whatever agency; None where there is none."""
    async with uow(agency=PLATFORM, purpose="platform.push", actor="platform") as unit:
        return await repository.by_token(unit, digest_of(token))


async def running(uow: UnitOfWork) -> list[SourceRow]:
    """Return the sources of all agencies that are switched on."""
    async with uow(agency=PLATFORM, purpose="platform.push", actor="platform") as unit:
        return await repository.running(unit)


def settings_of(kinds: Kinds, type: str, given: Mapping[str, Any]) -> BaseModel:
    """Return checked settings of a type of source; raise BadInput naming the field."""
    kind = kinds.types.get(type)
    if kind is None:
        raise BadInput(
            f"There is no type of source {type!r}.",
            remedy=f"Choose one of {', '.join(sorted(kinds.types))}.",
            field="type",
        )
    try:
        return kind.Settings.model_validate(dict(given))
    except ValidationError as fault:
        raise _bad("settings", fault) from fault


def mapping_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a checked mapping as plain data, without what is default; raise BadInput naming the field."""
    try:
        return FieldMapping.model_validate(dict(given)).model_dump(mode="json", exclude_defaults=True)
    except ValidationError as fault:
        raise _bad("mapping", fault) from fault


async def save(
    unit: Unit,
    kinds: Kinds,
    *,
    id: str | None,
    name: str,
    type: str,
    settings: Mapping[str, Any],
    mapping: Mapping[str, Any],
    enabled: bool,
) -> SourceRow:
    """Make a source (`id` None or new) or change one; it takes effect within two seconds.

    Raise BadInput naming the field, Conflict where the type of a source would change.
    """
    before = await repository.get(unit, id) if id is not None else None
    made_id = id if id is not None else new_id("src", unit.clock)
    if before is not None and before.type != type:
        raise Conflict("The type of a source cannot change.", remedy="Make a new source.", field="type")
    sealed_for = f"{unit.agency}/{made_id}"
    if before is not None:
        kind = kinds.types.get(type)
        model = kind.Settings if kind is not None else BaseModel
        settings = secrets.merged(settings, before.settings, model, kinds.seal, for_=sealed_for)
    checked = settings_of(kinds, type, settings)
    own = kinds.types[type].own_clock or getattr(checked, "clock", LIVE) == "own"
    await repository.put(
        unit,
        made_id,
        name=name,
        type=type,
        settings=secrets.sealed(checked, kinds.seal, for_=sealed_for),
        mapping=mapping_of(mapping),
        enabled=enabled,
        clock=made_id if own else LIVE,
        at=as_datetime(unit.clock.now_ms()),
        by=unit.actor,
    )
    unit.emit("source", {"id": made_id, "what": "made" if before is None else "changed"})
    unit.audit("source.made" if before is None else "source.changed", made_id, name=name, type=type, enabled=enabled)
    return await get(unit, made_id)


async def remove(unit: Unit, id: str) -> None:
    """Delete a source; its sensors and their history stay. Raise NotFound."""
    if not await repository.remove(unit, id):
        raise NotFound("There is no such source.", remedy="Load the list of sources anew.", field="id")
    unit.emit("source", {"id": id, "what": "removed"})
    unit.audit("source.removed", id)


async def new_token(unit: Unit, id: str) -> tuple[str, str]:
    """Return a new token of a source, and the hint that is shown of it later; older tokens end at once."""
    source = await get(unit, id)
    token = f"imp_{randomness.token_urlsafe(32)}"
    hint = f"…{token[-4:]}"
    at = as_datetime(unit.clock.now_ms())
    await repository.put_token(unit, source.id, digest=digest_of(token), hint=hint, at=at, by=unit.actor)
    unit.emit("source", {"id": id, "what": "token"})
    unit.audit("source.token", id, hint=hint)
    return token, hint


async def replay(unit: Unit, id: str, action: Literal["start", "pause", "stop"], speed: float | None) -> SourceRow:
    """Start, pause or stop a replay, or change its speed (0 is as fast as it goes)."""
    source = await get(unit, id)
    if source.type != "replay":
        raise Conflict("This source is no replay.", remedy="Only replays can be started and paused.", field="id")
    enabled = action != "stop"
    if enabled != source.enabled:
        await repository.put(
            unit,
            id,
            name=source.name,
            type=source.type,
            settings=source.settings,
            mapping=source.mapping,
            enabled=enabled,
            clock=source.clock,
            at=as_datetime(unit.clock.now_ms()),
            by=unit.actor,
        )
    with contextlib.suppress(NotFound):  # not begun yet: it starts with the speed of its settings
        await clocks.change(
            unit, source.clock, speed=FASTEST if speed == 0 else speed, paused=action == "pause" if enabled else None
        )
    unit.emit("source", {"id": id, "what": "replay"})
    unit.audit(f"source.replay.{action}", id, speed=speed)
    return await get(unit, id)


def _bad(prefix: str, fault: ValidationError) -> BadInput:
    first = fault.errors()[0]
    where = ".".join([prefix, *(str(part) for part in first["loc"])])
    problem = str(first["msg"]).removeprefix("Value error, ")
    return BadInput(f"{problem[:1].upper()}{problem[1:300]}.", remedy="Correct the field.", field=where[:200])
